"""The tools that the code offers to a model: definitions as data, and decorated functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from readiness.findings import Location

from .python_source import PythonCode
from .syntax import Call, Function, Module, dotted, modules

_WORDS = ("tool", "Tool", "input_schema", '"function"', "'function'")
_DECORATORS = {
    "langchain_core.tools.tool",
    "langchain.tools.tool",
    "langchain.agents.tool",
    "crewai.tools.tool",
    "crewai_tools.tool",
    "smolagents.tool",
    "strands.tool",
    "strands.tools.tool",
    "agents.function_tool",
    "claude_agent_sdk.tool",
    "agno.tools.tool",
    "agent_framework.tool",
    "agent_framework.ai_function",
    "semantic_kernel.functions.kernel_function",
}
_DECORATOR_METHODS = {"tool", "tool_plain", "function_tool"}
_MAKERS = {
    "StructuredTool.from_function": ("func", "coroutine"),
    "Tool.from_function": ("func",),
    "FunctionTool.from_defaults": ("fn", "async_fn"),
    "FunctionTool": ("func",),
    "LongRunningFunctionTool": ("func",),
    "langchain_core.tools.Tool": ("func",),
    "langchain.tools.Tool": ("func",),
    "langchain.agents.Tool": ("func",),
    "pydantic_ai.Tool": ("function",),
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, eq=False)
class CodeTool:
    """A tool found in the code.

    Attributes:
        name: as the model sees it; empty when it is made up only when the agent runs.
        how: what it was recognised by.
        function: name of the function behind it, where the definition names one.
        forced: the model is made to call it: the form of an answer rather than something to do.
    """

    name: str
    how: str
    module: Module
    node: ast.AST
    function: str = ""
    forced: bool = False

    @property
    def location(self) -> Location:
        """Where it is defined."""
        return self.module.at(self.node)


def normal(name: str) -> str:
    """A name without case and joints, so that `createRefund` is `create_refund`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def words(name: str) -> list[str]:
    """The words of a name: `createRefund` and `create_refund` are create, refund."""
    return [part for part in re.split(r"[^a-z0-9]+", _CAMEL.sub("_", name).lower()) if part]


def code_tools(code: PythonCode) -> tuple[CodeTool, ...]:
    """The tools that the code defines, each name once, in order of files and lines."""
    return tuple(tool for tool in _tools(code) if tool.name)


def unnamed_tools(code: PythonCode) -> tuple[CodeTool, ...]:
    """Where tools are made whose names only the running agent knows, each function once."""
    found = {tool.module.subject(tool.function): tool for tool in _tools(code) if not tool.name}
    return tuple(found.values())


@lru_cache(maxsize=64)
def _tools(code: PythonCode) -> tuple[CodeTool, ...]:
    found: dict[tuple[str, str], CodeTool] = {}
    for module in modules(code, *_WORDS):
        for tool in (*_literals(module), *_decorated(module), *_made(module)):
            key = (tool.name, "" if tool.name else module.subject(tool.function))
            found.setdefault(key, tool)
    return tuple(found.values())


def _literals(module: Module) -> Iterator[CodeTool]:
    forced = _forced(module)
    for node in module.all(ast.Dict):
        if name := _tool_name(module, node):
            made = name[0] in forced
            yield CodeTool(name[0], "definition", module, name[1], forced=made)


def _forced(module: Module) -> set[str]:
    """Names in a `tool_choice`: the model has to call that tool and no other."""
    if "tool_choice" not in module.file.text:
        return set()
    found = set()
    for node in module.all(ast.Dict):
        entries = _entries(node)
        kind = entries.get("type")
        inner = entries.get("function")
        if isinstance(inner, ast.Dict) and set(_entries(inner)) == {"name"}:
            found.add(_text(module, _entries(inner)["name"]))
        elif set(entries) == {"type", "name"} and _text(module, kind) in ("tool", "function"):
            found.add(_text(module, entries["name"]))
    return found - {""}


def _entries(node: ast.Dict) -> dict[str, ast.expr]:
    return {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _text(module: Module, value: ast.expr | None) -> str:
    """A text written out, a constant of the module, or `Names.SEND.value` of a class of texts."""
    value = module.folded(value)
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    parts = dotted(value).removesuffix(".value").split(".") if value is not None else []
    if len(parts) == 2:
        for owner in module.all(ast.ClassDef):
            if owner.name == parts[0]:
                return _class_constant(owner, parts[1])
    return ""


def _class_constant(owner: ast.ClassDef, name: str) -> str:
    for statement in owner.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant(value=str() as text)):
                if target == name:
                    return text
    return ""


def _tool_name(module: Module, node: ast.Dict) -> tuple[str, ast.expr] | None:
    entries = _entries(node)
    is_function = _text(module, entries.get("type")) == "function"
    inner = entries.get("function")
    if is_function and isinstance(inner, ast.Dict):
        # `{"name": …, "arguments": …}` is a call that the model made, no definition.
        described = {"description", "parameters"} & set(_entries(inner))
        return _entry(module, inner) if described else None
    if (is_function and "parameters" in entries) or "input_schema" in entries:
        return _entry(module, node)
    return None


def _entry(module: Module, node: ast.Dict) -> tuple[str, ast.expr] | None:
    value = _entries(node).get("name")
    name = _text(module, value)
    return (name, value) if name and value is not None else None


def _decorated(module: Module) -> Iterator[CodeTool]:
    for function in module.functions.values():
        for decorator in function.node.decorator_list:
            made = decorator if isinstance(decorator, ast.Call) else None
            callee = made.func if made else decorator
            name = module.resolve(callee)
            method = isinstance(callee, ast.Attribute) and callee.attr in _DECORATOR_METHODS
            if name in _DECORATORS or (method and name not in _foreign(module)):
                given = _given(Call(made, name, "")) if made else None
                shown = function.node.name if given is None else _text(module, given)
                if _renamed(module, function):
                    shown = ""
                yield CodeTool(shown, f"@{dotted(callee)}", module, function.node, function.name)


def _renamed(module: Module, function: Function) -> bool:
    """Whether `f.name = …` gives the tool another name afterwards."""
    wanted = f"{function.node.name}.name"
    return f"{wanted} =" in module.file.text and any(
        dotted(target) == wanted and module.scope(node) == function.owner
        for node in module.all(ast.Assign)
        for target in node.targets
    )


def _foreign(module: Module) -> set[str]:
    """Names of imported modules whose `.tool` is no decorator for agents."""
    return {f"{name}.tool" for name in module.imports.values() if name.startswith("click")}


def _given(call: Call) -> ast.expr | None:
    """The name that a decorator is given, unless the position holds something else."""
    first = call.argument("name", 0)
    if first is not None and not isinstance(first, ast.Lambda | ast.Dict | ast.List | ast.Set):
        return first
    return call.argument("name_override") or call.argument("name")


def _made(module: Module) -> Iterator[CodeTool]:
    for call in module.calls:
        short = ".".join(call.name.split(".")[-2:])
        arguments = _MAKERS.get(call.name) or _MAKERS.get(short)
        if arguments is None and short.endswith("FunctionTool"):
            arguments = _MAKERS["FunctionTool"]
        if arguments is None:
            continue
        values = [value for name in arguments if (value := call.argument(name, 0)) is not None]
        function = next((name for value in values if (name := dotted(value))), "")
        given = call.argument("name")
        if given is not None:
            yield CodeTool(_text(module, given), short, module, call.node, function)
        elif function:
            name = function.rpartition(".")[2] if _is_function(module, call, function) else ""
            yield CodeTool(name, short, module, call.node, function if name else call.function)
        elif call.spread or values:
            yield CodeTool("", short, module, call.node, call.function)


def _is_function(module: Module, call: Call, name: str) -> bool:
    """Whether a name stands for one function; a variable may hold any."""
    head = name.partition(".")[0]
    if head in ("self", "cls"):
        return name.count(".") == 1
    scope = call.function
    while scope in module.functions:
        function = module.functions[scope]
        if f"{scope}.{head}" in module.functions:
            return True
        if any(parameter.arg == head for parameter in function.parameters):
            return False
        if _is_set(function.node, head):
            return False
        scope = function.owner
    return head in module.functions or not _is_set(module.tree, head)


def _is_set(node: ast.AST, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store)
        for part in ast.walk(node)
    )

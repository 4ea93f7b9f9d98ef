"""The tools that the code offers to a model: definitions as data, and decorated functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from readiness.findings import Location

from .python_source import PythonCode
from .syntax import Call, Module, dotted, modules

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
        name: as the model sees it.
        how: what it was recognised by.
        function: name of the function behind it, where the definition names one.
    """

    name: str
    how: str
    module: Module
    node: ast.AST
    function: str = ""

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


@lru_cache(maxsize=64)
def code_tools(code: PythonCode) -> tuple[CodeTool, ...]:
    """The tools that the code defines, each name once, in order of files and lines."""
    found: dict[str, CodeTool] = {}
    for module in modules(code, *_WORDS):
        for tool in (*_literals(module), *_decorated(module), *_made(module)):
            found.setdefault(tool.name, tool)
    return tuple(found.values())


def _literals(module: Module) -> Iterator[CodeTool]:
    for node in module.all(ast.Dict):
        if name := _tool_name(module, node):
            yield CodeTool(name[0], "definition", module, name[1])


def _tool_name(module: Module, node: ast.Dict) -> tuple[str, ast.expr] | None:
    entries = {
        key.value: value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
    kind = module.folded(entries.get("type"))
    is_function = isinstance(kind, ast.Constant) and kind.value == "function"
    inner = entries.get("function")
    if is_function and isinstance(inner, ast.Dict):
        return _entry(module, inner, "name")
    if (is_function and "parameters" in entries) or "input_schema" in entries:
        return _entry(module, node, "name")
    return None


def _entry(module: Module, node: ast.Dict, wanted: str) -> tuple[str, ast.expr] | None:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == wanted:
            folded = module.folded(value)
            if isinstance(folded, ast.Constant) and isinstance(folded.value, str):
                return folded.value, value
    return None


def _decorated(module: Module) -> Iterator[CodeTool]:
    for function in module.functions.values():
        for decorator in function.node.decorator_list:
            made = decorator if isinstance(decorator, ast.Call) else None
            callee = made.func if made else decorator
            name = module.resolve(callee)
            method = isinstance(callee, ast.Attribute) and callee.attr in _DECORATOR_METHODS
            if name in _DECORATORS or (method and name not in _foreign(module)):
                given = _given_name(module, Call(made, name, "")) if made else ""
                shown = given or function.node.name
                yield CodeTool(shown, f"@{dotted(callee)}", module, function.node, function.name)


def _foreign(module: Module) -> set[str]:
    """Names of imported modules whose `.tool` is no decorator for agents."""
    return {f"{name}.tool" for name in module.imports.values() if name.startswith("click")}


def _given_name(module: Module, call: Call) -> str:
    for value in (call.argument("name", 0), call.argument("name_override"), call.argument("name")):
        folded = module.folded(value)
        if isinstance(folded, ast.Constant) and isinstance(folded.value, str):
            return folded.value
    return ""


def _made(module: Module) -> Iterator[CodeTool]:
    for call in module.calls:
        short = ".".join(call.name.split(".")[-2:])
        arguments = _MAKERS.get(call.name) or _MAKERS.get(short)
        if arguments is None and short.endswith("FunctionTool"):
            arguments = _MAKERS["FunctionTool"]
        if arguments is None:
            continue
        function = ""
        for argument in arguments:
            value = call.argument(argument, 0)
            function = function or (dotted(value) if value is not None else "")
        given = call.argument("name")
        folded = module.folded(given)
        if isinstance(folded, ast.Constant) and isinstance(folded.value, str):
            yield CodeTool(folded.value, short, module, call.node, function)
        elif function and given is None:
            yield CodeTool(function.rpartition(".")[2], short, module, call.node, function)

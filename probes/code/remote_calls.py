"""Calls that leave the process: over HTTP, to a model, to an MCP server.

A call is known by where its callee was imported from, or by what the variable it is called on was
made with: `self._http = httpx.AsyncClient(...)` makes `self._http.send(...)` an HTTP call.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from .python_source import PythonCode
from .syntax import Call, Module, dotted, modules

LIBRARIES = (
    "httpx",
    "requests",
    "aiohttp",
    "urllib",
    "openai",
    "anthropic",
    "mcp",
    "litellm",
)


class Kind(StrEnum):
    """Where a call goes."""

    HTTP = "HTTP"
    MODEL = "model"
    MCP = "MCP"


_VERBS = {"get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"}
_CLIENTS = {
    "httpx.Client": Kind.HTTP,
    "httpx.AsyncClient": Kind.HTTP,
    "requests.Session": Kind.HTTP,
    "requests.session": Kind.HTTP,
    "requests.sessions.Session": Kind.HTTP,
    "aiohttp.ClientSession": Kind.HTTP,
    "openai.OpenAI": Kind.MODEL,
    "openai.AsyncOpenAI": Kind.MODEL,
    "openai.AzureOpenAI": Kind.MODEL,
    "openai.AsyncAzureOpenAI": Kind.MODEL,
    "anthropic.Anthropic": Kind.MODEL,
    "anthropic.AsyncAnthropic": Kind.MODEL,
    "anthropic.AnthropicBedrock": Kind.MODEL,
    "anthropic.AnthropicVertex": Kind.MODEL,
    "mcp.Client": Kind.MCP,
    "mcp.ClientSession": Kind.MCP,
    "mcp.client.Client": Kind.MCP,
    "mcp.client.session.ClientSession": Kind.MCP,
    "fastmcp.Client": Kind.MCP,
}
_FUNCTIONS = {
    **{f"httpx.{verb}": Kind.HTTP for verb in _VERBS},
    **{f"requests.{verb}": Kind.HTTP for verb in _VERBS - {"send", "stream"}},
    "aiohttp.request": Kind.HTTP,
    "urllib.request.urlopen": Kind.HTTP,
    "litellm.completion": Kind.MODEL,
    "litellm.acompletion": Kind.MODEL,
    "litellm.responses": Kind.MODEL,
    "litellm.aresponses": Kind.MODEL,
}
_MODEL_METHOD = re.compile(
    r"(?:^|\.)(?:chat\.completions|responses|messages|completions)\."
    r"(?:create|parse|stream|with_raw_response\.create)$"
)
_MCP_METHODS = {"call_tool", "read_resource", "get_prompt", "list_tools"}


@dataclass(frozen=True, eq=False)
class RemoteCall:
    """A call that leaves the process."""

    module: Module
    call: Call
    kind: Kind
    client: str = ""
    """Dotted name of the client's class; empty for a function of the library."""
    binding: str = ""
    """Key of the variable the client is in; see `Clients`."""

    @property
    def subject(self) -> str:
        """File and function it stands in."""
        return self.module.subject(self.call.function)


@dataclass(frozen=True, eq=False)
class Client:
    """A client that is made somewhere."""

    module: Module
    call: Call
    name: str
    """Dotted name of its class."""
    kind: Kind
    binding: str
    """Key of the variable it is put in; empty when it is in none."""


def client_kind(name: str) -> Kind | None:
    """What a class of a library calls, by its dotted name."""
    return _CLIENTS.get(name)


@lru_cache(maxsize=64)
def remote_calls(code: PythonCode) -> tuple[RemoteCall, ...]:
    """The calls of the agent's code that leave the process."""
    return tuple(found for module in modules(code) for found in _of(module))


def clients(code: PythonCode) -> Iterator[Client]:
    """Where clients are made."""
    for module in modules(code, *LIBRARIES):
        for call in module.calls:
            if kind := _CLIENTS.get(call.name):
                yield Client(module, call, call.name, kind, _bound_to(module, call))


def _of(module: Module) -> Iterator[RemoteCall]:
    text = module.file.text
    uses_library = any(library in text for library in LIBRARIES)
    if not (uses_library or "call_tool" in text or ".create(" in text):
        return
    known = _bindings(module)
    roots = {origin.partition(".")[0] for origin in module.imports.values()}
    for call in module.calls:
        kind = _FUNCTIONS.get(call.name)
        if kind and call.name.partition(".")[0] in roots:  # not a variable of that name
            yield RemoteCall(module, call, kind)
        elif _MODEL_METHOD.search(call.name) and not call.name.startswith("self.state"):
            yield RemoteCall(module, call, Kind.MODEL)
        elif isinstance(call.node.func, ast.Attribute):
            yield from _on_client(module, call, call.node.func, known)


def _on_client(
    module: Module, call: Call, callee: ast.Attribute, known: dict[str, str]
) -> Iterator[RemoteCall]:
    made = callee.value
    if isinstance(made, ast.Call):
        name, binding = module.resolve(made.func), ""
    else:
        binding = _key(module, call.function, made)
        if binding not in known:
            binding = _key(module, "", made)
        name = known.get(binding, "")
    kind = _CLIENTS.get(name)
    if kind is Kind.HTTP and callee.attr in _VERBS:
        yield RemoteCall(module, call, Kind.HTTP, name, binding)
    elif callee.attr in _MCP_METHODS and (kind is Kind.MCP or callee.attr == "call_tool"):
        yield RemoteCall(module, call, Kind.MCP, name, binding)


def _bindings(module: Module) -> dict[str, str]:
    """Variables that hold a client: their key and the class of the client."""
    found: dict[str, str] = {}
    for call in module.calls:
        if call.name in _CLIENTS and (key := _bound_to(module, call)):
            found[key] = call.name
    for function in module.functions.values():
        for parameter in function.parameters:
            if name := _annotated(module, parameter.annotation):
                found[f"{function.name}:{parameter.arg}"] = name
    for node in module.all(ast.AnnAssign):
        if name := _annotated(module, node.annotation):
            scope = module.scope(node)
            inside = isinstance(module.parents.get(node), ast.ClassDef)
            target = dotted(node.target)
            found[f"{scope}:self.{target}" if inside else _key(module, scope, node.target)] = name
    return found


def _annotated(module: Module, annotation: ast.expr | None) -> str:
    """The client class in an annotation such as `httpx.Client | None`."""
    if annotation is None:
        return ""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        head, dot, rest = annotation.value.partition(".")
        name = f"{module.imports.get(head, head)}{dot}{rest}"
        return name if name in _CLIENTS else ""
    for part in ast.walk(annotation):
        if isinstance(part, ast.Name | ast.Attribute):
            name = module.resolve(part)
            if name in _CLIENTS:
                return name
    return ""


def _bound_to(module: Module, call: Call) -> str:
    """The key of the variable that a call's value ends up in."""
    for outer in module.around(call.node):
        match outer:
            case ast.Assign(targets=[target]):
                return _key(module, call.function, target)
            case ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
                return _key(module, call.function, target)
            case ast.withitem(optional_vars=ast.expr() as target):
                return _key(module, call.function, target)
            case ast.stmt():
                return ""
    return ""


def _key(module: Module, function: str, target: ast.expr) -> str:
    """A variable's key: `Class:self.name` for attributes, `function:name` for local ones."""
    name = dotted(target)
    if name.startswith("self."):
        scope = function
        while scope in module.functions:
            scope = module.functions[scope].owner
        return f"{scope}:{name}"
    return f"{function}:{name}"

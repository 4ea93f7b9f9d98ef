"""The probe `tools.declared-in-manifest`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from ..code.functions import find, has_package, named, reached
from ..code.python_source import PythonCode
from ..code.syntax import read_whole, unread
from ..code.tool_definitions import CodeTool, code_tools, normal, unnamed_tools
from ..workflow.declarations import Declarations, DeclaredTool
from .openapi import ApiDescription


def without_apis(code: PythonCode, declared: Declarations) -> Iterator[Finding]:
    """Is every tool that the code offers declared, where no HTTP tool is?"""
    yield from declared_in_manifest(code, declared, ())


@probe(absence=without_apis)
def declared_in_manifest(
    code: PythonCode, declared: Declarations, apis: tuple[ApiDescription, ...]
) -> Iterator[Finding]:
    """Is every tool that the code offers the model declared, and every declared function there?

    What is not declared is not assessed: nobody asks for its effect, its owner or its approval. A
    pass means that the tool definitions and decorated functions found in the Python code match the
    tools and operations of the manifest (case, `_` and `-` do not matter), and that each declared
    function exists. Tools that an MCP server adds at run time are seen by the live probes.
    """
    yield from unread(code)
    tools, unnamed = code_tools(code), unnamed_tools(code)
    known = _known(declared, apis)
    to_do = tuple(tool for tool in tools if not tool.forced)
    if not known and len(to_do) > 1:
        yield _none_declared(to_do)
        to_do = ()
    for tool in tools:
        if tool in to_do or tool.forced:
            yield _tool(code, tool, known, _open_ended(declared, apis))
    for tool in unnamed:
        yield _unnamed(tool)
    functions = [one for one in declared.tools if one.callable]
    for one in functions:
        yield _function(code, one)
    if not tools and not unnamed and not functions:
        yield _nothing(code, declared)


def _known(declared: Declarations, apis: tuple[ApiDescription, ...]) -> set[str]:
    names = [tool.name for tool in declared.tools]
    names += [tool.callable.rpartition(":")[2].rpartition(".")[2] for tool in declared.tools]
    names += [operation.operation for operation in declared.operations]
    names += [f"{operation.tool}_{operation.operation}" for operation in declared.operations]
    names += [operation.id for api in apis for operation in api.operations]
    return {normal(name) for name in names} - {""}


def _open_ended(declared: Declarations, apis: tuple[ApiDescription, ...]) -> str:
    """A declared tool whose operations are not known here, so that a name may be one of them."""
    described = {api.target for api in apis}
    for tool in declared.tools:
        if (
            not tool.operations
            and tool.kind != "callable"
            and f"tools.{tool.name}" not in described
        ):
            return tool.name
    return ""


def _tool(code: PythonCode, tool: CodeTool, known: set[str], open_ended: str) -> Finding:
    subject = f"tool {tool.name}"
    if normal(tool.name) in known:
        return passed(subject, f"{tool.name} is declared", location=tool.location, code="declared")
    if open_ended:
        return could_not_look(
            subject,
            f"{tool.name} may be an operation of {open_ended}, whose operations are not listed",
            help=f"list the operations of tools.{open_ended} in the manifest",
            location=tool.location,
        )
    return failed(
        subject,
        f"the model may call {tool.name}, and the manifest does not declare it",
        code="undeclared",
        location=tool.location,
        confidence=_sureness(code, tool, known),
        evidence=[Evidence("excerpt", f"{tool.how}: {tool.module.excerpt(tool.node, 3)}"[:300])],
        help=f"declare {tool.name} with its effect under `tools`, or take it from the model",
    )


def _none_declared(tools: tuple[CodeTool, ...]) -> Finding:
    """One finding: a list of all tools says no more than that there is no list."""
    names = ", ".join(tool.name for tool in tools[:3])
    shown = f"{names} and {len(tools) - 3} more" if len(tools) > 3 else names
    return failed(
        "tools",
        f"the model may call {len(tools)} tools, and the manifest declares none: {shown}",
        code="none-declared",
        location=tools[0].location,
        evidence=[
            Evidence("excerpt", f"{tool.location}: {tool.name} ({tool.how})"[:300])
            for tool in tools[:10]
        ],
        help="declare each under `tools` with its effect, or the MCP server that offers them",
    )


def _unnamed(tool: CodeTool) -> Finding:
    place = tool.module.subject(tool.function)
    return could_not_look(
        f"tools made in {place}",
        f"{place} gives tools names that only the running agent knows",
        help="run with --live, or declare the tools that are made there",
        location=tool.location,
    )


def _sureness(code: PythonCode, tool: CodeTool, known: set[str]) -> Confidence:
    """Less when only the names differ, and when the tool is the form of an answer."""
    less = tool.forced or _wraps(code, tool, known)
    return Confidence.LOW if less else Confidence.HIGH


def _wraps(code: PythonCode, tool: CodeTool, known: set[str]) -> bool:
    """Whether the function of that name comes to a declared operation: only the names differ."""
    places = named(code, tool.function.rpartition(".")[2] or tool.name)
    called = {normal(place.function.rpartition(".")[2]) for place in reached(code, places)}
    return not known.isdisjoint(called)


def _function(code: PythonCode, tool: DeclaredTool) -> Finding:
    subject = f"function {tool.callable}"
    if found := find(code, tool.callable):
        module, function = found
        return passed(
            subject, f"{tool.callable} exists", location=module.at(function.node), code="exists"
        )
    if not has_package(code, tool.callable.partition(":")[0]):
        return could_not_look(
            subject,
            f"{tool.callable} is not in the code that was read",
            help="add its package to code.paths",
            location=tool.at,
        )
    return failed(
        subject,
        f"{tool.name} is declared as {tool.callable}, and there is no such function",
        code="missing-function",
        location=tool.at,
        help="correct the name in the manifest, or remove the tool",
    )


def _nothing(code: PythonCode, declared: Declarations) -> Finding:
    if declared.tools or not code.files or not read_whole(code):
        return could_not_look(
            "tools",
            "no tool definition was recognised in the code",
            help="known: function definitions as data, and the decorators of common frameworks",
        )
    return not_applicable("tools", "neither the code nor the manifest has a tool")

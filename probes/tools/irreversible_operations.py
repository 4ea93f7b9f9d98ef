"""The probe `tools.irreversible-operations`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    not_applicable,
    passed,
)
from readiness.registry import probe

from ..code.python_source import PythonCode
from ..code.syntax import unread
from ..code.tool_definitions import CodeTool, code_tools, normal, unnamed_tools, words
from ..workflow.declarations import Declarations, DeclaredTool
from .openapi import ApiDescription

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
_READING = {
    "get", "list", "read", "find", "search", "lookup", "look", "fetch", "query", "describe",
    "show", "count", "check", "view", "calculate", "compute", "convert", "summarize", "summarise",
    "retrieve", "validate", "estimate", "compare", "classify", "extract", "translate", "explain",
}  # fmt: skip
_WRITING = {
    "create", "add", "insert", "update", "set", "write", "delete", "remove", "drop", "send", "post",
    "pay", "refund", "charge", "transfer", "cancel", "book", "order", "buy", "sell", "submit",
    "approve", "reject", "publish", "execute", "run", "deploy", "close", "merge", "upload", "email",
    "notify", "schedule", "hand", "escalate", "grant", "revoke", "terminate", "sign", "reply",
}  # fmt: skip


@dataclass(frozen=True)
class _Seen:
    """Where it was seen that an operation changes the world."""

    operation: str
    how: str
    location: Location | None
    confidence: Confidence


def without_apis(declared: Declarations, codes: tuple[PythonCode, ...]) -> Iterator[Finding]:
    """Which operations cannot be undone, where no HTTP tool is declared?"""
    yield from irreversible_operations(declared, (), codes)


@probe(absence=without_apis)
def irreversible_operations(
    declared: Declarations, apis: tuple[ApiDescription, ...], codes: tuple[PythonCode, ...]
) -> Iterator[Finding]:
    """Which operations cannot be undone?

    Approval, idempotency and drills with effects matter where something can be changed. Each
    operation that can change the world is listed with where that was seen: declared as write or
    irreversible, an HTTP method other than GET, HEAD and OPTIONS, or a tool of the code with a
    name such as send or delete. That there is none is said only when the API descriptions and the
    code show it, never because the manifest says so.
    """
    found: dict[str, list[_Seen]] = {}
    for seen in (*_declared(declared), *_methods(apis), *_named(codes)):
        found.setdefault(normal(seen.operation.rpartition(".")[2]), []).append(seen)
    for group in found.values():
        yield _changes(group)
    if not found:
        yield from _none_found(declared, apis, codes)


def _changes(group: list[_Seen]) -> Finding:
    sure = any(seen.confidence is Confidence.HIGH for seen in group)
    first = next(iter(seen for seen in group if seen.confidence is Confidence.HIGH or not sure))
    return passed(
        first.operation,
        f"{first.operation} can change something: {first.how}",
        code="changes-something",
        location=first.location,
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        evidence=[Evidence("excerpt", f"{seen.how} ({seen.location})") for seen in group[:4]],
    )


def _declared(declared: Declarations) -> Iterator[_Seen]:
    for one in declared.operations:
        if one.effect in ("write", "irreversible"):
            yield _Seen(one.name, f"declared {one.effect}", one.at, Confidence.HIGH)


def _methods(apis: tuple[ApiDescription, ...]) -> Iterator[_Seen]:
    for api in apis:
        for one in api.operations:
            if one.method not in _SAFE_METHODS:
                name = f"{api.target.removeprefix('tools.')}.{one.id}"
                yield _Seen(name, f"{one.method} {one.path}", one.location, Confidence.HIGH)


def _named(codes: tuple[PythonCode, ...]) -> Iterator[_Seen]:
    for code in codes:
        for tool in code_tools(code):
            if _writes(tool):
                how = f"the name of the tool {tool.name}"
                yield _Seen(tool.name, how, tool.location, Confidence.LOW)


def _writes(tool: CodeTool) -> bool:
    parts = words(tool.name)
    return not _reads(tool) and not _WRITING.isdisjoint(parts)


def _reads(tool: CodeTool) -> bool:
    return words(tool.name)[:1] != [] and words(tool.name)[0] in _READING


def _none_found(
    declared: Declarations, apis: tuple[ApiDescription, ...], codes: tuple[PythonCode, ...]
) -> Iterator[Finding]:
    open_questions = list(_unproved(declared, apis, codes))
    yield from open_questions
    if not open_questions:
        files = ", ".join(api.file for api in apis)
        yield not_applicable(
            "operations", f"only reading operations: {files} and the tools of the code show it"
        )


def _unproved(
    declared: Declarations, apis: tuple[ApiDescription, ...], codes: tuple[PythonCode, ...]
) -> Iterator[Finding]:
    if not any(code_tools(code) for code in codes):
        yield could_not_look(
            "tools of the code",
            "no tool definition was recognised in the code: what the model may call is not known",
            help="attest the item, or define the tools where they can be read",
        )
    for code in codes:
        yield from unread(code)
        yield from _sent(code)
        for tool in code_tools(code):
            if not _reads(tool):
                yield could_not_look(
                    tool.name,
                    f"whether {tool.name} only reads cannot be told from the code",
                    help="declare its effect in the manifest",
                    location=tool.location,
                )
        for tool in unnamed_tools(code):
            place = tool.module.subject(tool.function)
            yield could_not_look(
                f"tools made in {place}",
                f"what the tools made in {place} do is known only when the agent runs",
                help="declare them with their effect in the manifest",
                location=tool.location,
            )
    for one in declared.tools:
        if problem := _not_covered(one, apis):
            yield could_not_look(
                one.name, f"nothing but the manifest says what {one.name} changes: {problem}",
                help="run with --live, or give an API description", location=one.at,
            )  # fmt: skip
    if not declared.tools:
        yield could_not_look(
            "operations", "the manifest declares no tool", help="declare the agent's tools"
        )


_SENDS = re.compile(r"""\.(?:post|put|patch|delete)\(|["'](?:POST|PUT|PATCH|DELETE)["']""")


def _sent(code: PythonCode) -> Iterator[Finding]:
    """Places where the code itself sends something other than a question."""
    for file in code.files:
        if found := _SENDS.search(file.text):
            line = file.text.count("\n", 0, found.start()) + 1
            yield could_not_look(
                f"{file.name}: requests",
                f"{file.name} sends a request that may change something",
                help="declare the operation and its effect in the manifest",
                location=Location(file.name, line),
            )


def _not_covered(tool: DeclaredTool, apis: tuple[ApiDescription, ...]) -> str:
    """What is missing for a proof that a tool only reads; empty when nothing is."""
    api = next((api for api in apis if api.target == f"tools.{tool.name}"), None)
    match tool.kind:
        case "openapi":
            if api is None:
                return "its API description was not read"
            return "parts of its API description are broken" if api.problems else ""
        case "mcp":
            return "the annotations of an MCP server are seen only when it runs"
        case "callable":
            return "what a function does cannot be told from its name"

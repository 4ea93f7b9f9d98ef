"""Where the manifest declares no tool of a kind, the code says whether there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from readiness.findings import Finding
from readiness.probes.code.python_source import LanguageCount, PythonCode, SourceFile
from readiness.probes.tools.absence import without_http, without_mcp

Absence = Callable[[tuple[PythonCode, ...]], Iterator[Finding]]


def code(text: str = "", problem: str = "", other: str = "") -> PythonCode:
    others = (LanguageCount(other, 3),) if other else ()
    file = SourceFile("agent/tools.py", text, problem, 4 if problem else 0)
    return PythonCode(target="code", files=(file,), other_languages=others)


@pytest.mark.parametrize(
    ("absence", "codes", "outcome", "line"),
    [
        (without_http, [code("import json\n")], "not_applicable", 0),
        (without_http, [code("import mcp\n")], "not_applicable", 0),
        (without_http, [code("# requests are rare\n")], "not_applicable", 0),
        (without_http, [code("import json\nimport httpx\n")], "not_available", 2),
        (without_http, [code("def f():\n  from urllib.request import a\n")], "not_available", 2),
        (without_mcp, [code("import httpx\n")], "not_applicable", 0),
        (without_mcp, [code("from agents.mcp import MCPServerStdio\n")], "not_available", 1),
        (without_mcp, [code(problem="invalid syntax")], "not_available", 4),
        (without_mcp, [code(other="TypeScript")], "not_available", 0),
        (without_mcp, [], "not_available", 0),
    ],
)
def test_what_the_code_shows(
    absence: Absence, codes: list[PythonCode], outcome: str, line: int
) -> None:
    [finding] = absence(tuple(codes))
    assert finding.outcome == outcome
    assert (finding.location.line if finding.location else 0) == line

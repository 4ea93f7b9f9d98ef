"""What the code shows where the manifest declares no HTTP tool, or no MCP server.

That a manifest is silent proves nothing. If the code imports no client either, there is nothing
of the kind to ask about; if it does, a tool is missing from the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.findings import Finding, Location, could_not_look, not_applicable

from ..code.python_source import PythonCode

_HTTP = re.compile(
    r"(?m)^[ \t]*(?:import|from)[ \t]+"
    r"(?:httpx|requests|aiohttp|urllib3?|http\.client|httplib2|pycurl|niquests|curl_cffi)\b"
)
_MCP = re.compile(r"(?i)mcp")


def without_http(codes: tuple[PythonCode, ...]) -> Iterator[Finding]:
    """Does the code call no HTTP service?"""
    yield _answer(codes, _HTTP, "HTTP tool", "an HTTP client", "kind: openapi")


def without_mcp(codes: tuple[PythonCode, ...]) -> Iterator[Finding]:
    """Does the code use no MCP server?"""
    yield _answer(codes, _MCP, "MCP server", "MCP", "kind: mcp")


def _answer(
    codes: tuple[PythonCode, ...], trace: re.Pattern[str], what: str, used: str, kind: str
) -> Finding:
    for code in codes:
        if code.other_languages:
            language = code.other_languages[0].language
            reason = f"no {what} is declared, and code in {language} is not read"
            return could_not_look("tools", reason, help=f"declare each {what} under `tools`")
        for file in code.files:
            if file.problem:
                reason = f"no {what} is declared, and {file.name} cannot be read"
                return could_not_look("tools", reason, location=file.location)
            if found := trace.search(file.text):
                place = Location(file.name, file.text.count("\n", 0, found.end()) + 1)
                reason = f"no {what} is declared, but {file.name} uses {used}"
                wanted = f"declare it under `tools`, as `{kind}`"
                return could_not_look("tools", reason, help=wanted, location=place)
    if not any(code.files for code in codes):
        reason = f"no {what} is declared, and there is no code to show that there is none"
        return could_not_look("tools", reason, help="declare `code.paths`")
    return not_applicable("tools", f"no {what} is declared, and the code uses none")

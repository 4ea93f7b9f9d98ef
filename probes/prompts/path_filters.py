"""Path and branch filters of GitHub Actions: which changed files start a workflow."""

from __future__ import annotations

import re


def lets_through(path: str, only: tuple[str, ...], ignored: tuple[str, ...]) -> bool:
    """Whether a change of this file alone passes `paths` and `paths-ignore`.

    In `paths` the last pattern that fits decides, and `!` takes a file out again.
    """
    if only:
        decided = [not pattern.startswith("!") for pattern in only if _fits(pattern, path)]
        return bool(decided) and decided[-1]
    return not any(_fits(pattern, path) for pattern in ignored)


def _fits(pattern: str, path: str) -> bool:
    try:
        return bool(re.fullmatch(_regex(pattern.removeprefix("!")), path))
    except re.error:
        return False


def _regex(pattern: str) -> str:
    """`**` is anything, `*` anything but a slash; `?`, `+` and `[]` are as in expressions."""
    found = ""
    for token in re.findall(r"\*\*/|\*\*|\*|\[[^\]]*\]|[?+]|\\.|.", pattern, re.DOTALL):
        match token:
            case "**/":
                found += "(?:.*/)?"
            case "**":
                found += ".*"
            case "*":
                found += "[^/]*"
            case "?" | "+" if found:
                found += token
            case _ if token.startswith("[") and len(token) > 2:
                found += token
            case _:
                found += re.escape(token[-1] if token.startswith("\\") else token)
    return found

"""What is wrong with a text that should be JSON, beyond what lenient readers let pass."""

from __future__ import annotations

import json
from typing import Any

from .declared_answers import DIGITS_LIMIT


class _Twice(ValueError):
    """An object has the same key twice."""


def json_fault(text: str) -> tuple[str, str]:
    """Code and the end of a sentence for the first fault; empty texts when there is none."""
    try:
        data = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once, parse_int=_whole)
    except _Twice as twice:
        return "duplicate-keys", f"gives the key {twice} twice in one object"
    except _NotANumber as constant:
        return "not-a-number", f"gives {constant}, which JSON does not have"
    except json.JSONDecodeError as error:
        if (text.strip() and error.pos >= len(text.rstrip()) - 1) or "Unterminated" in error.msg:
            return "truncated", "says JSON and stops in the middle of it"
        return "not-json", "says JSON and answers something that is none"
    except (ValueError, RecursionError):
        return "not-json", "says JSON and answers what cannot be read as such"
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "half-character", "gives half of a character (a lone surrogate)"
    except RecursionError:
        pass
    return "", ""


class _NotANumber(ValueError):
    """NaN or an infinity."""


def _refuse(name: str) -> Any:
    raise _NotANumber(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise _Twice(name[:40])
        made[name] = value
    return made


def _whole(digits: str) -> int:
    return int(digits[:DIGITS_LIMIT])

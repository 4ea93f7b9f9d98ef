"""Regular expressions of Go (RE2), which Alertmanager and Grafana use, as patterns of Python.

The two agree on nearly everything that stands in routing trees. What Go refuses is refused here;
what is rewritten: flags within a pattern, POSIX classes, `\\z`, `\\Q…\\E` and `\\x{…}`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CLASSES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7F", "blank": r"\t ",
    "cntrl": r"\x00-\x1F\x7F", "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~",
    "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\v\f\r ", "upper": "A-Z", "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_REFUSED = re.compile(r"\(\?(?:=|!|<|>|\(|#|P=|P>)|[*+?][+*]|\{\d+(?:,\d*)?\}[+*]|\?\?[?*+]")
_TOKEN = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|$)|\\x\{(?P<hex>[0-9A-Fa-f]+)\}|\\(?P<escape>.)"""
    r"""|\[(?P<neg>\^?)(?P<set>\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*)\]"""
    r"""|\(\?(?P<flags>[imsU]*(?:-[imsU]+)?)(?P<scope>[:)])|(?P<open>\()|(?P<close>\))"""
    r"""|\{(?P<repeat>\d+(?:,\d*)?)\}|(?P<brace>\{)|(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPES = set("AbBdDsSwWafnrtv")


class GoRefuses(Exception):
    """A pattern that Go's regexp package does not compile."""


class NotTranslated(Exception):
    """A pattern that Go compiles and this translation does not know."""


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches, as Alertmanager asks.

    Raises:
        GoRefuses: when Go would not compile it.
        NotTranslated: when that cannot be told.
    """
    return bool(compiled(pattern).fullmatch(text))


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as Python runs it; see `matches`."""
    try:
        return re.compile(_translated(pattern), re.ASCII)
    except (re.error, RecursionError, OverflowError) as error:
        raise GoRefuses(str(error)) from None


def _translated(pattern: str) -> str:
    bare = re.sub(r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", "", pattern)
    if refused := _REFUSED.search(bare):
        raise GoRefuses(f"invalid operator {refused[0]}")
    out: list[str] = []
    depths = [0]
    """For each open group, how many groups of flags were opened inside it."""
    for token in _TOKEN.finditer(pattern):
        match token.lastgroup:
            case "open":
                depths.append(0)
                out.append("(")
            case "close":
                out.append(")" * (depths.pop() + 1 if len(depths) > 1 else 1))
            case "scope":
                _flags(token, depths, out)
            case "repeat":
                if any(int(number) > 1000 for number in token["repeat"].split(",") if number):
                    raise GoRefuses("invalid repeat count")
                out.append(token[0])
            case "set" | "neg":
                out.append(f"[{token['neg']}{_set(token['set'])}]")
            case "quoted":
                out.append(re.escape(token["quoted"]))
            case _:
                out.append(_plain(token))
    return "".join(out) + ")" * depths[0]


def _flags(token: re.Match[str], depths: list[int], out: list[str]) -> None:
    flags = token["flags"].replace("U", "").removesuffix("-")
    out.append(f"(?{flags}:")
    if token["scope"] == ":":
        depths.append(0)
    else:
        depths[-1] += 1


def _set(text: str) -> str:
    if re.search(r"\[:\^", text) or re.search(r"\\[pPCQE]", text):
        raise NotTranslated(text)
    known = re.sub(r"\[:(\w+):\]", lambda m: _CLASSES.get(m[1], m[0]), text)
    if "[:" in known:
        raise GoRefuses(f"invalid character class {text}")
    return re.sub(r"\\.|\[", lambda m: m[0] if len(m[0]) > 1 else r"\[", known, flags=re.DOTALL)


def _plain(token: re.Match[str]) -> str:
    if token["hex"]:
        return re.escape(chr(min(int(token["hex"], 16), 0x10FFFF)))
    if token["brace"]:
        return r"\{"
    if (escape := token["escape"]) is None:
        return token[0]
    if escape == "z":
        return r"\Z"
    if escape in "pPC" or escape.isdigit() or escape == "x":
        if escape in "123456789":
            raise GoRefuses("there are no back references")
        if escape in "x0":
            return token[0]
        raise NotTranslated(token[0])
    if escape.isascii() and escape.isalnum() and escape not in _ESCAPES:
        raise GoRefuses(f"invalid escape sequence {token[0]}")
    return token[0]

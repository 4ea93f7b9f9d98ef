"""Matchers of Alertmanager: `severity="critical"`, `team=~"a|b"`, and the older mappings.

Read as Alertmanager's classic parser reads them, which decides wherever it and the newer one
differ; names in quotes and in other scripts are taken as the newer one takes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .go_patterns import GoRefuses, compiled, matches

_ONE = re.compile(
    r"""\s*(?P<name>"(?:\\.|[^"\\])*"|[^\s=~!{}"',\\`]+)\s*(?P<operator>=~|=|!=|!~)\s*"""
    r"""(?P<value>.*?)\s*""",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}


class UnreadableMatcher(Exception):
    """A text that is no matcher."""


@dataclass(frozen=True)
class Matcher:
    """A condition on one label; `operator` is `=`, `!=`, `=~` or `!~`."""

    name: str
    operator: str
    value: str

    def matches(self, labels: dict[str, str]) -> bool:
        """Whether labels meet it; a label that is missing counts as empty."""
        actual = labels.get(self.name, "")
        if self.operator in ("=", "!="):
            return (actual == self.value) == (self.operator == "=")
        return matches(self.value, actual) == (self.operator == "=~")

    def __str__(self) -> str:
        return f'{self.name}{self.operator}"{self.value}"'


def parse_matchers(text: str) -> Iterator[Matcher]:
    """The matchers in one entry of `matchers`, which may be several joined by commas.

    Raises:
        UnreadableMatcher: when the text is none.
    """
    for token in _tokens(text.removeprefix("{").removesuffix("}")):
        match = _ONE.fullmatch(token)
        if not match:
            raise UnreadableMatcher(text)
        yield checked(_name(match["name"]), match["operator"], _value(match["value"]))


def old_matchers(mapping: Any, *, regex: bool) -> Iterator[Matcher]:
    """The matchers of the older `match` and `match_re` mappings.

    Raises:
        UnreadableMatcher: when it is no mapping of names to texts.
    """
    if mapping is None:
        return
    if not isinstance(mapping, dict):
        raise UnreadableMatcher("`match` must be a mapping")
    for name, value in mapping.items():
        if isinstance(value, dict | list):
            raise UnreadableMatcher(f"the value of {name} must be a text")
        text = "" if value is None else str(value)
        yield checked(str(name), "=~" if regex else "=", text)


def checked(name: str, operator: str, value: str) -> Matcher:
    """A matcher whose pattern compiles.

    Raises:
        UnreadableMatcher: when it does not.
    """
    if operator in ("=~", "!~"):
        try:
            compiled(value)
        except GoRefuses:
            raise UnreadableMatcher(f"{name}{operator}{value}") from None
    return Matcher(name, operator, value)


def _tokens(text: str) -> Iterator[str]:
    """Split at commas outside quotes; a last empty part is none."""
    token, quoted, escaped = "", False, False
    for letter in text:
        if letter == "," and not quoted:
            yield token
            token = ""
            continue
        if letter == '"' and not escaped:
            quoted = not quoted
        escaped = letter == "\\" and not escaped
        token += letter
    if token:
        yield token


def _name(text: str) -> str:
    return _value(text) if text.startswith('"') else text


def _value(text: str) -> str:
    inner = text
    if text.startswith('"'):
        if len(text) < 2 or not text.endswith('"'):
            raise UnreadableMatcher(text)
        inner = text[1:-1]
    if re.search(r'(?<!\\)(?:\\\\)*"', inner) or (inner != text and _ends_escaped(inner)):
        raise UnreadableMatcher(text)
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), inner, flags=re.DOTALL)


def _ends_escaped(text: str) -> bool:
    """Whether the quote that should close is escaped."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1

"""Matchers of Alertmanager: `severity="critical"`, `team=~"a|b"`, and the older mappings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_ONE = re.compile(
    r"""\s*(?P<name>"(?:\\.|[^"\\])*"|[^\s=~!{}"',]+)\s*(?P<operator>=~|!~|!=|=)\s*"""
    r"""(?P<value>"(?:\\.|[^"\\])*"|[^"{},]*?)\s*(?:,|$)"""
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
        return bool(re.fullmatch(self.value, actual)) == (self.operator == "=~")

    def __str__(self) -> str:
        return f'{self.name}{self.operator}"{self.value}"'


def parse_matchers(text: str) -> Iterator[Matcher]:
    """The matchers in one entry of `matchers`, which may be several joined by commas.

    Raises:
        UnreadableMatcher: when the text is none.
    """
    bare = text.strip()
    if bare.startswith("{") and bare.endswith("}"):
        bare = bare[1:-1]
    position = 0
    while position < len(bare):
        match = _ONE.match(bare, position)
        if not match:
            raise UnreadableMatcher(text)
        yield _checked(_unquoted(match["name"]), match["operator"], _unquoted(match["value"]))
        position = match.end()


def old_matchers(mapping: Any, *, regex: bool) -> Iterator[Matcher]:
    """The matchers of the older `match` and `match_re` mappings."""
    if mapping is None:
        return
    if not isinstance(mapping, dict):
        raise UnreadableMatcher("`match` must be a mapping")
    for name, value in mapping.items():
        yield _checked(str(name), "=~" if regex else "=", _as_text(value))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(name: str, operator: str, value: str) -> Matcher:
    if operator in ("=~", "!~"):
        try:
            re.compile(value)
        except (re.error, RecursionError, OverflowError):
            raise UnreadableMatcher(f"{name}{operator}{value}") from None
    return Matcher(name, operator, value)


def _unquoted(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), text[1:-1])
    return text

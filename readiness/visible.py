r"""Untrusted text made harmless to look at: nothing invisible, nothing that steers a terminal.

Findings quote responses, file names and what people typed. Control characters, direction marks,
zero-width characters and the like are shown as `\x1b` or `\u202e`, so that a reader sees what is
there and the terminal, the page and the XML parser do not act on it.
"""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KEPT_IN_BLOCKS = {"\n", "\t"}
_SOFT_HYPHEN = "\xad"
ELLIPSIS = "…"


def line(text: str) -> str:
    """The text on one line: line breaks and tabs are blanks, other invisible ones are marked."""
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(map(_mark, spaced)).strip()


def block(text: str) -> str:
    """The text with its line breaks and tabs, other invisible characters marked."""
    unix = text.replace("\r\n", "\n")
    return "".join(char if char in _KEPT_IN_BLOCKS else _mark(char) for char in unix)


def _mark(char: str) -> str:
    if char == _SOFT_HYPHEN or unicodedata.category(char) in _INVISIBLE or _no_character(char):
        code = ord(char)
        if code < 0x100:
            return f"\\x{code:02x}"
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return char


def _no_character(char: str) -> bool:
    """Code points that Unicode will never assign, and XML forbids in part."""
    code = ord(char)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """The beginning of the text, with an ellipsis where it was longer."""
    if width(text) <= columns:
        return text
    kept, taken = "", 0
    for char in text:
        taken += _columns(char)
        if taken > columns - 1:
            break
        kept += char
    return kept.rstrip() + ELLIPSIS


def cut_left(text: str, columns: int) -> str:
    """The end of the text, for paths: the file name and line matter most."""
    if width(text) <= columns:
        return text
    kept, taken = "", 0
    for char in reversed(text):
        taken += _columns(char)
        if taken > columns - 1:
            break
        kept = char + kept
    return ELLIPSIS + kept.lstrip()


def pad(text: str, columns: int) -> str:
    """The text followed by blanks up to this many columns."""
    return text + " " * max(0, columns - width(text))

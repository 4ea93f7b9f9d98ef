"""Telling two typed names apart, when it pays to make one person look like two.

Names in answer files are typed text. Two of them count as two people only when nothing suggests
that they are one: not letter case, blanks or invisible characters, not a display name round the
same address, not a `+tag`, and not letters of another alphabet that look alike.
"""

from __future__ import annotations

import re
import unicodedata

_SHORTEST = 3


def person(text: str) -> str:
    """A typed name as it is compared: its address if it has one, without disguise."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf"))
    plain = " ".join(plain.split()).casefold()
    address = re.search(r"[^\s<>\"']+@[^\s<>\"']+", plain)
    if not address:
        return plain
    local, _, domain = address[0].rpartition("@")
    return f"{local.partition('+')[0]}@{domain.rstrip('.')}"


def certainly_differ(one: str, other: str) -> bool:
    """Whether two typed names are certainly two people."""
    first, second = person(one), person(other)
    if min(len(first), len(second)) < _SHORTEST or first == second:
        return False
    return not (_disguised(first) or _disguised(second))


def _disguised(name: str) -> bool:
    """An address with letters outside ASCII, or a name in more than one alphabet."""
    if "@" in name:
        return not name.isascii()
    alphabets = {unicodedata.name(c, "?").partition(" ")[0] for c in name if c.isalpha()}
    return len(alphabets) > 1

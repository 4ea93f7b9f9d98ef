"""What the items provide evidence toward, framework by framework. It never says "satisfies"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.visible import line

from .chapters import Chapter
from .wording import words


@dataclass(frozen=True)
class Framework:
    """A framework: each identifier that items refer to, and their verdicts."""

    name: str
    rows: tuple[tuple[str, str], ...]


def crosswalk(chapters: Iterable[Chapter]) -> tuple[Framework, ...]:
    """The frameworks that items refer to, by name; their identifiers in natural order."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for chapter in chapters:
        for entry in chapter.entries:
            for framework, ids in entry.item.references.items():
                rows = found.setdefault(words.known(f"framework.{framework}", line(framework)), {})
                for identifier in ids:
                    rows.setdefault(line(identifier), Counter())[entry.status.word] += 1
    return tuple(
        Framework(name, tuple((key, _tally(rows[key])) for key in sorted(rows, key=_natural)))
        for name, rows in sorted(found.items())
    )


def _tally(counted: Counter[str]) -> str:
    return words("separator").join(f"{word} {n}" for word, n in sorted(counted.items()))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts `Art. 9` before `Art. 14`."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)

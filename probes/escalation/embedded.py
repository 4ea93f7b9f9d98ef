"""Documents inside documents: parts of a file, several in one file, YAML held in a text.

Whatever is taken out keeps the lines it stands on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.strict_yaml import Document, Marks, Step

from .alertmanager import parsed

DOCUMENT_LIMIT = 200
_DEPTH = 8


def parsed_all(text: str, name: str) -> Iterator[Document]:
    """Every document of a YAML file.

    Raises:
        CouldNotLook: when one cannot be parsed.
    """
    begun = 0
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if re.match(r"---(\s|$)", line)]
    for end in [*starts[:DOCUMENT_LIMIT], len(lines)]:
        part = lines[begun:end]
        if any(line.strip() and not line.lstrip().startswith("#") for line in part):
            yield parsed("\n" * begun + "\n".join(part), name)
        begun = end + 1


def part_of(document: Document, *way: Step) -> Document:
    """What stands at `way`, as a document of its own."""
    data: Any = document.data
    for step in way:
        data = data[step]
    return Document(document.name, data, moved(document.marks, way, ()))


def moved(marks: Marks, old: tuple[Step, ...], new: tuple[Step, ...]) -> Marks:
    """The marks below one way, put below another."""
    size = len(old)
    return {(*new, *way[size:]): mark for way, mark in marks.items() if way[:size] == old}


def held_text(document: Document, *way: Step) -> Document:
    """The YAML that the text at `way` holds: a block that starts on the line after its key.

    Raises:
        CouldNotLook: when it is none.
    """
    data: Any = document.data
    for step in way:
        data = data[step]
    inner = parsed(str(data), document.name)
    line = document.at(*way).line
    return Document(
        document.name, inner.data, {path: (line + at, 0) for path, (at, _) in inner.marks.items()}
    )


def ways_to(
    data: Any, wanted: Callable[[Any], bool], depth: int = _DEPTH
) -> Iterator[tuple[Step, ...]]:
    """The ways to what is wanted, outer ones first."""
    if wanted(data):
        yield ()
    elif isinstance(data, dict) and depth:
        for key, inner in data.items():
            for way in ways_to(inner, wanted, depth - 1):
                yield (key, *way)

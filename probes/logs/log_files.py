"""The files behind a glob of log records: found, kept within the folder, digested."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Source
from readiness.targets import LogRecordsTarget

MOST_FILES = 500
MOST_BYTES = 2 << 30
_CHUNK = 1 << 20


@dataclass(frozen=True)
class LogFile:
    """One file of records.

    Attributes:
        damaged: it is not UTF-8 throughout, so lines of it were left out.
    """

    path: Path
    source: Source
    lines: int
    damaged: bool


@dataclass(frozen=True)
class LogFiles:
    """The files that are read; the newest ones where there are too many."""

    files: tuple[LogFile, ...]
    left_out: int


def log_files(target: LogRecordsTarget, context: Context) -> LogFiles:
    """The files that match the pattern.

    Raises:
        CouldNotLook: when there are none, or none that may be read.
    """
    found = [
        path
        for path in context.root.glob(target.pattern)
        if path.is_file() and path.resolve().is_relative_to(context.root.resolve())
    ]
    found = [path for path in found if path.stat().st_size]
    if not found:
        raise CouldNotLook(
            f"no log records at {target.pattern}",
            help="run the agent once, or point logs.records at real ones",
        )
    newest = sorted(found, key=lambda path: (-path.stat().st_mtime, path.name))
    chosen: list[Path] = []
    size = 0
    for path in newest[:MOST_FILES]:
        size += path.stat().st_size
        if size > MOST_BYTES and chosen:
            break
        chosen.append(path)
    files = tuple(_read(path, context) for path in sorted(chosen))
    return LogFiles(files, len(found) - len(chosen))


def _read(path: Path, context: Context) -> LogFile:
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, damaged, last = 0, False, b"\n"
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                last = chunk
                if not damaged:
                    try:
                        damaged = "\0" in decoder.decode(chunk)
                    except UnicodeDecodeError:
                        damaged = True
    except OSError as error:
        shown = context.show(path)
        raise CouldNotLook(f"{shown} cannot be read: {error.strerror or error}") from None
    lines += not last.endswith(b"\n")
    return LogFile(path, Source(context.show(path), digest.hexdigest()), lines, damaged)

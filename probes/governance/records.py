"""The governance records: typed YAML files in one folder, each of one kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from readiness.context import Context
from readiness.documents import decode
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts, Source
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import parse_strict
from readiness.targets import GovernanceTarget

from .record_models import (
    KINDS,
    Access,
    Accountability,
    ChangeProcess,
    GoNoGo,
    Record,
    Retention,
    ReviewCadence,
)

FILES_READ = 200
_KIND = re.compile(r"^kind:[ \t]*['\"]?([\w-]+)", re.MULTILINE)
Some = TypeVar("Some", bound=Record)


@dataclass(frozen=True, kw_only=True)
class RecordProblem:
    """A record that could not be read, or a file that says not what kind it is.

    Attributes:
        kind: as far as the file says; empty when it does not.
    """

    kind: str
    at: Location
    what: str
    fix: str


@dataclass(frozen=True, kw_only=True)
class GovernanceRecords(Facts):
    """What stands in the records' folder; each record with the first line of its file.

    Attributes:
        owner: of the agent, from the manifest.
        others: records of kinds that no probe reads: path and kind.
        problems: records that could not be read.
        cut: there were more files than are read.
    """

    as_of: date
    folder: str
    owner: str
    go_live: date | None
    accountability: tuple[tuple[Location, Accountability], ...] = ()
    change_process: tuple[tuple[Location, ChangeProcess], ...] = ()
    go_no_go: tuple[tuple[Location, GoNoGo], ...] = ()
    retention: tuple[tuple[Location, Retention], ...] = ()
    access: tuple[tuple[Location, Access], ...] = ()
    review_cadence: tuple[tuple[Location, ReviewCadence], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    problems: tuple[RecordProblem, ...] = ()
    cut: bool = False

    def problem(self, kind: str) -> RecordProblem | None:
        """The unreadable record of this kind, or one that may be of it."""
        mine = [one for one in self.problems if one.kind == kind]
        vague = [one for one in self.problems if not one.kind]
        return next(iter(mine + vague), None)


@gatherer()
def records(target: GovernanceTarget, context: Context) -> GovernanceRecords:
    """Read every record of the folder; a malformed one is noted and the rest goes on."""
    if not target.folder.is_dir():
        reason = f"{context.show(target.folder)} is not a folder"
        raise CouldNotLook(reason, help="correct governance.folder, or create it")
    paths = _files(target.folder)
    read = _Read()
    sources: list[Source] = []
    for path in paths[:FILES_READ]:
        shown = context.show(path)
        try:
            content = context.read_bytes(path)
        except CouldNotLook as refusal:
            read.note("", Location(shown), refusal.reason, refusal.help)
            continue
        sources.append(Source.of(shown, content))
        read.add(content.decode("utf-8-sig", "replace"), shown)
    return GovernanceRecords(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(sources),
        as_of=context.as_of,
        folder=context.show(target.folder),
        owner=target.owner,
        go_live=target.go_live,
        accountability=read.of(Accountability),
        change_process=read.of(ChangeProcess),
        go_no_go=read.of(GoNoGo),
        retention=read.of(Retention),
        access=read.of(Access),
        review_cadence=read.of(ReviewCadence),
        others=tuple(read.others),
        problems=tuple(read.problems),
        cut=len(paths) > FILES_READ,
    )


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))
    return sorted(path for path in found if path.is_file())


class _Read:
    """Records as they are read: models with their places, other kinds, problems."""

    def __init__(self) -> None:
        self._found: list[tuple[Location, Record]] = []
        self.others: list[tuple[str, str]] = []
        self.problems: list[RecordProblem] = []

    def of(self, model: type[Some]) -> tuple[tuple[Location, Some], ...]:
        return tuple((at, one) for at, one in self._found if isinstance(one, model))

    def note(self, kind: str, at: Location, what: str, fix: str) -> None:
        self.problems.append(RecordProblem(kind=kind, at=at, what=what, fix=fix))

    def add(self, text: str, shown: str) -> None:
        # Taken from the text, so that a record that cannot be parsed is still of its kind.
        match = _KIND.search(text)
        kind = match[1] if match else ""
        try:
            document = parse_strict(text, shown)
            if kind in KINDS:
                self._found.append((Location(shown, 1), decode(document, KINDS[kind])))
            elif kind:
                self.others.append((shown, kind))
            else:
                fix = f"add one of: {', '.join(sorted(KINDS))}"
                self.note("", Location(shown, 1), "does not say its kind", fix)
        except ConfigurationError as error:
            problem = error.problems[0]
            at = Location(shown, problem.line, problem.column)
            self.note(kind, at, problem.what, problem.fix)

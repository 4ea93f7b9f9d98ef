"""Collects steps and ways from a foreign format until they make a workflow map."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.findings import Location
from readiness.targets import WorkflowTarget

from .formats import Format
from .workflow_map import MapStep, StepKind, Trigger, WorkflowMap

END = "end of the workflow"
_PERSON = re.compile(
    r"(?i)\b(?:person|people|human|manual|approv\w*|review\w*|operator|clerk|hand[- ]?over"
    r"|escalat\w*|team|desk|manager|duty|on-?call|supervisor|staff)\b"
)


@dataclass
class Piece:
    """A step in the making."""

    kind: StepKind
    at: Location
    next: list[str] = field(default_factory=list)
    on_failure: str = ""
    within: timedelta | None = None
    tools: tuple[str, ...] = ()
    does: str = ""


@dataclass
class Drawing:
    """The steps and triggers found so far, by name."""

    file: str
    pieces: dict[str, Piece] = field(default_factory=dict)
    triggers: list[Trigger] = field(default_factory=list)

    def add(self, name: str, kind: StepKind, line: int, **more: object) -> Piece:
        """A step; one of the same name is drawn over."""
        piece = Piece(kind, Location(self.file, line))
        for key, value in more.items():
            setattr(piece, key, value)
        self.pieces[name] = piece
        return piece

    def trigger(self, name: str, line: int, starts: list[str]) -> None:
        """What starts a case, and the first steps."""
        for number, first in enumerate(starts, start=1):
            one = name if len(starts) == 1 else f"{name} ({number})"
            self.triggers.append(Trigger(id=one, at=Location(self.file, line), starts=first))

    def end(self, line: int, name: str = END) -> str:
        """The end that the format leaves unnamed."""
        if name not in self.pieces:
            self.add(name, "end", line)
        return name

    def facts(
        self,
        target: WorkflowTarget,
        context: Context,
        drawn_in: Format,
        *,
        inferred: tuple[str, ...] = (),
        unsaid: tuple[str, ...] = (),
    ) -> WorkflowMap:
        """The workflow map.

        Raises:
            CouldNotLook: when nothing is drawn.
        """
        if not self.pieces:
            raise CouldNotLook(
                f"{self.file} draws no step ({drawn_in})", help="name the file with the workflow"
            )
        return WorkflowMap(
            target=target.id,
            declared_at=target.declared_at,
            sources=(context.source(target.path),),
            file=self.file,
            format=drawn_in,
            inferred=inferred,
            unsaid=unsaid,
            steps_at=min(piece.at for piece in self.pieces.values()),
            owner="",
            updated=None,
            triggers=tuple(self.triggers),
            steps=tuple(
                MapStep(
                    name=name,
                    kind=piece.kind,
                    at=piece.at,
                    does=piece.does,
                    tools=piece.tools,
                    next=tuple(dict.fromkeys(piece.next)),
                    on_failure=piece.on_failure,
                    within=piece.within,
                )
                for name, piece in self.pieces.items()
            ),
        )


def names_a_person(text: str) -> bool:
    """Whether a step's name speaks of people."""
    return bool(_PERSON.search(re.sub(r"[_-]|(?<=[a-z])(?=[A-Z])", " ", text)))


def iso_duration(text: str) -> timedelta | None:
    """`PT4H` or `P1D`; None when it is no fixed span."""
    form = r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
    match = re.fullmatch(form, text.strip())
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None

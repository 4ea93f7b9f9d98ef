"""The numbered things: what a reader should look at, in the order of their weight.

Contradictions come first whatever the verdict, then open blockers, undecided ones, and the risks
that block nothing; within each, what the roadmap would do first. Every format shows these numbers
and `readiness explain 2` takes them. An item is one thing only: a contradicted blocker stands
among the contradictions and says that it blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from readiness.result import FindingRecord, Result, VerdictRecord
from readiness.visible import line


class Kind(StrEnum):
    """Why something is numbered."""

    CONTRADICTED = "contradicted"
    OPEN = "open"
    UNDECIDED = "undecided"
    RISK = "risk"


@dataclass(frozen=True)
class Thing:
    """Something to look at.

    Attributes:
        n: its number, from 1, the same in every format.
        where: file and line, or what was looked at; empty where there is neither.
        fingerprint: of the finding that shows it; empty where no finding does.
        blocker: `open`, `undecided`, or empty when it blocks nothing.
        tried: whether anybody looked.
        waived: an active waiver accepts it.
    """

    n: int
    kind: Kind
    item: str
    title: str
    where: str
    message: str
    fingerprint: str
    blocker: str
    tried: bool
    waived: bool

    @property
    def headline(self) -> str:
        """What was found; where nothing was, the requirement and why it is not settled."""
        return self.message if self.fingerprint else f"{self.title}: {self.message}"


def things(result: Result) -> tuple[Thing, ...]:
    """The numbered things under the profile that was asked for."""
    record = result.main
    order = {step.item: place for place, step in enumerate(record.roadmap)}
    ranked = [(kind, v) for v in record.verdicts if (kind := _kind(v)) is not None]
    kinds = list(Kind)
    ranked.sort(key=lambda pair: (kinds.index(pair[0]), order.get(pair[1].item, len(order))))
    return tuple(
        _thing(result, number, kind, verdict)
        for number, (kind, verdict) in enumerate(ranked, start=1)
    )


def numbers(result: Result) -> dict[str, int]:
    """Item id to the number of its thing."""
    return {thing.item: thing.n for thing in things(result)}


def _kind(verdict: VerdictRecord) -> Kind | None:
    if verdict.contradiction:
        return Kind.CONTRADICTED
    if verdict.blocker_state == "open":
        return Kind.OPEN
    if verdict.blocker_state == "undecided":
        return Kind.UNDECIDED
    troubled = verdict.verdict in ("fail", "partial", "contested")
    return Kind.RISK if troubled and verdict.not_due_until is None else None


def _thing(result: Result, number: int, kind: Kind, verdict: VerdictRecord) -> Thing:
    shown = failing(result, verdict)
    first = shown[0] if shown else None
    return Thing(
        n=number,
        kind=kind,
        item=verdict.item,
        title=line(result.item(verdict.item).title),
        where=where(first) if first else "",
        message=line(first.message if first else verdict.reason),
        fingerprint=first.fingerprint if first else "",
        blocker=verdict.blocker_state,
        tried=verdict.tried,
        waived=verdict.waived,
    )


def failing(result: Result, verdict: VerdictRecord) -> tuple[FindingRecord, ...]:
    """The findings that fail the item and stand: sure ones first, none that was set aside."""
    aside = {record.entry.finding for record in result.set_aside if not record.objection}
    item = result.item(verdict.item)
    mine = [
        finding
        for finding in result.findings
        if finding.probe in item.proved_by.probes
        and finding.outcome == "fail"
        and finding.fingerprint not in aside
    ]
    decisive = {fingerprint: place for place, fingerprint in enumerate(verdict.decisive)}
    mine.sort(
        key=lambda f: (
            f.confidence != "high",
            decisive.get(f.fingerprint, len(decisive)),
            f.probe,
            f.subject,
            f.code,
        )
    )
    return tuple(mine)


def where(finding: FindingRecord) -> str:
    """File and line; without a file the command that replays it, else what was looked at."""
    if finding.location:
        return line(str(finding.location))
    replay = next((e.text for e in finding.evidence if e.kind == "replay"), "")
    return line(replay.removeprefix("readiness ")) or line(finding.subject)

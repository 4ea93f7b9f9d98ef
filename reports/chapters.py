"""A chapter a lesson: each item with its verdict, the evidence behind it and the way to mend it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.checklist import Item, Lesson
from readiness.result import (
    FindingRecord,
    IntervalRecord,
    Result,
    StatementRecord,
    VerdictRecord,
    WaiverRecord,
)
from readiness.things import numbers, where
from readiness.visible import block, cut, line

from .contradictions import standing
from .status import Status, status
from .week import Week, is_part, week_of
from .wording import words

_LOUD = ("fail", "error", "not_available")
_QUIET_SHOWN = 8
_LOUD_SHOWN = 25
_EXCERPT = 1600


@dataclass(frozen=True)
class Excerpt:
    """A piece of evidence of a finding."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True)
class Observation:
    """A finding for the reader.

    Attributes:
        loud: shown in full: it fails, could not look, or is our error.
        note: `set aside`, `inferred`, `seen in part`, `carried from …`: what tempers it.
    """

    probe: str
    question: str
    subject: str
    outcome: str
    word: str
    loud: bool
    message: str
    where: str
    file: str
    line: int
    fingerprint: str
    note: str
    help: str
    collected: datetime.date | None
    excerpts: tuple[Excerpt, ...]
    replay: str
    week: Week | None = None
    """The hours without anybody, where the evidence tells them."""


@dataclass(frozen=True)
class Answer:
    """Who said what, when, and what it is worth."""

    by: str
    role: str
    word: str
    said: datetime.date
    trust: str
    reason: str
    approved_by: str
    notes: tuple[str, ...]
    artefacts: tuple[tuple[str, str], ...]
    """Path and sha256 of what lies behind it."""


@dataclass(frozen=True)
class Entry:
    """An item of the checklist under the profile that was asked for.

    Attributes:
        n: its number among the things, 0 when it is none.
        hidden: how many further observations stand only in the embedded result.
    """

    item: Item
    verdict: VerdictRecord
    status: Status
    n: int
    reason: str
    strength: str
    observations: tuple[Observation, ...]
    hidden: int
    answers: tuple[Answer, ...]
    waivers: tuple[WaiverRecord, ...]

    @property
    def loud(self) -> tuple[Observation, ...]:
        """The observations that are shown in full."""
        return tuple(found for found in self.observations if found.loud)

    @property
    def quiet(self) -> tuple[Observation, ...]:
        """The observations that are shown in a line each."""
        return tuple(found for found in self.observations if not found.loud)

    @property
    def why(self) -> str:
        """The reason, unless an observation that is shown in full already says it."""
        said = any(found.message and self.reason.startswith(found.message) for found in self.loud)
        return "" if said else self.reason

    @property
    def settled(self) -> bool:
        """Nothing to do here: passed in full, not applicable or not due."""
        return self.status.tone in ("good", "quiet")


@dataclass(frozen=True)
class Chapter:
    """A lesson, its score and its items."""

    lesson: Lesson
    title: str
    about: str
    score: IntervalRecord | None
    entries: tuple[Entry, ...]

    @property
    def tally(self) -> str:
        """`Fail 2 · Unknown 1 · Pass 3`: how many items have which verdict."""
        order = {"bad": 0, "warn": 1, "good": 2, "quiet": 3}
        ranked = sorted(self.entries, key=lambda entry: order[entry.status.tone])
        counted = Counter(entry.status.word for entry in ranked)
        return words("separator").join(f"{word} {n}" for word, n in counted.items())


def chapters(result: Result) -> tuple[Chapter, ...]:
    """The lessons that have items, in their order."""
    known = numbers(result)
    found = []
    for lesson in Lesson:
        entries = tuple(
            _entry(result, result.item(verdict.item), verdict, known.get(verdict.item, 0))
            for verdict in result.main.verdicts
            if result.item(verdict.item).lesson is lesson
        )
        if entries:
            found.append(
                Chapter(
                    lesson,
                    words(f"lesson.{lesson}.title"),
                    words(f"lesson.{lesson}.about"),
                    result.main.score.lessons.get(lesson),
                    entries,
                )
            )
    return tuple(found)


def _entry(result: Result, item: Item, verdict: VerdictRecord, number: int) -> Entry:
    aside = {record.entry.finding for record in result.set_aside if not record.objection}
    seen = [
        observation(result, finding, set_aside=finding.fingerprint in aside)
        for finding in result.findings_of(item)
    ]
    loud = [found for found in seen if found.loud]
    quiet = [found for found in seen if not found.loud]
    shown = (*loud[:_LOUD_SHOWN], *quiet[:_QUIET_SHOWN])
    return Entry(
        item=item,
        verdict=verdict,
        status=status(verdict),
        n=number,
        reason=line(verdict.reason),
        strength=_strength(verdict),
        observations=shown,
        hidden=len(seen) - len(shown),
        answers=tuple(_answers(result, item)),
        waivers=tuple(w for w in result.waivers if w.waiver.item == item.id),
    )


def _strength(verdict: VerdictRecord) -> str:
    required = words(f"strength.{verdict.required}")
    if not verdict.strength:
        return words("strength_needed", required=required)
    return words("strength_had", had=words(f"strength.{verdict.strength}"), required=required)


def observation(result: Result, finding: FindingRecord, *, set_aside: bool) -> Observation:
    """A finding for the reader."""
    notes = [words("note.set_aside")] if set_aside and finding.outcome == "fail" else []
    notes += [words("note.inferred")] if finding.confidence == "low" else []
    notes += [words("note.in_part")] if finding.scope_cut else []
    notes += [words("note.carried", run=line(finding.carried_from))] * bool(finding.carried_from)
    replay = next((e.text for e in finding.evidence if e.kind == "replay"), "")
    return Observation(
        probe=line(finding.probe),
        question=line(result.probes.get(finding.probe, "")),
        subject=line(finding.subject),
        outcome=finding.outcome.value,
        word=words(f"outcome.{finding.outcome}"),
        loud=finding.outcome in _LOUD,
        message=line(finding.message),
        where=where(finding),
        file=line(finding.location.file) if finding.location else "",
        line=finding.location.line if finding.location else 0,
        fingerprint=finding.fingerprint,
        note=", ".join(notes),
        help=line(finding.help),
        collected=finding.collected,
        excerpts=tuple(
            Excerpt(line(e.kind), words.known(f"evidence.{e.kind}", line(e.kind)), _short(e.text))
            for e in finding.evidence
            if e.kind != "replay" and not is_part(e.text)
        ),
        replay=block(replay),
        week=week_of(e.text for e in finding.evidence if e.kind == "route"),
    )


def _short(text: str) -> str:
    shown = block(text)
    if len(shown) <= _EXCERPT:
        return shown
    return f"{shown[:_EXCERPT]}\n{words('cut_excerpt', n=len(shown) - _EXCERPT)}"


def _answers(result: Result, item: Item) -> Sequence[Answer]:
    mine = [s for s in result.statements if s.attestation.item == item.id]
    mine.sort(key=lambda s: (s.attestation.date, s.attestation.by))
    return [answer(statement, item, result.as_of) for statement in mine]


def answer(statement: StatementRecord, item: Item, as_of: datetime.date) -> Answer:
    """An attestation for the reader: never without who, when, and whether anybody checked."""
    said = statement.attestation
    notes = []
    if said.withdrawn is not None:
        notes.append(words("answer_note.withdrawn", date=words.date(said.withdrawn)))
    elif not standing(said, item, as_of):
        notes.append(words("answer_note.expired"))
    if statement.objection:
        notes.append(words("answer_note.objection", why=line(statement.objection)))
    if said.retrospective:
        notes.append(words("answer_note.retrospective"))
    trust = "authenticated" if statement.authenticated else "not_authenticated"
    return Answer(
        by=line(said.by),
        role=line(said.role),
        word=words(f"answer.{said.answer}"),
        said=said.date,
        trust=words(f"trust.{trust}"),
        reason=line(said.reason),
        approved_by=line(said.approved_by),
        notes=tuple(notes),
        artefacts=tuple((line(a.path), a.sha256) for a in said.evidence),
    )


def brief(text: str, columns: int = 160) -> str:
    """Untrusted text on one line, cut."""
    return cut(line(text), columns)

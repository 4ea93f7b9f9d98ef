"""What probes say: findings, and how sure and how strong they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Outcome(StrEnum):
    """What a probe answered about one subject. Only `pass` ever earns anything."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    """The probe looked and there is nothing of the kind here."""
    NOT_AVAILABLE = "not_available"
    """The probe could not look."""
    NOT_RUN = "not_run"
    """Its mode was not asked for."""
    ERROR = "error"
    """The probe itself failed: our error, never the agent's."""

    @property
    def looked(self) -> bool:
        """Whether somebody saw the subject."""
        return self in (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)


class Confidence(StrEnum):
    """`high` for what was observed and can be replayed, `low` for what was inferred."""

    HIGH = "high"
    LOW = "low"


class Strength(IntEnum):
    """How strong the evidence behind an answer is; higher proves more."""

    ATTESTED = 1
    """Somebody says so."""
    DOCUMENTED = 2
    """An artefact of its own says so."""
    VERIFIED = 3
    """A probe found it in files, records or history."""
    EXERCISED = 4
    """It was seen to happen: a call, a drill."""

    @property
    def label(self) -> str:
        """The word used in checklists and reports."""
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file, relative to the manifest's folder. Lines and columns are 1-based."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Evidence:
    """Something a reader can check: an excerpt, a recorded exchange, a command that replays it."""

    kind: str
    """`excerpt`, `request`, `response`, `record`, `commit`, `route`, `replay`."""
    text: str


@dataclass(frozen=True)
class Finding:
    """One observation of one probe about one subject.

    Attributes:
        subject: a tool operation, a file, a function, a step: the same words in every run, for
            findings are compared over time by probe, subject and code.
        code: the class of the observation within the probe, e.g. `no-timeout`.
        help: for a finding that could not look, what would make it possible; for a failing one,
            the smallest step that mends it.
        digest: sha256 over what was looked at; a pass lapses when it changes.
        collected: the day it was seen.
        scope_cut: a budget or filter narrowed what was looked at, so a pass proves nothing.
    """

    subject: str
    outcome: Outcome
    message: str
    probe: str = ""
    confidence: Confidence = Confidence.HIGH
    code: str = ""
    location: Location | None = None
    evidence: tuple[Evidence, ...] = ()
    help: str = ""
    digest: str = ""
    collected: date | None = None
    mode: str = ""
    scope_cut: bool = False
    carried_from: str = ""
    """The run this finding was carried from, when it was not looked at in this one."""

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stay the same while the observation does (no line numbers)."""
        text = "\0".join((self.probe, self.subject, self.code))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def fails_for_sure(self) -> bool:
        """A failing finding with high confidence."""
        return self.outcome is Outcome.FAIL and self.confidence is Confidence.HIGH


def passed(
    subject: str,
    message: str,
    *,
    location: Location | None = None,
    confidence: Confidence = Confidence.HIGH,
    evidence: Iterable[Evidence] = (),
    code: str = "",
    scope_cut: bool = False,
) -> Finding:
    """A finding `pass`: the subject was looked at and holds."""
    return Finding(
        subject,
        Outcome.PASS,
        message,
        confidence=confidence,
        code=code,
        location=location,
        evidence=tuple(evidence),
        scope_cut=scope_cut,
    )


def failed(
    subject: str,
    message: str,
    *,
    code: str = "",
    location: Location | None = None,
    confidence: Confidence = Confidence.HIGH,
    evidence: Iterable[Evidence] = (),
    help: str = "",  # noqa: A002 - the field's name
) -> Finding:
    """A finding `fail`: the subject was looked at and does not hold."""
    return Finding(
        subject,
        Outcome.FAIL,
        message,
        confidence=confidence,
        code=code,
        location=location,
        evidence=tuple(evidence),
        help=help,
    )


def not_applicable(subject: str, message: str, *, location: Location | None = None) -> Finding:
    """A finding `not_applicable`: looked, and there is nothing of the kind."""
    return Finding(subject, Outcome.NOT_APPLICABLE, message, location=location)


def could_not_look(
    subject: str,
    message: str,
    *,
    help: str = "",  # noqa: A002 - the field's name
    location: Location | None = None,
) -> Finding:
    """A finding `not_available`: the subject is there, but could not be seen."""
    return Finding(subject, Outcome.NOT_AVAILABLE, message, help=help, location=location)

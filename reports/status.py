"""How verdicts and things are shown: a word, and a tone for colour. Never colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.result import VerdictRecord
from readiness.things import Kind, Thing

from .wording import words


@dataclass(frozen=True)
class Status:
    """A verdict for the reader.

    Attributes:
        tone: `bad`, `warn`, `good` or `quiet`.
        blocker: `blocker open`, `blocker undecided`, or empty.
    """

    word: str
    tone: str
    blocker: str
    waived: str


def status(verdict: VerdictRecord) -> Status:
    """The verdict as a word, its tone, and what it blocks."""
    key, tone = _key(verdict)
    blocker = words(f"blocker.{verdict.blocker_state}") if verdict.blocker_state else ""
    waived = words("waived_mark") if verdict.waived else ""
    return Status(words(f"verdict.{key}"), tone, blocker, waived)


def _key(verdict: VerdictRecord) -> tuple[str, str]:
    if verdict.not_due_until is not None:
        return "not_due", "quiet"
    match verdict.verdict:
        case "pass":
            return ("pass", "good") if verdict.full_strength else ("weak_pass", "warn")
        case "fail":
            return "fail", "bad"
        case "partial":
            return "partial", "bad"
        case "contested":
            return "contested", "warn"
        case "unknown":
            return "unknown", "warn"
        case "not_applicable":
            return "not_applicable", "quiet"


def tag(thing: Thing) -> str:
    """The kind of a thing as a word, e.g. `OPEN, CONTRADICTED`."""
    if thing.kind is Kind.CONTRADICTED and thing.blocker == "open":
        return words("tag.contradicted_blocker")
    if thing.kind is Kind.OPEN and thing.waived:
        return words("tag.waived")
    if thing.kind is Kind.UNDECIDED and not thing.tried:
        return words("tag.untried")
    return words(f"tag.{thing.kind}")


def tone(thing: Thing) -> str:
    """`bad` for what fails and blocks or is denied, else `warn`."""
    if thing.waived and thing.kind is Kind.OPEN:
        return "warn"
    return "bad" if thing.kind in (Kind.CONTRADICTED, Kind.OPEN) else "warn"

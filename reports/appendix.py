"""What stands behind the chapters: conditions, waivers, what was left out, sources, limits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction

from readiness.registry import Mode
from readiness.result import ConditionRecord, Result
from readiness.things import numbers, where
from readiness.visible import line

from .summary import enough_tried, ranges
from .wording import words


@dataclass(frozen=True)
class Requirement:
    """A condition of the gate that does not hold yet."""

    sentence: str
    state: str
    tone: str
    detail: str


@dataclass(frozen=True)
class Acceptance:
    """A waiver, or a finding set aside: who accepted what, until when, and whether it counts."""

    what: str
    item: str
    reason: str
    by: str
    approved_by: str
    since: datetime.date
    until: datetime.date
    active: bool
    state: str


@dataclass(frozen=True)
class LeftOut:
    """An item that is listed and not scored."""

    item: str
    title: str
    reason: str


@dataclass(frozen=True)
class Source:
    """What a gatherer came back with."""

    gatherer: str
    target: str
    word: str
    tone: str
    reason: str
    digest: str


def requirements(result: Result) -> tuple[Requirement, ...]:
    """What would have to change for another decision: conditions that decide and do not hold."""
    return tuple(
        Requirement(
            sentence=words(f"condition.{c.name}", limit=_limit(c)),
            state=words(f"state.{c.state}"),
            tone="bad" if c.state == "fail" else "warn",
            detail=_detail(result, c),
        )
        for c in result.main.conditions
        if c.level == "error" and c.state != "pass"
    )


def lifted(result: Result) -> str:
    """The score as the gate sees it, where an active waiver lifts a cap; else empty."""
    waived = any(v.waived and v.blocker_state for v in result.main.verdicts)
    if not waived or not enough_tried(result.main):
        return ""
    details = [c.detail for c in result.main.conditions if c.name == "score.proven"]
    return line("".join(details))


def _limit(condition: ConditionRecord) -> str:
    limit = Fraction(condition.limit)
    share = condition.name in ("coverage", "na_share")
    return percent(limit) if share else str(limit)


def percent(share: Fraction) -> str:
    """A share in whole percent, rounded down."""
    return words("percent", n=int(100 * share))


def _detail(result: Result, condition: ConditionRecord) -> str:
    if condition.name.endswith(".proven") and not enough_tried(result.main):
        return words("too_little")
    if condition.name not in ("open_blockers", "undecided_blockers"):
        return line(condition.detail)
    known = numbers(result)
    found = [known[name] for name in condition.detail.split(", ") if name in known]
    return words("numbers", numbers=ranges(found)) if found else line(condition.detail)


def waivers(result: Result) -> tuple[Acceptance, ...]:
    """All waivers, those that do not count with the reason."""
    titles = {item.id: line(item.title) for item in result.items}
    return tuple(
        Acceptance(
            what=titles.get(w.waiver.item, line(w.waiver.item)),
            item=line(w.waiver.item),
            reason=line(w.waiver.reason),
            by=line(w.waiver.by),
            approved_by=line(w.waiver.approved_by),
            since=w.waiver.date,
            until=w.waiver.expires,
            active=not w.objection,
            state=_state(w.objection),
        )
        for w in result.waivers
    )


def set_aside(result: Result) -> tuple[Acceptance, ...]:
    """All findings set aside, those that are not after all with the reason."""
    found = []
    for record in result.set_aside:
        entry = record.entry
        finding = result.finding(entry.finding)
        what = line(finding.message) if finding else words("no_such_finding")
        place = where(finding) if finding else ""
        found.append(
            Acceptance(
                what=f"{what} ({place})" if place else what,
                item=entry.finding,
                reason=line(entry.reason),
                by=line(entry.by),
                approved_by=line(entry.approved_by),
                since=entry.date,
                until=entry.expires,
                active=not record.objection,
                state=_state(record.objection),
            )
        )
    return tuple(found)


def _state(objection: str) -> str:
    if not objection:
        return words("acceptance.active")
    return words("acceptance.void", why=line(objection))


def not_applicable(result: Result) -> tuple[LeftOut, ...]:
    """The items that do not apply, and why."""
    return tuple(
        LeftOut(v.item, line(result.item(v.item).title), line(v.reason))
        for v in result.main.verdicts
        if v.verdict == "not_applicable"
    )


def not_due(result: Result) -> tuple[LeftOut, ...]:
    """The items that cannot exist before go-live, with the day from which they are scored."""
    return tuple(
        LeftOut(
            v.item,
            line(result.item(v.item).title),
            words("due_from", date=words.date(v.not_due_until)),
        )
        for v in result.main.verdicts
        if v.not_due_until is not None and v.verdict != "not_applicable"
    )


def sources(result: Result) -> tuple[Source, ...]:
    """The evidence register: each gatherer, on what, with the digest of what it recorded."""
    tones = {"facts": "good", "error": "bad", "not_available": "warn"}
    return tuple(
        Source(
            gatherer=line(g.gatherer),
            target=line(g.target),
            word=words.known(f"gathered.{g.outcome}", line(g.outcome)),
            tone=tones.get(g.outcome, "quiet"),
            reason=line(g.reason),
            digest=line(g.digest),
        )
        for g in result.gathered
    )


def artefacts(result: Result) -> tuple[tuple[str, str, str], ...]:
    """Path, digest and note of every artefact that somebody put behind an answer, each once."""
    found = {
        (line(a.path), line(a.sha256), line(a.note)): None
        for statement in result.statements
        for a in statement.attestation.evidence
    }
    return tuple(sorted(found))


def limits(result: Result) -> tuple[str, ...]:
    """What was done and what was not, in sentences."""
    score = result.main.score
    ran = [words(f"mode.{m}.ran") for m in Mode if m in result.modes]
    skipped = [words(f"mode.{m}.not_run") for m in Mode if m not in result.modes]
    errors = {f.probe for f in result.findings if f.outcome == "error"}
    blind = {f.probe for f in result.findings if f.outcome == "not_available"}
    doubts = sum(f.outcome == "fail" and f.confidence == "low" for f in result.findings)
    aside = sum(not record.objection for record in result.set_aside)
    seen = [f.collected for f in result.findings if f.collected and f.outcome.looked]
    return (
        *ran,
        *skipped,
        words("limit.coverage", tried=score.tried, scored=score.scored),
        words("limit.assurance", share=percent(Fraction(score.assurance))),
        words("limit.na", share=percent(Fraction(score.na_share))),
        *([words("limit.oldest", date=words.date(min(seen)))] if seen else []),
        *([words.count("limit.errors", len(errors))] if errors else []),
        *([words.count("limit.blind", len(blind))] if blind else []),
        *([words.count("limit.inferred", doubts)] if doubts else []),
        *([words.count("limit.set_aside", aside)] if aside else []),
        words("limit.names"),
        words("limit.seal"),
        words("limit.scope"),
    )

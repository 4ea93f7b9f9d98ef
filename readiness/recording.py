"""From the objects of judgement to the records of `result.json`, and back."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.answers import Statement
from readiness.findings import Evidence, Finding, Location
from readiness.judgement import Assessment, HeldSetAside, HeldWaiver
from readiness.judgement import Evidence as Grounds
from readiness.result import (
    AssessmentRecord,
    ConditionRecord,
    EvidenceRecord,
    FindingRecord,
    IntervalRecord,
    LocationRecord,
    Result,
    ScoreRecord,
    SetAsideRecord,
    StatementRecord,
    StepRecord,
    VerdictRecord,
    WaiverRecord,
)
from readiness.score import Interval, Score, blocker_state


def grounds(result: Result) -> Grounds:
    """What a result's figures must follow from."""
    return Grounds(
        items=result.items,
        findings=[finding_of(record) for record in result.findings],
        statements=statements_of(result.statements),
        waivers=waivers_of(result.waivers),
        set_aside=set_aside_of(result.set_aside),
        as_of=result.as_of,
        go_live=result.agent.go_live,
    )


def finding_of(record: FindingRecord) -> Finding:
    """A stored finding as judgement works with it."""
    place = record.location
    return Finding(
        subject=record.subject,
        outcome=record.outcome,
        message=record.message,
        probe=record.probe,
        confidence=record.confidence,
        code=record.code,
        location=Location(place.file, place.line, place.column) if place else None,
        evidence=tuple(Evidence(e.kind, e.text) for e in record.evidence),
        help=record.help,
        digest=record.digest,
        collected=record.collected,
        mode=record.mode,
        scope_cut=record.scope_cut,
        carried_from=record.carried_from,
    )


def record_finding(finding: Finding) -> FindingRecord:
    """A finding as it is stored."""
    place = finding.location
    return FindingRecord(
        fingerprint=finding.fingerprint,
        probe=finding.probe,
        subject=finding.subject,
        outcome=finding.outcome,
        confidence=finding.confidence,
        message=finding.message,
        code=finding.code,
        location=(
            LocationRecord(file=place.file, line=place.line, column=place.column) if place else None
        ),
        evidence=tuple(EvidenceRecord(kind=e.kind, text=e.text) for e in finding.evidence),
        help=finding.help,
        digest=finding.digest,
        collected=finding.collected,
        mode=finding.mode,
        scope_cut=finding.scope_cut,
        carried_from=finding.carried_from,
    )


def record_assessment(assessment: Assessment, waived: frozenset[str]) -> AssessmentRecord:
    """The judgement under one profile as it is stored."""
    blockers = {*assessment.score.open_blockers, *assessment.score.undecided_blockers}
    verdicts = tuple(
        VerdictRecord(
            item=judged.item,
            verdict=judged.verdict.value,
            reason=judged.reason,
            proven=str(judged.proven),
            claimed=str(judged.claimed),
            required=judged.required.label,
            strength=judged.strength.label if judged.strength else "",
            full_strength=judged.full_strength,
            contradiction=judged.contradiction,
            tried=judged.tried,
            not_due_until=judged.not_due_until,
            decisive=judged.decisive,
            cause=judged.cause or "",
            blocker_state=blocker_state(judged).value if judged.item in blockers else "",
            waived=judged.item in waived,
        )
        for judged in assessment.verdicts
    )
    return AssessmentRecord(
        profile=assessment.profile,
        preset=assessment.gate.preset,
        decision=assessment.gate.decision.value,
        score=_record_score(assessment.score),
        verdicts=verdicts,
        conditions=tuple(
            ConditionRecord(
                name=c.name, limit=str(c.limit), level=c.level, state=c.state.value, detail=c.detail
            )
            for c in assessment.gate.conditions
        ),
        roadmap=tuple(
            StepRecord(
                item=step.item,
                gain=str(step.gain),
                open_left=step.open_left,
                undecided_left=step.undecided_left,
                proven_then=int(step.proven_then),
            )
            for step in assessment.roadmap
        ),
    )


def _record_score(score: Score) -> ScoreRecord:
    return ScoreRecord(
        overall=_record_interval(score.overall) if score.overall else None,
        lessons={lesson: _record_interval(i) for lesson, i in score.lessons.items()},
        scored=score.scored,
        tried=score.tried,
        coverage=str(score.coverage),
        assurance=str(score.assurance),
        na_share=str(score.na_share),
        open_blockers=score.open_blockers,
        undecided_blockers=score.undecided_blockers,
        not_due=score.not_due,
    )


def _record_interval(interval: Interval) -> IntervalRecord:
    proven, claimed = interval.shown
    return IntervalRecord(
        proven=proven,
        claimed=claimed,
        raw_proven=int(interval.raw_proven),
        raw_claimed=int(interval.raw_claimed),
        exact=(str(interval.proven), str(interval.claimed)),
        capped_by=interval.capped_by,
    )


def record_statements(statements: Iterable[Statement]) -> tuple[StatementRecord, ...]:
    """Attestations as they are stored."""
    return tuple(
        StatementRecord(
            attestation=s.attestation,
            documented=s.documented,
            authenticated=s.authenticated,
            objection=s.objection,
        )
        for s in statements
    )


def statements_of(records: Iterable[StatementRecord]) -> tuple[Statement, ...]:
    """Stored attestations as judgement works with them."""
    return tuple(
        Statement(s.attestation, s.documented, s.authenticated, s.objection) for s in records
    )


def record_waivers(held: Iterable[HeldWaiver]) -> tuple[WaiverRecord, ...]:
    """Waivers as they are stored."""
    return tuple(
        WaiverRecord(waiver=h.waiver, objection=h.objection, committer=h.committer) for h in held
    )


def waivers_of(records: Iterable[WaiverRecord]) -> tuple[HeldWaiver, ...]:
    """Stored waivers as judgement works with them."""
    return tuple(HeldWaiver(w.waiver, w.objection, w.committer) for w in records)


def record_set_aside(held: Iterable[HeldSetAside]) -> tuple[SetAsideRecord, ...]:
    """Findings set aside as they are stored."""
    return tuple(SetAsideRecord(entry=h.entry, objection=h.objection) for h in held)


def set_aside_of(records: Iterable[SetAsideRecord]) -> tuple[HeldSetAside, ...]:
    """Stored findings set aside as judgement works with them."""
    return tuple(HeldSetAside(s.entry, s.objection) for s in records)

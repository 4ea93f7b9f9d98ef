"""`result.json`: the one artefact. Gate, reports and comparisons read it and nothing else.

It carries the findings, the answers and the rules (items) it was judged by, beside the figures.
Reading one judges it again: a result whose figures do not follow from its findings is refused.
The seal is a digest, not a signature: it shows an accident or a careless edit; who must rule out
forgery signs the file in the pipeline that made it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from readiness.answers import Attestation, SetAside, Statement, Waiver
from readiness.checklist import PROFILES, Item, Lesson, ProfileName
from readiness.documents import Strict
from readiness.errors import NothingAssessed, Problem, ResultRefused
from readiness.findings import Confidence, Evidence, Finding, Location, Outcome
from readiness.judgement import (
    Assessment,
    HeldSetAside,
    HeldWaiver,
    assess_profile,
)
from readiness.judgement import Evidence as Grounds
from readiness.score import Interval, Score

SCHEMA_VERSION = 1
SIZE_LIMIT = 200 << 20


class LocationRecord(Strict):
    """A place in a file of the assessed repository."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return str(Location(self.file, self.line, self.column))


class EvidenceRecord(Strict):
    """Something a reader can check."""

    kind: str
    text: str


class FindingRecord(Strict):
    """One observation of one probe about one subject; see `readiness.findings.Finding`."""

    fingerprint: str
    probe: str
    subject: str
    outcome: Outcome
    confidence: Confidence
    message: str
    code: str = ""
    location: LocationRecord | None = None
    evidence: tuple[EvidenceRecord, ...] = ()
    help: str = ""
    digest: str = ""
    collected: datetime.date | None = None
    mode: str = ""
    scope_cut: bool = False
    carried_from: str = ""


class VerdictRecord(Strict):
    """The verdict of one item under one profile."""

    item: str
    verdict: Literal["pass", "partial", "fail", "contested", "unknown", "not_applicable"]
    reason: str
    proven: str
    """An exact fraction such as `7/10`."""
    claimed: str
    required: str
    strength: str = ""
    full_strength: bool = False
    contradiction: bool = False
    tried: bool = False
    not_due_until: datetime.date | None = None
    decisive: tuple[str, ...] = ()
    """Fingerprints of the findings that settled it."""
    cause: str = ""
    """Why it is unknown: unanswered, expired, error, not_available or not_run."""
    blocker_state: Literal["", "open", "undecided", "closed"] = ""
    waived: bool = False


class IntervalRecord(Strict):
    """A score interval: whole numbers rounded down, and the exact fractions behind them."""

    proven: int
    claimed: int
    raw_proven: int
    raw_claimed: int
    exact: tuple[str, str]
    capped_by: tuple[str, ...] = ()


class ScoreRecord(Strict):
    """The figures of one profile; shares are exact fractions such as `31/64`."""

    overall: IntervalRecord | None
    lessons: dict[Lesson, IntervalRecord]
    scored: int
    tried: int
    coverage: str
    assurance: str
    na_share: str
    open_blockers: tuple[str, ...]
    undecided_blockers: tuple[str, ...]
    not_due: tuple[str, ...]


class ConditionRecord(Strict):
    """A condition of the gate that was looked at."""

    name: str
    limit: str
    level: str
    state: Literal["pass", "fail", "inconclusive"]
    detail: str


class StepRecord(Strict):
    """A step of the roadmap."""

    item: str
    gain: str
    """Exact gain of the overall raw proven score, alone."""
    open_left: int
    undecided_left: int
    proven_then: int


class AssessmentRecord(Strict):
    """The judgement under one profile."""

    profile: ProfileName
    preset: str
    decision: Literal["ready", "ready_with_waivers", "not_ready", "inconclusive"]
    score: ScoreRecord
    verdicts: tuple[VerdictRecord, ...]
    conditions: tuple[ConditionRecord, ...]
    roadmap: tuple[StepRecord, ...]

    def verdict(self, item_id: str) -> VerdictRecord | None:
        """The verdict of an item, None when the profile does not ask it."""
        return next((record for record in self.verdicts if record.item == item_id), None)


class StatementRecord(Strict):
    """An attestation as judged."""

    attestation: Attestation
    documented: bool
    authenticated: bool
    objection: str = ""


class WaiverRecord(Strict):
    """A waiver, and why it does not count."""

    waiver: Waiver
    objection: str = ""
    committer: str = ""


class SetAsideRecord(Strict):
    """A finding set aside, and why it is not after all."""

    entry: SetAside
    objection: str = ""


class GatheredRecord(Strict):
    """What a gatherer came back with: `facts`, `not_available`, `not_run` or `error`."""

    gatherer: str
    target: str
    outcome: str
    reason: str = ""
    help: str = ""
    seconds: float = 0.0
    digest: str = ""


class AgentRecord(Strict):
    """The agent that was assessed."""

    name: str
    purpose: str = ""
    owner: str = ""
    go_live: datetime.date | None = None
    commit: str = ""
    """Commit of the assessed folder, with `+` when it had uncommitted changes."""


class Result(Strict):
    """The whole of `result.json`."""

    schema_version: Literal[1]
    tool_version: str
    agent: AgentRecord
    manifest: str
    manifest_sha256: str
    profile: ProfileName
    overlays: tuple[str, ...]
    modes: tuple[str, ...]
    as_of: datetime.date
    started: datetime.datetime
    seconds: float
    run: str
    """Name of the run folder that holds the recorded facts."""
    checklists_digest: str
    items: tuple[Item, ...]
    """The rules: every item in scope of any profile."""
    probes: dict[str, str]
    """Probe id to the question it answers."""
    findings: tuple[FindingRecord, ...]
    gathered: tuple[GatheredRecord, ...]
    statements: tuple[StatementRecord, ...]
    waivers: tuple[WaiverRecord, ...]
    set_aside: tuple[SetAsideRecord, ...]
    assessments: dict[ProfileName, AssessmentRecord]
    notes: tuple[str, ...] = ()
    """What went wrong on our side: broken plugins, unreadable answers."""
    seal: str = ""
    """sha256 over everything else."""

    @property
    def main(self) -> AssessmentRecord:
        """The assessment under the profile that was asked for."""
        return self.assessments[self.profile]

    def item(self, item_id: str) -> Item:
        """The rule with this id."""
        return next(item for item in self.items if item.id == item_id)

    def finding(self, fingerprint: str) -> FindingRecord | None:
        """The finding with this fingerprint."""
        return next((f for f in self.findings if f.fingerprint == fingerprint), None)

    def findings_of(self, item: Item) -> tuple[FindingRecord, ...]:
        """The findings of the item's probes, failing ones first."""
        order = {"fail": 0, "error": 1, "not_available": 2, "not_run": 3, "pass": 4}
        mine = [finding for finding in self.findings if finding.probe in item.probes]
        return tuple(sorted(mine, key=lambda f: (order.get(f.outcome, 5), f.probe, f.subject)))


def grounds(result: Result) -> Grounds:
    """What a result's figures must follow from."""
    return Grounds(
        items=result.items,
        findings=[_finding(record) for record in result.findings],
        statements=[
            Statement(s.attestation, s.documented, s.authenticated, s.objection)
            for s in result.statements
        ],
        waivers=[HeldWaiver(w.waiver, w.objection, w.committer) for w in result.waivers],
        set_aside=[HeldSetAside(s.entry, s.objection) for s in result.set_aside],
        as_of=result.as_of,
        go_live=result.agent.go_live,
    )


def _finding(record: FindingRecord) -> Finding:
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
    from readiness.score import blocker_state

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


def sealed(result: Result) -> Result:
    """The result with its seal."""
    return result.model_copy(update={"seal": _seal(result.model_dump(mode="json"))})


def _seal(content: dict[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(result: Result) -> bytes:
    """The result as it is written: indented, keys in the order of the schema."""
    return (result.model_dump_json(indent=2) + "\n").encode()


def write(result: Result, path: Path) -> None:
    """Write a result: wholly, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_json(result))


def write_whole(path: Path, content: bytes) -> None:
    """Put content at a path in one step, so that an interruption leaves the old file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> Result:
    """Read a result and check that it adds up.

    Raises:
        ResultRefused: when it is no result, of another version, edited, or its figures do not
            follow from its findings.
        NothingAssessed: when there was nothing to score.
    """
    result = parse(_content(path), path.name)
    check(result, path.name)
    return result


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise _refused(path.name, f"is larger than {SIZE_LIMIT >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise _refused(path.name, what, "run `readiness assess` first") from None


def parse(content: bytes, name: str) -> Result:
    """Bytes as a result, without judging it again.

    Raises:
        ResultRefused: when they are no result of this version.
    """
    try:
        data = json.loads(content)
    except ValueError as error:
        raise _refused(name, f"is not JSON: {error}") from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != SCHEMA_VERSION:
        what = f"is a result of version {version}, and this is version {SCHEMA_VERSION}"
        raise _refused(name, what if version else "is not a result of `readiness assess`")
    try:
        result = Result.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise _refused(name, f"is not a valid result: {place}: {first['msg']}") from None
    if _seal(data) != result.seal:
        raise _refused(name, "was changed after it was written: its seal does not match")
    return result


def check(result: Result, name: str) -> None:
    """Judge a result again from its stored findings.

    Raises:
        ResultRefused: when other figures come out.
    """
    evidence = grounds(result)
    waived = frozenset(w.waiver.item for w in result.waivers if not w.objection)
    for record in result.findings:
        if record.fingerprint != _finding(record).fingerprint:
            raise _refused(name, f"the finding {record.fingerprint} is not what it says it is")
    for profile in PROFILES:
        again = record_assessment(assess_profile(evidence, profile), waived)
        if again != result.assessments.get(profile):
            what = f"does not add up: the figures for {profile} do not follow from its findings"
            raise _refused(name, what)


def nothing_to_score(result: Result) -> NothingAssessed | None:
    """The error to report when nothing is left to score."""
    if result.main.score.overall is not None:
        return None
    return NothingAssessed(
        f"nothing is left to score for {result.profile}: every item is not applicable or not due",
        fix="check the manifest's go_live date and the claims of not-applicable",
    )


def share(text: str) -> Fraction:
    """An exact share of a result, e.g. `31/64`, as a fraction."""
    return Fraction(text)


def _refused(name: str, what: str, fix: str = "") -> ResultRefused:
    hint = fix or "assess again; a result is never edited by hand"
    return ResultRefused(what, problems=[Problem(what, name, fix=hint)])

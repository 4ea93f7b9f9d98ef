"""`result.json` as a model: the one artefact. Gate, reports and comparisons read it.

It carries the findings, the answers and the rules (items) it was judged by, beside the figures.
The models are the published JSON Schema (`readiness schema result`), kept apart from the objects
that judgement works with, so that either can change without the other.
"""

from __future__ import annotations

import datetime
from typing import Literal

from readiness.answers import Attestation, SetAside, Waiver
from readiness.checklist import Item, Lesson, ProfileName
from readiness.documents import Strict
from readiness.findings import Confidence, Location, Outcome


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

"""What a drill leaves behind: the agent run on a case under one fault, as the gateway saw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Facts
from readiness.findings import Finding, Location, could_not_look
from readiness.registry import Mode, gatherer
from readiness.targets import RunTarget


class Effect(StrEnum):
    """What a call does to the world, as the manifest says of its operation."""

    READ = "read"
    WRITE = "write"
    IRREVERSIBLE = "irreversible"


class Ended(StrEnum):
    """How the agent says that the case ended; `unclear` when it cannot be read."""

    COMPLETED = "completed"
    ESCALATED = "escalated"
    DECLINED = "declined"
    FAILED = "failed"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class LedgerEntry:
    """One call that arrived at the gateway.

    Attributes:
        seconds: since the trial began.
        arguments: digest of the canonical arguments, without ids, times and keys.
        status: of the answer; 0 when the connection broke or the time was up.
        effective: the call took effect on the tool behind the gateway.
        approved: an approval of a named person was on record before it arrived.
    """

    seconds: float
    tool: str
    operation: str
    effect: Effect
    arguments: str
    status: int
    effective: bool
    approved: bool = False
    idempotency_key: str = ""
    after_kill: bool = False


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One run of the agent.

    Attributes:
        claimed: effects that the agent's outcome claims, as `tool.operation`.
        escalation_seconds: when the escalation arrived, since the fault; None when it did not.
        killed: the agent was killed on the way and started again.
    """

    ledger: tuple[LedgerEntry, ...]
    ended: Ended
    claimed: tuple[str, ...] = ()
    escalation_seconds: float | None = None
    killed: bool = False


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A case under a fault, tried several times.

    Attributes:
        fault: its name; empty for the control run.
        delivered: the ledger shows that the fault reached the agent.
        must_escalate: the fault leaves no way to complete the case.
        needs_approval: the case may not go on before a person approved it.
        within: seconds within which somebody must be told; None where nothing is promised.
    """

    case: str
    fault: str
    delivered: bool
    trials: tuple[Trial, ...]
    must_escalate: bool = False
    needs_approval: bool = False
    within: float | None = None
    location: Location | None = None

    @property
    def subject(self) -> str:
        """The stable name of a drill."""
        return f"{self.case} under {self.fault}" if self.fault else self.case


@dataclass(frozen=True, kw_only=True)
class DrillRecord(Facts):
    """All drills of a run."""

    drills: tuple[Drill, ...]


@gatherer(mode=Mode.DRILL)
def drill_records(_target: RunTarget, _context: Context) -> DrillRecord:
    """Runs the agent under faults; in this version it says that it cannot."""
    raise CouldNotLook(
        "drills are not part of this version",
        help="attest it with a dated transcript until then",
    )


def unusable(drill: Drill) -> Finding | None:
    """The finding for a drill that proves nothing; None for one that can be judged."""
    if not drill.trials:
        return could_not_look(
            drill.subject, f"{drill.subject} was not run", location=drill.location
        )
    if not drill.delivered:
        return could_not_look(
            drill.subject,
            f"The fault of {drill.subject} never reached the agent, so nothing was seen",
            help="aim the fault at a tool that the case calls",
            location=drill.location,
        )
    return None


def no_drills(record: DrillRecord, wanted: str) -> Finding:
    """The finding where no drill asks the question."""
    return could_not_look(
        record.target, f"No drill shows {wanted}", help="add a case that does", location=None
    )


def effects(trial: Trial) -> Iterator[LedgerEntry]:
    """The calls that changed something."""
    return (one for one in trial.ledger if one.effective and one.effect is not Effect.READ)

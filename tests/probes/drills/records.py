"""Drill records written by hand."""

from __future__ import annotations

from typing import Any

from readiness.findings import Location
from readiness.probes.drills.drill_records import (
    Drill,
    DrillRecord,
    Effect,
    Ended,
    LedgerEntry,
    Trial,
)

PLACE = Location("readiness.yaml", 70, 3)


def entry(operation: str = "createRefund", **changes: Any) -> LedgerEntry:
    """One call that arrived and took effect."""
    given: dict[str, Any] = {
        "seconds": 1.0,
        "tool": "orders",
        "effect": Effect.IRREVERSIBLE,
        "arguments": "a",
        "status": 201,
        "effective": True,
    }
    return LedgerEntry(operation=operation, **{**given, **changes})


def attempts(*statuses: int) -> tuple[LedgerEntry, ...]:
    """Attempts of one call, one a second, with these answers."""
    return tuple(
        entry(seconds=float(index), status=status, effective=status == 201)
        for index, status in enumerate(statuses)
    )


def trial(*ledger: LedgerEntry, ended: Ended = Ended.ESCALATED, **changes: Any) -> Trial:
    """One run of the agent."""
    return Trial(ledger=ledger, ended=ended, **changes)


def record(*trials: Trial, **changes: Any) -> DrillRecord:
    """A record of one drill."""
    given: dict[str, Any] = {"case": "small-refund", "fault": "timeout", "delivered": True}
    drill = Drill(trials=trials, location=PLACE, **{**given, **changes})
    return DrillRecord(target="run", drills=(drill,))


EMPTY = DrillRecord(target="run", drills=())

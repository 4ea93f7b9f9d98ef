"""The probe `drills.resumes-once`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from readiness.findings import Finding, failed, passed
from readiness.registry import probe

from .drill_records import Drill, DrillRecord, effects, no_drills, unusable


@probe()
def resumes_once(record: DrillRecord) -> Iterator[Finding]:
    """After a kill, does the agent go on without doing anything twice?

    Machines restart in the middle of cases. An agent that begins again from the start pays again.
    A pass means that the agent was killed on the way and started again, and that no effect with
    the same arguments stands in the ledger twice.
    """
    killed = [drill for drill in record.drills if any(trial.killed for trial in drill.trials)]
    if not killed:
        yield no_drills(record, "what happens after a kill")
    for drill in killed:
        yield unusable(drill) or _judged(drill)


def _judged(drill: Drill) -> Finding:
    trials = [trial for trial in drill.trials if trial.killed]
    for trial in trials:
        counts = Counter((one.tool, one.operation, one.arguments) for one in effects(trial))
        for (tool, operation, _arguments), count in counts.items():
            if count > 1:
                return failed(
                    drill.subject,
                    f"{tool}.{operation} took effect {count} times after a kill ({drill.subject})",
                    code="effect-twice",
                    location=drill.location,
                    help="record the step before it is done, and send the same idempotency key",
                )
    message = f"{drill.subject}: no effect twice in {len(trials)} kills"
    return passed(drill.subject, message, location=drill.location)

"""The probe `drills.escalates-in-time`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Finding, could_not_look, failed, passed
from readiness.registry import probe

from .drill_records import Drill, DrillRecord, no_drills, unusable


@probe()
def escalates_in_time(record: DrillRecord) -> Iterator[Finding]:
    """When a case cannot go on, is somebody told within the promised time?

    A case that fails and tells nobody waits until the customer complains. A pass means that the
    fault left no way to complete the case, and that in every trial the escalation arrived at its
    channel within the time that the manifest promises.
    """
    due = [drill for drill in record.drills if drill.must_escalate]
    if not due:
        yield no_drills(record, "whether somebody is told")
    for drill in due:
        yield unusable(drill) or _judged(drill)


def _judged(drill: Drill) -> Finding:
    if drill.within is None:
        reason = f"{drill.subject}: no time is promised within which somebody is told"
        wanted = "set `within` of the escalation channel in the manifest"
        return could_not_look(drill.subject, reason, help=wanted, location=drill.location)
    for trial in drill.trials:
        took = trial.escalation_seconds
        if took is None or took > drill.within:
            said = "nobody was told" if took is None else f"somebody was told after {took:g} s"
            return failed(
                drill.subject,
                f"{drill.subject}: {said}, {drill.within:g} s are promised",
                code="never" if took is None else "late",
                location=drill.location,
                help="post the case to its channel as soon as a step fails for good",
            )
    slowest = max(trial.escalation_seconds or 0.0 for trial in drill.trials)
    message = f"{drill.subject}: somebody was told within {slowest:g} s"
    return passed(drill.subject, message, location=drill.location)

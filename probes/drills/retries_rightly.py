"""The probe `drills.retries-rightly`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from readiness.findings import Finding, failed, not_applicable, passed
from readiness.registry import probe

from .drill_records import Drill, DrillRecord, LedgerEntry, Trial, no_drills, unusable

MOST_ATTEMPTS = 6
_PASSING = (408, 429)


@probe()
def retries_rightly(record: DrillRecord) -> Iterator[Finding]:
    """Are only passing errors retried, and not without end?

    Retrying without end turns a short outage of one service into a long one for everybody, and
    retrying a refusal wastes time and money. Attempts are calls of one operation with the same
    arguments. A pass means at most six attempts, and none after a 4xx answer other than 408 and
    429. The spacing of attempts is not judged here.

    Source: AWS SDK standard retry mode and Google SRE, "Handling Overload" (three attempts a
    request); RFC 9110, 15.5, for 4xx.
    """
    faulty = [drill for drill in record.drills if drill.fault]
    if not faulty:
        yield no_drills(record, "how the agent retries")
    for drill in faulty:
        yield unusable(drill) or _judged(drill)


def _judged(drill: Drill) -> Finding:
    calls = [call for trial in drill.trials for call in _calls(trial)]
    if not any(_failed(one.status) for call in calls for one in call):
        return not_applicable(drill.subject, f"{drill.subject}: no call failed", location=None)
    for call in calls:
        name = f"{call[0].tool}.{call[0].operation}"
        if len(call) > MOST_ATTEMPTS:
            return failed(
                drill.subject,
                f"{name} was tried {len(call)} times, {MOST_ATTEMPTS} at most are reasonable",
                code="too-many-attempts",
                location=drill.location,
                help="bound the attempts, then hand the case to a person",
            )
        refused = next((one for one in call[:-1] if _lasting(one.status)), None)
        if refused:
            return failed(
                drill.subject,
                f"{name} was sent again unchanged after {refused.status}",
                code="retries-refusal",
                location=drill.location,
                help="retry time-outs, connection errors, 408, 429 and 5xx only",
            )
    most = max(len(call) for call in calls)
    message = f"{drill.subject}: at most {most} attempts, none after a refusal"
    return passed(drill.subject, message, location=drill.location)


def _calls(trial: Trial) -> Iterator[list[LedgerEntry]]:
    """Attempts of the same call, in the order in which they arrived."""

    def same(one: LedgerEntry) -> tuple[str, str, str]:
        return one.tool, one.operation, one.arguments

    ordered = sorted(trial.ledger, key=lambda one: (*same(one), one.seconds))
    for _key, attempts in groupby(ordered, key=same):
        yield from _until_success(list(attempts))


def _until_success(attempts: list[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    """Whatever follows a success is a new call, not another attempt."""
    call: list[LedgerEntry] = []
    for one in attempts:
        call.append(one)
        if not _failed(one.status):
            yield call
            call = []
    if call:
        yield call


def _failed(status: int) -> bool:
    return not 100 <= status < 400


def _lasting(status: int) -> bool:
    return 400 <= status < 500 and status not in _PASSING

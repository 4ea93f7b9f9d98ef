"""How changes are made, all kinds of them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Finding, Location, failed, passed
from readiness.placeholder_words import is_placeholder
from readiness.registry import probe

from .missing_record import missing_record
from .record_models import ChangeProcess
from .records import GovernanceRecords

KIND = "change-process"
COVERED = ("prompts", "models", "tools", "thresholds", "permissions")


@probe()
def change_process(facts: GovernanceRecords) -> Iterator[Finding]:
    """Does one written process cover changes of prompts, models, tools, thresholds, permissions?

    In an agent one sentence of a prompt, a threshold or a permission can change more than a
    software release does, and change rules made for code often leave these out. The probe reads
    the change-process record: the five kinds of change, an approver, and an emergency path with
    a time within which it is reviewed. Several records may share the kinds between them. A pass
    means that the process is written down, not that it is followed.
    """
    if not facts.change_process:
        yield missing_record(facts, KIND, "change process")
        return
    flaws = [*_coverage(facts)]
    for at, record in facts.change_process:
        flaws += _flaws(record, at)
    yield from flaws
    if not flaws:
        message = f"The change process covers {', '.join(COVERED)}"
        yield passed(KIND, message, location=facts.change_process[0][0])


def _coverage(facts: GovernanceRecords) -> Iterator[Finding]:
    covered = {_plain(what) for _, record in facts.change_process for what in record.covers}
    missing = [what for what in COVERED if _plain(what) not in covered]
    if missing:
        yield _failed(
            "not-covered",
            f"The change process does not cover {', '.join(missing)}",
            facts.change_process[0][0],
            f"say how {', '.join(missing)} are changed and who approves, and add them to covers",
        )


def _flaws(record: ChangeProcess, at: Location) -> Iterator[Finding]:
    if is_placeholder(record.approver):
        message = "The change process names nobody who approves"
        yield _failed("no-approver", message, at, "name the approver")
    if is_placeholder(record.emergency.path):
        message = "The change process has no path for an emergency"
        yield _failed("no-emergency-path", message, at, "say who may change what at night")
    elif record.emergency.review_within is None:
        message = "An emergency change is never reviewed: the process sets no time for it"
        yield _failed("no-after-review", message, at, "add emergency.review_within, e.g. 48h")


def _plain(what: str) -> str:
    return what.strip().casefold().rstrip("s")


def _failed(code: str, message: str, at: Location, help_: str) -> Finding:
    return failed(KIND, message, code=code, location=at, help=help_)

"""Going live as a recorded decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from readiness.findings import Confidence, Finding, Location, could_not_look, failed, passed
from readiness.people import person
from readiness.placeholder_words import is_placeholder
from readiness.registry import probe

from .missing_record import missing_record
from .record_models import GoNoGo, Open
from .records import GovernanceRecords

KIND = "go-no-go"


@probe()
def go_no_go(facts: GovernanceRecords) -> Iterator[Finding]:
    """Was going live decided in time, on record, and not by the owner alone?

    Many agents go live by drift, when a pilot gets its first real customer. The probe reads the
    go/no-go record: a decision, dated on or before the day the agent goes live, approved by
    somebody besides its owner, with nothing open that nobody accepted. Before that day a missing
    record is no failure: the decision is still to come. A pass means that the decision to go is
    on record and was taken in time.
    """
    latest = max(facts.go_no_go, key=lambda pair: pair[1].date or date.min, default=None)
    if latest is None:
        yield _absent(facts)
        return
    at, record = latest
    flaws = [*_decision(record, at), *_time(record, at, facts), *_people(record, at, facts)]
    flaws += _open(record, at)
    yield from flaws
    if not flaws:
        message = f"Going live was decided on {record.date}, with names"
        yield passed(KIND, message, location=at)


def _absent(facts: GovernanceRecords) -> Finding:
    missing = missing_record(facts, KIND, "go/no-go decision")
    if facts.go_live is not None and facts.go_live <= facts.as_of:
        return missing
    when = f"before {facts.go_live}" if facts.go_live else "and set agent.go_live"
    message = "The decision to go live is not on record yet"
    if facts.problem(KIND):
        message = missing.message
    help_ = f"decide, record it in {facts.folder} {when}, and assess again"
    return could_not_look(KIND, message, help=help_, location=missing.location)


def _decision(record: GoNoGo, at: Location) -> Iterator[Finding]:
    if record.decision is None:
        message = "The go/no-go record does not say what was decided"
        yield _failed("no-decision", message, at, "add decision: go or no-go")
    elif record.decision == "no-go":
        message = "The decision on record is not to go live"
        yield _failed("decided-against", message, at, "settle what stands against it")


def _time(record: GoNoGo, at: Location, facts: GovernanceRecords) -> Iterator[Finding]:
    days = [day for day in (record.go_live, facts.go_live) if day]
    if record.date is None:
        yield _failed("no-date", "The go/no-go decision has no date", at, "add the date")
    elif record.date > facts.as_of:
        message = f"The go/no-go decision is dated in the future ({record.date})"
        yield _failed("no-date", message, at, "record the decision when it is taken")
    elif not days:
        message = "Nobody says when the agent goes live, so the decision may be late"
        help_ = "set agent.go_live"
        yield could_not_look(KIND, message, help=help_, location=at)
    elif record.date > min(days):
        message = f"Going live was decided on {record.date}, after go-live on {min(days)}"
        help_ = "record why it went live undecided, and have that approved"
        yield _failed("decided-late", message, at, help_)
    if len(set(days)) > 1:
        message = f"The decision is for {record.go_live}, the manifest says {facts.go_live}"
        yield _failed("other-day", message, at, "make the two agree", Confidence.LOW)


def _people(record: GoNoGo, at: Location, facts: GovernanceRecords) -> Iterator[Finding]:
    approvers = {person(one) for one in record.approved_by if not is_placeholder(one)}
    if not approvers:
        message = "Nobody has approved going live"
        yield _failed("nobody-approved", message, at, "record who approved it")
    elif facts.owner and approvers <= {person(facts.owner)}:
        message = "Going live was approved by the agent's owner alone"
        yield _failed("owner-alone", message, at, "have somebody else approve it")


def _open(record: GoNoGo, at: Location) -> Iterator[Finding]:
    for item in record.open_items:
        what = item.what if isinstance(item, Open) else item
        accepted = item.accepted_by if isinstance(item, Open) else ""
        if is_placeholder(accepted):
            yield failed(
                what[:60],
                f"Nobody accepted what was open at the decision: {what[:50]}",
                code="open-item",
                location=at,
                help="close it, or record who accepted it: {what: …, accepted_by: …}",
            )


def _failed(
    code: str,
    message: str,
    at: Location,
    help_: str,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return failed(KIND, message, code=code, confidence=confidence, location=at, help=help_)

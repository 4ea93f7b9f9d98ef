"""One named person answers for the agent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.findings import Confidence, Finding, Location, failed, passed
from readiness.placeholder_words import is_placeholder
from readiness.registry import probe

from .missing_record import missing_record
from .record_models import Accountability
from .records import GovernanceRecords

KIND = "accountability"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_GROUP = re.compile(
    r"\b(team|group|department|committee|board|squad|desk|operations|engineering|support|"
    r"security|management|office|everyone|all of us|abteilung)\b",
    re.IGNORECASE,
)


@probe()
def accountable_person(facts: GovernanceRecords) -> Iterator[Finding]:
    """Has one named person accepted to answer for the agent, with the authority to stop it?

    A team cannot be called at night and cannot be asked why; where everybody is responsible,
    decisions to stop are taken late. The probe reads the accountability record: a person's name
    and e-mail address, the authority to stop, the day it was accepted and the day it lapses. A
    pass means that all of it is there and not past; whether the person knows, a record can't say.
    """
    if not facts.accountability:
        yield missing_record(facts, KIND, "accountability record")
    if len(facts.accountability) > 1:
        at, _ = facts.accountability[1]
        message = "There is more than one accountability record, so nobody knows which one holds"
        yield _failed("several", message, at, "keep the one that holds")
    for at, record in facts.accountability:
        flaws = [*_name(record, at), *_authority(record, at), *_dates(record, at, facts)]
        yield from flaws
        if not flaws and len(facts.accountability) == 1:
            yield passed(KIND, f"{record.person} answers for the agent", location=at)


def _name(record: Accountability, at: Location) -> Iterator[Finding]:
    if is_placeholder(record.person):
        named = record.person.strip()
        said = f"it says {named[:30]}" if named else "the name is empty"
        message = f"Nobody is accountable for the agent: {said}"
        yield _failed("nobody-named", message, at, "name one person who accepts it")
    elif "@" in record.person or len(record.person.split()) < 2:
        message = f"The accountable person is given as {record.person[:40]}, not by full name"
        yield _failed("not-a-person", message, at, "give first and last name", Confidence.LOW)
    elif _GROUP.search(record.person):
        message = f"{record.person[:50]} looks like a group, not a person"
        yield _failed("not-a-person", message, at, "name one person", Confidence.LOW)
    if is_placeholder(record.email) or not _EMAIL.fullmatch(record.email.strip()):
        message = "The accountable person cannot be reached: there is no e-mail address"
        yield _failed("no-address", message, at, "add the person's own e-mail address")


def _authority(record: Accountability, at: Location) -> Iterator[Finding]:
    if not record.authority_to_stop:
        message = "The accountable person has no authority to stop the agent"
        help_ = "grant it, and record authority_to_stop: true"
        yield _failed("no-authority", message, at, help_)


def _dates(record: Accountability, at: Location, facts: GovernanceRecords) -> Iterator[Finding]:
    if record.accepted is None:
        message = "Nobody has accepted the accountability: there is no date of acceptance"
        yield _failed("not-accepted", message, at, "record the day it was accepted")
    elif record.accepted > facts.as_of:
        message = f"The acceptance is dated in the future ({record.accepted})"
        yield _failed("not-accepted", message, at, "record the day it was accepted")
    if record.renew_by is None:
        message = "The accountability record has no day by which it is renewed"
        yield _failed("no-renewal", message, at, "add renew_by, at most a year ahead")
    elif record.renew_by < facts.as_of:
        message = f"The accountability lapsed on {record.renew_by}"
        yield _failed("lapsed", message, at, "ask the person again and renew the record")


def _failed(
    code: str,
    message: str,
    at: Location,
    help_: str,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return failed(KIND, message, code=code, confidence=confidence, location=at, help=help_)

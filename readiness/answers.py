"""What people answered: attestations, waivers and findings set aside.

Names in these files are typed text. They count only under the rules below, and reports show them
as "not authenticated" unless version control says who brought them.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from readiness.documents import Strict
from readiness.people import certainly_differ

ANSWERS = ("pass", "fail", "not_applicable")
SHARED_LIMIT = 3
"""An artefact attached to more items than this is nobody's own evidence."""

LONGEST = datetime.timedelta(days=366)
"""How long an acceptance may run before somebody has to look again."""

Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Artefact(Strict):
    """A file that lies behind an answer.

    `sha256` is the digest it had when the answer was given: a changed file is no longer evidence.
    """

    path: str
    sha256: Sha256 = ""
    note: str = ""


class Attestation(Strict):
    """An answer to one item by a named person."""

    item: str
    answer: Literal["pass", "fail", "not_applicable"]
    by: str
    role: str = ""
    date: datetime.date
    expires: datetime.date | None = None
    evidence: tuple[Artefact, ...] = ()
    reason: str = ""
    """Required for not_applicable."""
    approved_by: str = ""
    """The second person behind a claim of not-applicable or a retrospective."""
    retrospective: bool = False
    """An approved look back that settles an item whose order in time cannot be repaired."""
    withdrawn: datetime.date | None = None


class Waiver(Strict):
    """A named, approved, expiring acceptance of a verdict that is not a pass."""

    item: str
    reason: str
    by: str
    approved_by: str
    date: datetime.date
    expires: datetime.date


class SetAside(Strict):
    """A finding that an assessor judged false, with a reason and a second person."""

    finding: str = Field(pattern=r"^[0-9a-f]{16}$")
    """The finding's fingerprint, as `readiness explain` prints it."""
    reason: str
    by: str
    approved_by: str
    date: datetime.date
    expires: datetime.date


class AttestationFile(Strict):
    """`attestations.yaml`."""

    version: Literal[1]
    attestations: tuple[Attestation, ...] = ()


class WaiverFile(Strict):
    """`waivers.yaml`."""

    version: Literal[1]
    waivers: tuple[Waiver, ...] = ()


class SetAsideFile(Strict):
    """`set-aside.yaml`."""

    version: Literal[1]
    findings: tuple[SetAside, ...] = ()


@dataclass(frozen=True)
class Statement:
    """An attestation as judged: what it says, and whether its artefact is really its own.

    Attributes:
        documented: it carries an artefact that exists, is unchanged and is not attached to
            everything.
        authenticated: version control shows who brought it (signed, or reviewed by its owner).
        objection: why the artefact or the approval does not count; empty when it does.
    """

    attestation: Attestation
    documented: bool = False
    authenticated: bool = False
    objection: str = ""


def waiver_objection(
    waiver: Waiver, *, waivable: bool, owners: frozenset[str], committer: str, as_of: datetime.date
) -> str:
    """Why a waiver does not count, or an empty string when it is active.

    Args:
        owners: everybody who answers for the agent: the manifest's owner and the item's.
        committer: who committed the entry, empty when version control does not say.
    """
    if not waivable:
        return "this item cannot be waived"
    return _objection(waiver, owners, committer, as_of)


def set_aside_objection(
    entry: SetAside, *, owners: frozenset[str], committer: str, as_of: datetime.date
) -> str:
    """Why a finding is not set aside after all, or an empty string when it is."""
    return _objection(entry, owners, committer, as_of)


def _objection(
    entry: Waiver | SetAside, owners: frozenset[str], committer: str, as_of: datetime.date
) -> str:
    """What holds for everything that one person asks for and another accepts for a time."""
    if not entry.reason.strip():
        return "no reason is given"
    if not certainly_differ(entry.by, entry.approved_by):
        return "it needs a second person, and the two names do not certainly differ"
    if not all(certainly_differ(owner, entry.approved_by) for owner in owners):
        return "an owner of the agent cannot approve it"
    if committer and not certainly_differ(committer, entry.approved_by):
        return "whoever committed it cannot approve it"
    if entry.date > as_of:
        return f"it begins only on {entry.date}"
    if entry.expires < as_of:
        return f"expired on {entry.expires}"
    if entry.expires - entry.date > LONGEST:
        return f"it runs for more than {LONGEST.days} days: an acceptance has to be renewed"
    return ""

"""The kinds of governance records as they are written: strict models, one a kind.

What a probe asks for is optional here: a record that leaves it out can be read, and is judged.
"""

from __future__ import annotations

import datetime
from typing import Literal

from readiness.documents import Duration, Strict


class Record(Strict):
    """Base of every record."""


class Accountability(Record):
    """One person answers for the agent and may stop it."""

    kind: Literal["accountability"]
    person: str = ""
    email: str = ""
    role: str = ""
    authority_to_stop: bool = False
    how_to_stop: str = ""
    deputy: str = ""
    accepted: datetime.date | None = None
    renew_by: datetime.date | None = None


class Emergency(Strict):
    """How a change is made when there is no time."""

    path: str = ""
    review_within: Duration | None = None


class ChangeProcess(Record):
    """How changes are made, and who approves them."""

    kind: Literal["change-process"]
    owner: str = ""
    covers: tuple[str, ...] = ()
    approver: str = ""
    steps: tuple[str, ...] = ()
    emergency: Emergency = Emergency()


class Open(Strict):
    """A point that was open when it was decided."""

    what: str
    owner: str = ""
    accepted_by: str = ""
    until: datetime.date | None = None


class GoNoGo(Record):
    """The decision to go live."""

    kind: Literal["go-no-go"]
    date: datetime.date | None = None
    decision: Literal["go", "no-go", "go-with-conditions"] | None = None
    go_live: datetime.date | None = None
    chaired_by: str = ""
    approved_by: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    open_items: tuple[Open | str, ...] = ()


class Retention(Record):
    """How long logs and traces are kept."""

    kind: Literal["retention"]
    owner: str = ""
    logs: Duration | None = None
    traces: Duration | None = None
    reason: str = ""
    enforced_by: str = ""
    reviewed: datetime.date | None = None


class Grant(Strict):
    """Who may do what with a resource."""

    resource: str
    roles: tuple[str, ...] = ()
    permission: str = ""


class Access(Record):
    """Who may see and do what."""

    kind: Literal["access"]
    owner: str = ""
    grants: tuple[Grant, ...] = ()
    reviewed: datetime.date | None = None
    next_review: datetime.date | None = None


class Sample(Strict):
    """Which cases are looked at."""

    size: int = 0
    method: str = ""


class FirstMonth(Strict):
    """The denser rhythm after go-live."""

    daily: bool = False
    hours_a_week: int | float = 0


class ReviewCadence(Record):
    """Who looks at cases, how many and how often."""

    kind: Literal["review-cadence"]
    owner: str = ""
    reviewers: tuple[str, ...] = ()
    every: Duration | None = None
    sample: Sample = Sample()
    severity_scale: tuple[str, ...] = ()
    findings_go_to: str = ""
    first_month: FirstMonth = FirstMonth()


KINDS: dict[str, type[Record]] = {
    "accountability": Accountability,
    "change-process": ChangeProcess,
    "go-no-go": GoNoGo,
    "retention": Retention,
    "access": Access,
    "review-cadence": ReviewCadence,
}

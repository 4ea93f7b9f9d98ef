"""The probe `escalation.lasting-services`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from readiness.findings import Confidence, Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .integrations import Integration
from .routing_tree import AlertRoutes, Receiver, walk

_OPSGENIE_ENDS = date(2027, 4, 5)
_AHEAD = timedelta(days=366)
_CONNECTOR = re.compile(
    r"(?i)://(?:[\w.-]+\.)?(?:webhook\.office\.com|outlook\.office(?:365)?\.com)"
)


@probe()
def lasting_services(routes: AlertRoutes) -> Iterator[Finding]:
    """Will every service that calls people still be there in a year?

    A service that is switched off takes the alerts and nobody hears of it. Known ends: Opsgenie,
    all of it on 2027-04-05 (Atlassian's announcement); the Office 365 connectors of Teams, which
    are being retired without a date we could verify, and so are reported with low confidence. A
    pass means that no receiver that is used sends to one of these.
    """
    if routes.root is None:
        yield could_not_look("services", f"{routes.file} has no route that could be read")
        return
    used = {route.receiver for route in walk(routes.root)}
    sending = [one for one in routes.receivers if one.name in used and one.integrations]
    for receiver in sending:
        yield from _receiver(receiver, routes.as_of)
    if not sending:
        yield could_not_look("services", "no receiver that is used has an integration")


def _receiver(receiver: Receiver, today: date) -> Iterator[Finding]:
    subject = f"receiver {receiver.name}"
    ending = [found for one in receiver.integrations if (found := _end(subject, one, today))]
    yield from ending
    if not ending:
        yield passed(
            subject, f"{receiver.name} sends to nothing with a known end",
            location=receiver.location,
        )  # fmt: skip


def _end(subject: str, one: Integration, today: date) -> Finding | None:
    name = subject.removeprefix("receiver ")
    evidence = [Evidence("excerpt", f"{one.kind}: {one.target or 'nothing'}")]
    if one.kind == "opsgenie" or "opsgenie.com" in one.target:
        if today + _AHEAD < _OPSGENIE_ENDS:
            return None
        over = today >= _OPSGENIE_ENDS
        what = "was switched off" if over else "is switched off"
        return failed(
            subject,
            f"{name} calls by Opsgenie, which {what} on {_OPSGENIE_ENDS}",
            code="service-ends",
            location=one.location,
            evidence=evidence,
            help="move the schedules to another service, and change the receiver",
        )
    if one.kind == "msteams" or _CONNECTOR.search(one.target):
        return failed(
            subject,
            f"{name} posts to a Teams connector, a kind that is being retired",
            code="connector-retired",
            confidence=Confidence.LOW,
            location=one.location,
            evidence=evidence,
            help="use a Workflows address and msteamsv2_configs",
        )
    return None

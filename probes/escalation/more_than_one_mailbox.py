"""The probe `escalation.more-than-one-mailbox`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.findings import Confidence, Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .integrations import Integration
from .routing import reaches_somebody, routes_taken
from .routing_tree import AlertRoutes

_SHARED = re.compile(
    r"(?i)on-?call|team|ops|duty|support|alert|group|list|desk|sre|noc|admin|help|incident|all"
)


@probe()
def more_than_one_mailbox(routes: AlertRoutes) -> Iterator[Finding]:
    """Does a critical alert go further than one person's mailbox?

    A mail wakes nobody, and one person is asleep, ill or has left. A pass means that the agent's
    critical alerts are also sent by something other than mail, or to more than one address;
    behind a pager, who is on duty is the pager's own affair. An address that looks like a list
    is reported with low confidence.
    """
    known = {one.name: one for one in routes.receivers}
    taken = routes_taken(routes.root, routes.critical) if routes.root else ()
    names = dict.fromkeys(one.receiver for one in taken if one.receiver in known)
    ways = [
        way
        for name in names
        if reaches_somebody(known[name])
        for way in known[name].integrations
        if not way.problem
    ]
    if not ways or routes.rejections:
        yield could_not_look(
            routes.subject,
            "no receiver of a critical alert could be seen",
            help="mend what escalation.reaches-someone finds",
        )
        return
    addresses = {text for way in ways if way.kind == "email" for text in _addresses(way)}
    if len(addresses) == 1 and all(way.kind == "email" for way in ways):
        yield _alone(routes, ways[0], next(iter(addresses)))
        return
    kinds = " and ".join(dict.fromkeys(way.kind for way in ways))
    yield passed(routes.subject, f"A critical alert goes out by {kinds}", location=ways[0].location)


def _alone(routes: AlertRoutes, way: Integration, address: str) -> Finding:
    shared = bool(_SHARED.search(address.partition("@")[0]))
    return failed(
        routes.subject,
        f"A critical alert goes to one mailbox and nowhere else: {address[:60]}",
        code="one-mailbox",
        confidence=Confidence.LOW if shared else Confidence.HIGH,
        location=way.location,
        evidence=[Evidence("excerpt", f"email: {address[:200]}")],
        help="page an on-call schedule, and keep the mail beside it",
    )


def _addresses(way: Integration) -> list[str]:
    return [text.strip().lower() for text in re.split(r"[,;]", way.target) if text.strip()]

"""The probe `escalation.real-targets`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .routing_tree import AlertRoutes, Receiver, walk


@probe()
def real_targets(routes: AlertRoutes) -> Iterator[Finding]:
    """Does every receiver that is used send to a real address?

    A configuration copied from a manual loads without complaint and calls nobody. A pass means
    that no integration of a receiver used by a route holds a placeholder, a variable that
    Alertmanager does not fill in, or an address on its own machine; addresses in files beside it
    are taken as they are. A receiver without any integration is no address at all, and is judged
    by who is reached.
    """
    if routes.root is None:
        yield could_not_look("receivers", f"{routes.file} has no route that could be read")
        return
    used = {route.receiver for route in walk(routes.root)}
    sending = [one for one in routes.receivers if one.name in used and one.integrations]
    for receiver in sending:
        yield from _receiver(receiver)
    if not sending:
        yield could_not_look(
            "receivers",
            "no receiver that is used has an integration",
            help="give the receivers an integration, e.g. pagerduty_configs",
            location=routes.root.location,
        )


def _receiver(receiver: Receiver) -> Iterator[Finding]:
    subject = f"receiver {receiver.name}"
    wrong = [one for one in receiver.integrations if one.problem]
    for one in wrong:
        yield failed(
            subject,
            f"{receiver.name}: {one.problem}",
            code=one.code,
            location=one.location,
            evidence=[Evidence("excerpt", f"{one.kind}: {one.target or 'nothing'}")],
            help="name the real address, or a file that holds it (…_file)",
        )
    if not wrong:
        kinds = " and ".join(dict.fromkeys(one.kind for one in receiver.integrations))
        yield passed(subject, f"{receiver.name} sends by {kinds}", location=receiver.location)

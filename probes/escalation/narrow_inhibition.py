"""The probe `escalation.narrow-inhibition`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .implication import always_met
from .matchers import Matcher
from .routing_tree import AlertRoutes, Inhibition


@probe()
def narrow_inhibition(routes: AlertRoutes) -> Iterator[Finding]:
    """Is a critical alert of the agent safe from being silenced by an unrelated one?

    An inhibition rule without `equal` silences its targets whichever source fires, anywhere. A
    pass means that each rule either cannot hit a critical alert of the agent, or asks that both
    share a label; whether the label is a good one is not judged.
    Source: inhibition in Alertmanager 0.34.
    """
    if routes.root is None:
        yield could_not_look("inhibition", f"{routes.file} has no route that could be read")
        return
    for rule in routes.inhibitions:
        yield _judge(rule, routes)
    if not routes.inhibitions:
        yield not_applicable(
            "inhibition", "no alert silences another", location=routes.root.location
        )


def _judge(rule: Inhibition, routes: AlertRoutes) -> Finding:
    told = f"{_said(rule.source)} silences {_said(rule.target)}"
    subject = f"rule {told}"[:120]
    hit = _hits(rule.target, routes.critical)
    if hit is False:
        return passed(subject, "The rule cannot hit a critical alert", location=rule.location)
    if rule.equal:
        same = ", ".join(rule.equal[:4])
        return passed(subject, f"The rule asks for the same {same} on both", location=rule.location)
    if _spares_itself(rule, routes.critical):
        return passed(
            subject, "The rule spares alerts that are sources too", location=rule.location
        )
    one_alert = any(m.name == "alertname" and m.operator == "=" for m in rule.source)
    sure = hit is True and not one_alert
    whose = "Any alert" if not rule.source else f"Any alert with {_said(rule.source)}"
    return failed(
        subject,
        f"{whose} silences the agent's critical alerts"[:110],
        code="silences-critical",
        # One alert that silences all others may be meant: a whole site that is down.
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        location=rule.location,
        evidence=[Evidence("route", f"{rule.location}: {told}, without equal"[:300])],
        help="list under `equal` the labels that both must share, e.g. [alertname, agent]",
    )


def _hits(target: tuple[Matcher, ...], labels: dict[str, str]) -> bool | None:
    """Whether it matches a critical alert; None when that hangs on a label nobody declared."""
    known = [one.matches(labels) for one in target if one.name in labels]
    if not all(known):
        return False
    return True if len(known) == len(target) else None


def _spares_itself(rule: Inhibition, labels: dict[str, str]) -> bool:
    """An alert that is source and target both is not silenced by another such one."""
    return _hits(rule.source, labels) is True and always_met(rule.target, rule.source)


def _said(matchers: tuple[Matcher, ...]) -> str:
    return ", ".join(str(one) for one in matchers) or "everything"

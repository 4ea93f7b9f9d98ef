"""The probe `tools.write-replay-safe`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.findings import Evidence, Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .absence import without_http
from .http_record import (
    Exchange,
    HttpRecord,
    OperationRecord,
    Purpose,
    answered,
    curl,
    not_exercised,
    why_nothing_accepted,
)

_ID = re.compile(r"(?:^|_|-)(?:id|uuid|guid)$|[a-z](?:Id|ID|Uuid)$")
_OF_THE_CALL = re.compile(r"(?i)request|trace|span|correlation|session|message|event|log")


@probe(absence=without_http)
def write_replay_safe(record: HttpRecord) -> Iterator[Finding]:
    """Does a write that is sent twice with the same idempotency key take effect once?

    Networks drop answers, and agents then try again. Without a key that the tool honours, the
    second try is a second refund. Each write is sent twice with one key; the ids in the two
    answers are compared, and so is what reads say of the affected resource before, between and
    after. A pass means that the repetition was refused, returned the same resource, or changed
    nothing that the first call had changed. It is tried only on disposable services.

    Source: IETF draft "The Idempotency-Key HTTP Header Field"; RFC 9110, 9.2.2 for PUT and DELETE.
    """
    for problem in record.problems:
        yield could_not_look(
            f"{record.target}: {problem.what}",
            f"A part of {record.target} was not tried: {problem.what}",
            help="mend the specification",
            location=problem.location,
        )
    writes = [operation for operation in record.operations if operation.writes]
    if not writes and not record.problems:
        yield not_applicable(record.target, f"{record.target} has no operation that writes")
    for operation in writes:
        yield _one(record, operation)


def _one(record: HttpRecord, operation: OperationRecord) -> Finding:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    if operation.skipped:
        return not_exercised(record, operation)
    first = [one for one in record.of(operation, Purpose.FIRST_WRITE) if one.accepted]
    if (
        not first
        and not operation.idempotency_header
        and operation.operation.method
        not in (
            "PUT",
            "DELETE",
        )
    ):
        reason = f"{name} has no idempotency key, so a repetition cannot be told from a new order"
        wanted = "name its `idempotency_header` in the manifest, or give the operation one"
        return could_not_look(subject, reason, help=wanted, location=at)
    if not first:
        tried = record.of(operation, Purpose.FIRST_WRITE)
        reason, help_ = why_nothing_accepted(record, tried)
        return could_not_look(subject, f"{name} {reason}", help=help_, location=at)
    second = [
        one for one in record.of(operation, Purpose.SECOND_WRITE) if one.group == first[0].group
    ]
    if not second:
        reason = f"{name} was not repeated, the budget was spent before"
        return could_not_look(subject, reason, help="raise the budget of requests", location=at)
    return _judged(record, operation, first[0], second[0])


def _judged(
    record: HttpRecord, operation: OperationRecord, first: Exchange, second: Exchange
) -> Finding:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    keyed = "with the same key" if operation.idempotency_header else "unchanged"
    twice = _two_resources(record, operation, first, second) or _two_effects(record, first)
    if twice:
        return failed(
            subject,
            f"{name} takes effect twice when it is repeated {keyed}: {twice}",
            code="effect-twice",
            location=at,
            evidence=(
                _replay(record, first),
                answered(record, first),
                answered(record, second),
            ),
            help="store the key with its result, and answer a repetition with that result",
        )
    cut = operation.cut
    if second.refused:
        message = f"{name} refuses a repetition {keyed} ({second.status})"
        return passed(subject, message, location=at, scope_cut=cut)
    if second.accepted and _same_resource(record, first, second):
        message = f"{name} answers a repetition {keyed} with the same resource"
        return passed(subject, message, location=at, scope_cut=cut)
    if _effect_seen(record, first):
        message = f"{name} changes nothing more when it is repeated {keyed}"
        return passed(subject, message, location=at, scope_cut=cut)
    if not second.accepted:
        reason = f"{name} answered {second.status} to the repetition, and its effect is not visible"
    else:
        reason = f"{name} returns no id, and no read shows its effect"
    return could_not_look(subject, reason, help="declare a read of what it changes", location=at)


def _replay(record: HttpRecord, first: Exchange) -> Evidence:
    command = curl(record, first).text
    return Evidence("replay", f"KEY=$(uuidgen); for i in 1 2; do {command}; done")


def _ids(record: HttpRecord, exchange: Exchange) -> dict[str, Any]:
    """Ids in an answer that the request did not bring along."""
    try:
        data = json.loads(record.answer(exchange))
    except (ValueError, RecursionError):
        return {}
    if isinstance(data, dict) and len(data) == 1 and isinstance(next(iter(data.values())), dict):
        data = next(iter(data.values()))
    if not isinstance(data, dict):
        return {}
    sent = _sent(exchange)
    return {
        name: value
        for name, value in data.items()
        if _ID.search(name)
        and not _OF_THE_CALL.search(name)
        and isinstance(value, str | int)
        and str(value) not in sent
    }


def _sent(exchange: Exchange) -> set[str]:
    """The values that the request brought along, as text."""
    values = set(re.split(r"[/?&=]", exchange.path))
    try:
        body = json.loads(exchange.body)
    except (ValueError, RecursionError):
        return values
    return values | {str(value) for value in _values(body).values()}


def _two_resources(
    record: HttpRecord, operation: OperationRecord, first: Exchange, second: Exchange
) -> str:
    if not (operation.operation.method == "POST" and second.accepted):
        return ""
    before, after = _ids(record, first), _ids(record, second)
    for name in before:
        if name in after and before[name] != after[name]:
            return f"{name} {before[name]} and {after[name]}"
    return ""


def _same_resource(record: HttpRecord, first: Exchange, second: Exchange) -> bool:
    before, after = _ids(record, first), _ids(record, second)
    return bool(before) and before == after


def _two_effects(record: HttpRecord, first: Exchange) -> str:
    """What the first write changed and the second changed again."""
    for states in _states(record, first):
        for name in sorted(_moved(states)):
            if states[2].get(name) != states[3].get(name):
                return f"{name} went from {states[0].get(name)} to {states[3].get(name)}"
    return ""


def _effect_seen(record: HttpRecord, first: Exchange) -> bool:
    return any(_moved(states) for states in _states(record, first))


def _moved(states: list[dict[str, Any]]) -> set[str]:
    before, once, again, _after = states
    steady = {name for name in once if once.get(name) == again.get(name)}
    return {name for name in steady if before.get(name) != once.get(name)}


def _states(record: HttpRecord, first: Exchange) -> Iterator[list[dict[str, Any]]]:
    """For each affected resource its fields before, after the first (twice) and the second."""
    mine = [
        one for one in record.exchanges if one.purpose is Purpose.STATE and one.group == first.group
    ]
    for path in dict.fromkeys(one.path for one in mine):
        states = [_leaves(record, one) for one in mine if one.path == path]
        if len(states) == 4:
            yield states


def _leaves(record: HttpRecord, exchange: Exchange) -> dict[str, Any]:
    try:
        data = json.loads(record.answer(exchange))
    except (ValueError, RecursionError):
        data = {}
    return {**_values(data), "status": exchange.status}


def _values(data: Any) -> dict[str, Any]:
    """The values of plain data by dotted name, and the length of each list."""
    found: dict[str, Any] = {}

    def walk(value: Any, name: str, depth: int) -> None:
        if depth > 20:
            return
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{name}.{key}".lstrip("."), depth + 1)
        elif isinstance(value, list):
            found[f"the number of {name or 'entries'}"] = len(value)
        else:
            found[name] = value

    walk(data, "", 0)
    return found

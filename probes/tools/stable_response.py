"""The probe `tools.stable-response`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .absence import without_http
from .declared_answers import schema_for, strict_json
from .http_record import (
    Exchange,
    HttpRecord,
    OperationRecord,
    Purpose,
    answered,
    curl,
    of_each,
    why_nothing_accepted,
)
from .shapes import Change, changes

RARE = 0.1
"""The rate of a fault that the number of repeats is meant to show."""


@probe(absence=without_http)
def stable_response(record: HttpRecord) -> Iterator[Finding]:
    """Does the same valid call get the same status and the same shape every time?

    What fails once in ten calls passes most tests and fails every busy day. The same valid read is
    sent again and again, and status, fields and JSON types are compared; values may differ, and
    so may what the schema declares as optional. A pass states with which probability a fault in
    one call of ten would have shown. Writes are not repeated here.
    """
    reads = [operation for operation in record.operations if not operation.writes]
    if not reads:
        yield not_applicable(record.target, f"{record.target} has no operation that only reads")
    yield from of_each(record, reads, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    calls = _equal_calls(record, operation)
    if len(calls) < 2:
        tried = record.of(operation, Purpose.VALID)
        accepted = any(one.accepted for one in tried)
        spent = ("was not repeated, the budget was spent before", "raise the budget of requests")
        reason, help_ = spent if accepted else why_nothing_accepted(record, tried)
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
        return
    found = [*_statuses(record, operation, calls), *_shapes(record, operation, calls)]
    yield from found
    if not found:
        count = len(calls)
        seen = int(100 * (1 - (1 - RARE) ** count))
        message = (
            f"{name} gave one shape in {count} equal calls (a fault in 1 of 10 shows with {seen} %)"
        )
        cut = operation.cut or count < record.repeats
        yield passed(subject, message, location=at, scope_cut=cut)


def _equal_calls(record: HttpRecord, operation: OperationRecord) -> list[Exchange]:
    repeats = record.of(operation, Purpose.REPEAT)
    if not repeats:
        return []
    first = [one for one in record.of(operation, Purpose.VALID) if one.group == repeats[0].group]
    return [one for one in [*first, *repeats] if one.status != 429]


def _statuses(
    record: HttpRecord, operation: OperationRecord, calls: list[Exchange]
) -> Iterator[Finding]:
    counts = Counter(one.status for one in calls)
    usual = counts.most_common(1)[0][0]
    for status, count in sorted(counts.items()):
        if status == usual:
            continue
        odd = next(one for one in calls if one.status == status)
        name, subject = operation.operation.id, record.subject(operation)
        said = f"answers {status}" if status else "does not answer"
        yield failed(
            subject,
            f"{name} {said} in {count} of {len(calls)} equal valid calls",
            code=f"status-{status}" if status else "no-answer",
            location=operation.operation.location,
            evidence=(curl(record, odd), answered(record, odd)),
            help="find what differs behind the tool: a replica, a cache, a time limit",
        )


def _shapes(
    record: HttpRecord, operation: OperationRecord, calls: list[Exchange]
) -> Iterator[Finding]:
    answers, whence = [], []
    for one in calls:
        if one.accepted and not one.cut:
            try:
                answers.append(strict_json(record.answer(one)))
                whence.append(one)
            except (ValueError, RecursionError):
                continue
    if not answers:
        return
    text = schema_for(operation.operation, whence[0])
    codes: set[str] = set()
    for change in changes(answers, json.loads(text) if text else {}):
        code = "field-comes-and-goes" if change.kind == "missing" else "type-changes"
        if code not in codes:
            codes.add(code)
            yield _changed(record, operation, whence[change.example], change, code)


def _changed(
    record: HttpRecord, operation: OperationRecord, odd: Exchange, change: Change, code: str
) -> Finding:
    name, subject = operation.operation.id, record.subject(operation)
    said = "lacks" if change.kind == "missing" else "gives another type for"
    # A single switch may be somebody changing the data between two of our calls.
    sure = change.declared or change.switches > 1
    return failed(
        subject,
        f"{name} {said} {change.field} in {change.absent} of {change.of} equal valid calls",
        code=code,
        location=operation.operation.location,
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        evidence=(curl(record, odd), answered(record, odd)),
        help="find what differs behind the tool, or declare the field as optional",
    )

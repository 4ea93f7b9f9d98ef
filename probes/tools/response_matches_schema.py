"""The probe `tools.response-matches-schema`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Confidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .absence import without_http
from .declared_answers import checkable, declared_for, differences
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

_GOOD = (
    Purpose.VALID,
    Purpose.REPEAT,
    Purpose.BOUNDARY,
    Purpose.PAGE,
    Purpose.FIRST_WRITE,
    Purpose.SECOND_WRITE,
    Purpose.STATE,
)


@probe(absence=without_http)
def response_matches_schema(record: HttpRecord) -> Iterator[Finding]:
    """Does every answer have the status, content type and shape that the tool declares?

    An agent's code and prompts are written against the declared schema. A field that is missing
    or has another type does not raise an error in a model; it becomes a confident wrong sentence.
    A pass means that every recorded answer of the operation, one to a valid call among them, has
    a declared status and content type and satisfies the declared schema. Server errors are left
    to other questions.

    Source: OpenAPI Specification 3.1, Responses Object and Media Type Object.
    """
    for problem in record.problems:
        where = problem.location.file
        yield could_not_look(
            f"{where}: {problem.what}",
            f"A part of {where} cannot be used: {problem.what}",
            help="mend the specification",
            location=problem.location,
        )
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    seen: set[str] = set()
    for exchange in record.of(operation):
        for finding in _differences(record, operation, exchange):
            if finding.code not in seen:
                seen.add(finding.code)
                yield finding
    good = [one for one in record.of(operation, *_GOOD) if one.accepted]
    if seen:
        return
    if not good:
        reason, help_ = why_nothing_accepted(record, record.of(operation, *_GOOD))
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
    elif not all(checkable(operation.operation, one) for one in good):
        why = f"{name} answers in a form for which no schema can be compared"
        yield could_not_look(subject, why, help="declare a schema for its answers", location=at)
    else:
        count = len(record.of(operation))
        message = f"{name} answers as declared ({count} answers)"
        yield passed(subject, message, location=at, scope_cut=operation.cut)


def _differences(
    record: HttpRecord, operation: OperationRecord, exchange: Exchange
) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    evidence = (curl(record, exchange), answered(record, exchange))
    if exchange.status in (0, 429) or exchange.status >= 500:
        return  # other probes ask why it failed at all
    if exchange.purpose is Purpose.STATE and exchange.refused:
        return  # we may have deleted it ourselves
    if exchange.purpose is Purpose.INVALID and exchange.accepted:
        return  # that it was accepted is the fault, and another probe says so
    if not declared_for(operation.operation, exchange.status):
        if exchange.purpose in _GOOD and operation.operation.responses:
            # Of a 4xx it is not sure that our call was valid in the tool's own eyes.
            sure = Confidence.LOW if exchange.refused else Confidence.HIGH
            yield failed(
                subject,
                f"{name} answers {exchange.status}, which is not declared",
                code=f"undeclared-status-{exchange.status}",
                location=at,
                confidence=sure,
                evidence=evidence,
                help="declare the status, or mend what leads to it",
            )
        return
    for difference in differences(record, operation.operation, exchange):
        yield failed(
            subject,
            f"{name} {difference.said}",
            code=difference.code,
            location=at,
            confidence=Confidence.LOW if difference.code == "wrong-format" else Confidence.HIGH,
            evidence=evidence,
            help="settle which side is wrong, specification or answer, and mend that one",
        )

"""The probe `tools.rate-limit-announced`."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from readiness.findings import Confidence, Finding, failed, not_applicable, passed
from readiness.registry import probe

from .absence import without_http
from .declared_answers import declared_for
from .http_record import (
    Exchange,
    HttpRecord,
    OperationRecord,
    answered,
    curl,
    of_each,
)

_LIMITS = ("ratelimit-policy", "ratelimit", "ratelimit-limit", "x-ratelimit-limit")


@probe(absence=without_http)
def rate_limit_announced(record: HttpRecord) -> Iterator[Finding]:
    """Does a tool that limits its callers say so, and when to come back?

    An agent that runs into a limit nobody told it about tries again at once, and so makes it
    worse. The tool's answers during the run are looked at. A pass means that it announced a limit
    in the headers of its answers, or that each refusal for too many requests (429) said in
    `Retry-After` when to come back and is declared. Where no limit was met or announced there is
    nothing to judge: the run sends some hundred requests and provokes no limit on purpose.

    Source: RFC 6585, 4; RFC 9110, 10.2.3; IETF draft "RateLimit header fields for HTTP".
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    answers = [one for one in record.of(operation) if one.status]
    full = [one for one in answers if one.status == 429]
    found = list(_wrong(operation, full))
    for code, said, exchange, confidence in found:
        yield failed(
            subject,
            f"{name} {said}",
            code=code,
            location=at,
            confidence=confidence,
            evidence=(curl(record, exchange), answered(record, exchange)),
            help="answer 429 with Retry-After in seconds, and declare both",
        )
    if found:
        return
    if full:
        message = f"{name} says when to come back in each of {len(full)} refusals (429)"
        yield passed(subject, message, location=at, scope_cut=operation.cut)
    elif any(one.answer_header(header) for one in answers for header in _LIMITS):
        message = f"{name} announces its limit in the headers of its answers"
        yield passed(subject, message, location=at, scope_cut=operation.cut)
    else:
        message = f"{name} met us with no limit in {len(answers)} calls, and announces none"
        yield not_applicable(subject, message, location=at)


def _wrong(
    operation: OperationRecord, full: list[Exchange]
) -> Iterator[tuple[str, str, Exchange, Confidence]]:
    silent = [one for one in full if not one.answer_header("retry-after")]
    if silent:
        said = "refuses calls as too many (429) and does not say when to come back"
        yield "no-retry-after", said, silent[0], Confidence.HIGH
    unreadable = [one for one in full if not _readable(one.answer_header("retry-after"))]
    if unreadable and not silent:
        said = "gives a Retry-After that is neither seconds nor a date"
        yield "unreadable-retry-after", said, unreadable[0], Confidence.HIGH
    if full and not any(one.status != "default" for one in declared_for(operation.operation, 429)):
        said = "refuses calls as too many (429), and declares no limit"
        yield "undeclared-limit", said, full[0], Confidence.HIGH


def _readable(text: str) -> bool:
    if text.strip().isdecimal():
        return True
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return False
    return True

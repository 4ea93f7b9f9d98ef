"""The probe `tools.latency-bounded`."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from readiness.findings import Confidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .absence import without_http
from .http_client import BODY_LIMIT, DEADLINE
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

SLOW = 5.0
"""Seconds that half of the calls may take; a turn of an agent has several of them."""
TAIL = 1.0
"""Seconds from which a call can be called slow at all; our own machine hiccups below that."""
TIMES = 10
"""How much slower than usual a call of the tail is."""
FEW = 10
_ASKED = (Purpose.VALID, Purpose.REPEAT, Purpose.BOUNDARY, Purpose.FIRST_WRITE, Purpose.PAGE)


@probe(absence=without_http)
def latency_bounded(record: HttpRecord) -> Iterator[Finding]:
    """Does every valid call end within a bounded time and with a bounded answer?

    A call that hangs holds a case for as long as the client is willing to wait, and an answer of
    megabytes does not fit into what a model can read. Each answer to a valid call is timed, one
    operation at a time. Fails are: no whole answer in 10 s, half of the calls above 5 s, a tail of
    calls that take ten times as long as usual and more than 1 s, and more than 1 MiB in one
    answer. What was seen once only is said with low confidence. A pass states the slowest call;
    it was measured on an otherwise idle service.
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    tried = [one for one in record.of(operation, *_ASKED) if one.status != 429]
    good = [one for one in tried if one.accepted]
    found = [*_hangs(tried), *_slow(good), *_tail(record, operation), *_size(good)]
    for code, said, exchange, times in found:
        yield failed(
            subject,
            f"{name} {said}",
            code=code,
            location=at,
            confidence=Confidence.HIGH if times > 1 else Confidence.LOW,
            evidence=(curl(record, exchange), answered(record, exchange)),
            help="set a limit inside the tool, and hand out large answers in pages",
        )
    if found:
        return
    if not good:
        reason, help_ = why_nothing_accepted(record, tried)
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
        return
    slowest = max(one.seconds for one in good)
    message = f"{name} answered {len(good)} valid calls, the slowest in {slowest:.2f} s"
    few = not operation.writes and len(good) < FEW
    yield passed(subject, message, location=at, scope_cut=operation.cut or few)


Odd = tuple[str, str, Exchange, int]


def _hangs(tried: list[Exchange]) -> Iterator[Odd]:
    hung = [one for one in tried if one.status == 0 and one.seconds >= DEADLINE]
    if hung:
        said = f"gave no whole answer within {DEADLINE:g} s to {len(hung)} of {len(tried)}"
        yield "no-answer", f"{said} valid calls", hung[0], len(hung)


def _slow(good: list[Exchange]) -> Iterator[Odd]:
    if good and (usual := median(one.seconds for one in good)) > SLOW:
        worst = max(good, key=lambda one: one.seconds)
        yield "slow", f"takes {usual:.1f} s for half of its valid calls", worst, len(good)


def _tail(record: HttpRecord, operation: OperationRecord) -> Iterator[Odd]:
    repeats = [one for one in record.of(operation, Purpose.REPEAT) if one.accepted]
    if len(repeats) < FEW:
        return
    usual = median(one.seconds for one in repeats)
    late = [one for one in repeats if one.seconds > max(TAIL, TIMES * usual)]
    if late:
        worst = max(late, key=lambda one: one.seconds)
        said = f"takes {worst.seconds:.1f} s instead of {usual:.2f} s"
        count = f"in {len(late)} of {len(repeats)} equal valid calls"
        yield "slow-tail", f"{said} {count}", worst, len(late)


def _size(good: list[Exchange]) -> Iterator[Odd]:
    large = [one for one in good if one.size > BODY_LIMIT]
    if large:
        yield "too-large", f"answers more than {BODY_LIMIT >> 20} MiB at once", large[0], 2

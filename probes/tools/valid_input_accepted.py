"""The probe `tools.valid-input-accepted`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Confidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .absence import without_http
from .boundaries import Edge
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

_VALID = (Purpose.VALID, Purpose.FIRST_WRITE, Purpose.BOUNDARY, Purpose.PAGE)
_SAYS_INVALID = (400, 413, 414, 415, 422, 431)
_SIZES = (Edge.SHORTEST, Edge.LONGEST, Edge.BELOW_LONGEST, Edge.FEWEST, Edge.MOST)
_HELP = "settle which side is wrong, specification or tool, and mend that one"


@probe(absence=without_http)
def valid_input_accepted(record: HttpRecord) -> Iterator[Finding]:
    """Does every input that the declared schema allows work?

    The schema is what the model is told. Where the tool refuses what its own schema allows, the
    agent is sent back for arguments that it already gave correctly; where it fails, a correct
    call looks like an outage. Each operation is sent valid inputs, and inputs at every edge of
    the schema (the least, the greatest, the longest, each listed value), one part at a time. A
    pass means that a valid call was accepted, that none ended in a server error, and that no
    declared edge or value was refused as invalid. What a schema cannot say (an id that does not
    exist, a rule between two fields) may be refused; a refused edge of a body is not judged.
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    tried = record.of(operation, *_VALID)
    accepted = [one for one in tried if one.accepted]
    seen: set[str] = set()
    for exchange in tried:
        code, said, confidence = _judged(operation, exchange, known=bool(accepted))
        if not code or code in seen:
            continue
        seen.add(code)
        yield failed(
            subject,
            f"{name} {said}",
            code=code,
            location=at,
            confidence=confidence,
            evidence=(curl(record, exchange), answered(record, exchange)),
            help=_HELP,
        )
    if seen:
        return
    if not accepted:
        reason, help_ = why_nothing_accepted(record, tried)
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
    else:
        others = len(tried) - len(accepted)
        rest = f"; {others} were refused for what no schema says" if others else ""
        message = f"{name} accepted {len(accepted)} valid inputs{rest}"
        yield passed(subject, message, location=at, scope_cut=operation.cut)


def _judged(
    operation: OperationRecord, exchange: Exchange, *, known: bool
) -> tuple[str, str, Confidence]:
    part = exchange.pointer.rpartition("/")[2]
    if exchange.status >= 500:
        edge = f" ({exchange.label} of {part})" if part else ""
        said = f"answers {exchange.status} to a valid call{edge}"
        return "server-error", said, Confidence.HIGH
    if not known or exchange.purpose is not Purpose.BOUNDARY:
        return "", "", Confidence.LOW
    if exchange.status not in _SAYS_INVALID:
        return "", "", Confidence.LOW
    edge = Edge(exchange.label)
    said = f"refuses the declared {edge} of {part} as invalid ({exchange.status})"
    asks = exchange.pointer.startswith("/query/") and not operation.writes
    if asks or edge in _SIZES:
        return f"refuses-{edge}", said, Confidence.HIGH
    if edge is Edge.LISTED:  # another field may rule it out
        return f"refuses-{edge}", said, Confidence.LOW
    return "", "", Confidence.LOW

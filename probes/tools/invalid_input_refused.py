"""The probe `tools.invalid-input-refused`."""

from __future__ import annotations

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
from .violations import Label

_GOOD = (Purpose.VALID, Purpose.FIRST_WRITE)
_SAID = {
    Label.MISSING: "a request without {}",
    Label.WRONG_TYPE: "another type for {}",
    Label.BELOW: "{} below its minimum",
    Label.ABOVE: "{} above its maximum",
    Label.TOO_SHORT: "{} shorter than its minimum length",
    Label.TOO_LONG: "{} longer than its maximum length",
    Label.NOT_IN_ENUM: "a value of {} that is not listed",
    Label.UNKNOWN_FIELD: "fields that it does not declare",
    Label.BAD_FORMAT: "{} in a wrong format",
    Label.BAD_PATTERN: "{} that does not match its pattern",
    Label.NOT_MULTIPLE: "{} that is not a multiple of its step",
    Label.TOO_FEW: "too few entries of {}",
    Label.TOO_MANY: "too many entries of {}",
}


@probe(absence=without_http)
def invalid_input_refused(record: HttpRecord) -> Iterator[Finding]:
    """Is input that violates the declared schema refused, with a client error?

    Models send invented identifiers and amounts out of range. What the tool takes becomes a
    record in a business system; what makes it fail looks like an outage and is retried. Each
    operation is sent inputs that break its schema in exactly one labelled way, made from a valid
    input. A pass means that a valid call was accepted and that each of the invalid ones was
    answered with a 4xx status.
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    tried = record.of(operation, Purpose.INVALID)
    found = list(_failures(record, operation, tried))
    yield from found
    if found:
        return
    good = record.of(operation, *_GOOD)
    if not tried and operation.cut:
        reason = f"{name} was sent nothing invalid, the budget was spent before"
        yield could_not_look(subject, reason, help="raise the budget of requests", location=at)
    elif not tried:
        yield not_applicable(subject, f"{name} takes nothing that could be invalid", location=at)
    elif not any(one.accepted for one in good):
        reason, help_ = why_nothing_accepted(record, good)
        said = f"{name} {reason}, so a refusal says nothing"
        yield could_not_look(subject, said, help=help_, location=at)
    elif unclear := [one for one in tried if not one.refused]:
        said = f"{name} answered {unclear[0].status} to invalid input, which says neither"
        yield could_not_look(subject, said, location=at)
    else:
        message = f"{name} refused {len(tried)} invalid inputs, one violation each"
        yield passed(subject, message, location=at, scope_cut=operation.cut)


def _failures(
    record: HttpRecord, operation: OperationRecord, tried: list[Exchange]
) -> Iterator[Finding]:
    codes: set[str] = set()
    for exchange in tried:
        label = Label(exchange.label)
        if exchange.accepted:
            code, said = f"accepts-{label}", f"accepts {_shown(label, exchange.pointer)}"
        elif exchange.status >= 500:
            code = "server-error"
            said = f"answers {exchange.status} to {_shown(label, exchange.pointer)}"
        elif exchange.status == 0:
            code = "no-answer"
            said = f"does not answer to {_shown(label, exchange.pointer)}"
        else:
            continue
        if code in codes:
            continue
        codes.add(code)
        name, subject = operation.operation.id, record.subject(operation)
        # Whether a format binds is up to the tool: JSON Schema calls it an annotation.
        low = label is Label.BAD_FORMAT or exchange.status == 0
        yield failed(
            subject,
            f"{name} {said}",
            code=code,
            location=operation.operation.location,
            confidence=Confidence.LOW if low else Confidence.HIGH,
            evidence=(curl(record, exchange), answered(record, exchange)),
            help="validate input against the declared schema before anything else happens",
        )


def _shown(label: Label, pointer: str) -> str:
    parts = [part for part in pointer.split("/")[1:] if not part.isdecimal()]
    name = ".".join(parts[1:]) or ("the body" if parts == ["body"] else "".join(parts))
    return _SAID[label].format(name)

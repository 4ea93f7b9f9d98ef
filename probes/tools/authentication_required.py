"""The probe `tools.authentication-required`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Finding, could_not_look, failed, not_applicable, passed
from readiness.registry import probe

from .absence import without_http
from .http_record import (
    HttpRecord,
    OperationRecord,
    Purpose,
    answered,
    curl,
    not_exercised,
)


@probe(absence=without_http)
def authentication_required(record: HttpRecord) -> Iterator[Finding]:
    """Is every operation that declares security closed to a caller without credentials?

    A tool that answers anybody gives the agent's data to whoever can reach it, and hides that the
    agent's own credential is wrong. Each operation that declares security is called once without
    credentials, and once with credentials of the right form that nobody ever issued. A pass means
    that it answered 401 or 403 to both.

    Source: RFC 9110, 15.5.2; OpenAPI Specification 3.1, Security Requirement Object.
    """
    secured = [operation for operation in record.operations if operation.operation.security]
    if not secured:
        yield not_applicable(record.target, f"{record.target} declares no security")
    for operation in secured:
        yield _one(record, operation)


def _one(record: HttpRecord, operation: OperationRecord) -> Finding:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    if operation.skipped:
        return not_exercised(record, operation)
    tried = record.of(operation, Purpose.NO_CREDENTIALS)
    if not tried:
        reason = f"{name} was not called without credentials, the budget was spent before"
        return could_not_look(subject, reason, help="raise the budget of requests", location=at)
    garbled = record.of(operation, Purpose.GARBLED)
    for exchange, who, code in (
        *((one, "without credentials", "open") for one in tried[:1]),
        *((one, "with invented credentials", "garbled-accepted") for one in garbled[:1]),
    ):
        if exchange.accepted:
            return failed(
                subject,
                f"{name} answers {exchange.status} to a caller {who}",
                code=code,
                location=at,
                evidence=(curl(record, exchange), answered(record, exchange)),
                help="check the credential before anything else, or declare `security: []`",
            )
        if exchange.status not in (401, 403):
            reason = f"{name} answers {exchange.status} {who}, neither accepted nor refused"
            help_ = "answer 401 before anything else"
            return could_not_look(subject, reason, help=help_, location=at)
    both = "without credentials" + (" and with invented ones" if garbled else "")
    unseen = record.authenticated and not garbled
    message = f"{name} answers {tried[0].status} {both}"
    return passed(subject, message, location=at, scope_cut=unseen)

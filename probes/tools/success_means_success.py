"""The probe `tools.success-means-success`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.findings import Confidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .absence import without_http
from .declared_answers import declared_for, is_json, schema_for, strict_json
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
from .json_faults import json_fault
from .strategies import merged

_ASKED = (
    Purpose.VALID,
    Purpose.REPEAT,
    Purpose.BOUNDARY,
    Purpose.PAGE,
    Purpose.FIRST_WRITE,
    Purpose.SECOND_WRITE,
    Purpose.STATE,
)
_ERROR = re.compile(r"(?i)errors?|exception|fault|error_?(message|code)")
_SUCCESS = re.compile(r"(?i)(is_?)?(ok|success(ful)?)")
_ENVELOPE = re.compile(
    r"(?i)errors?|exception|fault|error_?(message|code)|message|msg|code|status|status_?code"
    r"|detail|details|title|type|reason|(is_?)?(ok|success(ful)?)|path|instance|timestamp|time"
    r"|(request|trace|correlation)_?id|data|result"
)
_FAILED = re.compile(r"(?i)error|failed|failure|fail")
_NOTHING: tuple[object, ...] = (None, "", [], {}, False, 0)


@probe(absence=without_http)
def success_means_success(record: HttpRecord) -> Iterator[Finding]:
    """Is an answer with a success status a whole and readable success?

    An agent, and the client library below it, looks at the status first. A 200 that carries an
    error, half a document or nothing at all is taken for the answer, and the model makes a
    sentence of it. What lenient readers let pass (NaN, a key twice, broken UTF-8) is read
    differently by the next one. A pass means that each success answer to a valid call could be
    read strictly as what it said it was, and held no error.

    Source: RFC 9110, 15.3; RFC 8259, 4 (unique names), 6 (no NaN) and 8.1 (UTF-8).
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    tried = record.of(operation, *_ASKED)
    good = [one for one in tried if one.accepted]
    seen: set[str] = set()
    read: set[tuple[int, str]] = set()
    for exchange in good:
        if (exchange.text, exchange.content_type) in read:
            continue
        read.add((exchange.text, exchange.content_type))
        code, said, confidence = _fault(record, operation, exchange)
        if code and code not in seen:
            seen.add(code)
            yield failed(
                subject,
                f"{name} answers {exchange.status} and {said}",
                code=code,
                location=at,
                confidence=confidence,
                evidence=(curl(record, exchange), answered(record, exchange)),
                help="answer an error with an error status, and a success in full",
            )
    if seen:
        return
    if not good:
        reason, help_ = why_nothing_accepted(record, tried)
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
    elif all(one.cut for one in good):
        reason = f"{name} answers more than is kept, or encoded, so it could not be read"
        yield could_not_look(subject, reason, help="answer less at a time", location=at)
    else:
        message = f"{name} answered {len(good)} valid calls with a whole success"
        cut = operation.cut or any(one.cut for one in good)
        yield passed(subject, message, location=at, scope_cut=cut)


def _fault(
    record: HttpRecord, operation: OperationRecord, exchange: Exchange
) -> tuple[str, str, Confidence]:
    if exchange.cut or exchange.method == "HEAD" or exchange.status in (204, 205):
        return "", "", Confidence.LOW
    text = record.answer(exchange)
    if not text.strip():
        declared = declared_for(operation.operation, exchange.status)
        promised = bool(declared) and all(one.media_type for one in declared)
        if promised or is_json(exchange.content_type):
            return "empty", "says nothing, where content is declared", Confidence.HIGH
        return "", "", Confidence.LOW
    if not is_json(exchange.content_type):
        return "", "", Confidence.LOW
    if not exchange.utf8:
        return "not-utf8", "sends JSON that is not UTF-8", Confidence.HIGH
    code, said = json_fault(text)
    if code:
        return code, said, Confidence.HIGH
    return _error_inside(strict_json(text), operation, exchange)


def _error_inside(
    data: Any, operation: OperationRecord, exchange: Exchange
) -> tuple[str, str, Confidence]:
    if not isinstance(data, dict):
        return "", "", Confidence.LOW
    name = _telling(data)
    if not name:
        return "", "", Confidence.LOW
    text = schema_for(operation.operation, exchange)
    schema = json.loads(text) if text else {}
    declared = merged(schema, schema).get("properties") or {}
    # A field that is declared, or stands beside real content, may report on the resource itself.
    bare = all(_ENVELOPE.fullmatch(key) or value in _NOTHING for key, value in data.items())
    sure = bare and name not in declared
    said = f"reports an error in its field {name}"
    return "error-inside", said, Confidence.HIGH if sure else Confidence.LOW


def _telling(data: dict[str, Any]) -> str:
    """The field that says that the call failed; empty when none does."""
    for name, value in data.items():
        if _ERROR.fullmatch(name) and value not in _NOTHING:
            return name
        if _SUCCESS.fullmatch(name) and value is False:
            return name
    status = data.get("status")
    others = {name.lower() for name in data} & {"message", "msg", "detail", "reason"}
    if isinstance(status, str) and _FAILED.fullmatch(status) and others:
        return "status"
    return ""

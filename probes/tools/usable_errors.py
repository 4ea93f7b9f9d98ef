"""The probe `tools.usable-errors`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.redaction import mask
from readiness.registry import probe

from .absence import without_http
from .http_record import (
    Exchange,
    HttpRecord,
    OperationRecord,
    answered,
    curl,
    of_each,
)

_TRACE = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+"
    r"|\bat [\w.$<>]+\([\w]+\.(?:java|kt|scala):\d+\)|\n\s+at .{1,200}:\d+:\d+"
    r"|goroutine \d+ \[|\.rb:\d+:in |#\d+ /\S+\.php\(\d+\)"
)
_PATH = re.compile(
    r"(?:/(?:home|usr|var|opt|app|srv|Users|root|tmp|etc|code|workspace)/[\w.@+/-]+"
    r"|[A-Za-z]:\\\\?[\w.\\ -]+)"
    r"\.(?:py|js|ts|rb|java|go|php|cs|so|dll|db|sqlite3?|conf|ya?ml|env)\b"
)
_SECRET = re.compile(
    r"[a-z][a-z0-9+.-]*://[^\s:/@]+:(?P<secret>[^\s@/]{3,})@"
    r"|(?i:\b(?:password|passwd|pwd|secret|api_?key|access_?token)[\"']?\s*[=:]\s*[\"']?)"
    r"(?P<value>(?=[^\s\"']*\d)(?=[^\s\"']*[A-Za-z])[^\s\"'{}\[\],;&]{6,})"
)
_MASK = re.compile(r"(?P<scheme>(?i:bearer|basic) +)?[^\s\"'…]{0,4}…\((?P<length>\d+) characters\)")
LONG = 20
_HTML = re.compile(r"(?i)^\s*(?:<!doctype html|<html)")
_CAUSE_ELSEWHERE = (401, 403, 405, 429)
_HELP = "answer with a short JSON error that names the field and the rule"
_SURE = ("stack-trace", "secret-leak", "path-leak", "html-error", "empty-error")
_SAID = {
    "stack-trace": "shows a stack trace in an error",
    "secret-named": "seems to show a credential in an error",
    "secret-leak": "shows a credential in an error",
    "path-leak": "shows a file of its machine in an error",
    "html-error": "answers an error with an HTML page",
    "empty-error": "answers an error without a body",
    "no-cause": "answers an error that names no cause",
}


@probe(absence=without_http)
def usable_errors(record: HttpRecord) -> Iterator[Finding]:
    """Do errors say what was wrong, in a form that an agent can use, and nothing more?

    An agent corrects itself from the text of an error. An empty body or an HTML page gives it
    nothing to go on, and a stack trace or path tells an attacker more than it tells the agent. A
    pass means that at least one error was provoked, and that each had a cause in plain text or
    JSON. Whether 401, 403, 405 and 429 have a body is not judged: their headers name the cause.
    """
    yield from of_each(record, record.operations, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    errors = [one for one in record.of(operation) if one.status >= 400 and one.method != "HEAD"]
    codes: set[str] = set()
    for exchange in errors:
        text = record.answer(exchange)
        code = (exchange.masked and _masked_secret(text)) or _wrong(text, exchange)
        if code and code not in codes:
            codes.add(code)
            yield failed(
                subject,
                f"{name} {_SAID[code]} ({exchange.status})",
                code=code,
                location=at,
                confidence=Confidence.HIGH if code in _SURE else Confidence.LOW,
                evidence=(curl(record, exchange), _masked(answered(record, exchange))),
                help=_HELP,
            )
    if codes:
        return
    judged = [one for one in errors if _needs_a_body(record, one)]
    if judged:
        message = f"{name} names a cause in each of {len(judged)} errors"
        yield passed(subject, message, location=at, scope_cut=operation.cut)
    elif operation.cut:
        reason = f"{name} gave no error before the budget was spent"
        yield could_not_look(subject, reason, help="raise the budget of requests", location=at)
    else:
        yield not_applicable(subject, f"{name} gave no error that needs a cause", location=at)


def _needs_a_body(record: HttpRecord, exchange: Exchange) -> bool:
    if exchange.status >= 500:
        return False  # other probes ask why it failed at all
    return exchange.status not in _CAUSE_ELSEWHERE or bool(record.answer(exchange).strip())


def _masked(evidence: Evidence) -> Evidence:
    def shown(found: re.Match[str]) -> str:
        secret = found["secret"] or found["value"]
        return found[0].replace(secret, mask(secret))

    return Evidence(evidence.kind, _SECRET.sub(shown, evidence.text))


def _masked_secret(text: str) -> str:
    """What was masked when the answer was recorded: a secret, or what follows `Bearer`."""
    for found in _MASK.finditer(text):
        if not found["scheme"]:
            return "secret-leak"
        if int(found["length"]) >= LONG:  # below that it may be a word: "Bearer authentication"
            return "secret-named"
    return ""


def _wrong(text: str, exchange: Exchange) -> str:
    if _TRACE.search(text):
        return "stack-trace"
    if found := _SECRET.search(text):
        return "secret-leak" if found["secret"] else "secret-named"
    if _PATH.search(text):
        return "path-leak"
    if exchange.status >= 500:
        return ""
    if _HTML.match(text):
        return "html-error"
    if exchange.cut or exchange.status in _CAUSE_ELSEWHERE:
        return ""
    if not text.strip():
        return "empty-error"
    try:
        return "" if _has_words(json.loads(text), 0) else "no-cause"
    except (ValueError, RecursionError):
        return "" if re.search(r"[^\W\d_]{3}", text) else "no-cause"


def _has_words(data: Any, depth: int) -> bool:
    if depth > 10:
        return True
    match data:
        case str():
            return bool(re.search(r"[^\W\d_]{3}", data))
        case dict():
            return any(_has_words(inner, depth + 1) for inner in data.values())
        case list():
            return any(_has_words(inner, depth + 1) for inner in data)
    return False

"""What was said between us and an HTTP tool, as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from readiness.facts import Facts
from readiness.findings import Evidence, Finding, could_not_look

from .openapi import ApiOperation, SpecProblem


class Purpose(StrEnum):
    """Why a request was sent."""

    VALID = "valid"
    REPEAT = "repeat"
    """The same valid call again."""
    BOUNDARY = "boundary"
    """Valid, with one part at the edge of what the schema allows."""
    INVALID = "invalid"
    NO_CREDENTIALS = "no-credentials"
    GARBLED = "garbled-credentials"
    """Credentials of the right form that nobody ever issued."""
    PAGE = "page"
    """A page of a list that is walked to its end; calls of one group are one walk."""
    FULL = "full"
    """The tool asked us to wait (429), and the call was sent again later."""
    FIRST_WRITE = "first-write"
    SECOND_WRITE = "second-write"
    """The same write with the same idempotency key."""
    STATE = "state"
    """A read of what a write affects."""


@dataclass(frozen=True)
class Header:
    """A header as it may be shown: secrets are references to the environment, or masked."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer.

    Attributes:
        number: in the order of sending, from 1.
        group: calls with the same number were the same call; 0 for none.
        label: of the violation, when the input was invalid; else of the input.
        pointer: JSON pointer of what was wrong: `/body/amount_cents`.
        written_down: the input came from examples, not drawn.
        path: path and query as sent, percent-encoded.
        body: as sent.
        status: 0 when there was no answer; `error` says why.
        text: number of the answer's body in the record's texts.
        cut: the body was longer than what is kept.
        masked: a secret in the body was masked, so the text is not quite what was received.
        utf8: the body is UTF-8, as far as it is kept.
        seconds: until the whole answer was there.
    """

    number: int
    operation: str
    purpose: Purpose
    group: int
    label: str
    pointer: str
    written_down: bool
    method: str
    path: str
    headers: tuple[Header, ...]
    body: str
    status: int
    error: str
    content_type: str
    answer_headers: tuple[Header, ...]
    text: int
    size: int
    cut: bool
    masked: bool
    seconds: float
    utf8: bool = True

    @property
    def accepted(self) -> bool:
        """The tool said that all is well."""
        return 200 <= self.status < 300

    @property
    def refused(self) -> bool:
        """The tool said that the caller is wrong."""
        return 400 <= self.status < 500 and self.status != 429

    def answer_header(self, name: str) -> str:
        """The value of a header of the answer, by its lower-case name; empty when it has none."""
        return next((h.value for h in self.answer_headers if h.name.lower() == name), "")


@dataclass(frozen=True, kw_only=True)
class OperationRecord:
    """An operation and what was tried on it.

    Attributes:
        writes: it changes something, by its method or by what the manifest says.
        idempotency_header: as the manifest or the specification names it.
        skipped: why it was not called at all; empty when it was.
        help: what would make it possible.
        cut: the budget ended before everything was tried.
    """

    operation: ApiOperation
    writes: bool
    idempotency_header: str
    skipped: str = ""
    help: str = ""
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class HttpRecord(Facts):
    """All exchanges with one HTTP tool.

    Attributes:
        base_url: as the manifest gives it, placeholders included.
        problems: parts of the specification that could not be used.
        texts: bodies of answers, each once.
        authenticated: credentials were sent.
        repeats: how often the same valid call of a read was sent.
        budget_spent: requests or seconds ran out.
    """

    base_url: str
    problems: tuple[SpecProblem, ...]
    operations: tuple[OperationRecord, ...]
    exchanges: tuple[Exchange, ...]
    texts: tuple[str, ...]
    authenticated: bool
    repeats: int
    budget_spent: bool
    seconds: float

    def of(self, operation: OperationRecord, *purposes: Purpose) -> list[Exchange]:
        """The exchanges of an operation, for some purposes or all."""
        return [
            exchange
            for exchange in self.exchanges
            if exchange.operation == operation.operation.id
            and (not purposes or exchange.purpose in purposes)
        ]

    def subject(self, operation: OperationRecord) -> str:
        """The stable name of an operation: tool and operation."""
        return f"{self.target.removeprefix('tools.')}.{operation.operation.id}"

    def answer(self, exchange: Exchange) -> str:
        """The body of an answer."""
        return self.texts[exchange.text]


def curl(record: HttpRecord, exchange: Exchange) -> Evidence:
    """The command that sends a request again; `$BASE_URL` is where the tool is reached."""
    base = record.base_url if "{" not in record.base_url else "$BASE_URL"
    parts = ["curl -sS -i"]
    if exchange.method != "GET":
        parts.append(f"-X {exchange.method}")
    wanted = [h for h in exchange.headers if h.name != "Accept"]
    parts += [f"-H {_quoted(f'{h.name}: {h.value}')}" for h in wanted]
    if exchange.body:
        body = exchange.body.replace("'", "'\\''")
        parts.append(f"--data-raw '{body}'")
    parts.append(f'"{base.rstrip("/")}{exchange.path}"')
    return Evidence("replay", " ".join(parts))


def answered(record: HttpRecord, exchange: Exchange) -> Evidence:
    """The beginning of an answer."""
    text = " ".join(record.answer(exchange).split())
    short = text if len(text) <= 240 else text[:240] + "…"
    return Evidence("response", f"{exchange.status} {exchange.content_type} {short}".strip())


def not_exercised(record: HttpRecord, operation: OperationRecord) -> Finding:
    """The finding for an operation that was not called."""
    name, at = operation.operation.id, operation.operation.location
    message = f"{name} {operation.skipped}"
    return could_not_look(record.subject(operation), message, help=operation.help, location=at)


def of_each(
    record: HttpRecord,
    operations: Iterable[OperationRecord],
    judge: Callable[[HttpRecord, OperationRecord], Iterator[Finding]],
) -> Iterator[Finding]:
    """What `judge` says of each operation that was called, and why the others were not."""
    for operation in operations:
        if operation.skipped:
            yield not_exercised(record, operation)
        else:
            yield from judge(record, operation)


def why_nothing_accepted(record: HttpRecord, exchanges: Iterable[Exchange]) -> tuple[str, str]:
    """Reason and help when no valid call was accepted."""
    tried = list(exchanges)
    if not tried:
        return "was not called, the budget was spent before", "raise the budget of requests"
    if all(one.status == 0 for one in tried):
        return f"did not answer: {tried[0].error}", "check that the service is up"
    statuses = ", ".join(str(status) for status in sorted({one.status for one in tried}))
    if all(one.status in (401, 403) for one in tried):
        credentials = "check the credentials under `auth`"
        missing = "give credentials under `auth`"
        return f"answered {statuses} only", credentials if record.authenticated else missing
    wanted = "give arguments that exist, under `examples` of the operation in the manifest"
    return f"accepted none of our valid calls (answers: {statuses})", wanted


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{escaped}"'

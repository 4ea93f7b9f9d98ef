"""Turns what was sent and answered into facts, secrets masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.context import Context

from .http_client import Answer, Credentials, shown_headers
from .http_record import Exchange, Purpose
from .http_requests import Prepared
from .openapi import ApiOperation

TEXT_LIMIT = 64 << 10
MARGIN = 4 << 10
KEY = "$KEY"


@dataclass(frozen=True)
class Call:
    """A request about to be sent, and why.

    Attributes:
        label: of the violation or edge, when there is one; else of the input.
        key: the idempotency key it carries.
    """

    operation: ApiOperation
    prepared: Prepared
    purpose: Purpose
    group: int = 0
    label: str = ""
    pointer: str = ""
    written_down: bool = False
    key: str = ""


class Recorder:
    """The exchanges with one tool, in the order in which they were answered."""

    def __init__(self, context: Context, credentials: Credentials) -> None:
        self.exchanges: list[Exchange] = []
        self.texts: list[str] = []
        self.times: list[float] = []
        self._context = context
        self._credentials = credentials
        self._text_numbers: dict[str, int] = {}

    def headers(self, call: Call) -> list[tuple[str, str]]:
        """The headers that identify us, as they are sent."""
        pairs = self._identity(call, self._credentials.sent)
        if call.purpose is not Purpose.GARBLED:
            return pairs
        return [(name, self._credentials.garbled(name, value)) for name, value in pairs]

    def add(self, call: Call, answer: Answer) -> Exchange:
        """Record one exchange."""
        # A little more than is kept is masked, so that no secret is cut in two at the edge.
        kept, whole = answer.body[: TEXT_LIMIT + MARGIN], len(answer.body) <= TEXT_LIMIT + MARGIN
        raw = kept.decode("utf-8", "replace")
        text = self._clean(raw)
        encoded = any(name == "content-encoding" for name, _value in answer.headers)
        exchange = Exchange(
            number=len(self.exchanges) + 1,
            operation=call.operation.id,
            purpose=call.purpose,
            group=call.group,
            label=call.label,
            pointer=call.pointer,
            written_down=call.written_down,
            method=call.prepared.method,
            path=self._clean(call.prepared.path),
            headers=shown_headers(self._shown(call)),
            body=self._clean(call.prepared.body.decode("utf-8", "replace")),
            status=answer.status,
            error=answer.error,
            content_type=answer.content_type,
            answer_headers=shown_headers((n, self._clean(v)) for n, v in answer.headers),
            text=self._numbered(text[:TEXT_LIMIT]),
            size=answer.size,
            cut=answer.size > len(answer.body) or len(text) > TEXT_LIMIT or encoded,
            masked=text != raw,
            seconds=round(answer.seconds, 4),
            utf8=not whole or encoded or _is_utf8(kept),
        )
        self.exchanges.append(exchange)
        self.times.append(answer.started)
        return exchange

    def _identity(self, call: Call, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        if call.purpose is not Purpose.NO_CREDENTIALS:
            return list(pairs)
        gone = self._credentials.names(call.operation.headers_of_security)
        return [(name, value) for name, value in pairs if name.lower() not in gone]

    def _shown(self, call: Call) -> Iterable[tuple[str, str]]:
        pairs = self._identity(call, self._credentials.shown)
        if call.purpose is Purpose.GARBLED:
            pairs = [(name, self._nobody(name, value)) for name, value in pairs]
        for name, value in [*pairs, *call.prepared.headers]:
            if call.key and value == call.key:
                yield name, KEY
            else:
                yield name, value if "${" in value else self._clean(value)

    def _nobody(self, name: str, value: str) -> str:
        if name not in self._credentials.own:
            return value
        return f"{value.rpartition(' ')[0]} not-a-known-secret".strip()

    def _numbered(self, text: str) -> int:
        number = self._text_numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def _clean(self, text: str) -> str:
        return self._context.redactor.text(self._credentials.redactor.text(text))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

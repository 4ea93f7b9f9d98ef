"""Logs and spans: one JSON record for every attempt of every tool call."""

import json
import logging
import logging.config
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import yaml
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

from refund_desk.config import ROOT
from refund_desk.errors import Denied, ToolFailure

Outcome = Literal["ok", "error", "timeout", "denied"]
SECRET = re.compile(
    r"(?i)bearer\s+[\w.~+/=-]+|\bsk-[\w-]{16,}|\b[\w.+-]+@[\w-]+\.[\w.-]+|\bDE\d{2}[ \d]{18,22}\b"
)
REDACTED = "[redacted]"
TIMEOUT_CODES = frozenset({"timeout", "approval_timeout"})

logger = logging.getLogger("refund_desk")
calls = logging.getLogger("refund_desk.calls")
tracer = trace.get_tracer("refund_desk")


@dataclass(frozen=True)
class RunContext:
    """What every record of a run carries."""

    run_id: str
    case_id: str
    model: str
    prompt_version: str


_run: ContextVar[RunContext | None] = ContextVar("run", default=None)
_call_id: ContextVar[str] = ContextVar("call_id", default="")


def configure(run: RunContext) -> TracerProvider:
    """Set up logs and spans for one run; the caller shuts the provider down."""
    (ROOT / "logs").mkdir(exist_ok=True)
    settings = yaml.safe_load((ROOT / "logging.yaml").read_text(encoding="utf-8"))
    for handler in settings["handlers"].values():
        if "filename" in handler:
            handler["filename"] = str(ROOT / handler["filename"])
    logging.config.dictConfig(settings)
    _run.set(run)
    provider = TracerProvider(resource=Resource.create({"service.name": "refund-desk"}))
    if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        _export_spans(provider)
    trace.set_tracer_provider(provider)
    return provider


def _export_spans(provider: TracerProvider) -> None:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        logger.warning("spans not exported: install opentelemetry-exporter-otlp-proto-http")
        return
    # One by one, not in batches: an agent that is killed must leave its spans behind.
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(timeout=2)))


@contextmanager
def model_call() -> Iterator[trace.Span]:
    """A span around one request to the model."""
    run = _run.get()
    name = run.model if run else "unknown"
    with tracer.start_as_current_span(f"chat {name}", kind=trace.SpanKind.CLIENT) as span:
        span.set_attribute("gen_ai.operation.name", "chat")
        span.set_attribute("gen_ai.provider.name", "openai")
        span.set_attribute("gen_ai.request.model", name)
        if run:
            span.set_attribute("gen_ai.prompt.name", "decide")
            span.set_attribute("gen_ai.prompt.version", run.prompt_version)
        yield span


@contextmanager
def tool_call(name: str, call_id: str, arguments: object) -> Iterator[None]:
    """A span around one tool call of the model; attempts below it share the call id."""
    token = _call_id.set(call_id)
    try:
        with tracer.start_as_current_span(f"execute_tool {name}") as span:
            span.set_attribute("gen_ai.operation.name", "execute_tool")
            span.set_attribute("gen_ai.tool.name", name)
            span.set_attribute("gen_ai.tool.call.id", call_id)
            span.set_attribute("gen_ai.tool.call.arguments", redact(json.dumps(arguments)))
            yield
    finally:
        _call_id.reset(token)


@contextmanager
def attempt(tool: str, arguments: dict[str, Any], number: int = 1) -> Iterator[None]:
    """Write the record of one attempt, whatever becomes of it."""
    start = time.perf_counter()
    try:
        yield
    except ToolFailure as failure:
        span = trace.get_current_span()
        span.set_attribute("error.type", failure.code)
        span.set_status(trace.StatusCode.ERROR, redact(failure.cause))
        _record(tool, arguments, number, start, _outcome(failure), failure)
        raise
    except BaseException as crash:
        _record(tool, arguments, number, start, "error", ToolFailure("crash", type(crash).__name__))
        raise
    _record(tool, arguments, number, start, "ok", None)


def _outcome(failure: ToolFailure) -> Outcome:
    if failure.code in TIMEOUT_CODES:
        return "timeout"
    return "denied" if isinstance(failure, Denied) else "error"


def _record(
    tool: str,
    arguments: dict[str, Any],
    number: int,
    start: float,
    outcome: Outcome,
    failure: ToolFailure | None,
) -> None:
    fields = {
        "tool": tool,
        "arguments": arguments,
        "attempt": number,
        "headers": {"Authorization": f"Bearer {os.environ.get('ORDERS_TOKEN', '')}"},
        "error": {"code": failure.code, "cause": failure.cause} if failure else None,
        "latency_ms": round((time.perf_counter() - start) * 1000, 1),
    }
    level = logging.INFO if outcome == "ok" else logging.ERROR
    calls.log(level, "tool call %s", tool, extra={"fields": fields})


def redact(text: str) -> str:
    return SECRET.sub(REDACTED, text)


def _redacted(value: Any) -> Any:
    match value:
        case str():
            return redact(value)
        case dict():
            return {key: _redacted(item) for key, item in value.items()}
        case list() | tuple():
            return [_redacted(item) for item in value]
        case _:
            return value


class ContextFilter(logging.Filter):
    """Adds run, case, trace, model and prompt version to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        run = _run.get()
        record.run = asdict(run) if run else {}
        span = trace.get_current_span().get_span_context()
        record.trace_id = trace.format_trace_id(span.trace_id) if span.is_valid else None
        return True


class RedactionFilter(logging.Filter):
    """Takes tokens, keys, addresses and account numbers out of message and fields."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        record.fields = _redacted(getattr(record, "fields", {}))
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "run", {}),
            "trace_id": getattr(record, "trace_id", None),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            entry["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False, default=str)

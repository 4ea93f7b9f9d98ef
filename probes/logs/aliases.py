"""One table of names: what different emitters call the same part of a tool call.

Names of OpenTelemetry GenAI, OpenInference, the Vercel AI SDK, Claude Code and plain JSON logs.
They change between versions, so records are read by this table and never by one version of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

COLUMNS: dict[str, tuple[str, ...]] = {
    "run": (
        "run_id", "runId", "trace_id", "traceId", "tid", "trace.id", "gen_ai.conversation.id",
        "session.id", "session_id", "sessionId", "thread_id", "conversation_id", "request_id",
        "correlation_id",
    ),
    "tool": (
        "tool", "tool_name", "toolName", "gen_ai.tool.name", "tool.name", "ai.toolCall.name",
    ),
    "call_id": (
        "call_id", "callId", "tool_call_id", "toolCallId", "gen_ai.tool.call.id", "tool_use_id",
        "ai.toolCall.id", "tool.id", "jsonrpc.request.id",
    ),
    "arguments": (
        "arguments", "args", "tool_input", "tool_args", "tool_arguments", "parameters", "input",
        "gen_ai.tool.call.arguments", "input.value", "ai.toolCall.args",
    ),
    "outcome": (
        "outcome", "result_status", "success", "ok", "status", "status.code", "status_code",
        "gen_ai.tool.status", "error.type",
    ),
    "error_flag": ("is_error", "isError"),
    "cause": (
        "error", "error.message", "error_message", "error.type", "cause", "reason", "exception",
        "exception.message", "status.message", "status.description", "status_message",
    ),
    "latency": (
        "latency_ms", "duration_ms", "durationMs", "elapsed_ms", "latency", "duration", "elapsed",
    ),
    "attempt": ("attempt", "attempt_number", "retry", "retry_count", "try"),
    "prompt_version": (
        "prompt_version", "promptVersion", "prompt_hash", "gen_ai.prompt.version",
        "llm.prompt_template.version", "langfuse.observation.prompt.version", "prompt.version",
        "traceloop.prompt.version", "lc_hub_commit_hash",
        "ai.telemetry.metadata.promptVersion",
    ),
    "model": (
        "model", "model_id", "model_name", "gen_ai.response.model", "gen_ai.request.model",
        "llm.model_name", "ai.model.id",
    ),
}  # fmt: skip
"""Flat column to the names it goes by; the first that is there counts."""

HOLDERS = ("", "attributes", "attrs", "fields", "extra", "span_attributes", "data", "tool_call")
"""Objects within a record that the names are looked for in; the record itself comes first."""


def keys_wanted() -> frozenset[str]:
    """Every key of a record that may matter: names, objects that hold them, and their parents."""
    names = {name for known in COLUMNS.values() for name in known}
    parents = {name.partition(".")[0] for name in names if name.count(".") == 1}
    return frozenset(names | parents | set(HOLDERS))


def select_list(present: Mapping[str, Collection[str]]) -> str:
    """SQL that turns the JSON text `line` into the flat columns.

    Args:
        present: the keys that occur in the records, by the object they stand in (`""` is the
            record itself). Only these are looked for: a path that is nowhere costs as much.
    """
    every: list[str] = []
    parts: list[str] = []
    for column in COLUMNS:
        found = list(_paths(column, present))
        start = len(every) + 1
        every.extend(found)
        value = f"list_any_value(found[{start}:{len(every)}])" if found else "NULL"
        parts.append(f"CAST({value} AS VARCHAR) AS {column}")
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in every)
    return f"json_extract_string(line, [{listed}]::VARCHAR[]) AS found, {', '.join(parts)}"


def _paths(column: str, present: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The JSON paths of a column, the most telling first."""
    for holder in HOLDERS:
        for name in COLUMNS[column]:
            if name in present.get(holder, ()):
                yield f'$.{holder}."{name}"' if holder else f'$."{name}"'
    for name in COLUMNS[column]:
        parent, dot, child = name.partition(".")
        if dot and "." not in child and parent in present.get("", ()):
            yield f"$.{parent}.{child}"

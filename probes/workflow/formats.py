"""Which format a workflow map is drawn in, told by the file's name and content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from readiness.context import Context
from readiness.errors import AnotherFormat, ConfigurationError, CouldNotLook
from readiness.strict_yaml import Document, parse_foreign
from readiness.targets import WorkflowTarget

Format = Literal[
    "workflow map", "Mermaid flowchart", "Amazon States Language", "BPMN diagram",
    "n8n workflow", "LangGraph graph",
]  # fmt: skip


def expect(wanted: Format, target: WorkflowTarget, context: Context) -> str:
    """The file's text, when it is in the wanted format.

    Raises:
        AnotherFormat: when it is in another.
    """
    text = context.read(target.path)
    found = format_of(target.path, text)
    if found != wanted:
        raise AnotherFormat(f"{context.show(target.path)} is a {found}, not a {wanted}")
    return text


def format_of(path: Path, text: str) -> Format:
    """The format; our own when nothing says otherwise."""
    suffix = path.suffix.lower()
    if suffix in (".mmd", ".mermaid") or (suffix == ".md" and re.search(r"(?m)^```mermaid", text)):
        return "Mermaid flowchart"
    if suffix in (".bpmn", ".xml"):
        return "BPMN diagram"
    if re.search(r"""(?m)^[\s{]*["']?StartAt["']?\s*:""", text):
        return "Amazon States Language"
    if suffix == ".json":
        return _json_format(text)
    return "workflow map"


def _json_format(text: str) -> Format:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return "workflow map"
    if not isinstance(data, dict):
        return "workflow map"
    if "StartAt" in data:
        return "Amazon States Language"
    if "connections" in data and "nodes" in data:
        return "n8n workflow"
    return "LangGraph graph" if "edges" in data and "nodes" in data else "workflow map"


def document_of(text: str, name: str) -> Document:
    """JSON or YAML with its places.

    Raises:
        CouldNotLook: when it is neither.
    """
    try:
        return parse_foreign(text, name)
    except ConfigurationError as error:
        first = error.problems[0]
        reason = f"the workflow map cannot be read: {first.where}: {first.what}"
        raise CouldNotLook(reason, help=first.fix or "correct the line") from None


def mappings(value: Any) -> Iterator[tuple[int, dict[Any, Any]]]:
    """The mappings of a list, with their places in it."""
    for index, one in enumerate(value if isinstance(value, list) else []):
        if isinstance(one, dict):
            yield index, one

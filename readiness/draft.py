"""A drafted manifest: what goes into it, why, and what nobody could see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass(frozen=True)
class Seen:
    """Something that was found, and why it is taken for what it is."""

    section: str
    what: str
    why: str


@dataclass
class Draft:
    """A drafted manifest.

    Attributes:
        content: the manifest as plain data.
        seen: what went into it.
        gaps: what nobody could see, and what to add.
        hints: by section, what was seen in place of what is missing.
    """

    content: dict[str, Any]
    seen: list[Seen] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)

    def put(self, section: str, value: Any, why: str, shown: str = "") -> None:
        """Put a value at a dotted key and remember why."""
        here = self.content
        *above, last = section.split(".")
        for key in above:
            here = here.setdefault(key, {})
        here[last] = value
        self.seen.append(Seen(section, shown or _shown(value), why))


def to_yaml(draft: Draft) -> str:
    """The manifest's text: every section under a line that says why it is there."""
    lines = ["# Drafted by `readiness init` from what it saw. Correct it: you know better."]
    reasons = {seen.section.partition(".")[0]: seen.why for seen in reversed(draft.seen)}
    for key, value in draft.content.items():
        if key in reasons:
            lines += ["", f"# {reasons[key]}"]
        text = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=96)
        lines.append(text.rstrip())
    if draft.gaps:
        lines += ["", "# Not seen. Each stays unknown, and earns nothing, until you add it:"]
        lines += [f"#   {gap}" for gap in draft.gaps]
    return "\n".join(lines) + "\n"


def add_gaps(draft: Draft) -> None:
    """Name what is expected of a manifest and was not seen."""
    for section, text in _EXPECTED.items():
        here: Any = draft.content
        for key in section.split("."):
            here = here.get(key) if isinstance(here, dict) else None
        if not here:
            hint = draft.hints.get(section, "")
            draft.gaps.append(f"{text} ({hint})" if hint else text)


_EXPECTED = {
    "agent.owner": "agent.owner: who answers for the agent",
    "agent.go_live": "agent.go_live: the first day in production, planned or past",
    "code.paths": "code.paths: the agent's own code",
    "tools": "tools: the HTTP APIs (OpenAPI file), MCP servers and functions it may call",
    "logs.config": "logs.config: the logging configuration; logs.retention: how long you promise",
    "logs.records": "logs.records: where real log records (JSON lines) can be read",
    "escalation.config": "escalation.config: the Alertmanager file that decides who is called",
    "workflow.map": "workflow.map: the map of the workflow",
    "prompts.paths": "prompts.paths: the prompt files",
    "outcomes.metrics": "outcomes.metrics: the measures the business agreed on",
    "governance.folder": "governance.folder: the records of who decides what",
}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        names = [v["path"] if isinstance(v, dict) else str(v) for v in value]
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        return ", ".join(names[:4]) + more
    return str(value)

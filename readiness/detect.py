"""Looks at a repository and drafts a manifest; reads names and a few small files, runs nothing.

What is seen is written down with the reason; what is not seen is left out and named as a gap, for
an honest gap is worth more than a guess.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from readiness.errors import ConfigurationError
from readiness.strict_yaml import load_foreign

_SKIPPED = {
    ".git", ".readiness", ".venv", "venv", "env", "node_modules", "__pycache__", "site-packages",
    "vendor", "third_party", "dist", "build", ".tox", ".mypy_cache", ".ruff_cache", "target",
}  # fmt: skip
_NOT_THE_AGENT = {
    "test", "tests", "testing", "doc", "docs", "example", "examples", "script", "scripts", "bench",
    "benchmarks", "evals", "migrations", "tools_dev", "notebooks", "assets", "static", "data",
}  # fmt: skip
_FILE_LIMIT = 20_000
_DEPTH_LIMIT = 6
_SMALL = 2 << 20
_CODE = {".py", ".ts", ".tsx", ".js", ".mjs"}


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
    """

    content: dict[str, Any]
    seen: list[Seen] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def put(self, section: str, value: Any, why: str, shown: str = "") -> None:
        """Put a value at a dotted key and remember why."""
        here = self.content
        *above, last = section.split(".")
        for key in above:
            here = here.setdefault(key, {})
        here[last] = value
        self.seen.append(Seen(section, shown or _shown(value), why))


def detect(root: Path) -> Draft:
    """Draft a manifest for the agent in a folder."""
    files = list(_files(root))
    draft = Draft({"version": 1, "agent": {"name": _name(root)}})
    _code(root, files, draft)
    _tools(root, files, draft)
    _logs(root, files, draft)
    _escalation(root, files, draft)
    _records(root, files, draft)
    _prompts(root, files, draft)
    _gaps(draft)
    return draft


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


def _files(root: Path) -> Iterator[Path]:
    count = 0
    for folder, names, files in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        names[:] = sorted(n for n in names if n not in _SKIPPED and depth < _DEPTH_LIMIT)
        for name in sorted(files):
            path = Path(folder) / name
            if path.is_symlink():
                continue
            count += 1
            if count > _FILE_LIMIT:
                return
            yield path.relative_to(root)


def _name(root: Path) -> str:
    for file, keys in (("pyproject.toml", ("project", "name")), ("package.json", ("name",))):
        found: Any = _data(root / file)
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str) and found.strip():
            return found
    return root.resolve().name or "agent"


def _data(path: Path) -> Any:
    """The content of a small TOML, JSON or YAML file; None when it is none."""
    try:
        if path.stat().st_size > _SMALL:
            return None
        if path.suffix == ".toml":
            return tomllib.loads(path.read_text("utf-8"))
        if path.suffix == ".json":
            return json.loads(path.read_text("utf-8"))
        return load_foreign(path).data
    except (OSError, ValueError, RecursionError, ConfigurationError):
        return None


def _code(root: Path, files: Iterable[Path], draft: Draft) -> None:
    tops: dict[str, int] = {}
    for path in files:
        if path.suffix in _CODE and not _is_test(path):
            top = f"{path.parts[0]}/" if len(path.parts) > 1 else path.name
            tops[top] = tops.get(top, 0) + 1
    chosen = [top for top in tops if not top.startswith(".") and not _aside(top)]
    packages = [top for top in chosen if top.endswith("/")]
    loose = [
        top for top in chosen if not top.endswith("/") and top not in ("setup.py", "conftest.py")
    ]
    if chosen := sorted(packages) + sorted(loose):
        count = sum(tops[top] for top in chosen)
        draft.put("code.paths", chosen, f"{count} source files, tests and documentation left out")
    interpreter = Path(".venv/bin/python")
    if (root / interpreter).exists():
        draft.put("code.python", str(interpreter), "the agent's own interpreter, for --live")


def _is_test(path: Path) -> bool:
    return any(_aside(f"{part}/") for part in path.parts[:-1]) or path.name.startswith("test_")


def _aside(top: str) -> bool:
    return top.rstrip("/").lower() in _NOT_THE_AGENT


def _tools(root: Path, files: Iterable[Path], draft: Draft) -> None:
    tools: dict[str, Any] = {}
    for path in files:
        if path.suffix not in (".yaml", ".yml", ".json"):
            continue
        if re.search(r"openapi|swagger", path.name, re.IGNORECASE):
            _openapi(root, path, tools, draft)
        elif path.name in (".mcp.json", "mcp.json", "mcp_config.json"):
            _mcp(root, path, tools, draft)
    if tools:
        draft.content["tools"] = tools


def _openapi(root: Path, path: Path, tools: dict[str, Any], draft: Draft) -> None:
    data = _data(root / path)
    if not isinstance(data, dict) or not ("openapi" in data or "swagger" in data):
        return
    stem = path.parent.name if path.stem.lower() in ("openapi", "swagger") else path.stem
    name = _free_name(stem or "api", tools)
    variable = re.sub(r"\W", "_", name).upper() + "_URL"
    tools[name] = {"kind": "openapi", "spec": path.as_posix(), "base_url": f"${{{variable}}}"}
    why = f"{path} is an OpenAPI file; set {variable} to a test environment for --live"
    draft.seen.append(Seen(f"tools.{name}", path.as_posix(), why))


def _mcp(root: Path, path: Path, tools: dict[str, Any], draft: Draft) -> None:
    data = _data(root / path)
    servers = data.get("mcpServers") or data.get("servers") if isinstance(data, dict) else None
    for title, server in (servers if isinstance(servers, dict) else {}).items():
        tool = _mcp_tool(server)
        if tool:
            name = _free_name(str(title), tools)
            tools[name] = tool
            why = f"{path} configures the MCP server {title}"
            draft.seen.append(Seen(f"tools.{name}", path.as_posix(), why))


def _mcp_tool(server: Any) -> dict[str, Any] | None:
    if not isinstance(server, dict):
        return None
    tool: dict[str, Any] = {"kind": "mcp"}
    if isinstance(server.get("url"), str):
        tool["url"] = _literal(server["url"])
    elif isinstance(server.get("command"), str):
        arguments = server.get("args")
        parts = [server["command"], *(arguments if isinstance(arguments, list) else [])]
        tool["command"] = [_literal(str(part)) for part in parts]
    else:
        return None
    environment = server.get("env")
    if isinstance(environment, dict) and environment:
        # Never the values: they may be secrets. They come from the environment.
        names = [str(key) for key in environment if re.fullmatch(r"[A-Za-z_]\w*", str(key))]
        tool["env"] = {name: f"${{{name}}}" for name in names}
    return tool


def _literal(text: str) -> str:
    """Text without placeholders: braces doubled, except for `${NAME}`."""
    return re.sub(r"\$\{[A-Za-z_]\w*\}|[{}]", lambda m: m[0] if len(m[0]) > 1 else m[0] * 2, text)


def _free_name(wanted: str, taken: dict[str, Any]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", wanted).strip("-_") or "tool"
    name = plain if plain[0].isalpha() else f"tool-{plain}"
    number = 1
    while name in taken:
        number += 1
        name = f"{name.rstrip('0123456789').rstrip('-')}-{number}"
    return name


def _logs(root: Path, files: list[Path], draft: Draft) -> None:
    configs = [
        path.as_posix()
        for path in files
        if path.suffix in (".yaml", ".yml", ".json")
        and "log" in path.stem.lower()
        and _has(_data(root / path), "version", "handlers")
    ]
    if configs:
        draft.put("logs.config", configs, "a Python logging configuration (version, handlers)")
    folders = {
        path.parent for path in files if path.suffix == ".jsonl" and "log" in str(path.parent)
    }
    if folders:
        records = [{"path": (folder / "*.jsonl").as_posix()} for folder in sorted(folders)]
        draft.put("logs.records", records, "JSON lines in a folder of logs")


def _escalation(root: Path, files: Iterable[Path], draft: Draft) -> None:
    found = [
        {"kind": "alertmanager", "path": path.as_posix()}
        for path in files
        if path.suffix in (".yaml", ".yml")
        and "alertmanager" in path.name.lower()
        and _has(_data(root / path), "route", "receivers")
    ]
    if found:
        draft.put("escalation.config", found, "an Alertmanager configuration (route, receivers)")


def _records(root: Path, files: list[Path], draft: Draft) -> None:
    for path in files:
        if path.suffix not in (".yaml", ".yml") or ".github" in path.parts:
            continue
        stem = path.stem.lower()
        if "workflow" in stem and _has(_data(root / path), "steps", "triggers"):
            draft.put("workflow.map", path.as_posix(), "a workflow map (triggers, steps)")
        elif "metrics" in stem and _has(_data(root / path), "metrics"):
            draft.put("outcomes.metrics", path.as_posix(), "metric definitions")
    if (root / "governance").is_dir():
        draft.put("governance.folder", "governance/", "a folder of governance records")


def _prompts(root: Path, files: list[Path], draft: Draft) -> None:
    folders = sorted(
        {
            f"{Path(*path.parts[: index + 1]).as_posix()}/"
            for path in files
            for index, part in enumerate(path.parts[:-1])
            if part.lower() in ("prompts", "prompt") and path.suffix not in (".pyc",)
            and not _is_test(path)
        }
    )  # fmt: skip
    if folders:
        draft.put("prompts.paths", folders, "folders named prompts")
    suites = [name for name in ("evals", "eval", "evaluations") if (root / name).is_dir()]
    if suites:
        draft.put("prompts.regression", f"{suites[0]}/", f"a folder named {suites[0]}")
    pipelines = [
        path.as_posix()
        for path in files
        if path.parts[:2] == (".github", "workflows") and path.suffix in (".yml", ".yaml")
    ]
    if pipelines and folders:
        draft.put("prompts.pipeline", pipelines, "GitHub Actions workflows")


def _has(data: Any, *keys: str) -> bool:
    return isinstance(data, dict) and all(key in data for key in keys)


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


def _gaps(draft: Draft) -> None:
    for section, text in _EXPECTED.items():
        here: Any = draft.content
        for key in section.split("."):
            here = here.get(key) if isinstance(here, dict) else None
        if not here:
            draft.gaps.append(text)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        names = [v["path"] if isinstance(v, dict) else str(v) for v in value]
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        return ", ".join(names[:4]) + more
    return str(value)

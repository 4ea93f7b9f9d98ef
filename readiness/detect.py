"""Looks at a repository and drafts a manifest; reads names and a few small files, runs nothing.

What is seen is written down with the reason; what is not seen is left out and named as a gap, for
an honest gap is worth more than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from readiness.detect_code import add_code, add_prompts
from readiness.detect_tools import add_tools
from readiness.draft import Draft, add_gaps
from readiness.repository_files import data_of, files_of, has, is_aside


def detect(root: Path) -> Draft:
    """Draft a manifest for the agent in a folder."""
    files = list(files_of(root))
    draft = Draft({"version": 1, "agent": {"name": _name(root)}})
    add_code(root, files, draft)
    add_tools(root, files, draft)
    _logs(root, files, draft)
    _escalation(root, files, draft)
    _records(root, files, draft)
    add_prompts(root, files, draft)
    add_gaps(draft)
    return draft


def _name(root: Path) -> str:
    for file, keys in (
        ("pyproject.toml", ("project", "name")),
        ("pyproject.toml", ("tool", "poetry", "name")),
        ("package.json", ("name",)),
    ):
        found: Any = data_of(root / file)
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str) and found.strip():
            return found
    return root.resolve().name or "agent"


def _logs(root: Path, files: list[Path], draft: Draft) -> None:
    configs = [
        path.as_posix()
        for path in files
        if path.suffix in (".yaml", ".yml", ".json")
        and "log" in path.stem.lower()
        and not is_aside(path)
        and has(data_of(root / path), "version", "handlers")
    ]
    if configs:
        draft.put("logs.config", configs, "a Python logging configuration (version, handlers)")
    folders = {
        path.parent for path in files if path.suffix == ".jsonl" and _keeps_logs(path.parent)
    }
    if folders:
        records = [{"path": (folder / "*.jsonl").as_posix()} for folder in sorted(folders)]
        draft.put("logs.records", records, "JSON lines in a folder of logs")


def _keeps_logs(folder: Path) -> bool:
    named = any(re.fullmatch(r"(?i)(?:.*[_-])?logs?", part) for part in folder.parts)
    return named and not is_aside(folder / "records")


def _escalation(root: Path, files: Iterable[Path], draft: Draft) -> None:
    found = [
        {"kind": "alertmanager", "path": path.as_posix()}
        for path in files
        if path.suffix in (".yaml", ".yml")
        and "alertmanager" in path.name.lower()
        and has(data_of(root / path), "route", "receivers")
    ]
    if found:
        draft.put("escalation.config", found, "an Alertmanager configuration (route, receivers)")


def _records(root: Path, files: list[Path], draft: Draft) -> None:
    for path in files:
        if path.suffix not in (".yaml", ".yml") or ".github" in path.parts:
            continue
        stem = path.stem.lower()
        if "workflow" in stem and has(data_of(root / path), "steps", "triggers"):
            draft.put("workflow.map", path.as_posix(), "a workflow map (triggers, steps)")
        elif "metrics" in stem and has(data_of(root / path), "metrics"):
            draft.put("outcomes.metrics", path.as_posix(), "metric definitions")
    if (root / "governance").is_dir():
        draft.put("governance.folder", "governance/", "a folder of governance records")

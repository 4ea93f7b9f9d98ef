"""What `readiness init` takes for the agent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.detect import detect

DICT_CONFIG = "version: 1\nhandlers: {}\n"
MCP = json.dumps({"mcpServers": {"notes": {"command": "notes", "args": ["--x"]}}})
OPENAPI = "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {}\n"


def drafted(root: Path, files: dict[str, str], *at: str) -> Any:
    """The part of the draft at a key, of a folder with these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    here: Any = detect(root).content
    for key in at:
        here = here.get(key) if isinstance(here, dict) else None
    return here


def empty(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "")


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (["bot/a.py", "tests/test_a.py", "setup.py", "conftest.py"], ["bot/"]),
        (["bot/a.py", "hatch_build.py", "noxfile.py", "vite.config.ts"], ["bot/"]),
        (["bot/a.py", "alembic/versions/a.py", "benchmark/run.py", "docs/conf.py"], ["bot/"]),
        (["src/bot/a.py", "examples/one.py", "test_hang.py"], ["src/"]),
        (["main.py", "agents/a.py"], ["agents/", "main.py"]),
        (["build/lib/bot/a.py", "bot/a.py", ".github/x.py"], ["bot/"]),
    ],
)
def test_code_is_the_agents_package(tmp_path: Path, names: list[str], paths: list[str]) -> None:
    assert drafted(tmp_path, empty(*names), "code", "paths") == paths


def test_trials_within_the_package_are_left_out_in_sight(tmp_path: Path) -> None:
    names = ["bot/a.py", "bot/eval/run.py", "bot/eval/deep/x.py", "bot/dom/playground/x.py"]
    found = drafted(tmp_path, empty(*names), "code", "exclude")
    assert found == ["bot/dom/playground/", "bot/eval/"]


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        (["bot/prompts/a.md", "bot/prompts/deep/prompts/b.md"], ["bot/prompts/"]),
        (["bot/system_prompts/a.md", "bot/x.py"], ["bot/system_prompts/"]),
        (["bot/instructions/prompt.md", "prompts/a.txt"],
         ["prompts/", "bot/instructions/prompt.md"]),
        (["bot/prompts/__init__.py", "bot/prompts/system.py"], None),
        (["bot/prompts/README.md"], None),
        (["tests/prompts/a.md", "docs/prompt.md", ".github/prompts/a.md"], None),
    ],
)  # fmt: skip
def test_prompts_are_files_of_their_own(
    tmp_path: Path, names: list[str], paths: list[str] | None
) -> None:
    assert drafted(tmp_path, empty(*names), "prompts", "paths") == paths


def test_prompts_in_code_are_named_as_a_gap(tmp_path: Path) -> None:
    drafted(tmp_path, empty("bot/prompts/system.py"))
    assert any("bot/prompts/system.py" in gap for gap in detect(tmp_path).gaps)


def test_pipelines_are_those_that_a_change_starts(tmp_path: Path) -> None:
    files = {
        "prompts/a.md": "",
        ".github/workflows/ci.yml": "on:\n  pull_request:\njobs: {}\n",
        ".github/workflows/push.yml": "on: [push]\njobs: {}\n",
        ".github/workflows/stale.yml": "on:\n  schedule:\n    - cron: '0 0 * * *'\njobs: {}\n",
    }
    found = drafted(tmp_path, files, "prompts", "pipeline")
    assert found == [".github/workflows/ci.yml", ".github/workflows/push.yml"]


@pytest.mark.parametrize(
    ("files", "tools"),
    [
        ({".mcp.json": MCP}, ["notes"]),
        ({"config/mcp_config.json": MCP}, ["notes"]),
        ({".vscode/mcp.json": MCP, ".cursor/mcp.json": MCP, "tests/mcp.json": MCP}, []),
        ({"apis/openapi.yaml": OPENAPI}, ["apis"]),
        ({"docs/openapi.yaml": OPENAPI, "fern/openapi.yaml": OPENAPI}, []),
        ({"openapi.yaml": "a: 1\n"}, []),
    ],
)
def test_tools_are_what_the_agent_is_configured_with(
    tmp_path: Path, files: dict[str, str], tools: list[str]
) -> None:
    assert sorted(drafted(tmp_path, files, "tools") or {}) == tools


def test_logs_are_logs(tmp_path: Path) -> None:
    files = {
        "config/logging.yaml": DICT_CONFIG,
        "tests/logging.yaml": DICT_CONFIG,
        "catalog.yaml": "a: 1\n",
        "logs/run.jsonl": "{}\n",
        "dialogs/talk.jsonl": "{}\n",
    }
    found = drafted(tmp_path, files, "logs")
    assert found == {"config": ["config/logging.yaml"], "records": [{"path": "logs/*.jsonl"}]}


def test_the_name_is_the_projects(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[tool.poetry]\nname = "desk"\n'}
    assert drafted(tmp_path, files, "agent", "name") == "desk"

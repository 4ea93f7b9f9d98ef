"""The sample agent, its flawed twin, and the history made for them: all run for real."""

import importlib.util
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
import yaml

pytest.importorskip("openai", reason="needs the `example` extra")
pytest.importorskip("mcp", reason="needs the `example` extra")
pytest.importorskip("starlette", reason="needs the `example` extra")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OVERLAY = EXAMPLES / "refund-desk-flawed"
linux = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="reads /proc")


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=90
    )


def tree(root: Path) -> dict[str, bytes]:
    skipped = {".git", "__pycache__", "state", ".mypy_cache", ".ruff_cache"}
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not skipped & set(path.relative_to(root).parts)
        and not path.name.startswith(("agent.jsonl", "calls.jsonl"))
    }


def living_in(root: Path) -> list[int]:
    """The processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").resolve(strict=True).is_relative_to(root):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def good(tmp_path: Path) -> Path:
    twin = module_at(EXAMPLES / "twin.py")
    twin.copy_agent(twin.GOOD, tmp_path / "good")
    return (tmp_path / "good").resolve()


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    done = run(EXAMPLES / "twin.py", tmp_path / "twin")
    assert done.returncode == 0, done.stderr
    return (tmp_path / "twin").resolve()


@linux
def test_good_agent_decides_every_case_as_labelled_and_leaves_nothing_running(good: Path) -> None:
    done = run("evals/run.py", cwd=good)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert living_in(good) == []


@linux
def test_twin_runs_and_pays_what_nobody_approved(twin: Path) -> None:
    done = run("evals/run.py", cwd=twin)
    failed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAIL")}
    assert failed == {"large-needs-person", "waits-for-approval"}, done.stdout + done.stderr
    assert living_in(twin) == []


def test_interrupted_after_payment_resumes_without_paying_twice(good: Path) -> None:
    run_case = module_at(good / "run_case.py")
    case = good / "cases" / "small.json"
    with run_case.neighbours(good) as around:
        first = around.run(case, good)
        with sqlite3.connect(around.environment["REFUND_DESK_STATE"]) as db:
            (stored,) = db.execute("SELECT messages FROM cases").fetchone()
            messages = json.loads(stored)
            paying = next(
                index
                for index, message in enumerate(messages)
                if "create_refund" in str(message.get("tool_calls"))
            )
            kept = json.dumps(messages[: paying + 1])
            db.execute("UPDATE payments SET refund_id = NULL")
            db.execute("UPDATE cases SET status = 'open', messages = ?", (kept,))
        db.close()
        second = around.run(case, good)
    assert first.outcome["status"] == second.outcome["status"] == "refunded"
    assert first.outcome["refund_id"] == second.outcome["refund_id"]
    assert len(second.refunds) == 1


@linux
def test_nothing_survives_a_killed_runner(good: Path) -> None:
    runner = subprocess.Popen(
        [sys.executable, "run_case.py", "cases/small.json"],
        cwd=good,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 15
    while len(living_in(good)) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(living_in(good)) >= 3
    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()
    while living_in(good) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert living_in(good) == []


def test_every_planted_flaw_names_a_file_that_differs(twin: Path, good: Path) -> None:
    plan = yaml.safe_load((OVERLAY / "flaws.yaml").read_text())
    probes = [flaw["probe"] for flaw in plan["flaws"]]
    assert len(probes) == len(set(probes))
    for flaw in plan["flaws"]:
        assert (twin / flaw["file"]).is_file(), flaw
        assert (twin / flaw["file"]).read_bytes() != (good / flaw["file"]).read_bytes(), flaw
    assert not (twin / "flaws.yaml").exists()


def test_overlay_holds_only_what_differs(good: Path) -> None:
    theirs = tree(good)
    for path, content in tree(OVERLAY).items():
        assert theirs.get(path) != content, path


@pytest.mark.parametrize("flawed", [False, True])
def test_history_ends_in_the_source_tree(tmp_path: Path, twin: Path, flawed: bool) -> None:
    destination = tmp_path / "with-history"
    flags = ["--flawed"] if flawed else []
    done = run(EXAMPLES / "history.py", destination, *flags)
    assert done.returncode == 0, done.stderr
    assert tree(destination) == tree(twin if flawed else EXAMPLES / "refund-desk")
    assert _git(destination, "status", "--porcelain") == ""
    assert len(_git(destination, "log", "--format=%h").splitlines()) >= 25
    assert len(set(_git(destination, "log", "--format=%ae").splitlines())) >= 5
    map_first = _born(destination, "workflow.yaml") < _born(destination, "prompts/decide.md")
    audit_first = _born(destination, "governance/failure-modes.yaml") < _born(
        destination, "refund_desk/agent.py"
    )
    go_live = yaml.safe_load((destination / "readiness.yaml").read_text())["agent"]["go_live"]
    baseline_first = _born(destination, "metrics.yaml") < str(go_live)
    assert map_first is audit_first is baseline_first is (not flawed)


def _born(repository: Path, path: str) -> str:
    """The day of a file's first commit."""
    return _git(repository, "log", "--format=%as", "--reverse", "--", path).splitlines()[0]


def _git(repository: Path, *arguments: str) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        ["git", *arguments],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

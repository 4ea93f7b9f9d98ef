"""The exit codes, in the situations they are for, the same whatever the format."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from readiness import result_file as results
from readiness.checklist import Lesson, NotApplicable
from readiness.findings import Finding, Outcome
from readiness.judgement import Evidence, assess_all
from readiness.recording import record_assessment, record_finding
from readiness.result import AgentRecord, Result
from readiness.result_file import sealed, write
from tests.cli.agent import make, readiness
from tests.judgement.sample import AS_OF, finding, item

FORMATS = ("text", "json")
DAY = AS_OF.isoformat()


def result_of(*seen: Finding, **changes: Any) -> Result:
    """A result over one blocker in each lesson, all proved by `code.one`."""
    rule = NotApplicable(when="there is none", probe="proof.absent")
    items = tuple(
        item(f"{lesson}.sample", lesson=lesson, blocker=True, not_applicable=rule)
        for lesson in Lesson
    )
    evidence = Evidence(items, seen, (), (), (), AS_OF, None)
    fields: dict[str, Any] = {
        "schema_version": 1,
        "tool_version": "0",
        "agent": AgentRecord(name="tiny"),
        "manifest": "readiness.yaml",
        "manifest_sha256": "0" * 64,
        "profile": "pilot",
        "overlays": (),
        "modes": ("static",),
        "as_of": AS_OF,
        "started": datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC),
        "seconds": 1.0,
        "run": "run",
        "checklists_digest": "0" * 64,
        "items": items,
        "probes": {"code.one": "Does it hold?"},
        "findings": tuple(record_finding(one) for one in seen),
        "gathered": (),
        "statements": (),
        "waivers": (),
        "set_aside": (),
        "assessments": {
            profile: record_assessment(judged, frozenset())
            for profile, judged in assess_all(evidence).items()
        },
        **changes,
    }
    return sealed(Result(**fields))


SITUATIONS = {
    0: [finding()],
    1: [finding(outcome=Outcome.FAIL)],
    3: [finding(outcome=Outcome.NOT_RUN), finding("proof.absent", Outcome.NOT_APPLICABLE)],
    4: [finding(outcome=Outcome.NOT_AVAILABLE)],
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("code", SITUATIONS)
def test_the_gate(tmp_path: Path, code: int, form: str) -> None:
    file = tmp_path / "result.json"
    write(result_of(*SITUATIONS[code]), file)
    ended = readiness("gate", str(file), "--as-of", DAY, "--format", form, cwd=tmp_path)
    assert ended.returncode == code, ended.stdout + ended.stderr
    if form == "json" and code != 3:
        assert json.loads(ended.stdout)["exit_code"] == code


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: data["assessments"]["pilot"]["score"]["overall"].update(proven=99),
        lambda data: data["findings"][0].update(outcome="pass"),
        lambda data: data["items"][0].update(blocker=False),
        lambda data: data.update(seal="0" * 64),
        lambda data: data.update(schema_version=2),
        lambda data: data.pop("findings"),
    ],
)
def test_an_edited_result_is_refused(tmp_path: Path, edit: Any) -> None:
    data = json.loads(results.to_json(result_of(finding(outcome=Outcome.FAIL))))
    edit(data)
    file = tmp_path / "result.json"
    file.write_text(json.dumps(data))
    for form in FORMATS:
        ended = readiness("gate", str(file), "--format", form, cwd=tmp_path)
        assert ended.returncode == 2, ended.stdout
        assert ended.stderr.startswith("result.json: ")
        assert "help:" in ended.stderr


def test_an_edit_with_a_fresh_seal_does_not_add_up(tmp_path: Path) -> None:
    honest = result_of(finding(outcome=Outcome.FAIL))
    pilot = honest.assessments["pilot"]
    better = pilot.model_copy(update={"decision": "ready"})
    forged = honest.model_copy(update={"assessments": {**honest.assessments, "pilot": better}})
    file = tmp_path / "result.json"
    write(sealed(forged), file)
    ended = readiness("gate", str(file), cwd=tmp_path)
    assert ended.returncode == 2
    assert "does not add up" in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "nowhere"),
        ("gate", "nothing.json"),
        ("gate", "--preset", "lenient"),
        ("explain", "no.such-item"),
        ("report", "--format", "word"),
        ("nonsense",),
        ("assess", "--as-of", "soon"),
        ("waive", "tools.sample"),
        ("assess", "--overlay", "space"),
    ],
)
def test_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = readiness(*arguments, cwd=make(tmp_path))
    assert ended.returncode == 2, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_internal_error_shows_no_traceback_unless_asked(tmp_path: Path) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text(
        "import readiness.assess as a\n"
        "def assess(*_, **__):\n    raise ZeroDivisionError('a bug of ours')\n"
        "a.assess = assess\n"
    )
    make(tmp_path / "agent")
    env = {"PYTHONPATH": str(tmp_path)}
    ended = readiness("assess", cwd=tmp_path / "agent", env=env)
    assert ended.returncode == 70, ended.stderr
    assert ended.stderr.startswith("internal error: ZeroDivisionError: a bug of ours")
    assert "Traceback" not in ended.stderr
    asked = readiness("assess", cwd=tmp_path / "agent", env={**env, "READINESS_TRACEBACK": "1"})
    assert asked.returncode == 70
    assert "Traceback" in asked.stderr


def test_an_interruption_leaves_nothing_half_written(tmp_path: Path) -> None:
    text = (
        "version: 1\nagent: {name: tiny}\n"
        "services:\n"
        f"  slow: {{command: ['{sys.executable}', -c, 'import time; time.sleep(60)']}}\n"
        "tools:\n  t: {kind: openapi, spec: api.yaml, base_url: '{service.slow.url}'}\n"
    )
    root = make(tmp_path, text)
    (root / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: ok}}}}}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "readiness", "assess", "--live"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(4)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert not list(root.rglob("result.json"))

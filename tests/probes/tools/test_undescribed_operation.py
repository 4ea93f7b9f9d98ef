"""An operation the manifest declares and the specification leaves out is missed, not forgotten."""

from __future__ import annotations

from pathlib import Path

from readiness.findings import Outcome
from readiness.probes.tools.http_exercise import http_exercise
from readiness.probes.tools.openapi import openapi
from readiness.probes.tools.write_replay_safe import write_replay_safe
from tests.probes.harness import facts_of, look

SPEC = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a: {get: {operationId: a, responses: {"200": {description: ok}}}}
"""
MANIFEST = """\
services:
  s: {command: ["{python}", -m, http.server, "{port}", --bind, 127.0.0.1], disposable: true}
tools:
  t:
    kind: openapi
    spec: api.yaml
    base_url: '{service.s.url}'
    operations: {pay: {effect: irreversible, idempotency_header: Key}}
"""


def test_it_is_a_problem_of_the_specification(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(SPEC)
    described = facts_of(openapi, tmp_path, MANIFEST)
    assert [problem.what for problem in described.problems] == [
        "the operation pay, which the manifest declares, is not described"
    ]
    assert described.problems[0].location.file == "readiness.yaml"


def test_its_repetition_could_not_be_tried(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(SPEC)
    record = facts_of(http_exercise, tmp_path, MANIFEST, live=True)
    found = look(write_replay_safe, record)
    assert [finding.outcome for finding in found] == [Outcome.NOT_AVAILABLE]
    assert "pay" in found[0].message

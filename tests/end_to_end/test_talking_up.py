"""Ways to talk a score up, each tried for real on the flawed twin, each in vain."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from readiness.assess import Request, assess, judge_again
from readiness.registry import Mode, Registry, installed
from readiness.result import Result
from readiness.things import Kind, things
from tests.end_to_end.conftest import TOKEN, Assessed
from tests.judgement.sample import AS_OF

PROFILES = ("pilot", "production", "regulated")


def proven(result: Result, profile: str) -> Fraction:
    overall = result.assessments[profile].score.overall  # type: ignore[index]
    return Fraction(overall.exact[0]) if overall else Fraction(0)


def judged_with(one: Assessed, tmp_path: Path, attestations: list[dict[str, Any]]) -> Result:
    """The recorded facts, judged again with other answers."""
    root = tmp_path / "agent"
    shutil.copytree(one.root, root, ignore=shutil.ignore_patterns(".readiness", ".git"))
    content = {"version": 1, "attestations": attestations}
    (root / "attestations.yaml").write_text(json.dumps(content, default=str))
    request = Request(path=root, as_of=AS_OF, environment={**os.environ, **TOKEN})
    result, _ = judge_again(one.run, request)
    return result


def answers(result: Result, answer: str, **fields: str) -> list[dict[str, Any]]:
    return [
        {"item": item.id, "answer": answer, "by": "owner@example.com", "date": AS_OF, **fields}
        for item in result.items
    ]


def test_attesting_every_item_a_pass(twin: Assessed, tmp_path: Path) -> None:
    result = judged_with(twin, tmp_path, answers(twin.result, "pass"))
    for profile in PROFILES:
        assert proven(result, profile) <= 59
        assert result.assessments[profile].decision == "not_ready"  # type: ignore[index]
    first = things(result)[0]
    assert first.kind is Kind.CONTRADICTED
    screen = installed().formats["screen"].render(result).decode()
    lines = screen.splitlines()
    contradicted = next(i for i, line in enumerate(lines) if "CONTRADICTED" in line)
    blocked = next((i for i, line in enumerate(lines) if " OPEN " in line), len(lines))
    assert contradicted < blocked


@pytest.mark.parametrize("approved_by", ["", "owner@example.com", "risk@example.com"])
def test_claiming_everything_not_applicable(
    twin: Assessed, tmp_path: Path, approved_by: str
) -> None:
    fields = {"reason": "we do not need it", "approved_by": approved_by}
    result = judged_with(twin, tmp_path, answers(twin.result, "not_applicable", **fields))
    without = judged_with(twin, tmp_path / "plain", [])
    for profile in PROFILES:
        assert result.assessments[profile].decision == "not_ready"  # type: ignore[index]
        if approved_by != "risk@example.com":
            assert proven(result, profile) <= proven(without, profile)


def test_setting_every_finding_aside(twin: Assessed, tmp_path: Path) -> None:
    root = tmp_path / "agent"
    shutil.copytree(twin.root, root, ignore=shutil.ignore_patterns(".readiness", ".git"))
    entries = [
        {
            "finding": finding.fingerprint,
            "reason": "it is not so",
            "by": "assessor@example.com",
            "approved_by": "risk@example.com",
            "date": AS_OF,
            "expires": AS_OF,
        }
        for finding in twin.result.findings
        if finding.outcome == "fail"
    ]
    content = {"version": 1, "findings": entries}
    (root / "set-aside.yaml").write_text(json.dumps(content, default=str))
    request = Request(path=root, as_of=AS_OF, environment={**os.environ, **TOKEN})
    result, _ = judge_again(twin.run, request)
    for profile in PROFILES:
        assert result.assessments[profile].decision != "ready"  # type: ignore[index]
        assert proven(result, profile) <= 59
        for verdict in result.assessments[profile].verdicts:  # type: ignore[index]
            failed = {f.probe for f in twin.result.findings if f.outcome == "fail"}
            if failed & set(result.item(verdict.item).proved_by.probes):
                assert verdict.strength in ("", "attested", "documented"), verdict.item
    first_line = installed().formats["screen"].render(result).decode().splitlines()[0]
    assert "SET ASIDE" in first_line


def failing(kind: str) -> Callable[..., Any]:
    def crash(*_: Any) -> Any:
        raise RuntimeError("made to fail")

    def silence(*_: Any) -> Any:
        return iter(())

    return crash if kind == "crash" else silence


@pytest.mark.parametrize("kind", ["crash", "silence"])
@pytest.mark.parametrize("part", ["probes", "gatherers"])
def test_making_every_probe_fail(good: Assessed, kind: str, part: str) -> None:
    honest = installed()
    broken = Registry(dict(honest.gatherers), dict(honest.probes), dict(honest.formats))
    if part == "probes":
        broken.probes = {
            name: replace(probe, run=failing(kind)) for name, probe in honest.probes.items()
        }
    else:
        broken.gatherers = {
            name: replace(one, run=failing("crash")) for name, one in honest.gatherers.items()
        }
    request = Request(
        path=good.root,
        as_of=AS_OF,
        modes=frozenset({Mode.STATIC, Mode.LIVE}),
        environment={**os.environ, **TOKEN},
    )
    result, _ = assess(request, registry=broken)
    for profile in PROFILES:
        before = good.result.assessments[profile]  # type: ignore[index]
        after = result.assessments[profile]  # type: ignore[index]
        assert proven(result, profile) <= proven(good.result, profile)
        assert after.decision != "ready"
        passes = {v.item for v in after.verdicts if v.verdict == "pass"}
        assert passes <= {v.item for v in before.verdicts if v.verdict == "pass"}
        for verdict in after.verdicts:
            if good.result.item(verdict.item).proved_by.probes:
                assert verdict.verdict != "pass", verdict.item


@pytest.mark.parametrize(
    "section",
    ["tools", "logs", "escalation", "workflow", "prompts", "outcomes", "governance", "code"],
)
def test_leaving_a_section_out_of_the_manifest(
    twin: Assessed, good: Assessed, tmp_path: Path, section: str
) -> None:
    for one in (good, twin):
        root = tmp_path / one.result.agent.name / str(one is good)
        shutil.copytree(one.root, root, ignore=shutil.ignore_patterns(".readiness"))
        content = yaml.safe_load((root / "readiness.yaml").read_text("utf-8"))
        content["cases"] = {}
        content.pop("run", None)
        del content[section]
        (root / "readiness.yaml").write_text(yaml.safe_dump(content))
        request = Request(path=root, as_of=AS_OF, environment={**os.environ, **TOKEN})
        shorter, _ = assess(request)
        whole, _ = assess(replace(request, path=one.root))
        for profile in PROFILES:
            assert proven(shorter, profile) <= proven(whole, profile), (section, profile)

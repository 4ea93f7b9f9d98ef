"""Gathering and probing: whatever goes wrong is an answer, costs only itself, and is no pass."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from readiness import gathering, manifest
from readiness.context import Budget, Context
from readiness.facts import Gathered
from readiness.findings import Finding, Outcome
from readiness.gathering import gather
from readiness.probing import probe
from readiness.redaction import Redactor
from readiness.registry import Mode, Registry
from readiness.targets import targets
from tests.engine import sample_extension

DAY = datetime.date(2026, 11, 22)
HEAD = "version: 1\nagent: {name: sample-secret-name}\ncode: {paths: [.]}\n"


def sample_registry() -> Registry:
    registry = Registry()
    registry.add_module(sample_extension)
    return registry


def looked(root: Path, text: str = HEAD, *modes: Mode) -> dict[str, list[Finding]]:
    (root / "readiness.yaml").write_text(text)
    loaded = manifest.load(root)
    context = Context(
        manifest=loaded, as_of=DAY, environment={}, redactor=Redactor(["secret-name"])
    )
    registry = sample_registry()
    gathered = gather(registry, targets(loaded), frozenset({Mode.STATIC, *modes}), context)
    found: dict[str, list[Finding]] = {}
    for finding in probe(registry, gathered, collected=DAY, tree_digest="tree"):
        found.setdefault(finding.probe, []).append(finding)
    return found


def test_a_budget_may_outlast_a_live_gatherers_own_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "readiness.yaml").write_text(HEAD)
    loaded = manifest.load(tmp_path)
    limits: dict[str, list[float]] = {}

    @contextmanager
    def noted(seconds: float) -> Iterator[None]:
        limits.setdefault("seen", []).append(seconds)
        yield

    monkeypatch.setattr(gathering, "time_limit", noted)
    registry, modes = sample_registry(), frozenset({Mode.STATIC, Mode.LIVE})
    for seconds in (1.0, 5000.0):
        context = Context(
            manifest=loaded,
            as_of=DAY,
            environment={},
            budget=Budget(max_seconds=seconds),
        )
        gather(registry, targets(loaded), modes, context)
    half = len(limits["seen"]) // 2
    short, long = limits["seen"][:half], limits["seen"][half:]
    assert max(long) == 5000.0 + gathering.BEYOND_BUDGET
    assert all(a == b for a, b in zip(short, long, strict=True) if b < 5000)
    assert min(long) < 5000, "what only reads files keeps its own limit"


@pytest.fixture
def found(tmp_path: Path) -> dict[str, list[Finding]]:
    return looked(tmp_path)


@pytest.mark.parametrize(
    ("probe_id", "outcome", "says"),
    [
        ("sample.named", Outcome.PASS, "it is called"),
        ("sample.mapped", Outcome.NOT_AVAILABLE, "the manifest declares no workflow.map"),
        ("sample.after-crash", Outcome.ERROR, "ZeroDivisionError: a bug of ours"),
        ("sample.raises", Outcome.ERROR, "RuntimeError: a bug of ours"),
        ("sample.hangs", Outcome.ERROR, "took longer than 0.2 s"),
        ("sample.silent", Outcome.ERROR, "gave no answer"),
        ("sample.refuses", Outcome.NOT_AVAILABLE, "the light is off"),
        ("sample.looks-live", Outcome.NOT_RUN, "needs --live"),
    ],
)
def test_each_way_to_answer(
    found: dict[str, list[Finding]], probe_id: str, outcome: Outcome, says: str
) -> None:
    answers = found[probe_id]
    assert [finding.outcome for finding in answers] == [outcome]
    assert says in answers[0].message


def test_a_word_of_the_environment_does_not_change_what_is_judged(
    found: dict[str, list[Finding]],
) -> None:
    assert found["sample.named"][0].message == "it is called sample-secret-name"


def test_live_findings_vouch_for_the_whole_tree(tmp_path: Path) -> None:
    answer = looked(tmp_path, HEAD, Mode.LIVE)["sample.looks-live"][0]
    assert (answer.outcome, answer.digest, answer.mode) == (Outcome.PASS, "tree", "live")


def test_static_findings_vouch_for_their_sources(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("steps: {}\n")
    text = HEAD + "workflow: {map: map.yaml}\n"
    first = looked(tmp_path, text)["sample.mapped"][0]
    (tmp_path / "map.yaml").write_text("steps: {a: {}}\n")
    second = looked(tmp_path, text)["sample.mapped"][0]
    assert first.outcome is second.outcome is Outcome.PASS
    assert first.digest and first.digest != second.digest


def test_a_missing_file_is_no_pass(tmp_path: Path) -> None:
    answer = looked(tmp_path, HEAD + "workflow: {map: gone.yaml}\n")["sample.mapped"][0]
    assert answer.outcome is Outcome.NOT_AVAILABLE
    assert "gone.yaml cannot be read" in answer.message


def test_an_interruption_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> Gathered:
        raise KeyboardInterrupt

    monkeypatch.setattr("readiness.gathering._run", interrupt)
    with pytest.raises(KeyboardInterrupt):
        looked(tmp_path)

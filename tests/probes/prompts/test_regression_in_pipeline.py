"""A prompt change has to pass the suite before it is released."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.prompts.pipelines import Pipelines, pipelines
from readiness.probes.prompts.regression_in_pipeline import regression_in_pipeline
from tests.probes.harness import facts_of, fails, look, outcomes

MANIFEST = """\
prompts:
  paths: [prompts/]
  regression: evals/
  pipeline: [.github/workflows/release.yml]
"""
SOUND = """\
name: release
on:
  push: {branches: [main]}
  pull_request:
    paths: ["prompts/**", "!prompts/drafts/**"]
jobs:
  evals:
    steps:
      - uses: actions/checkout@v5
      - run: pip install -r evals/requirements.txt
      - name: Suite
        run: python evals/run.py
  deploy:
    needs: [evals]
    environment: production
    steps:
      - run: ./deploy.sh
"""


def read(root: Path, text: str = SOUND, manifest: str = MANIFEST, **others: str) -> Pipelines:
    for name, content in (
        ("prompts/decide.md", "Decide.\n"),
        ("evals/run.py", ""),
        (".github/workflows/release.yml", text),
        *others.items(),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return facts_of(pipelines, root, manifest)


def findings(root: Path, text: str = SOUND, manifest: str = MANIFEST) -> list[Finding]:
    return look(regression_in_pipeline, read(root, text, manifest))


def test_it_runs_and_blocks(tmp_path: Path) -> None:
    [found] = findings(tmp_path)

    assert (found.outcome, found.confidence) == (Outcome.PASS, Confidence.HIGH)
    assert found.subject == ".github/workflows/release.yml"
    assert found.location
    assert found.location.line == 11


@pytest.mark.parametrize(
    "command",
    [
        "pytest -q evals/",
        "cd evals && python run.py",
        "python -m evals.run",
        "|\n          set -eo pipefail\n          python evals/run.py | tee log",
        "|\n          python \\\n            evals/run.py",
        "./evals/run.py",
        'python "$GITHUB_WORKSPACE/evals/run.py"',
    ],
)
def test_ways_to_run_it(tmp_path: Path, command: str) -> None:
    [found] = findings(tmp_path, SOUND.replace("python evals/run.py", command))

    assert (found.outcome, found.confidence) == (Outcome.PASS, Confidence.HIGH)


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("python evals/run.py", "python evals/run.py || true", "exit-swallowed", 11),
        ("python evals/run.py", "python evals/run.py; exit 0", "exit-swallowed", 11),
        ("name: Suite", "continue-on-error: true", "may-fail", 11),
        ("  evals:\n", "  evals:\n    continue-on-error: true\n", "may-fail", 12),
        ("name: Suite", "if: false", "never-runs", 11),
        ("name: Suite", "if: ${{ false }}", "never-runs", 11),
        ("needs: [evals]", "needs: []", "deploy-does-not-wait", 13),
        ("needs: [evals]", "needs: evals\n    if: always()", "deploy-does-not-wait", 13),
        ("  push: {branches: [main]}\n  pull_request:\n", "  schedule:\n", "not-triggered", 10),
        ("python evals/run.py", "echo evals/run.py", "suite-not-run", 1),
        ("python evals/run.py", "python other/evals/run.py", "suite-not-run", 1),
        ("python evals/run.py", "|\n          # python evals/run.py\n", "suite-not-run", 1),
    ],
)
def test_what_lets_a_change_through(
    tmp_path: Path, before: str, after: str, code: str, line: int
) -> None:
    text = SOUND.replace(before, after)
    if code == "suite-not-run":
        text = text.replace("./deploy.sh", "kubectl apply -f x")

    [found] = findings(tmp_path, text)

    assert (found.outcome, found.code, found.confidence) == (Outcome.FAIL, code, Confidence.HIGH)
    assert found.location
    assert found.location.line == line


@pytest.mark.parametrize(
    "filters",
    ['paths: ["src/**"]', 'paths: ["prompts/**", "!**.md"]', 'paths-ignore: ["**.md"]'],
)
def test_prompts_that_are_filtered_out(tmp_path: Path, filters: str) -> None:
    text = SOUND.replace('paths: ["prompts/**", "!prompts/drafts/**"]', filters)
    text = text.replace("  push: {branches: [main]}\n", "")

    [found] = findings(tmp_path, text)

    assert (found.outcome, found.code) == (Outcome.FAIL, "prompts-filtered-out")
    assert "prompts/decide.md" in found.message


def test_a_pipe_hides_the_failure(tmp_path: Path) -> None:
    text = SOUND.replace("python evals/run.py", "python evals/run.py | tee log")

    [hidden] = findings(tmp_path, text)
    [shell] = findings(tmp_path, text.replace("name: Suite", "shell: bash"))

    assert (hidden.code, hidden.confidence) == ("exit-swallowed", Confidence.LOW)
    assert shell.outcome is Outcome.PASS


def test_a_job_between_passes_the_waiting_on(tmp_path: Path) -> None:
    between = "  build:\n    needs: evals\n    steps: []\n  deploy:\n    needs: build"

    [found] = findings(tmp_path, SOUND.replace("  deploy:\n    needs: [evals]", between))

    assert found.outcome is Outcome.PASS


def test_deploying_before_the_suite_on_purpose(tmp_path: Path) -> None:
    staging = "  deploy-staging:\n    environment: staging\n    steps: []\n  evals:\n"
    text = SOUND.replace("  evals:\n", f"{staging}    needs: deploy-staging\n")

    assert outcomes(findings(tmp_path, text)) == {Outcome.PASS}


def test_without_a_deploy_job_only_merging_could_be_blocked(tmp_path: Path) -> None:
    [found] = findings(tmp_path, SOUND.partition("  deploy:")[0])

    assert (found.outcome, found.confidence) == (Outcome.PASS, Confidence.LOW)


def test_a_task_runner_may_run_it(tmp_path: Path) -> None:
    [named] = findings(tmp_path, SOUND.replace("python evals/run.py", "make evals"))
    [hidden] = findings(tmp_path, SOUND.replace("python evals/run.py", "make check"))

    assert (named.outcome, named.confidence) == (Outcome.PASS, Confidence.LOW)
    assert hidden.outcome is Outcome.NOT_AVAILABLE


def test_a_release_in_another_file(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("release.yml]", "release.yml, .github/workflows/ship.yml]")
    ship = "name: ship\non: [push]\njobs:\n  deploy:\n    steps: [{run: ./deploy.sh}]\n"
    after = "on: {workflow_run: {workflows: [release]}}"
    name = ".github/workflows/ship.yml"

    [loose] = look(regression_in_pipeline, read(tmp_path, SOUND, manifest, **{name: ship}))
    held = ship.replace("on: [push]", after)
    [waits] = look(regression_in_pipeline, read(tmp_path, SOUND, manifest, **{name: held}))

    assert (loose.code, loose.confidence) == ("deploy-does-not-wait", Confidence.LOW)
    assert loose.location
    assert loose.location.file == name
    assert waits.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("manifest", "text", "said"),
    [
        (MANIFEST.replace("  regression: evals/\n", ""), SOUND, "no regression suite"),
        (MANIFEST.replace("evals/", "gone/"), SOUND, "gone is not there"),
        (MANIFEST.partition("  pipeline")[0], SOUND, "no pipeline"),
        (MANIFEST, "stages: [test]\n", "no GitHub Actions workflow"),
        (MANIFEST, "on: [push\n", "release.yml:"),
        (MANIFEST, "on: [push]\njobs: [1]\n", "no GitHub Actions workflow"),
        (MANIFEST.replace(".github/workflows/release.yml", "Jenkinsfile"), SOUND, "Jenkinsfile"),
    ],
)
def test_could_not_look(tmp_path: Path, manifest: str, text: str, said: str) -> None:
    (tmp_path / "Jenkinsfile").write_text("node { }")

    with pytest.raises(CouldNotLook) as refusal:
        read(tmp_path, text, manifest)

    assert said in refusal.value.reason


def test_odd_shapes_are_read_past(tmp_path: Path) -> None:
    text = "on: push\njobs:\n  a: 3\n  b: {steps: [1, {run: [x]}, {uses: 5}], needs: 7}\n"

    assert [one.code for one in fails(findings(tmp_path, text))] == ["suite-not-run"]

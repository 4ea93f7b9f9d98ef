"""Success as a business measure, completely defined."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.findings import Finding, Outcome
from readiness.probes.outcomes.metric_definitions import metric_definitions
from readiness.probes.outcomes.metrics import metrics
from tests.probes.harness import facts_of, look, outcomes

MANIFEST = "outcomes: {metrics: metrics.yaml}\n"
SOUND = """\
version: 1
metrics:
  - id: time
    name: Time per case
    kind: business
    primary: true
    unit: minutes
    definition: Median from arrival to answer
    baseline: {value: 412, measured: 2026-09-01, sample: 640, method: Ticket system}
    target: 60
    owner: process@example.com
    source: ticket system
  - {id: accuracy, kind: model}
"""


def findings(root: Path, text: str) -> list[Finding]:
    (root / "metrics.yaml").write_text(text)
    return look(metric_definitions, facts_of(metrics, root, MANIFEST))


def test_a_complete_measure_passes(tmp_path: Path) -> None:
    found = findings(tmp_path, SOUND)

    assert outcomes(found) == {Outcome.PASS}
    assert [one.subject for one in found] == ["time"]


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ("    unit: minutes\n", "", "unit"),
        ("Median from arrival to answer", "TBD", "definition"),
        ("value: 412", "value: null", "baseline"),
        ("value: 412", 'value: "?"', "baseline"),
        ("measured: 2026-09-01, ", "", "day of the baseline"),
        ("measured: 2026-09-01", "measured: last summer", "day of the baseline"),
        ("Ticket system}", "todo}", "method of the baseline"),
        ("    target: 60\n", "", "target"),
        ("process@example.com", "n.a.", "owner"),
        ("source: ticket system", "source: n/a", "source"),
    ],
)
def test_what_is_missing(tmp_path: Path, before: str, after: str, missing: str) -> None:
    [found] = findings(tmp_path, SOUND.replace(before, after))

    assert (found.outcome, found.code, found.subject) == (Outcome.FAIL, "incomplete", "time")
    assert found.evidence[0].text == f"missing: {missing}"
    assert found.location
    assert found.location.line == 3


def test_zero_and_a_bare_percent_sign_are_answers(tmp_path: Path) -> None:
    text = SOUND.replace("value: 412", "value: 0").replace("unit: minutes", 'unit: "%"')

    assert outcomes(findings(tmp_path, text)) == {Outcome.PASS}


def test_a_baseline_from_the_future(tmp_path: Path) -> None:
    [found] = findings(tmp_path, SOUND.replace("2026-09-01", "2026-12-24"))

    assert found.code == "future-baseline"
    assert found.location
    assert found.location.line == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nmetrics: []\n", "defines no metrics"),
        (SOUND.replace("primary: true", "primary: false"), "No metric is marked primary"),
        (SOUND.replace("kind: business", "kind: model"), "by model metrics only"),
        (SOUND.replace("kind: business", "kind: operational"), "No primary metric is a business"),
    ],
)
def test_no_business_measure(tmp_path: Path, text: str, said: str) -> None:
    found = findings(tmp_path, text)[0]

    assert (found.outcome, found.code) == (Outcome.FAIL, "no-business-metric")
    assert said in found.message


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (None, "metrics.yaml"),
        ("version: 1\n", "metrics.yaml:1"),
        (SOUND.replace("kind: business", "kind: vanity"), "metrics.yaml:5"),
        (SOUND.replace("owner:", "ownr:"), "metrics.yaml:11"),
        (SOUND + "  - {id: x, id: y, kind: model}\n", "metrics.yaml:14"),
    ],
)
def test_could_not_look(tmp_path: Path, text: str | None, where: str) -> None:
    if text is not None:
        (tmp_path / "metrics.yaml").write_text(text)

    with pytest.raises(CouldNotLook) as refusal:
        facts_of(metrics, tmp_path, MANIFEST)

    assert where in refusal.value.reason

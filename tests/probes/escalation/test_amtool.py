"""The same receivers as amtool, which carries Alertmanager's own routing."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from .random_trees import amtool, configurations, labels, ours, theirs

RECORDED = Path(__file__).with_name("amtool_routes.jsonl")
COUNT = int(os.environ.get("AMTOOL_TREES", "150"))
"""More are tried by `AMTOOL_TREES=5000 pytest …`; benchmarks/escalation tries thousands."""


def test_what_amtool_said_when_it_was_recorded() -> None:
    lines = RECORDED.read_text("utf-8").splitlines()
    assert len(lines) >= 300
    for text in lines:
        case = json.loads(text)
        assert ours(case["config"], case["labels"]) == case["receivers"], text


@pytest.mark.skipif(
    amtool() is None, reason="amtool is not installed (apt: prometheus-alertmanager)"
)
def test_the_same_receivers_as_amtool() -> None:
    with tempfile.TemporaryDirectory() as folder:

        @settings(
            max_examples=COUNT,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(configurations(), labels)
        def agree(text: str, alert: dict[str, str]) -> None:
            assert ours(text, alert) == theirs(text, alert, Path(folder))

        agree()

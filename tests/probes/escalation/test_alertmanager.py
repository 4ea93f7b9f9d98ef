from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from readiness.errors import CouldNotLook

from .configuration import PAGER, routes


def test_reads_receivers_and_routes_with_their_lines(tmp_path: Path) -> None:
    facts = routes(
        tmp_path,
        f"""route:
  receiver: pager
  routes:
    - {{match: {{a: b}}, repeat_interval: 4h}}
inhibit_rules: [{{source_matchers: [a=b]}}]
receivers:{PAGER}""",
    )
    assert facts.root is not None
    assert facts.root.routes[0].receiver == "pager"
    assert (facts.root.routes[0].location.line, facts.root.routes[0].repeat) == (
        4,
        timedelta(hours=4),
    )
    assert [one.name for one in facts.receivers] == ["pager", "empty"]
    assert facts.receivers[0].integrations[0].target == "/etc/pagerduty"
    assert facts.rejections == ()
    assert [str(one) for one in facts.inhibitions[0].source] == ['a="b"']
    assert facts.labels == (("agent", "sample"),)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("route: {receiver: nobody}\nreceivers: []", "nobody is not defined"),
        ("route: {receiver: a, match: {x: y}}\nreceivers: [{name: a}]", "may not have"),
        ("route: {}\nreceivers: [{name: a}]", "no receiver"),
        ("route: {receiver: a}\nreceivers: [{name: a}, {name: a}]", "twice"),
        ("route: {receiver: a, routes: [{mute_time_intervals: [x]}]}\nreceivers: [{name: a}]",
         "interval x is not defined"),
        ("route: {receiver: a, routes: [{matchers: ['x']}]}\nreceivers: [{name: a}]", "matcher"),
        ("route: {receiver: a}\nreceivers: [{name: a}]\n"
         "time_intervals: [{name: n, time_intervals: [{weekdays: [x]}]}]", "cannot be read"),
    ],
)  # fmt: skip
def test_what_alertmanager_refuses(tmp_path: Path, text: str, what: str) -> None:
    facts = routes(tmp_path, text)
    assert any(what in rejection.what for rejection in facts.rejections)
    assert all(rejection.location.line for rejection in facts.rejections)


@pytest.mark.parametrize("text", ["a: b", "[1, 2]", "route: [", "", "route: &a [*a]"])
def test_other_files_could_not_be_looked_at(tmp_path: Path, text: str) -> None:
    with pytest.raises(CouldNotLook):
        routes(tmp_path, text)


def test_deep_nesting_ends(tmp_path: Path) -> None:
    deep = "route: {receiver: a, routes: [" + "{routes: [" * 25 + "]}" * 25 + "]}\n"
    facts = routes(tmp_path, deep + "receivers: [{name: a}]")
    assert facts.root is not None

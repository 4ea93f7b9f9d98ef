"""Numbers mean the same in every format."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from readiness.things import Kind, things
from tests.reports import sample
from tests.reports.assembly import NOV_12
from tests.reports.rendering import part, rendered

contradictions = part("contradictions").contradictions
milestones = part("roadmap").milestones
ranges = part("summary").ranges


def test_contradictions_first_then_open_then_undecided_then_risks() -> None:
    found = things(sample.rich())
    kinds = [thing.kind for thing in found]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert [thing.n for thing in found] == list(range(1, len(found) + 1))
    assert found[0].item == "oversight.approval-holds"
    assert found[0].blocker == "open"
    assert found[0].where == "refund_desk/tools.py:88:5"


def test_every_open_and_undecided_blocker_is_numbered_once() -> None:
    for result in (*(make() for make in sample.SAMPLES.values()), sample.large()):
        numbered = [thing.item for thing in things(result)]
        assert len(numbered) == len(set(numbered))
        score = result.main.score
        assert {*score.open_blockers, *score.undecided_blockers} <= set(numbered)


def test_a_finding_set_aside_is_nothing_to_look_at() -> None:
    assert "governance.personal-data" not in {thing.item for thing in things(sample.rich())}


def test_no_thing_when_all_is_ready() -> None:
    assert things(sample.ready()) == ()


def test_who_said_what_is_denied_by_what() -> None:
    first, second = contradictions(sample.rich())
    assert (first.by, first.said, first.authenticated) == ("process@example.com", NOV_12, False)
    assert second.sentence == "“All calls are logged” (12 Nov): 61 of 188 calls are missing"


@pytest.mark.parametrize("name", ["rich", "waived", "inconclusive", "little-tried"])
def test_numbers_are_the_same_everywhere(name: str) -> None:
    result = sample.SAMPLES[name]()
    markdown = rendered("markdown", name).decode()
    page = rendered("html", name).decode()
    text = rendered("text", name).decode()
    for thing in things(result):
        assert re.search(rf"^- {thing.n} \*\*.*`{re.escape(thing.item)}`$", markdown, re.M)
        assert re.search(rf"^ *{thing.n} .*\[{re.escape(thing.item)}\]$", text, re.M)
        article = page.partition(f'id="{thing.item}">')[2].partition("</h3>")[0]
        assert f'<span class="number">{thing.n}</span>' in article


def test_the_roadmap_takes_open_blockers_first_and_its_gains_are_exact() -> None:
    result = sample.rich()
    steps = milestones(result)
    opened = set(result.main.score.open_blockers)
    assert {step.item for step in steps[: len(opened)]} == opened
    assert steps[0].gain == "+7.1"
    assert steps[-1].proven == 100


def test_ranges() -> None:
    assert ranges([1, 2, 3]) == "1–3"
    assert ranges([5, 1, 3, 4]) == "1, 3–5"


def test_sarif_and_junit_speak_of_the_same_items() -> None:
    result = sample.rich()
    wanted = {thing.item for thing in things(result) if not thing.waived}
    run = json.loads(rendered("sarif", "rich"))["runs"][0]
    assert {found["ruleId"] for found in run["results"]} == wanted
    root = ElementTree.fromstring(rendered("junit", "rich"))
    failed = {
        case.get("name", "").partition(":")[0]
        for case in root.iter("testcase")
        if case.find("failure") is not None
    }
    assert failed == wanted

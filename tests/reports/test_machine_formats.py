"""Formats that other programs read."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from readiness.result_file import parse
from tests.reports import sample
from tests.reports.rendering import EVERY_SAMPLE, registry, rendered


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_json_is_the_result(name: str) -> None:
    assert parse(rendered("json", name), name) == sample.SAMPLES[name]()


def _run(name: str) -> dict[str, Any]:
    log = json.loads(rendered("sarif", name))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_sarif_has_the_shape_that_code_scanning_takes(name: str) -> None:
    run = _run(name)
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    hashes = set()
    for found in run["results"]:
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["level"] in ("error", "warning")
        assert found["message"]["text"]
        (location,) = found["locations"]
        place = location["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
        assert place["region"]["startLine"] >= 1
        hashes.add((found["ruleId"], found["partialFingerprints"]["primaryLocationLineHash"]))
    assert len(hashes) == len(run["results"])
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["properties"]["decision"] == sample.SAMPLES[name]().main.decision


def test_sarif_falls_back_to_the_manifest_and_leaves_out_what_is_waived() -> None:
    found = _run("rich")["results"]
    uris = {
        f["ruleId"]: f["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for f in found
    }
    assert uris["degradation.fails-visibly"] == "readiness.yaml"
    assert "tools.write-repeats-safely" not in uris
    levels = {f["ruleId"]: f["level"] for f in found}
    assert levels["oversight.approval-holds"] == "error"
    assert levels["degradation.fails-visibly"] == "warning"
    assert levels["prompts.approved-by-another"] == "warning"


def test_sarif_gives_no_score_where_too_little_was_tried() -> None:
    assert "proven" not in _run("little-tried")["invocations"][0]["properties"]


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_junit_counts_what_it_holds(name: str) -> None:
    root = ElementTree.fromstring(rendered("junit", name))
    for suite in (root, *root.iter("testsuite")):
        assert int(suite.get("tests", "")) == sum(1 for _ in suite.iter("testcase"))
        for attribute, tag in (
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ):
            assert int(suite.get(attribute, "")) == sum(1 for _ in suite.iter(tag))


def test_junit_shows_nothing_unsettled_as_green() -> None:
    root = ElementTree.fromstring(rendered("junit", "rich"))
    tags = {
        case.get("name", "").partition(":")[0]: [child.tag for child in case]
        for case in root.iter("testcase")
    }
    assert tags["workflow.failures-end-at-a-person"] == []
    assert tags["degradation.fails-visibly"] == ["failure"]
    assert tags["prompts.approved-by-another"] == ["failure"]
    assert tags["prompts.regression-runs"] == ["error"]
    assert tags["tools.write-repeats-safely"] == ["skipped"]
    assert tags["tools.pagination-ends"] == ["skipped"]
    green = {item for item, found in tags.items() if not found}
    passed = {v.item for v in sample.rich().main.verdicts if v.verdict == "pass"}
    assert green == passed


def test_a_pass_on_too_little_does_not_close_a_blocker() -> None:
    root = ElementTree.fromstring(rendered("junit", "inconclusive"))
    cases = root.iter("testcase")
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert "oversight.approval-holds: Irreversible actions wait for a person" in failed


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_the_badge_is_an_svg_without_a_bare_number(name: str) -> None:
    root = ElementTree.fromstring(rendered("badge", name))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    message = json.loads(rendered("shields", name))["message"]
    assert message in rendered("badge", name).decode()
    score = sample.SAMPLES[name]().main.score
    if score.open_blockers or score.undecided_blockers:
        assert "proven" not in message
        assert re.search(r"\d (blocker|undecided|untried)", message)
    assert re.fullmatch(r"(not |in)?[a-z ]+( · .+)?", message)


def test_badge_words() -> None:
    messages = {name: json.loads(rendered("shields", name))["message"] for name in EVERY_SAMPLE}
    assert messages == {
        "rich": "not ready · 3 blockers open",
        "ready": "ready · proven 100",
        "waived": "ready with waivers · 1 blocker open",
        "inconclusive": "inconclusive · 3 undecided",
        "little-tried": "not ready · 1 blocker open",
        "nothing-left": "nothing to score",
    }


def test_gitlab_issues_have_what_the_widget_needs() -> None:
    issues = json.loads(rendered("gitlab", "rich"))
    assert len(issues) == len(_run("rich")["results"])
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
    blocking = {issue["check_name"] for issue in issues if issue["severity"] == "blocker"}
    assert blocking >= {"oversight.approval-holds", "degradation.fails-visibly"}


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_github_gets_one_command_a_line_and_no_more_than_it_shows(name: str) -> None:
    rows = rendered("github", name).decode().splitlines()
    assert rows[0].startswith("::notice title=readiness::")
    command = re.compile(r"::(notice|error|warning) [a-z]+=[^:]*::\S.*")
    assert all(command.fullmatch(row) for row in rows)
    for level in ("error", "warning"):
        assert sum(row.startswith(f"::{level} ") for row in rows) <= 10


def test_github_counts_what_finds_no_room() -> None:
    text = registry().formats["github"].render(sample.large()).decode()
    assert re.search(r"\(and \d+ more\)$", text.splitlines()[0])

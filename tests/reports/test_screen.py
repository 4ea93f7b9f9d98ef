"""The first screen: what a team sees after `check`."""

from __future__ import annotations

import re

import pytest

from readiness.visible import width
from tests.reports import sample
from tests.reports.rendering import EVERY_SAMPLE, part, rendered

LINES = part("screen").LINES
WIDTH = part("screen").WIDTH
screen = part("screen").screen

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_at_most_twelve_lines_within_a_hundred_columns(name: str) -> None:
    lines = screen(sample.SAMPLES[name]()).splitlines()
    assert len(lines) <= LINES == 12
    assert max(map(width, lines)) <= WIDTH == 100


def test_many_blockers_still_fit() -> None:
    lines = screen(sample.large()).splitlines()
    assert len(lines) <= LINES
    assert max(map(width, lines)) <= WIDTH
    assert "(and 8 more)" in screen(sample.large())


def test_the_rich_one_word_for_word() -> None:
    assert screen(sample.rich()).splitlines() == [
        "refund-desk @3f2c91a · production+finance · static+live · 41 s · 1 finding SET ASIDE",
        "NOT READY for production, pilot or regulated",
        "3 blockers open (1 waived), 2 untried · tried 12 of 20 · "
        "proven 29, possible 59 (capped from 64)",
        "    1 OPEN, CONTRADICTED  “Irreversible actions wait for a person” (12 Nov): "
        "createRefund runs unap…",
        "    2 CONTRADICTED        “All calls are logged” (12 Nov): 61 of 188 calls are missing",
        "    3 WAIVED              repeated POST /refunds pays twice        replay 17",
        "    4 OPEN                Sunday 03:00, critical: nobody is paged  alertmanager.yml:41",
        "  5–6 UNTRIED             A failure is visible to whoever asked; "
        "After a restart it resumes without…",
        "    7 RISK                The baseline was measured before go-live: "
        "controlling@exampl… (and 3 more)",
        "Not tried 8: 3 need --drill, 1 our error, 1 lapsed, 1 could not look, "
        "1 on word only, 1 unanswered",
        "After 1, 3–4: 0 open, 2 untried, proven 46",
        "Next: readiness explain 1 · readiness check --drill · readiness report --format pdf",
    ]


def test_each_decision_has_its_words() -> None:
    heads = {name: screen(make()).splitlines()[1] for name, make in sample.SAMPLES.items()}
    assert heads["ready"] == "READY for production, pilot and regulated"
    assert heads["inconclusive"] == "INCONCLUSIVE for production, pilot or regulated"
    assert heads["waived"].startswith("READY WITH WAIVERS for production and pilot; NOT READY")


def test_under_sixty_percent_there_is_no_score() -> None:
    text = screen(sample.little_tried())
    assert "tried 4 of 21 · too little for a score" in text
    assert "proven" not in text


def test_nothing_left_has_no_number() -> None:
    assert "Nothing is left to score" in screen(sample.nothing_left())


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_colour_adds_nothing_but_colour(name: str) -> None:
    result = sample.SAMPLES[name]()
    coloured = screen(result, colour=True)
    assert ANSI.sub("", coloured) == screen(result)
    assert "\x1b" not in ANSI.sub("", coloured)
    assert rendered("screen-colour", name).decode() == coloured + "\n"


def test_the_long_text_begins_with_it() -> None:
    text = rendered("text", "rich").decode()
    assert text.startswith(screen(sample.rich()) + "\n\n")
    assert "not authenticated" in text
    assert "replay: readiness replay 17" in text

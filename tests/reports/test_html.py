"""The HTML report: one file that asks nothing of anybody."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from readiness.result_file import parse
from tests.reports import sample
from tests.reports.rendering import EVERY_SAMPLE, part, rendered

VOID = {"meta", "br", "link", "img", "hr", "input", "path", "line", "rect"}
LOADING = {"src", "href", "action", "data", "poster", "srcset", "background", "xlink:href"}
SCRIPTS = {"script"}


class Reader(HTMLParser):
    """Tags with their attributes, checked for balance; text outside of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.embedded = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.embedded += data
        else:
            self.texts.append(data)


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_it_is_well_formed_and_loads_nothing(name: str) -> None:
    text = rendered("html", name).decode()
    page = Reader(text)
    assert page.open == []
    ids = [found["id"] for _, found in page.tags if found.get("id")]
    assert len(ids) == len(set(ids))
    for tag, found in page.tags:
        assert not [key for key in found if key.startswith("on") or key == "style"]
        for key in LOADING & set(found):
            assert (found[key] or "").startswith("#"), (tag, found)
            assert (found[key] or "")[1:] in ids
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_headings_are_in_order_and_there_is_one_title(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Reader(_page(name)).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def _page(name: str) -> str:
    return rendered("html", name).decode()


def test_landmarks_language_and_pictures_with_names() -> None:
    page = Reader(_page("rich"))
    tags = [tag for tag, _ in page.tags]
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    assert ("html", {"lang": "en"}) in page.tags
    pictures = [found for tag, found in page.tags if tag == "svg"]
    assert len(pictures) == 2
    assert all(found["role"] == "img" and found["aria-labelledby"] for found in pictures)


def test_hostile_text_stays_text() -> None:
    page = Reader(_page("rich"))
    scripts = [found for tag, found in page.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "result"}]
    text = "".join(page.texts)
    assert "<script>alert(1)</script>" in text
    assert r"\u202egnp.exe\u202c" in text
    assert "{{ 7*7 }}" in text
    assert not [tag for tag, _ in page.tags if tag in ("img", "b", "i")]


def test_the_policy_allows_its_own_style_and_nothing_else() -> None:
    policy = next(
        found["content"]
        for tag, found in Reader(_page("rich")).tags
        if tag == "meta" and found.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_the_result_is_embedded_and_adds_up(name: str) -> None:
    embedded = Reader(_page(name)).embedded
    assert "<" not in embedded
    assert parse(embedded.encode(), name) == sample.SAMPLES[name]()


def test_order_is_decision_summary_contradictions_blockers() -> None:
    text = _page("rich")
    order = ["summary", "contradictions", "blockers", "scores", "roadmap", "accepted"]
    order += ["applicability", "method", "evidence", "glossary"]
    places = [text.index(f'<section id="{name}"') for name in order]
    assert places == sorted(places)
    assert text.index('class="verdict"') < places[0]


def test_it_says_what_was_not_done_and_what_the_seal_is_not() -> None:
    text = "".join(Reader(_page("rich")).texts)
    for sentence in (
        "the agent was not run under faults",
        "not a signature",
        "not authenticated",
        "1 probe failed through our fault",
        "Provides evidence toward",
        "A finding that is not in this result",
    ):
        assert sentence in text
    assert "satisfies" not in text.replace("it satisfies no law", "")


def test_no_overall_score_where_too_little_was_tried() -> None:
    text = "".join(Reader(_page("little-tried")).texts)
    assert "4 of 21" in text
    assert "Too little was tried for an overall score" in text


def test_colours_have_enough_contrast() -> None:
    style = _page("rich").partition("<style>")[2].partition("</style>")[0]
    light, dark = re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    for block in (light, dark):
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
        for name in ("ink", "muted", "bad", "warn", "good"):
            assert _contrast(colours[name], colours["paper"]) >= 4.5, name
        assert _contrast(colours["muted"], colours["soft"]) >= 4.5
        assert _contrast(colours["proven"], colours["possible"]) >= 3


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_both_figures_stand_there_where_a_waiver_lifts_the_cap() -> None:
    text = "".join(Reader(_page("waived")).texts)
    assert "proven and possible 59 (capped from 93)" in text
    assert "with the caps of waived blockers lifted: proven 93" in text


def test_the_crosswalk_counts_verdicts_in_natural_order() -> None:
    crosswalk = part("crosswalk").crosswalk(part("chapters").chapters(sample.rich()))
    assert [framework.name for framework in crosswalk] == [
        "EU AI Act (2024/1689)",
        "NIST AI RMF 1.0",
    ]
    assert crosswalk[0].rows[0][0] == "Art. 14(1)"
    assert "Pass 5" in crosswalk[0].rows[0][1]
    keys = sorted(["Art. 14", "Art. 9", "A.10", "A.2"], key=part("crosswalk")._natural)
    assert keys == ["A.2", "A.10", "Art. 9", "Art. 14"]

"""What must hold of every item, profile, overlay and practice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from readiness import checklist
from readiness.checklist import PROFILES, Item, Lesson
from readiness.registry import Mode, Registry, installed

LISTS = checklist.load()
BASE = LISTS.in_scope()
PLACEHOLDER = re.compile(r"(?i)\b(tbd|todo|fixme|lorem|xxx+)\b|\.\.\.$")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return installed(plugins=False)


def test_every_practice_is_covered() -> None:
    covered = {practice for item in LISTS.items for practice in item.practices}
    assert covered <= set(LISTS.practices)
    assert set(LISTS.practices) - covered == set()
    assert len(LISTS.practices) == 90


def test_a_practice_stands_in_its_lesson() -> None:
    order = list(Lesson)
    for name, practice in LISTS.practices.items():
        if name.startswith("L"):
            assert practice.lesson is order[int(name[1]) - 1]


def test_the_profiles_keep_the_effort_honest() -> None:
    by_profile = {p: [item for item in BASE if p in item.profiles] for p in PROFILES}
    assert len(by_profile["pilot"]) <= 25
    assert sum(item.blocker for item in by_profile["pilot"]) <= 8
    assert 50 <= len(by_profile["production"]) <= 70
    assert by_profile["regulated"] == list(BASE)
    for items in by_profile.values():
        assert {item.lesson for item in items} == set(Lesson)


def test_a_profile_includes_what_the_milder_one_asks() -> None:
    for item in LISTS.items:
        places = [PROFILES.index(profile) for profile in item.profiles]
        assert places == list(range(places[0], len(PROFILES))), item.id


def test_a_stricter_profile_never_asks_less() -> None:
    for item in LISTS.items:
        required = [item.required(profile) for profile in item.profiles]
        assert required == sorted(required), item.id


def test_every_named_probe_exists(registry: Registry) -> None:
    for item in LISTS.items:
        assert set(item.probes) <= set(registry.probes), item.id


def test_every_probe_serves_an_item(registry: Registry) -> None:
    used = {probe for item in LISTS.items for probe in item.probes}
    assert set(registry.probes) - used == set()


def test_a_probe_stands_on_a_rung_of_its_mode(registry: Registry) -> None:
    for item in LISTS.items:
        for probe in item.proved_by.verified:
            assert registry.mode(registry.probes[probe]) is Mode.STATIC, f"{item.id}: {probe}"
        for probe in item.proved_by.exercised:
            assert registry.mode(registry.probes[probe]) is not Mode.STATIC, f"{item.id}: {probe}"


def test_a_pilot_blocker_can_be_closed_without_drills(registry: Registry) -> None:
    for item in BASE:
        if not item.blocker or "pilot" not in item.profiles:
            continue
        reachable = [
            rung
            for rung, probes in item.proved_by.rungs()
            if all(registry.mode(registry.probes[p]) is not Mode.DRILL for p in probes)
        ]
        assert max(reachable) >= item.required("pilot"), item.id


def test_every_framework_reference_exists() -> None:
    for item in LISTS.items:
        for key, ids in item.references.items():
            assert key in LISTS.frameworks, f"{item.id}: {key}"
            assert set(ids) <= set(LISTS.frameworks[key].ids), f"{item.id}: {key}"


def test_every_framework_is_used_and_carries_its_version() -> None:
    used = {key for item in LISTS.items for key in item.references}
    assert used == set(LISTS.frameworks)
    assert all(framework.version.strip() for framework in LISTS.frameworks.values())


@pytest.mark.parametrize("item", LISTS.items, ids=lambda item: item.id)
def test_an_item_is_finished(item: Item) -> None:
    texts = [item.title, item.statement, item.ask, item.why, item.evidence, *item.fix.steps]
    for text in texts:
        assert not PLACEHOLDER.search(text), text
        assert "satisf" not in text.lower() or "provides evidence" in text.lower()
    assert re.search(r"\b(MUST|SHOULD|MAY)\b", item.statement), "say how binding it is"
    assert item.overlay == "" or (item.jurisdiction and item.source)
    assert item.overlay or item.practices
    prefix = item.overlay or item.lesson.value
    assert item.id.startswith(f"{prefix}.")


def test_titles_are_told_apart() -> None:
    twice = [title for title, count in Counter(i.title for i in LISTS.items).items() if count > 1]
    assert not twice

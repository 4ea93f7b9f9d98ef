"""One person does not become two by typing."""

from __future__ import annotations

import pytest

from readiness.people import certainly_differ

ONE = "owner@example.com"


@pytest.mark.parametrize(
    "other",
    [
        "OWNER@example.com ",
        "Sample Owner <owner@example.com>",
        "owner+risk@example.com",
        "owner@example.com\u200b",
        "\u043ewner@example.com",
        "\uff4fwner@example.com",
        "owner@example.com.",
        "",
        " ",
        "x",
    ],
)
def test_perhaps_the_same(other: str) -> None:
    assert not certainly_differ(ONE, other)
    assert not certainly_differ(other, ONE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ONE, "risk@example.com"),
        (ONE, "owner@example.org"),
        ("Jo Sample", "Li Sample"),
        ("Jo Sample", "risk@example.com"),
        ("\u0418\u0432\u0430\u043d \u041e\u0431\u0440\u0430\u0437\u0435\u0446", "Jo Sample"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert certainly_differ(one, other)

from __future__ import annotations

import pytest

from readiness.probes.escalation.matchers import (
    Matcher,
    UnreadableMatcher,
    old_matchers,
    parse_matchers,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('severity="critical"', [("severity", "=", "critical")]),
        ("severity=critical", [("severity", "=", "critical")]),
        (" team != web ", [("team", "!=", "web")]),
        ('team=~"a|b"', [("team", "=~", "a|b")]),
        ('{a="1", b!~"x.*"}', [("a", "=", "1"), ("b", "!~", "x.*")]),
        ('"größe"="a, \\"b\\""', [("größe", "=", 'a, "b"')]),
        ('service=~"x{2,3}"', [("service", "=~", "x{2,3}")]),
        ('a=""', [("a", "=", "")]),
    ],
)
def test_reads_matchers(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(m.name, m.operator, m.value) for m in parse_matchers(text)] == expected


@pytest.mark.parametrize("text", ["severity", "=critical", 'a=~"("'])
def test_refuses_what_is_none(text: str) -> None:
    with pytest.raises(UnreadableMatcher):
        list(parse_matchers(text))


def test_old_mappings() -> None:
    assert list(old_matchers({"a": "1.10", "b": None}, regex=False)) == [
        Matcher("a", "=", "1.10"),
        Matcher("b", "=", ""),
    ]
    assert list(old_matchers({"a": "x|y"}, regex=True)) == [Matcher("a", "=~", "x|y")]


@pytest.mark.parametrize(
    ("matcher", "labels", "holds"),
    [
        (Matcher("a", "=", "1"), {"a": "1"}, True),
        (Matcher("a", "=", ""), {}, True),
        (Matcher("a", "!=", "1"), {}, True),
        (Matcher("a", "=~", "x|y"), {"a": "xy"}, False),
        (Matcher("a", "=~", "x|y"), {"a": "y"}, True),
        (Matcher("a", "!~", "x.*"), {"a": "xyz"}, False),
    ],
)
def test_matching_is_anchored_and_missing_is_empty(
    matcher: Matcher, labels: dict[str, str], holds: bool
) -> None:
    assert matcher.matches(labels) is holds

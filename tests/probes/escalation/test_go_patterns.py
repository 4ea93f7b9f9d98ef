from __future__ import annotations

import pytest

from readiness.probes.escalation.go_patterns import GoRefuses, NotTranslated, compiled, matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("critical|page", "page", True),
        ("crit", "critical", False),
        ("a(?i)b", "aB", True),
        ("a(?i)b", "AB", False),
        ("(?i:x)y", "Xy", True),
        ("((?i)a)b", "AB", False),
        ("[[:alpha:]_]+", "a_z", True),
        (r"x\z", "x", True),
        (r"\Qa.b\E+", "a.bb", True),
        (r"\Qa.b\E", "axb", False),
        ("x{,2}", "x{,2}", True),
        ("x{2", "x{2", True),
        (r"[\]a]", "]", True),
        ("[]a]", "]", True),
        (r"\d+", "٣", False),
        ("(?P<n>x)", "x", True),
        (r"\x{41}", "A", True),
        ("", "", True),
    ],
)
def test_matches_as_go_does(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    ["(?=x)", "(?!x)", "x++", "x**", "x{2}+", r"(a)\1", "(", "x{1001}", r"\Z", r"\y", "*",
     "[[:nope:]]", "(?>x)"],
)  # fmt: skip
def test_refuses_what_go_refuses(pattern: str) -> None:
    with pytest.raises(GoRefuses):
        compiled(pattern)


@pytest.mark.parametrize("pattern", [r"\pL", r"\C", r"[\p{Lu}]"])
def test_says_what_it_cannot_translate(pattern: str) -> None:
    with pytest.raises((NotTranslated, GoRefuses)):
        compiled(pattern)

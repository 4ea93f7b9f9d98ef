"""Words that stand where an answer should."""

from __future__ import annotations

import pytest

from readiness.placeholder_words import is_placeholder


@pytest.mark.parametrize(
    "text",
    ["", " ", "TBD", "tbd.", "TBA", "todo", "To do", "n.a.", "N/A", "n/a", "?", "???", "-", "…",
     "none", "None yet", "to be determined", "<name>", "[your name]", "${OWNER}", "xxx", "nobody",
     "TODO: ask finance", "tbd (Q3)", "not applicable", "unknown", "null", "to be named"],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    ["Jo Sample", "0", "412", "minutes", "process@example.com", "Todor Hristov",
     "Naomi", "None of the cases is left out", "Open cases, counted each Friday", "1.2.0"],
)  # fmt: skip
def test_answers(text: str) -> None:
    assert not is_placeholder(text)

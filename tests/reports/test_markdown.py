"""Markdown: what is quoted becomes no markup."""

from __future__ import annotations

import re

import pytest

from tests.reports.rendering import EVERY_SAMPLE, part, rendered

escaped = part("markdown").escaped


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_no_markup_from_untrusted_text(name: str) -> None:
    text = rendered("markdown", name).decode()
    assert not re.search(r"(?<!\\)<(?!/?$)", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "@everyone" not in text
    assert "https://" not in text
    assert "#1 " not in text


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_tables_have_as_many_cells_in_each_row(name: str) -> None:
    tables: list[list[str]] = [[]]
    for row in rendered("markdown", name).decode().splitlines():
        if row.startswith("|"):
            tables[-1].append(row)
        elif tables[-1]:
            tables.append([])
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table}) <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b*c", r"a\_b\*c"),
        ("<b>", r"\<b\>"),
        ("a|b", r"a\|b"),
        ("# title", "\u2060# title"),
        ("1. first", "\u20601. first"),
        ("@team", "@\u2060team"),
        ("see #12", "see #\u206012"),
        ("https://x", "https:\u2060//x"),
        ("two\nlines", "two lines"),
    ],
)
def test_escaping(text: str, shown: str) -> None:
    assert escaped(text) == shown

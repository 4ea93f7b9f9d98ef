"""Untrusted text: nothing invisible, nothing that steers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.visible import block, cut, cut_left, line, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc\r\nd", "a b c d"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\u202eabc\u200b", r"\u202eabc\u200b"),
        ("\x00\ufffe\U0001fffe", r"\x00\ufffe\U0001fffe"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("Zürich 東京 😀", "Zürich 東京 😀"),
    ],
)
def test_line(text: str, shown: str) -> None:
    assert line(text) == shown


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    for char in line(text):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    assert {c for c in block(text) if unicodedata.category(c) == "Cc"} <= {"\n", "\t"}


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_cutting_keeps_the_width(text: str, columns: int) -> None:
    shown = line(text)
    assert width(cut(shown, columns)) <= columns
    assert width(cut_left(shown, columns)) <= columns

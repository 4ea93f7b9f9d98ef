"""Every label comes from one file, and the file holds nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.reports.rendering import part

FOLDER = part("wording").FOLDER
Words = part("wording").Words
words = part("wording").words

ROOT: Path = FOLDER.parent
SOURCES = "\n".join(
    path.read_text() for path in (*ROOT.glob("*.py"), *(ROOT / "templates").glob("*.j2"))
)
CALL = r"(?:words|self)(?:\.known|\.count)?\(\s*"
LITERAL = re.compile(CALL + r"""["']([a-z_.]*[a-z_])["']""")
COMPOSED = re.compile(CALL + r"""f["']([a-z_.]+)\{|""" + CALL + r"""["']([a-z_]+\.)["'] ~""")
COUNTED = re.compile(r"""words\.count\(\s*["']([a-z_.]+)["']""")
QUOTED = re.compile(r'"([a-z_]+(?:\.[a-z_]+)*)"')


def _used() -> tuple[set[str], set[str]]:
    exact = set(LITERAL.findall(SOURCES))
    begun = {one or other for one, other in COMPOSED.findall(SOURCES)}
    return exact, begun | {f"{key}." for key in COUNTED.findall(SOURCES)}


def test_no_key_is_missing() -> None:
    exact, begun = _used()
    assert len(exact) > 60
    for key in exact:
        assert key in words.texts or any(k.startswith(f"{key}.") for k in words.texts), key
    for prefix in begun:
        assert any(key.startswith(prefix) for key in words.texts), prefix


def test_no_key_is_unused() -> None:
    exact, begun = _used()
    named = exact | set(QUOTED.findall(SOURCES))
    unused = [
        key
        for key in words.texts
        if key not in named and not any(key.startswith(prefix) for prefix in begun)
    ]
    assert unused == []


def test_counts_have_both_forms() -> None:
    ones = {key.removesuffix(".one") for key in words.texts if key.endswith(".one")}
    others = {key.removesuffix(".other") for key in words.texts if key.endswith(".other")}
    pairs = ones | others
    assert {"blockers_open", "after.steps", "hidden"} <= pairs
    assert ones - others <= {"contradiction"}
    assert others - ones <= {"untried_because.not_run"}


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        words("no.such.key")
    with pytest.raises(KeyError):
        words("tried", tried=1)


def test_another_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "de.yaml").write_text("decision: {ready: BEREIT}\n")
    monkeypatch.setattr("readiness.reports.wording.FOLDER", tmp_path)
    assert Words("de")("decision.ready") == "BEREIT"
    assert (FOLDER / "en.yaml").exists()

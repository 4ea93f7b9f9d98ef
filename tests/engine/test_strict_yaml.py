"""What the strict reader refuses, where, and what the lenient one takes without running it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from readiness.errors import ConfigurationError
from readiness.strict_yaml import load_strict, parse_foreign, parse_strict

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = [
    ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1", "stands here again (first on line 1)"),
    ("a: no\n", "f.yaml:1:4", "true or false"),
    ("a:\n  on: push\n", "f.yaml:2:3", "even as a key"),
    ("a: 1.10\n", "f.yaml:1:4", "last zero"),
    ("a: 12:30\n", "f.yaml:1:4", "base 60"),
    ("a: 0123\n", "f.yaml:1:4", "octal"),
    ("a:\n\t- b\n", "f.yaml:2:1", "tab"),
    ("a: &x 1\nb: *x\n", "f.yaml:1:4", "anchors"),
    ("a: !!python/object/apply:os.system ['touch /tmp/x']\n", "f.yaml:1:4", "tag"),
    ("a: [1\n", "f.yaml:2:1", "expected"),
    ("--- 1\n--- 2\n", "f.yaml:2:1", "more than one document"),
    ("? [a, b]\n: 1\n", "f.yaml:1:3", "a key must be a word"),
    ("[" * 100 + "]" * 100, "f.yaml:1:", "deeply"),
    (BOMB, "f.yaml:1:4", "anchors"),
]


@pytest.mark.parametrize(("text", "where", "what"), REFUSED)
def test_refused_with_its_place(text: str, where: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_strict(text, "f.yaml")
    message = str(caught.value)
    assert message.startswith(where), message
    assert what in message


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_strict("a: no\nb: 1.10\na: 2\n", "f.yaml")
    assert len(caught.value.problems) == 3


def test_plain_values_and_their_places() -> None:
    document = parse_strict("a: 2026-12-15\nb:\n  - 1.5\n  - 'no'\nc: ~\n", "f.yaml")
    assert document.data == {"a": datetime.date(2026, 12, 15), "b": [1.5, "no"], "c": None}
    assert str(document.at("b", 1)) == "f.yaml:4:5"
    assert str(document.at("b", 7, "x")) == "f.yaml:2:1", "the nearest ancestor"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x00\x01", "binary"),
        (b"a: \xff\xfe", "UTF-8"),
        (b"a: " + b"x" * (2 << 20), "larger than 1 MiB"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=what):
        load_strict(file)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        load_strict(tmp_path / "none.yaml")
    with pytest.raises(ConfigurationError, match="folder"):
        load_strict(tmp_path)


def test_foreign_files_keep_their_own_dialect() -> None:
    text = "on: push\nx: &a {b: 1}\ny: {<<: *a, c: !Ref d}\nz: 12:30\na: 1\na: 2\n"
    assert parse_foreign(text, "p").data == {
        "on": "push",
        "x": {"b": 1},
        "y": {"b": 1, "c": "d"},
        "z": "12:30",
        "a": 2,
    }


def test_a_foreign_bomb_is_not_expanded() -> None:
    with pytest.raises(ConfigurationError, match="expands to more than"):
        parse_foreign(BOMB, "bomb.yaml")


def test_a_foreign_tag_runs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    data = parse_foreign(f"a: !!python/object/apply:os.system ['touch {mark}']\n", "f").data
    assert data == {"a": [f"touch {mark}"]}
    assert not mark.exists()

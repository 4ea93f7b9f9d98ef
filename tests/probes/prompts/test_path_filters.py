"""Path filters of GitHub Actions, after the examples in its documentation."""

from __future__ import annotations

import pytest

from readiness.probes.prompts.path_filters import lets_through


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*", "README.md", True),
        ("*", "docs/README.md", False),
        ("**", "docs/a/b.md", True),
        ("*.js", "app.js", True),
        ("*.js", "js/index.js", False),
        ("**.js", "src/js/app.js", True),
        ("docs/*", "docs/file.txt", True),
        ("docs/*", "docs/a/file.txt", False),
        ("docs/**", "docs/a/b.txt", True),
        ("**/docs/**", "dir/docs/my-file.txt", True),
        ("**/docs/**", "docs/hello.md", True),
        ("**/README.md", "README.md", True),
        ("**/*-post.md", "path/their-post.md", True),
        ("*.jsx?", "page.js", True),
        ("**.[yz]", "a/b.z", True),
        ("prompts/**", "prompts2/x.md", False),
        ("[", "a", False),
        ("a.b", "axb", False),
    ],
)
def test_one_pattern(pattern: str, path: str, fits: bool) -> None:
    assert lets_through(path, (pattern,), ()) is fits
    assert lets_through(path, (), (pattern,)) is not fits


def test_the_last_pattern_decides() -> None:
    again = ("a/**", "!a/b/**", "a/b/c.md")

    assert lets_through("a/x.md", again, ())
    assert not lets_through("a/b/x.md", again, ())
    assert lets_through("a/b/c.md", again, ())
    assert lets_through("anything", (), ())

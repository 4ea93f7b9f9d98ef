"""Prompt files: what their front matter says, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.findings import Finding, Outcome
from readiness.probes.prompts.owner_and_review import owner_and_review
from readiness.probes.prompts.prompt_files import PromptFiles, prompt_files
from tests.probes.harness import facts_of, fails, look, outcomes

MANIFEST = "prompts: {paths: [prompts/]}\n"
SOUND = (
    "---\nid: decide\nversion: 1.2.0\nowner: p@example.com\nreview_by: 2027-03-31\n---\nDecide.\n"
)


def files(root: Path, *texts: str | bytes, manifest: str = MANIFEST) -> PromptFiles:
    (root / "prompts").mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        content = text.encode() if isinstance(text, str) else text
        (root / "prompts" / f"p{number}.md").write_bytes(content)
    return facts_of(prompt_files, root, manifest)


def findings(root: Path, *texts: str | bytes, manifest: str = MANIFEST) -> list[Finding]:
    return look(owner_and_review, files(root, *texts, manifest=manifest))


def test_front_matter_is_typed(tmp_path: Path) -> None:
    [prompt] = files(tmp_path, SOUND).files

    assert (prompt.id, prompt.version, prompt.owner) == ("decide", "1.2.0", "p@example.com")
    assert str(prompt.review_by) == "2027-03-31"
    assert prompt.at.line == 5
    assert len(prompt.sha256) == 64


def test_what_is_there_passes(tmp_path: Path) -> None:
    crlf = SOUND.replace("\n", "\r\n").encode()

    assert outcomes(findings(tmp_path, SOUND, b"\xef\xbb\xbf" + crlf)) == {Outcome.PASS}


def test_the_owner_of_all_prompts_counts(tmp_path: Path) -> None:
    manifest = "prompts: {paths: [prompts/], owner: all@example.com}\n"
    text = SOUND.replace("owner: p@example.com\n", "")

    assert outcomes(findings(tmp_path, text, manifest=manifest)) == {Outcome.PASS}


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("version: 1.2.0\n", "", "no-version", 4),
        ("1.2.0", "TBD", "no-version", 5),
        ("owner: p@example.com\n", "", "no-owner", 4),
        ("p@example.com", '"?"', "no-owner", 5),
        ("p@example.com", "to be named", "no-owner", 5),
        ("review_by: 2027-03-31\n", "", "no-review-date", 1),
        ("2027-03-31", "next year", "no-review-date", 5),
        ("2027-03-31", "2026-11-21", "review-overdue", 5),
    ],
)
def test_what_is_missing(tmp_path: Path, before: str, after: str, code: str, line: int) -> None:
    [found] = findings(tmp_path, SOUND.replace(before, after))

    assert (found.outcome, found.code, found.subject) == (Outcome.FAIL, code, "prompts/p0.md")
    assert found.location
    assert found.location.line == line


def test_a_review_due_today_is_not_overdue(tmp_path: Path) -> None:
    text = SOUND.replace("2027-03-31", "2026-11-22")

    assert outcomes(findings(tmp_path, text)) == {Outcome.PASS}


@pytest.mark.parametrize("text", ["Decide.\n", "", "---\nnever closed\n", "\x00\xff"])
def test_no_front_matter(tmp_path: Path, text: str) -> None:
    assert [one.code for one in fails(findings(tmp_path, text))] == ["no-front-matter"]


def test_one_bad_file_costs_only_itself(tmp_path: Path) -> None:
    found = findings(tmp_path, "---\na: [\n---\n", "---\n" + "[" * 9999 + "\n---\n", SOUND)

    assert [one.outcome for one in found] == [
        Outcome.NOT_AVAILABLE,
        Outcome.NOT_AVAILABLE,
        Outcome.PASS,
    ]
    assert found[0].location


def test_a_link_that_leaves_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "r"
    (root / "prompts").mkdir(parents=True)
    (tmp_path / "outside.md").write_text(SOUND)
    (root / "prompts" / "link.md").symlink_to(tmp_path / "outside.md")

    assert outcomes(findings(root)) == {Outcome.NOT_AVAILABLE}


def test_prompts_kept_as_data(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    data = "version: 1\nowner: p@example.com\nreview_by: 2027-01-01\ntext: Decide.\n"
    (tmp_path / "prompts" / "p.yaml").write_text(data)

    assert outcomes(findings(tmp_path)) == {Outcome.PASS}


def test_readme_and_hidden_files_are_no_prompts(tmp_path: Path) -> None:
    (tmp_path / "prompts" / ".cache").mkdir(parents=True)
    (tmp_path / "prompts" / ".cache" / "x.md").write_text("x")
    (tmp_path / "prompts" / "README.md").write_text("x")

    assert outcomes(findings(tmp_path)) == {Outcome.NOT_AVAILABLE}


@pytest.mark.parametrize("manifest", ["prompts: {pipeline: [ci.yml]}\n", MANIFEST])
def test_could_not_look(tmp_path: Path, manifest: str) -> None:
    with pytest.raises(CouldNotLook):
        facts_of(prompt_files, tmp_path, manifest)

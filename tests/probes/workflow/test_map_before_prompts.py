"""The map, then the prompts: told from repositories made here."""

from __future__ import annotations

from pathlib import Path

from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.history.git_history import git_history
from readiness.probes.workflow.map_before_prompts import map_before_prompts
from tests.probes.harness import facts_of, look
from tests.probes.history.repository import Repository

MANIFEST = "workflow: {map: workflow.yaml}\nprompts: {paths: [prompts/]}\n"
MAP = {"workflow.yaml": "version: 1\nsteps:\n  pay: {kind: tool}\n"}
PROMPT = {"prompts/decide.md": "You decide refunds at the desk.\n" * 5}


def started(root: Path) -> Repository:
    repository = Repository(root / "r")
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        repository.commit(day, {f"{day}.txt": day})
    return repository


def findings(root: Path, manifest: str = MANIFEST) -> list[Finding]:
    return look(map_before_prompts, facts_of(git_history, root, manifest))


def only(found: list[Finding]) -> tuple[Outcome, Confidence, str]:
    [finding] = found
    return finding.outcome, finding.confidence, finding.subject


def test_right_order(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", MAP)
    repository.commit("2026-03-01", PROMPT)

    assert only(findings(repository.root)) == (Outcome.PASS, Confidence.HIGH, "prompts/decide.md")


def test_wrong_order(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", PROMPT)
    repository.commit("2026-03-01", MAP)

    found = findings(repository.root)

    assert only(found) == (Outcome.FAIL, Confidence.HIGH, "prompts/decide.md")
    assert found[0].code == "map-came-later"
    assert found[0].message == "prompts/decide.md was written 28 days before the map"
    assert len(found[0].evidence) == 2


def test_renamed_prompt_is_as_old_as_it_was(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", {"old.md": PROMPT["prompts/decide.md"]})
    repository.commit("2026-03-01", MAP)
    (repository.root / "prompts").mkdir()
    repository.git("mv", "old.md", "prompts/decide.md")
    repository.commit("2026-04-01", {})

    assert only(findings(repository.root))[0] is Outcome.FAIL


def test_rebased_later_keeps_its_order(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-10-01", MAP, written="2026-02-01")
    repository.commit("2026-10-01", PROMPT, written="2026-03-01")

    assert only(findings(repository.root))[:2] == (Outcome.PASS, Confidence.HIGH)


def test_reordered_by_hand_contradicts_itself(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-10-01", MAP, written="2026-03-01")
    repository.commit("2026-10-01", PROMPT, written="2026-02-01")

    found = findings(repository.root)

    assert only(found)[0] is Outcome.NOT_AVAILABLE
    assert "disagree" in found[0].message


def test_together_shows_no_order(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", MAP | PROMPT)

    assert only(findings(repository.root))[0] is Outcome.NOT_AVAILABLE


def merged(root: Path, map_day: str, prompt_day: str, *, prompt_written: str = "") -> Repository:
    repository = started(root)
    repository.git("checkout", "-q", "-b", "map")
    repository.commit(map_day, MAP)
    repository.git("checkout", "-q", "main")
    repository.commit(prompt_day, PROMPT, written=prompt_written)
    repository.git("merge", "-q", "-m", "merge", "map")
    return repository


def test_merged_branches_are_told_apart_by_their_dates(tmp_path: Path) -> None:
    right = merged(tmp_path / "a", "2026-02-01", "2026-03-01")
    wrong = merged(tmp_path / "b", "2026-03-01", "2026-02-01")

    assert only(findings(right.root))[:2] == (Outcome.PASS, Confidence.LOW)
    assert only(findings(wrong.root))[:2] == (Outcome.FAIL, Confidence.LOW)


def test_merged_branches_with_a_wrong_clock(tmp_path: Path) -> None:
    repository = merged(tmp_path, "2026-02-01", "2026-03-01", prompt_written="2026-05-01")

    found = findings(repository.root)

    assert only(found)[0] is Outcome.NOT_AVAILABLE
    assert "clock" in found[0].message


def test_squashed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("2026-02-01", MAP)
    repository.commit("2026-03-01", PROMPT)

    found = findings(repository.root)

    assert only(found)[0] is Outcome.NOT_AVAILABLE
    assert "squashed" in found[0].message


def test_shallow_clone(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", PROMPT)
    repository.commit("2026-03-01", MAP)
    source = f"file://{repository.root}"
    repository.git("clone", "-q", "--depth=1", source, str(tmp_path / "clone"))

    found = findings(tmp_path / "clone")

    assert only(found)[0] is Outcome.NOT_AVAILABLE
    assert found[0].help == "git fetch --unshallow"


def test_not_committed(tmp_path: Path) -> None:
    repository = started(tmp_path)
    repository.commit("2026-02-01", PROMPT)
    (repository.root / "workflow.yaml").write_text("version: 1\n")
    assert findings(repository.root)[0].help == "git add workflow.yaml"


def test_a_map_alone_and_prompts_alone(tmp_path: Path) -> None:
    for name, manifest in (("a", "prompts: {paths: [p]}\n"), ("b", "workflow: {map: w}\n")):
        repository = started(tmp_path / name)
        assert only(findings(repository.root, manifest))[0] is Outcome.NOT_AVAILABLE

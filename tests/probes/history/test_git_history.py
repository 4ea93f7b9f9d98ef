"""What git says of the order in which things were written."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.probes.history.git_history import History, git_history
from tests.probes.harness import facts_of

from .repository import Repository

MANIFEST = """\
code: {paths: [agent/]}
workflow: {map: workflow.yaml}
prompts: {paths: [prompts/]}
outcomes: {metrics: metrics.yaml}
"""


def history(root: Path, manifest: str = MANIFEST) -> History:
    return facts_of(git_history, root, manifest)


def made(root: Path) -> Repository:
    repository = Repository(root / "r")
    repository.commit("2026-01-05", {"README.md": "readme\n", "a.txt": "a"})
    repository.commit("2026-02-01", {"workflow.yaml": "version: 1\nsteps: {}\n", "b.txt": "b"})
    repository.commit("2026-03-01", {"prompts/decide.md": "You decide.\n" * 9})
    repository.commit("2026-04-01", {"agent/main.py": "print()\n", "metrics.yaml": "version: 1\n"})
    return repository


def test_first_commits(tmp_path: Path) -> None:
    found = history(made(tmp_path).root)

    days = {o.role: str(o.commit.authored.date()) for o in found.origins if o.commit}
    assert days == {
        "workflow": "2026-02-01",
        "prompts": "2026-03-01",
        "code": "2026-04-01",
        "metrics": "2026-04-01",
    }
    assert found.of("prompts")[0].map_stands == "before"
    assert (found.commits, found.shallow, found.single_import) == (4, False, False)
    assert found.no_order() == ("", "")


def test_a_renamed_file_keeps_its_age(tmp_path: Path) -> None:
    repository = made(tmp_path)
    repository.git("mv", "prompts/decide.md", "prompts/ä refund.md")
    repository.commit("2026-05-01", {})

    prompts = history(repository.root).of("prompts")

    assert [(o.path, o.was) for o in prompts] == [("prompts/ä refund.md", "prompts/decide.md")]
    assert prompts[0].commit
    assert str(prompts[0].commit.authored.date()) == "2026-03-01"


def test_a_prompt_that_is_gone_still_counts(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("2026-01-01", {"prompts/early.md": "Be kind.\n" * 20, "a": "a"})
    repository.commit("2026-02-01", {"workflow.yaml": "version: 1\n"})
    repository.git("rm", "-q", "prompts/early.md")
    repository.commit("2026-03-01", {"b": "b"})
    repository.commit("2026-04-01", {"prompts/decide.md": "You decide refunds.\n" * 3})

    prompts = history(repository.root, MANIFEST.replace("agent/", "a")).of("prompts")

    assert {(o.path, o.map_stands) for o in prompts} == {
        ("prompts/decide.md", "before"),
        ("prompts/", "after"),
    }


def test_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for day in ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"):
        repository.commit(day, {f"other/{day}": day})
    repository.commit("2026-02-01", {"r/workflow.yaml": "version: 1\n"})
    repository.commit("2026-03-01", {"r/prompts/p.md": "Decide.\n"})

    found = history(tmp_path / "r", "workflow: {map: workflow.yaml}\nprompts: {paths: [prompts]}\n")

    assert found.commits == 2
    assert found.single_import
    assert found.of("prompts")[0].path == "prompts/p.md"


def test_one_large_import(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("2026-01-01", {f"f{number}": "x" for number in range(50)})
    for day in ("2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"):
        repository.commit(day, {"f1": day})

    found = history(repository.root, "")

    assert found.largest_import == 1.0
    assert found.no_order()[0].startswith("the work was imported")


def test_shallow(tmp_path: Path) -> None:
    repository = made(tmp_path)
    source = f"file://{repository.root}"
    repository.git("clone", "-q", "--depth=2", source, str(tmp_path / "clone"))

    found = history(tmp_path / "clone")

    assert found.shallow
    assert found.no_order()[1] == "git fetch --unshallow"


def test_what_is_not_committed(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    repository.commit("2026-01-01", {"a": "a"})
    (repository.root / "workflow.yaml").write_text("version: 1\n")

    found = history(repository.root, "workflow: {map: workflow.yaml}\n")

    assert found.of("workflow")[0].commit is None


@pytest.mark.parametrize("case", ["no repository", "no commit", "not committed", "no git"])
def test_could_not_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    root = tmp_path / "r"
    if case == "no repository":
        root.mkdir()
    elif case == "no commit":
        Repository(root)
    elif case == "not committed":
        Repository(tmp_path).commit("2026-01-01", {"elsewhere": "x"})
        root.mkdir()
    else:
        made(tmp_path)
        monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CouldNotLook) as refusal:
        history(root, "")

    assert refusal.value.help


def test_dates_that_cannot_be_trusted(tmp_path: Path) -> None:
    repository = made(tmp_path)
    repository.commit(
        "2026-03-15", {"prompts/late.md": "Another prompt, made before its parent.\n"}
    )
    repository.commit("2026-06-01", {"prompts/odd.md": "Odd"}, written="2026-09-01")
    repository.commit("2030-01-01", {"prompts/next.md": "From the year 2030, all of it."})

    found = history(repository.root)
    doubts = {o.path: o.commit.doubt(found.as_of) for o in found.of("prompts") if o.commit}

    assert doubts["prompts/decide.md"] == ""
    assert "dated before the one it follows" in doubts["prompts/late.md"]
    assert "written after it was made" in doubts["prompts/odd.md"]
    assert "in the future" in doubts["prompts/next.md"]


def metrics(*entries: str) -> str:
    return "version: 1\nmetrics:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def test_baselines_by_commit(tmp_path: Path) -> None:
    repository = made(tmp_path)
    pending = "id: time, kind: business, baseline: {value: TBD}"
    first = "id: time, kind: business, baseline: {value: 40, measured: 2026-05-01}"
    renamed = first.replace("time", "minutes")
    gone = "id: old, kind: business, baseline: {value: 1}"
    repository.commit("2026-05-01", {"metrics.yaml": metrics(pending)})
    repository.commit("2026-05-02", {"metrics.yaml": "not: [valid\n"})
    repository.commit("2026-05-03", {"metrics.yaml": metrics(first, gone)})
    repository.commit("2026-05-04", {"metrics.yaml": metrics(renamed)})
    repository.commit("2026-05-05", {"metrics.yaml": metrics(renamed.replace("40", "90"))})

    found = history(repository.root).baselines

    assert [(e.metric, e.value, str(e.commit.committed.date())) for e in found] == [
        ("minutes", "40", "2026-05-03"),
        ("minutes", "90", "2026-05-05"),
    ]


def test_a_hostile_subject_or_file_name_stays_text(tmp_path: Path) -> None:
    repository = made(tmp_path)
    name = "prompts/\n0123456789012345678901234567890123456789\x1e.md"
    repository.commit("2026-05-01", {name: "A prompt with a hostile name.\n" * 3})

    prompts = history(repository.root).of("prompts")

    assert {o.path for o in prompts} == {"prompts/decide.md", name}
    assert all(o.commit for o in prompts)

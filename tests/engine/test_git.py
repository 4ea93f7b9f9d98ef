"""Git runs nothing that an assessed repository names."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import git
from readiness.errors import CouldNotLook
from tests.probes.history.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "agent")
    made.commit("2026-09-01", {"waivers.yaml": "first\nsecond\nthird\n"})
    return made


def booby_trap(repository: Repository, sprung: Path) -> None:
    """Name a program wherever git's configuration takes one."""
    trap = repository.root.parent / "trap.sh"
    trap.write_text(f'#!/bin/sh\ntouch "{sprung}"\nexec cat\n')
    trap.chmod(0o755)
    hooks = repository.root / ".git" / "hooks"
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction"):
        (hooks / hook).write_text(trap.read_text())
        (hooks / hook).chmod(0o755)
    settings = {
        "core.fsmonitor": str(trap),
        "core.pager": str(trap),
        "core.editor": str(trap),
        "core.sshCommand": str(trap),
        "core.alternateRefsCommand": str(trap),
        "core.askPass": str(trap),
        "diff.external": str(trap),
        "diff.trap.command": str(trap),
        "diff.trap.textconv": str(trap),
        "filter.trap.clean": str(trap),
        "filter.trap.smudge": str(trap),
        "filter.trap.required": "true",
        "filter.odd=name.clean": str(trap),
        "filter.slow.process": str(trap),
        "gpg.program": str(trap),
        "log.showSignature": "true",
        "alias.log": f"!{trap}",
        "alias.status": f"!{trap}",
        "pager.log": str(trap),
        "credential.helper": f"!{trap}",
        "remote.origin.url": f"ext::{trap}",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
        "extensions.partialClone": "origin",
        "interactive.diffFilter": str(trap),
        "status.submoduleSummary": "true",
    }
    with (repository.root / ".git" / "config").open("a") as config:
        for name, value in settings.items():
            section, _, rest = name.partition(".")
            subsection, _, key = rest.rpartition(".")
            head = f'{section} "{subsection}"' if subsection else section
            config.write(f'[{head}]\n\t{key} = "{value}"\n')
    attributes = repository.root / ".git" / "info" / "attributes"
    attributes.parent.mkdir(exist_ok=True)
    attributes.write_text("*.yaml filter=trap diff=trap\n*.md filter=odd=name\n*.txt filter=slow\n")


def test_a_booby_trapped_repository_runs_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-09-02", {"a.md": "one\n", "b.txt": "two\n"})
    sprung = tmp_path / "sprung"
    booby_trap(repository, sprung)
    for name in ("waivers.yaml", "a.md", "b.txt"):
        (repository.root / name).write_text("first\nSECOND\n")

    assert git.head(repository.root) is not None
    assert git.committer_of_line(repository.root / "waivers.yaml", 1) == "sam@example.com"
    for arguments in (
        ("log", "--follow", "-p", "--format=%H", "--", "waivers.yaml"),
        ("log", "--show-signature", "-1", "--format=%H"),
        ("ls-tree", "-r", "HEAD"),
        ("cat-file", "blob", "HEAD:waivers.yaml"),
        ("rev-parse", "HEAD"),
    ):
        git.run(repository.root, *arguments)
    with pytest.raises(CouldNotLook):
        # A missing object of a partial clone would be fetched.
        git.run(repository.root, "cat-file", "blob", "1" * 40)

    assert not sprung.exists()


def test_the_trap_works(repository: Repository, tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    booby_trap(repository, sprung)
    (repository.root / "waivers.yaml").write_text("changed\n")

    repository.git("status")

    assert sprung.exists()


def test_submodules_are_not_entered(repository: Repository, tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit("2026-09-01", {"x": "x"})
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", str(inner.root), "sub")
    repository.commit("2026-09-02", {})
    sprung = tmp_path / "sprung"
    config = repository.root / ".git" / "modules" / "sub" / "config"
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\n")
    trap.chmod(0o755)
    with config.open("a") as stream:
        stream.write(f"[core]\n\tfsmonitor = {trap}\n")

    assert git.head(repository.root) is not None
    assert not sprung.exists()


@pytest.mark.parametrize("command", ["status", "diff", "fetch", "checkout", "-c"])
def test_commands_that_do_more_than_read_history_are_refused(tmp_path: Path, command: str) -> None:
    with pytest.raises(ValueError, match="only read history"):
        git.run(tmp_path, command)


def test_replaced_objects_do_not_show(repository: Repository) -> None:
    real = repository.commit("2026-09-02", {"a": "a"})
    other = repository.commit("2026-01-01", {"b": "b"})
    repository.git("replace", real, other)

    assert git.run(repository.root, "log", "-1", "--format=%ct", real).strip() == "1788350400"


def test_head_says_whether_tracked_files_differ(repository: Repository) -> None:
    commit = repository.git("rev-parse", "--short", "HEAD").strip()
    assert git.head(repository.root) == (commit, False)

    (repository.root / "result.json").write_text("{}")
    assert git.head(repository.root) == (commit, False)

    (repository.root / "waivers.yaml").write_text("changed\n")
    assert git.head(repository.root) == (commit, True)


def test_head_of_a_folder_leaves_its_neighbours_out(repository: Repository) -> None:
    repository.commit("2026-09-02", {"agent/a": "a"})
    (repository.root / "waivers.yaml").write_text("changed\n")

    found = git.head(repository.root / "agent")

    assert found
    assert found[1] is False


def test_no_repository_no_commit(tmp_path: Path) -> None:
    assert git.head(tmp_path) is None
    with pytest.raises(CouldNotLook, match="not in a git repository"):
        git.run(tmp_path, "log")
    Repository(tmp_path / "new")
    assert git.head(tmp_path / "new") is None


def test_a_folder_that_poses_as_a_bare_repository_is_none(tmp_path: Path) -> None:
    Repository(tmp_path / "real").git("clone", "--bare", "--quiet", ".", str(tmp_path / "bare"))

    with pytest.raises(CouldNotLook):
        git.run(tmp_path / "bare", "log")


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(CouldNotLook, match="git is not installed"):
        git.run(repository.root, "log")
    assert git.head(repository.root) is None
    assert git.committer_of_line(repository.root / "waivers.yaml", 1) == ""


def test_committer_of_a_line(repository: Repository) -> None:
    file = repository.root / "waivers.yaml"
    repository.commit(
        "2026-09-02", {"waivers.yaml": "first\nnew\nthird\n"}, author="a@x.org", committer="c@x.org"
    )
    assert git.committer_of_line(file, 1) == "sam@example.com"
    assert git.committer_of_line(file, 2) == "c@x.org"

    # An edit that is not committed is nobody's; the lines around it keep theirs.
    file.write_text("zero\nfirst\nnew\nedited\n")
    assert git.committer_of_line(file, 1) == ""
    assert git.committer_of_line(file, 2) == "sam@example.com"
    assert git.committer_of_line(file, 3) == "c@x.org"
    assert git.committer_of_line(file, 4) == ""
    assert git.committer_of_line(file, 99) == ""


def test_a_merge_on_the_forge_counts_for_its_author(repository: Repository) -> None:
    repository.commit(
        "2026-09-02", {"w.yaml": "x\n"}, author="ann@x.org", committer="noreply@github.com"
    )

    assert git.committer_of_line(repository.root / "w.yaml", 1) == "ann@x.org"


def test_a_mailmap_or_an_ignored_revision_changes_nobody(repository: Repository) -> None:
    blamed = repository.commit(
        "2026-09-02", {"waivers.yaml": "first\nsecond!\n"}, committer="c@x.org"
    )
    files = {".mailmap": "Other <other@x.org> <c@x.org>\n", "ignore": f"{blamed}\n"}
    repository.commit("2026-09-03", files)
    repository.git("config", "blame.ignoreRevsFile", str(repository.root / "ignore"))

    assert git.committer_of_line(repository.root / "waivers.yaml", 2) == "c@x.org"


def test_an_uncommitted_file_is_nobodys(repository: Repository) -> None:
    (repository.root / "new.yaml").write_text("x\n")

    assert git.committer_of_line(repository.root / "new.yaml", 1) == ""

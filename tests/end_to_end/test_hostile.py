"""A booby-trapped repository: static mode reads it and nothing in it runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.cli.agent import readiness

TRAP = "touch {mark}"


def trapped(root: Path, mark: Path) -> Path:
    """An agent repository in which everything that could run would leave a mark."""
    touch = f"__import__('pathlib').Path({str(mark)!r}).touch()"
    (root / "agent").mkdir(parents=True)
    (root / "prompts").mkdir()
    (root / ".github" / "workflows").mkdir(parents=True)
    code = f"{touch}\nimport openai\nclient = openai.OpenAI()\n"
    for name in ("setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py"):
        (root / name).write_text(code)
    for name in ("__init__.py", "__main__.py", "tools.py"):
        (root / "agent" / name).write_text(code)
    (root / "pyproject.toml").write_text('[project]\nname = "trapped"\n')
    (root / "logging.yaml").write_text(
        "version: 1\n"
        f"formatters: {{f: {{(): os.system, command: 'touch {mark}'}}}}\n"
        "handlers: {h: {class: agent.tools.Handler, formatter: f}}\n"
        f"x: !!python/object/apply:os.system ['touch {mark}']\n"
        "root: {handlers: [h]}\n"
    )
    (root / "alertmanager.yml").write_text(
        f"route: {{receiver: a}}\nreceivers: [{{name: a}}]\n"
        f"x: !!python/object/apply:os.system ['touch {mark}']\n"
    )
    (root / "openapi.yaml").write_text(
        f"openapi: 3.1.0\ninfo: !!python/object/apply:os.system ['touch {mark}']\npaths: {{}}\n"
    )
    (root / "prompts" / "main.md").write_text("---\nversion: !!python/name:os.system\n---\nHi\n")
    (root / "logs").mkdir()
    (root / "logs" / "a.jsonl").write_text('{"event": "x"}\n')
    (root / "README.md").write_text("An agent.\n")
    return root


def git(root: Path, *arguments: str) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    people = ["-c", "user.name=Sample", "-c", "user.email=sample@example.com"]
    subprocess.run(["git", *people, *arguments], cwd=root, env=env, check=True, capture_output=True)


def set_git_traps(root: Path, mark: Path) -> None:
    """Configuration, hooks and attributes that run a program on the slightest look."""
    script = root / ".git" / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    for hook in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction"):
        (root / ".git" / "hooks" / hook).write_text(script.read_text())
        (root / ".git" / "hooks" / hook).chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "gpg.program",
        "credential.helper",
        "alias.log",
    ):
        git(root, "config", key, str(script))
    git(root, "config", "log.showSignature", "true")
    (root / ".gitattributes").write_text("* diff=trap filter=trap\n")
    os.utime(root / "README.md", (1, 1))


def test_nothing_of_a_trapped_repository_runs(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    root = trapped(tmp_path / "repo", mark)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "everything")
    set_git_traps(root, mark)
    for arguments in (("init",), ("assess",), ("check",), ("lint",), ("doctor",), ("explain", "1")):
        ended = readiness(*arguments, cwd=root)
        assert ended.returncode in (0, 1, 2, 4), ended.stderr
        assert "internal error" not in ended.stderr
        assert not mark.exists(), arguments


def test_init_is_accepted_without_editing(tmp_path: Path) -> None:
    root = trapped(tmp_path / "repo", tmp_path / "mark")
    assert readiness("init", cwd=root).returncode == 0
    before = (root / "readiness.yaml").read_bytes()
    again = readiness("init", cwd=root)
    assert again.returncode == 2
    assert "exists and was left as it is" in again.stderr
    assert (root / "readiness.yaml").read_bytes() == before
    ended = readiness("assess", cwd=root)
    assert ended.returncode == 0, ended.stderr

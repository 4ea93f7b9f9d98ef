"""Git, called so that an assessed repository can run nothing.

A repository's own configuration may name programs (hooks, fsmonitor, filters, external diffs,
pagers, signature checkers) and places to fetch from. Here none of them is ever started: the
configuration of user and system is left out, what names a program is overridden, protocols are
closed, and only commands that read history are accepted. Replaced objects and grafts, which let
a repository show another history than it has, are switched off too.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from readiness.errors import CouldNotLook

SECONDS = 20.0
OUTPUT_LIMIT = 64 << 20

_READS_HISTORY = frozenset({"blame", "cat-file", "log", "ls-tree", "merge-base", "rev-parse"})
_SWITCHED_OFF = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "status.submoduleSummary": "false",
    # The repository counts as hostile whoever owns it, so ownership decides nothing here; the
    # check would only refuse a checkout mounted into a container.
    "safe.directory": "*",
}
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "HOME": os.devnull,
    "LC_ALL": "C",
}
_FORGE = "noreply@github.com"
"""Committer of what was merged on the forge's page; the person is the author then."""


def run(root: Path, *arguments: str) -> str:
    """What a command that reads history answers.

    Args:
        root: the folder it is about, somewhere in a working tree.
        arguments: the command and its arguments; paths are taken literally.

    Raises:
        CouldNotLook: when there is no git, no repository, no answer in time, or git refuses.
        ValueError: when the command could read the working tree or write.
    """
    command, *rest = arguments
    if command not in _READS_HISTORY:
        raise ValueError(f"git {command} is not among the commands that only read history")
    flags = ["--no-ext-diff", "--no-textconv", "--no-color"] if command == "log" else []
    return _run(root, [command, *flags, *rest], {})


def head(root: Path) -> tuple[str, bool] | None:
    """The short id of the commit a folder is at, and whether tracked files below it differ.

    None without git, a repository or a commit. Untracked files do not count, as in
    `git describe --dirty`: reports are written beside the agent.
    """
    try:
        commit = run(root, "rev-parse", "--short", "--verify", "HEAD^{commit}").strip()
        changed = _run(
            root,
            # A submodule's own configuration would not be overridden: it is not entered.
            ["status", "--porcelain", "-z", "-uno", "--ignore-submodules=all", "--", "."],
            _no_filters(root),
        )
    except CouldNotLook:
        return None
    return commit, bool(changed)


def committer_of_line(path: Path, line: int) -> str:
    """The e-mail address of whoever committed a line of a file as it stands now.

    Empty when that cannot be told: no repository, or the line is not committed. The address is
    the one in the commit; a `.mailmap` in the repository does not change it.
    """
    try:
        committed = run(path.parent, "cat-file", "blob", f"HEAD:./{path.name}")
        then = _line_in(committed, path.read_text("utf-8", "replace"), line)
        if not then:
            return ""
        blame = ["blame", "--porcelain", "--no-textconv", "--ignore-revs-file=", f"-L{then},{then}"]
        answer = run(path.parent, *blame, "HEAD", "--", path.name)
        commit = answer.split(maxsplit=1)[0]
        people = run(path.parent, "log", "-1", "--format=%ce%n%ae", commit).split("\n")
    except (CouldNotLook, OSError, IndexError):
        return ""
    committer, author = people[0], people[1]
    return author if committer == _FORGE else committer


def _line_in(committed: str, present: str, line: int) -> int:
    """The number of the present line in the committed text; 0 when it is not there."""
    matcher = difflib.SequenceMatcher(None, committed.splitlines(), present.splitlines(), False)
    for block in matcher.get_matching_blocks():
        if block.b < line <= block.b + block.size:
            return line - block.b + block.a
    return 0


def _no_filters(root: Path) -> dict[str, str]:
    """Settings that empty each filter the repository configures: looking at files runs them."""
    listed = _run(root, ["config", "--null", "--name-only", "--list"], {})
    off: dict[str, str] = {}
    for name in listed.split("\0"):
        section, _, field = name.rpartition(".")
        if section.startswith("filter."):
            off[name] = "false" if field == "required" else ""
    return off


def _run(root: Path, arguments: list[str], settings: Mapping[str, str]) -> str:
    program = shutil.which("git")
    if not program:
        raise CouldNotLook("git is not installed", help="install git and run again")
    options = ["--no-pager", "--literal-pathspecs", "-C", str(root)]
    # A file takes the output, so that an enormous one costs no memory.
    with tempfile.TemporaryFile() as output:
        try:
            ended = subprocess.run(
                [program, *options, *arguments],
                cwd="/",
                env=_environment(settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            reason = f"git {arguments[0]} took longer than {SECONDS:g} s"
            raise CouldNotLook(reason) from None
        if ended.returncode:
            raise _refused(arguments[0], ended.stderr.decode("utf-8", "replace"))
        output.seek(0)
        answer = output.read(OUTPUT_LIMIT + 1)
    if len(answer) > OUTPUT_LIMIT:
        raise CouldNotLook(f"git {arguments[0]} answers more than {OUTPUT_LIMIT >> 20} MiB")
    return answer.decode("utf-8", "replace")


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    # By number rather than by `-c`, whose names may not hold an equals sign.
    settings = {**_SWITCHED_OFF, **settings}
    numbered = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        numbered[f"GIT_CONFIG_KEY_{number}"] = name
        numbered[f"GIT_CONFIG_VALUE_{number}"] = value
    return {"PATH": os.environ.get("PATH", os.defpath), **_ENVIRONMENT, **numbered}


def _refused(command: str, errors: str) -> CouldNotLook:
    said = errors.strip().splitlines()[-1] if errors.strip() else "no reason given"
    if "not a git repository" in errors or "safe.bareRepository" in errors:
        reason = "the folder is not in a git repository"
        return CouldNotLook(reason, help="run in a full clone of the repository")
    if "unknown revision" in errors or "Needed a single revision" in errors:
        return CouldNotLook("the git repository has no commit yet", help="commit the work first")
    return CouldNotLook(f"git {command} refused: {said[:200]}")

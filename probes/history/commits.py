"""Commits as git shows them, and the times that cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from readiness import git
from readiness.redaction import Redactor

SLACK = timedelta(hours=1)
"""How far two clocks may differ before the dates of a commit are doubted."""

_LAST_SECOND = 253_402_300_799
_SUBJECT = 100


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A commit and its dates.

    Attributes:
        authored: when the change was written; kept when it is rebased.
        committed: when the commit itself was made.
        after_parents: False when the commit is older than one it follows.
        subject: the first line of its message, cut to a hundred characters.
    """

    sha: str
    authored: datetime
    committed: datetime
    after_parents: bool
    subject: str

    @property
    def short(self) -> str:
        """The first ten digits of its id."""
        return self.sha[:10]

    def doubt(self, as_of: date) -> str:
        """Why its dates cannot be trusted; empty when nothing speaks against them."""
        if self.authored > self.committed + SLACK:
            return f"commit {self.short} was written after it was made: a clock was wrong"
        if not self.after_parents:
            return f"commit {self.short} is dated before the one it follows: a clock was wrong"
        if self.committed.date() > as_of + timedelta(days=1):
            return f"commit {self.short} is dated in the future: a clock was wrong"
        return ""


@dataclass(frozen=True, kw_only=True)
class Version:
    """A file as a commit left it, under the name it had then (from the repository's top)."""

    sha: str
    path: str


def versions(root: Path, path: str) -> list[Version]:
    """The versions of a file, oldest first, across renames; none when it is not committed."""
    asked = ("--follow", "--find-renames=60%", "--diff-filter=d", "--topo-order", "--name-only")
    answer = git.run(root, "log", *asked, "-z", "--format=%H", "--", path)
    found: list[Version] = []
    sha = ""
    for part in answer.split("\0"):
        # A commit's id, then its file on a line of its own; a merge may have no file.
        if part.startswith("\n"):
            found.append(Version(sha=sha, path=part[1:]))
        sha = part
    return found[::-1]


def first_touching(root: Path, path: str) -> Commit | None:
    """The first commit that touched a file or folder, whatever has become of its content."""
    touching = git.run(root, "log", "--topo-order", "--format=%H", "--", path).split()
    return commit_of(root, touching[-1]) if touching else None


def is_ancestor(root: Path, earlier: Commit, later: Commit) -> bool:
    """Whether the later commit was made on top of the earlier one, or is the same."""
    return not git.run(root, "log", "-1", "--format=%H", earlier.sha, f"^{later.sha}").strip()


def commit_of(root: Path, sha: str) -> Commit:
    """The commit with this id."""
    answer = git.run(root, "log", "-1", "--format=%at%n%ct%n%P%n%s", sha)
    authored, committed, parents, subject = answer.rstrip("\n").split("\n", 3)
    made = _moment(committed)
    return Commit(
        sha=sha,
        authored=_moment(authored),
        committed=made,
        after_parents=_follows(root, made, parents.split()),
        subject=Redactor().text(subject)[:_SUBJECT],
    )


def _follows(root: Path, made: datetime, parents: list[str]) -> bool:
    if not parents:
        return True
    before = git.run(root, "log", "--no-walk", "--format=%ct", *parents)
    return all(made + SLACK >= _moment(moment) for moment in before.split())


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(min(max(int(seconds or 0), 0), _LAST_SECOND), UTC)

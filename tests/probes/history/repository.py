"""A git repository made in a test, with the dates and people it asks for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


class Repository:
    """A repository in a folder; every commit brings files and carries its own dates."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> str:
        """Run git with nobody's configuration."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        isolated = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        people = {
            f"GIT_{role}_{field}": value
            for role in ("AUTHOR", "COMMITTER")
            for field, value in (("NAME", "Sam Sample"), ("EMAIL", "sam@example.com"))
        }
        return subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *arguments],
            cwd=self.root,
            env={**kept, **isolated, **people, **environment},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def commit(
        self,
        day: str,
        files: dict[str, str],
        *,
        written: str = "",
        author: str = "sam@example.com",
        committer: str = "sam@example.com",
    ) -> str:
        """Commit files on a day, `written` on another one where that is given; the commit's id."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git(
            "commit",
            "--quiet",
            "--allow-empty",
            "-m",
            f"Commit of {day}",
            GIT_AUTHOR_DATE=moment(written or day),
            GIT_COMMITTER_DATE=moment(day),
            GIT_AUTHOR_EMAIL=author,
            GIT_COMMITTER_EMAIL=committer,
        )
        return self.git("rev-parse", "HEAD").strip()


def moment(day: str) -> str:
    """Noon of a day, as git takes it."""
    return f"{day}T12:00:00+00:00"

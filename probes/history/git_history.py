"""When the map, the prompts, the code and the metrics first came into the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from readiness import git
from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Facts, Source
from readiness.registry import gatherer
from readiness.targets import RepositoryTarget

from .baselines import BaselineEntry, baseline_entries
from .commits import Commit, commit_of, first_touching, is_ancestor, versions

FEW_COMMITS = 3
MOST_FILES = 0.9
PROMPTS_FOLLOWED = 200

Role = Literal["workflow", "prompts", "code", "metrics"]
Side = Literal["before", "same", "after", "beside"]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The first commit of a file, or of a folder with all that ever stood in it.

    Attributes:
        path: as the reader sees it now; a folder ends with a slash.
        commit: None when it was never committed.
        was: the name it was first committed under, where it was renamed since.
        map_stands: where the first commit of the workflow map stands to this one: made before
            it, with it, after it, or beside it on a branch that neither follows.
    """

    role: Role
    path: str
    commit: Commit | None
    was: str = ""
    map_stands: Side | None = None


@dataclass(frozen=True, kw_only=True)
class History(Facts):
    """What git says of the order in which things were written.

    Attributes:
        shallow: older commits were not fetched, so a first commit need not be the first.
        commits: how many touch the manifest's folder.
        largest_import: share of all files that came with one commit.
        origins: first commits, map first.
        baselines: each change of a metric's baseline, oldest first.
        mapped: the manifest names a workflow map.
        measured: the manifest names a metrics file.
    """

    as_of: date
    go_live: date | None
    shallow: bool
    commits: int
    largest_import: float
    origins: tuple[Origin, ...]
    baselines: tuple[BaselineEntry, ...]
    mapped: bool
    measured: bool

    @property
    def single_import(self) -> bool:
        """The work came as a whole: its order was lost before."""
        return self.commits <= FEW_COMMITS or self.largest_import > MOST_FILES

    def of(self, role: Role) -> tuple[Origin, ...]:
        """The origins of one role."""
        return tuple(origin for origin in self.origins if origin.role == role)

    def no_order(self) -> tuple[str, str]:
        """Why this history proves no order, and what would help; two empty texts if it does."""
        if self.shallow:
            return "only the newest commits were fetched", "git fetch --unshallow"
        if self.single_import:
            reason = "the work was imported or squashed into few commits"
            return reason, "run where the full history is, or hold a dated retrospective"
        return "", ""


@gatherer(timeout=120.0)
def git_history(target: RepositoryTarget, context: Context) -> History:
    """Read the first commits of the declared files from git, following renames."""
    root = target.root
    git.run(root, "rev-parse", "--verify", "HEAD^{commit}")
    commits, largest = _imports(root)
    if not commits:
        reason = "no file of the manifest's folder is committed"
        raise CouldNotLook(reason, help="git add . && git commit")
    metrics = versions(root, _named(root, target.metrics)) if target.metrics else []
    origins, baselines = _origins(target), baseline_entries(root, metrics)
    return History(
        target=target.id,
        declared_at=target.declared_at,
        sources=_sources(origins, baselines),
        as_of=context.as_of,
        go_live=target.go_live,
        shallow=git.run(root, "rev-parse", "--is-shallow-repository").strip() == "true",
        commits=commits,
        largest_import=largest,
        origins=origins,
        baselines=baselines,
        mapped=target.workflow is not None,
        measured=target.metrics is not None,
    )


def _sources(
    origins: tuple[Origin, ...], baselines: tuple[BaselineEntry, ...]
) -> tuple[Source, ...]:
    """The commits it rests on: a later one changes nothing of what came first."""
    named = {f"first commit of {one.path}": one.commit for one in origins}
    named |= {f"baseline of {one.metric}, {one.value}": one.commit for one in baselines}
    return tuple(Source.of(name, one.sha.encode()) for name, one in named.items() if one)


def _imports(root: Path) -> tuple[int, float]:
    """How many commits touch the folder, and the largest share of files one of them brought."""
    commits = git.run(root, "log", "--format=%H", "--", ".").split()
    asked = ("--no-renames", "--diff-filter=A", "--name-only", "-z", "--format=%x2f%x2f")
    # No file's name holds an empty part, so two slashes part the commits.
    brought = git.run(root, "log", *asked, "--", ".").split("//\0")[1:]
    sizes = [one.count("\0") for one in brought]
    return len(commits), round(max(sizes, default=0) / max(sum(sizes), 1), 3)


def _origins(target: RepositoryTarget) -> tuple[Origin, ...]:
    root = target.root
    found: list[Origin] = []
    if target.workflow:
        found.append(_file(root, "workflow", _named(root, target.workflow)))
    first_map = found[0].commit if found else None
    for prompts in target.prompts:
        found += [_beside(root, one, first_map) for one in _prompts(root, prompts)]
    found += [_folder(root, "code", path) for path in target.code]
    if target.metrics:
        found.append(_file(root, "metrics", _named(root, target.metrics)))
    return tuple(found)


def _prompts(root: Path, path: Path) -> list[Origin]:
    """Each prompt file there is, and the place itself: an early prompt may be gone by now."""
    place = _named(root, path)
    listed = git.run(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", place)
    files = [name for name in listed.split("\0") if name][:PROMPTS_FOLLOWED]
    if files == [place]:
        return [_file(root, "prompts", place)]
    found = [_file(root, "prompts", name) for name in files]
    folder = _folder(root, "prompts", path)
    first = folder.commit
    told = first and any(o.commit and is_ancestor(root, o.commit, first) for o in found)
    if not told:
        found.append(folder)
    return found


def _file(root: Path, role: Role, path: str) -> Origin:
    history = versions(root, path)
    if not history:
        return Origin(role=role, path=path, commit=None)
    first, last = history[0], history[-1]
    was = first.path if first.path != last.path else ""
    return Origin(role=role, path=path, commit=commit_of(root, first.sha), was=was)


def _folder(root: Path, role: Role, path: Path) -> Origin:
    name = _named(root, path)
    shown = f"{name}/" if path.is_dir() and name != "." else name
    return Origin(role=role, path=shown, commit=first_touching(root, name))


def _beside(root: Path, origin: Origin, first_map: Commit | None) -> Origin:
    if not first_map or not origin.commit:
        return origin
    side: Side
    if first_map.sha == origin.commit.sha:
        side = "same"
    elif is_ancestor(root, first_map, origin.commit):
        side = "before"
    else:
        side = "after" if is_ancestor(root, origin.commit, first_map) else "beside"
    return Origin(
        role=origin.role,
        path=origin.path,
        commit=origin.commit,
        was=origin.was,
        map_stands=side,
    )


def _named(root: Path, path: Path) -> str:
    return path.relative_to(root.resolve()).as_posix()

"""Prompt files and what their front matter says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts, Source
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_foreign
from readiness.targets import PromptsTarget

FILES_READ = 500
_TEXTS = frozenset({".md", ".txt", ".prompt", ".prompty", ".j2", ".jinja", ".jinja2", ".mustache"})
_DATA = frozenset({".yaml", ".yml", ".json"})
"""Prompts kept as data; the file itself is the front matter."""
_FENCE = "---"


@dataclass(frozen=True, kw_only=True)
class PromptFile:
    """One prompt.

    Attributes:
        sha256: of the whole file.
        front_matter: there is a block between `---` lines at the top, or the file is data.
        review_by: None when it is not given, or not as a date; `review_by_text` is what stands
            there.
        problem: why the front matter could not be read, else empty.
    """

    path: str
    sha256: str
    front_matter: bool
    at: Location
    id: str = ""
    version: str = ""
    owner: str = ""
    review_by: date | None = None
    review_by_text: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class PromptFiles(Facts):
    """The prompts of the agent.

    Attributes:
        owner: of all prompts, from the manifest; empty when it names none.
        unreadable: files that could not be read, with the reason.
        cut: there were more files than are read.
    """

    as_of: date
    owner: str
    files: tuple[PromptFile, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    cut: bool = False


@gatherer()
def prompt_files(target: PromptsTarget, context: Context) -> PromptFiles:
    """Read every prompt file's front matter and digest."""
    if not target.paths:
        reason = "the manifest names no prompt files"
        raise CouldNotLook(reason, help="name files or folders under prompts.paths")
    paths = sorted(set(_paths(target.paths, context)))
    files: list[PromptFile] = []
    sources: list[Source] = []
    unreadable: list[tuple[str, str]] = []
    for path in paths[:FILES_READ]:
        try:
            content = context.read_bytes(path)
        except CouldNotLook as refusal:
            unreadable.append((context.show(path), refusal.reason))
            continue
        source = Source.of(context.show(path), content)
        sources.append(source)
        files.append(_read(content.decode("utf-8-sig", "replace"), source))
    return PromptFiles(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(sources),
        as_of=context.as_of,
        owner=target.owner,
        files=tuple(files),
        unreadable=tuple(unreadable),
        cut=len(paths) > FILES_READ,
    )


def _paths(declared: tuple[Path, ...], context: Context) -> Iterator[Path]:
    for path in declared:
        if path.is_dir():
            yield from (one for one in path.rglob("*") if one.is_file() and _is_prompt(one, path))
        elif path.exists():
            yield path
        else:
            reason = f"{context.show(path)} is not there"
            raise CouldNotLook(reason, help="correct prompts.paths")


def _is_prompt(file: Path, folder: Path) -> bool:
    parts = file.relative_to(folder).parts
    if any(part.startswith(".") for part in parts):
        return False
    return file.suffix.lower() in _TEXTS | _DATA and file.stem.lower() not in (
        "readme",
        "changelog",
    )


def _read(text: str, source: Source) -> PromptFile:
    block = text if Path(source.name).suffix.lower() in _DATA else _block(text)
    top = Location(source.name, 1)
    if block is None:
        return PromptFile(path=source.name, sha256=source.sha256, front_matter=False, at=top)
    try:
        document = parse_foreign(block, source.name)
    except ConfigurationError as error:
        return PromptFile(
            path=source.name,
            sha256=source.sha256,
            front_matter=True,
            at=Location(source.name, error.problems[0].line or 1),
            problem=error.problems[0].what,
        )
    return _typed(document, source)


def _block(text: str) -> str | None:
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in (_FENCE, "..."):
            # An empty line in place of the fence: lines stay those of the file.
            return "\n".join(["", *lines[1:number]])
    return None


def _typed(document: Document, source: Source) -> PromptFile:
    data = document.data if isinstance(document.data, dict) else {}
    review = data.get("review_by")
    return PromptFile(
        path=source.name,
        sha256=source.sha256,
        front_matter=True,
        at=document.at("review_by") if review is not None else Location(source.name, 1),
        id=_text(data.get("id")),
        version=_text(data.get("version")),
        owner=_text(data.get("owner")),
        review_by=_day(review),
        review_by_text=_text(review),
    )


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None

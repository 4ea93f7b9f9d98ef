"""Checklists: what is asked, of whom, how it is proved and what it is worth.

A checklist is a YAML file of one lesson; an overlay is one of a sector. Both hold items of the
same shape. Everything a verdict needs stands in the item, so that a result can carry its rules.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from readiness.documents import Duration, Strict, decode, parse_duration
from readiness.errors import ConfigurationError, Problem
from readiness.findings import Strength
from readiness.strict_yaml import load_strict

ProfileName = Literal["pilot", "production", "regulated"]
PROFILES: tuple[ProfileName, ...] = ("pilot", "production", "regulated")


class Lesson(StrEnum):
    """The seven lessons of real deployments, in the order they are reported."""

    WORKFLOW = "workflow"
    TOOLS = "tools"
    DEGRADATION = "degradation"
    OVERSIGHT = "oversight"
    PROMPTS = "prompts"
    OUTCOMES = "outcomes"
    GOVERNANCE = "governance"


class Severity(StrEnum):
    """How much an item weighs in its lesson."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """The weight in the lesson's mean."""
        return {"critical": 10, "high": 7, "medium": 3, "low": 1}[self.value]


StrengthWord = Literal["attested", "documented", "verified", "exercised"]


class ProvedBy(Strict):
    """The rungs of an item: which probes prove it, and how strongly."""

    documented: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    exercised: tuple[str, ...] = ()

    def rungs(self) -> Iterator[tuple[Strength, tuple[str, ...]]]:
        """The rungs that name a probe, strongest first."""
        for strength in (Strength.EXERCISED, Strength.VERIFIED, Strength.DOCUMENTED):
            if probes := getattr(self, strength.label):
                yield strength, probes

    @property
    def probes(self) -> tuple[str, ...]:
        """Every probe of the item, each once."""
        return tuple(dict.fromkeys((*self.documented, *self.verified, *self.exercised)))


class NotApplicable(Strict):
    """When the item does not apply, and which probe can prove it."""

    when: str
    probe: str = ""


class Fix(Strict):
    """What to do: effort S (under a day), M (days) or L (weeks), and the steps."""

    effort: Literal["S", "M", "L"]
    steps: tuple[str, ...] = Field(min_length=1)


class Basis(Strict):
    """Where an overlay's requirement comes from."""

    basis: str
    primary: bool


class Item(Strict):
    """One assessable requirement. See `docs/checklist.md` for all of them."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9-]+$")
    lesson: Lesson
    title: str = Field(min_length=5)
    statement: str = Field(min_length=20)
    practices: tuple[str, ...] = ()
    severity: Severity
    blocker: bool = False
    waivable: bool = True
    profiles: tuple[ProfileName, ...] = Field(min_length=1)
    due: str = Field(default="before_go_live", pattern=r"^(before_go_live|go_live \+ \d+d)$")
    requires: StrengthWord | dict[ProfileName, StrengthWord]
    proved_by: ProvedBy = ProvedBy()
    aggregate: Literal["all", "ratio"] = "all"
    order_in_time: bool = False
    valid_for: Duration = timedelta(days=90)
    not_applicable: NotApplicable | None = None
    ask: str = Field(min_length=5)
    respondent: Literal["process owner", "engineer", "risk officer", "business sponsor"]
    evidence: str = Field(min_length=5)
    why: str = Field(min_length=20)
    fix: Fix
    references: dict[str, tuple[str, ...]] = {}
    overlay: str = ""
    jurisdiction: str = ""
    source: Basis | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Item:
        if self.blocker and self.aggregate == "ratio":
            raise ValueError(f"{self.id}: a blocker cannot be averaged, use `aggregate: all`")
        if self.blocker and self.order_in_time:
            raise ValueError(
                f"{self.id}: what came too late cannot be repaired, so it blocks nothing"
            )
        if isinstance(self.requires, dict) and set(self.requires) != set(self.profiles):
            raise ValueError(f"{self.id}: `requires` must name exactly the item's profiles")
        return self

    def required(self, profile: ProfileName) -> Strength:
        """The strength that earns full credit under a profile."""
        word = self.requires if isinstance(self.requires, str) else self.requires[profile]
        return Strength[word.upper()]

    def due_on(self, go_live: date | None) -> date | None:
        """The first day the item is scored, or None when it always is.

        Without a go-live date nothing can be put off, so the item is scored.
        """
        if self.due == "before_go_live" or go_live is None:
            return None
        return go_live + parse_duration(self.due.partition("+")[2].strip())

    @property
    def probes(self) -> tuple[str, ...]:
        """Every probe that can say something about the item, its not-applicable probe included."""
        proof = (self.not_applicable.probe,) if self.not_applicable else ()
        return tuple(dict.fromkeys((*self.proved_by.probes, *filter(None, proof))))


class _Lesson(Strict):
    version: Literal[1]
    lesson: Lesson
    title: str
    summary: str
    items: tuple[dict[str, object], ...]


class _Overlay(Strict):
    version: Literal[1]
    overlay: str
    title: str
    summary: str = ""
    items: tuple[dict[str, object], ...]


class ProfileText(Strict):
    """What a profile is for."""

    title: str
    purpose: str


class _Profiles(Strict):
    version: Literal[1]
    profiles: dict[ProfileName, ProfileText]


class Framework(Strict):
    """A framework that items provide evidence toward."""

    name: str
    version: str
    licence_note: str = ""
    secondary: bool = False
    """Known only from secondary sources."""
    ids: dict[str, str]


class _Frameworks(Strict):
    version: Literal[1]
    frameworks: dict[str, Framework]


class Practice(Strict):
    """One practice of the seven lessons that the items cover."""

    lesson: Lesson
    title: str


class _Practices(Strict):
    version: Literal[1]
    practices: dict[Annotated[str, Field(pattern=r"^(L[1-7]|X)-\d\d$")], Practice]


@dataclass(frozen=True)
class LessonText:
    """Title and summary of a lesson."""

    title: str
    summary: str


@dataclass(frozen=True)
class Checklists:
    """Everything the folder `checklists/` holds."""

    lessons: dict[Lesson, LessonText]
    items: tuple[Item, ...]
    overlays: dict[str, str]
    """Overlay name to title."""
    profiles: dict[ProfileName, ProfileText]
    frameworks: dict[str, Framework]
    practices: dict[str, Practice]
    digest: str
    """sha256 over all files: two results with the same digest were judged by the same rules."""

    def in_scope(self, overlays: Iterable[str] = ()) -> tuple[Item, ...]:
        """The items of the seven lessons and of the named overlays."""
        chosen = {"", *overlays}
        return tuple(item for item in self.items if item.overlay in chosen)

    def item(self, item_id: str) -> Item | None:
        """The item with this id."""
        return next((item for item in self.items if item.id == item_id), None)


def folder() -> Path:
    """The folder `checklists/` of this installation."""
    found = resources.files("readiness") / "checklists"
    return (
        Path(str(found)) if found.is_dir() else Path(__file__).resolve().parents[1] / "checklists"
    )


@cache
def load(root: Path | None = None) -> Checklists:
    """Read all checklists.

    Raises:
        ConfigurationError: located, for anything that is not as described above.
    """
    root = root or folder()
    lessons: dict[Lesson, LessonText] = {}
    items: list[Item] = []
    overlays: dict[str, str] = {}
    for lesson in Lesson:
        path = root / f"{lesson}.yaml"
        checklist = decode(load_strict(path), _Lesson)
        lessons[lesson] = LessonText(checklist.title, checklist.summary)
        items += _items(path, {"lesson": lesson.value})
    for path in sorted((root / "overlays").glob("*.yaml")):
        overlay = decode(load_strict(path), _Overlay)
        overlays[overlay.overlay] = overlay.title
        items += _items(path, {"overlay": overlay.overlay})
    _refuse_twins(items)
    return Checklists(
        lessons,
        tuple(items),
        overlays,
        decode(load_strict(root / "profiles.yaml"), _Profiles).profiles,
        decode(load_strict(root / "frameworks.yaml"), _Frameworks).frameworks,
        decode(load_strict(root / "practices.yaml"), _Practices).practices,
        _digest(root),
    )


class _Items(Strict):
    items: tuple[Item, ...]


def _items(path: Path, added: dict[str, object]) -> Iterator[Item]:
    document = load_strict(path, path.name)
    entries = [{**added, **entry} for entry in document.data["items"]]
    completed = type(document)(document.name, {"items": entries}, document.marks)
    yield from decode(completed, _Items).items


def _refuse_twins(items: Iterable[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            what = f"the item id {item.id} stands in the checklists twice"
            raise ConfigurationError(what, problems=[Problem(what, fix="rename one of them")])
        seen.add(item.id)


def _digest(root: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        whole.update(path.relative_to(root).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def is_item_id(text: str) -> bool:
    """Whether the text has the shape of an item or probe id."""
    return re.fullmatch(r"[a-z]+\.[a-z0-9-]+", text) is not None

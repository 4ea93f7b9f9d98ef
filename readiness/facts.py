"""Facts: frozen data that gatherers record and probes judge.

Facts hold no judgement and can be saved and loaded again, so that every verdict can be reached
offline from the run folder. Subclass `Facts` with a frozen dataclass of plain values, tuples,
enums, dates and other dataclasses: pydantic turns it into JSON and back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from readiness.findings import Location, Outcome


@dataclass(frozen=True, order=True)
class Source:
    """A file, an exchange or a commit that facts were taken from."""

    name: str
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Self:
        """The source `name` with the digest of its content."""
        return cls(name, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a gatherer recorded about one target.

    Attributes:
        target: id of the target in the manifest, e.g. `tools.orders` or `logs.config[0]`.
        sources: what the facts were taken from; a pass lapses when one of them changes.
        declared_at: where the manifest declares the target.
    """

    target: str
    sources: tuple[Source, ...] = ()
    declared_at: Location | None = None

    @property
    def digest(self) -> str:
        """One sha256 over the sources, whatever their order."""
        return digest_of(self.sources)


@dataclass(frozen=True)
class Missing:
    """Why there are no facts about a target: `not_available`, `not_run` or `error`."""

    outcome: Outcome
    reason: str
    help: str = ""


@dataclass(frozen=True)
class Gathered:
    """The outcome of one gatherer on one target: facts, or why there are none."""

    gatherer: str
    target: str
    facts: Facts | None
    missing: Missing | None = None
    seconds: float = 0.0


def digest_of(sources: Iterable[Source]) -> str:
    """One sha256 over sources, whatever their order; empty for none."""
    ordered = sorted(set(sources))
    if not ordered:
        return ""
    text = "\n".join(f"{source.sha256}  {source.name}" for source in ordered)
    return hashlib.sha256(text.encode()).hexdigest()

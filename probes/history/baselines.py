"""Baselines as each committed version of the metrics file gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from readiness import git
from readiness.errors import ConfigurationError
from readiness.strict_yaml import parse_strict

from ..outcomes.placeholder import is_placeholder
from .commits import Commit, Version

VERSIONS_READ = 200


@dataclass(frozen=True, kw_only=True)
class BaselineEntry:
    """A baseline that came, or changed, with a commit.

    Attributes:
        metric: id of the metric.
        kind: `business`, `operational` or `model`, as the file says.
        value: the figure as text.
        measured: the day the file gives for the measurement.
    """

    metric: str
    kind: str
    value: str
    measured: date | None
    commit: Commit


def baseline_entries(root: Path, versions: list[Version]) -> tuple[BaselineEntry, ...]:
    """Each change of each metric's baseline, oldest first."""
    entries: list[BaselineEntry] = []
    last: dict[str, tuple[str, date | None]] = {}
    for version in versions[:VERSIONS_READ]:
        text = git.run(root, "cat-file", "blob", f"{version.commit.sha}:{version.path}")
        for metric, kind, value, measured in _baselines_in(text):
            if last.get(metric) == (value, measured):
                continue
            last[metric] = (value, measured)
            entries.append(
                BaselineEntry(
                    metric=metric,
                    kind=kind,
                    value=value,
                    measured=measured,
                    commit=version.commit,
                )
            )
    return tuple(entries)


def _baselines_in(text: str) -> Iterator[tuple[str, str, str, date | None]]:
    """What a version says; one that could not be read says nothing."""
    try:
        data = parse_strict(text, "metrics").data
    except ConfigurationError:
        return
    metrics = data.get("metrics") if isinstance(data, dict) else None
    for metric in metrics if isinstance(metrics, list) else ():
        baseline = metric.get("baseline") if isinstance(metric, dict) else None
        if not isinstance(baseline, dict) or not _given(baseline.get("value")):
            continue
        measured = baseline.get("measured")
        yield (
            str(metric.get("id", "")),
            str(metric.get("kind", "")),
            str(baseline["value"]),
            measured if type(measured) is date else None,
        )


def _given(value: Any) -> bool:
    return value is not None and not is_placeholder(str(value))

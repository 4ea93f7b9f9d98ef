"""Baselines as each committed version of the metrics file gave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from readiness import git
from readiness.errors import ConfigurationError
from readiness.placeholder_words import is_placeholder
from readiness.strict_yaml import parse_strict

from .commits import Commit, Version, commit_of

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


@dataclass(frozen=True)
class _Baseline:
    metric: str
    kind: str
    value: str
    measured: date | None

    def entry(self, commit: Commit) -> BaselineEntry:
        return BaselineEntry(
            metric=self.metric,
            kind=self.kind,
            value=self.value,
            measured=self.measured,
            commit=commit,
        )


Figures = Mapping[str, _Baseline]


def baseline_entries(root: Path, versions: list[Version]) -> tuple[BaselineEntry, ...]:
    """Each change of the baseline of each metric that is still there, oldest first."""
    entries: list[BaselineEntry] = []
    last: dict[str, _Baseline] = {}
    for version in versions[:VERSIONS_READ]:
        text = git.run(root, "cat-file", "blob", f"{version.sha}:{version.path}")
        now = {one.metric: one for one in _baselines_in(text)}
        for old, new in _renamed(last, now):
            last[new] = replace(last.pop(old), metric=new)
            entries = [replace(e, metric=new) if e.metric == old else e for e in entries]
        changed = [one for one in now.values() if last.get(one.metric) != one]
        commit = commit_of(root, version.sha) if changed else None
        entries += [one.entry(commit) for one in changed if commit]
        last = now
    return tuple(entry for entry in entries if entry.metric in last)


def _renamed(last: Figures, now: Figures) -> Iterator[tuple[str, str]]:
    """Metrics that only changed their id: the same figure, measured the same day."""
    gone = [one for name, one in last.items() if name not in now]
    for name, one in now.items():
        before = [old for old in gone if replace(old, metric=name) == one]
        if name not in last and len(before) == 1:
            gone.remove(before[0])
            yield before[0].metric, name


def _baselines_in(text: str) -> Iterator[_Baseline]:
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
        yield _Baseline(
            str(metric.get("id", "")),
            str(metric.get("kind", "")),
            str(baseline["value"]),
            measured if type(measured) is date else None,
        )


def _given(value: Any) -> bool:
    return value is not None and not is_placeholder(str(value))

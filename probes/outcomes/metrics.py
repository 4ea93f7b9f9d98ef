"""The metrics file: what success is measured by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from readiness.context import Context
from readiness.documents import Strict, decode
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_strict
from readiness.targets import MetricsTarget

MetricKind = Literal["business", "operational", "model"]
Figure = int | float | str | None


class BaselineModel(Strict):
    """The figure before the agent."""

    value: Figure = None
    measured: date | str | None = None
    sample: int | str | None = None
    method: str = ""


class MetricModel(Strict):
    """One measure; `primary` are those the agent is judged by."""

    id: str = Field(min_length=1)
    name: str = ""
    kind: MetricKind
    primary: bool = False
    unit: str = ""
    definition: str = ""
    baseline: BaselineModel | None = None
    target: Figure = None
    owner: str = ""
    source: str = ""


class MetricsModel(Strict):
    """The whole of a metrics file."""

    version: Literal[1]
    metrics: tuple[MetricModel, ...]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A measure as it is written; an empty text is nothing at all.

    Attributes:
        value: the baseline's figure as text.
        measured: the day of the baseline; None when it is missing or no date.
        baseline_at: the line of the baseline, or of the metric without one.
    """

    id: str
    kind: MetricKind
    primary: bool
    at: Location
    baseline_at: Location
    name: str = ""
    unit: str = ""
    definition: str = ""
    value: str = ""
    measured: date | None = None
    sample: str = ""
    method: str = ""
    goal: str = ""
    owner: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Metrics(Facts):
    """The measures of the agent."""

    file: str
    as_of: date
    metrics: tuple[Metric, ...]


@gatherer()
def metrics(target: MetricsTarget, context: Context) -> Metrics:
    """Read the metrics file, each measure with its line."""
    shown = context.show(target.path)
    try:
        document = parse_strict(context.read(target.path), shown)
        model = decode(document, MetricsModel)
    except ConfigurationError as error:
        problem = error.problems[0]
        reason = f"the metrics file cannot be read: {problem.where}: {problem.what}"
        raise CouldNotLook(reason, help=problem.fix or "correct the line") from None
    return Metrics(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.path),),
        file=shown,
        as_of=context.as_of,
        metrics=tuple(_metric(document, n, one) for n, one in enumerate(model.metrics)),
    )


def _metric(document: Document, number: int, model: MetricModel) -> Metric:
    baseline = model.baseline or BaselineModel()
    return Metric(
        id=model.id,
        kind=model.kind,
        primary=model.primary,
        at=document.at("metrics", number),
        baseline_at=document.at("metrics", number, "baseline"),
        name=model.name,
        unit=model.unit,
        definition=model.definition,
        value=_text(baseline.value),
        measured=baseline.measured if isinstance(baseline.measured, date) else None,
        sample=_text(baseline.sample),
        method=baseline.method,
        goal=_text(model.target),
        owner=model.owner,
        source=model.source,
    )


def _text(value: Figure) -> str:
    return "" if value is None else str(value)

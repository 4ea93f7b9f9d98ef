"""Success as a business measure, completely defined."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Evidence, Finding, Location, failed, passed
from readiness.placeholder_words import is_placeholder
from readiness.registry import probe

from .metrics import Metric, Metrics


@probe()
def metric_definitions(facts: Metrics) -> Iterator[Finding]:
    """Is success defined by a business measure with unit, definition, baseline, target, owner?

    Accuracy and token counts can improve for months while the work gets no faster, cheaper or
    better. The probe asks for at least one primary measure of kind `business`, and of each
    primary measure for unit, definition, baseline (a figure, the day and the method it was
    measured by), target, owner and source. Placeholders such as TBD do not count. A pass means
    that all of it is written down, not that the figures are right.
    """
    primary = [metric for metric in facts.metrics if metric.primary]
    if not any(metric.kind == "business" for metric in primary):
        yield _no_business_measure(facts, primary)
    for metric in primary:
        missing = list(_missing(metric))
        if missing:
            yield failed(
                metric.id,
                f"The primary metric {metric.id} has no {' and no '.join(missing)}"[:110],
                code="incomplete",
                location=metric.at,
                evidence=(Evidence("excerpt", f"missing: {', '.join(missing)}"),),
                help=f"write down {', '.join(missing)}",
            )
        elif metric.measured and metric.measured > facts.as_of:
            yield failed(
                metric.id,
                f"The baseline of {metric.id} is dated in the future ({metric.measured})",
                code="future-baseline",
                location=metric.baseline_at,
                help="give the day on which it was measured",
            )
        else:
            yield passed(metric.id, f"{metric.id} is completely defined", location=metric.at)


def _no_business_measure(facts: Metrics, primary: list[Metric]) -> Finding:
    if not facts.metrics:
        message = f"{facts.file} defines no metrics"
    elif not primary:
        message = "No metric is marked primary, so nothing says what success is"
    elif all(metric.kind == "model" for metric in primary):
        message = "Success is defined by model metrics only, not by a business measure"
    else:
        message = "No primary metric is a business measure"
    return failed(
        facts.file,
        message,
        code="no-business-metric",
        location=primary[0].at if primary else Location(facts.file, 1),
        help="name a measure the business already cares about, such as time per case",
    )


def _missing(metric: Metric) -> Iterator[str]:
    given = {
        "unit": metric.unit,
        "definition": metric.definition,
        "baseline": metric.value,
        "target": metric.goal,
        "owner": metric.owner,
        "source": metric.source,
    }
    for what, text in given.items():
        if _empty(text):
            yield what
        if what == "baseline" and not _empty(text):
            if metric.measured is None:
                yield "day of the baseline"
            if _empty(metric.method):
                yield "method of the baseline"


def _empty(text: str) -> bool:
    # A bare `%` or `€` is a unit, though it holds no letter.
    return text not in ("%", "‰", "€", "$", "£") and is_placeholder(text)

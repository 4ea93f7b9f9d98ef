"""Order in time: the baseline, then go-live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    passed,
)
from readiness.registry import probe

from ..history.baselines import BaselineEntry
from ..history.git_history import History


@probe()
def baseline_before_go_live(history: History) -> Iterator[Finding]:
    """Was the starting point of each business metric measured and committed before go-live?

    After go-live the old way of working is gone and cannot be measured any more; a baseline from
    memory flatters the project. The probe reads every committed version of the metrics file and
    asks when each baseline first stood in it, and what day the file gives for the measurement.
    A pass means the figure was in the history by go-live. Metrics of kind `model` are left out:
    the process before had no model.
    """
    metrics = history.of("metrics")
    if not metrics:
        help_ = "write the metrics file and name it under outcomes.metrics"
        yield could_not_look("metrics", "The manifest names no metrics file", help=help_)
        return
    file = metrics[0].path
    entries = [entry for entry in history.baselines if entry.kind != "model"]
    if history.go_live is None:
        message = "The manifest does not say when the agent goes live"
        yield could_not_look("go-live", message, help="set agent.go_live")
    elif metrics[0].commit is None:
        message = f"{file} is not committed, so the age of its baselines is unknown"
        yield could_not_look(file, message, help=f"git add {file} && git commit")
    elif not entries:
        yield _none(history, history.go_live, file)
    else:
        for metric in dict.fromkeys(entry.metric for entry in entries):
            mine = [entry for entry in entries if entry.metric == metric]
            yield _judge(history, history.go_live, file, mine)


def _none(history: History, go_live: date, file: str) -> Finding:
    if go_live > history.as_of or history.shallow:
        message = f"No committed version of {file} holds the baseline of a business metric"
        return could_not_look(file, message, help="measure the present process and commit it")
    return failed(
        file,
        f"No baseline of a business metric was committed in {file}",
        code="no-baseline",
        location=Location(file),
        help="rebuild the figure from dated records of the time before, and have it approved",
    )


def _judge(history: History, go_live: date, file: str, entries: list[BaselineEntry]) -> Finding:
    now = entries[-1]
    if now.measured and now.measured > go_live:
        message = f"The baseline of {now.metric} was measured after go-live ({now.measured})"
        return _late(file, now, "measured-late", message)
    in_time = [entry for entry in entries if entry.commit.committed.date() <= go_live]
    if go_live >= history.as_of:
        return _in_time(go_live, file, now)
    doubt = next((d for e in entries if (d := e.commit.doubt(history.as_of))), "")
    if doubt:
        return could_not_look(now.metric, f"Baseline of {now.metric}: {doubt}", help=_REPAIR)
    if any(entry.value == now.value for entry in in_time):
        return _in_time(go_live, file, next(e for e in in_time if e.value == now.value))
    if in_time:
        before = in_time[-1].value
        message = f"The baseline of {now.metric} was changed after go-live: {before} to {now.value}"
        return _late(file, now, "changed-late", message, Confidence.LOW)
    return _not_in_time(history, go_live, file, entries[0])


def _in_time(go_live: date, file: str, entry: BaselineEntry) -> Finding:
    # On the day itself nobody can say which came first.
    same_day = entry.commit.committed.date() == go_live
    return passed(
        entry.metric,
        f"The baseline of {entry.metric} was committed before go-live",
        confidence=Confidence.LOW if same_day else Confidence.HIGH,
        location=Location(file),
        evidence=_evidence(entry),
    )


def _not_in_time(history: History, go_live: date, file: str, first: BaselineEntry) -> Finding:
    if history.shallow:
        message = f"Older versions of {file} were not fetched"
        return could_not_look(first.metric, message, help="git fetch --unshallow")
    if first.commit.authored.date() <= go_live:
        message = f"The baseline of {first.metric} was written before go-live, committed after"
        return could_not_look(first.metric, message, help=_REPAIR)
    if history.single_import:
        message = f"{file} came with an import after go-live, which shows nothing of its age"
        return could_not_look(first.metric, message, help=history.no_order()[1])
    day = first.commit.committed.date()
    message = f"The baseline of {first.metric} was committed after go-live ({day})"
    return _late(file, first, "committed-late", message)


def _late(
    file: str,
    entry: BaselineEntry,
    code: str,
    message: str,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return failed(
        entry.metric,
        message,
        code=code,
        confidence=confidence,
        location=Location(file),
        evidence=_evidence(entry),
        help=_REPAIR,
    )


_REPAIR = "rebuild the figure from dated records of the time before, and have it approved"


def _evidence(entry: BaselineEntry) -> tuple[Evidence, ...]:
    commit = entry.commit
    day = commit.committed.date()
    text = f"{commit.short} {day} {commit.subject}: {entry.metric} = {entry.value}"
    return (Evidence("commit", text[:300]),)

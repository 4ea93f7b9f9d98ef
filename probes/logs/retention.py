"""The probe `logs.retention`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    could_not_look,
    failed,
    passed,
)
from readiness.registry import probe

from .python_config import Handler, LoggingConfig

_DAY = {"S": 1 / 86_400, "M": 1 / 1_440, "H": 1 / 24, "D": 1.0, "MIDNIGHT": 1.0}
_FILES = {
    "FileHandler",
    "WatchedFileHandler",
    "RotatingFileHandler",
    "TimedRotatingFileHandler",
}


@probe()
def retention(config: LoggingConfig) -> Iterator[Finding]:
    """Are log files kept as long as promised?

    What is deleted before an incident is noticed cannot explain it. The rotation of each log file
    is held to the promise `logs.retention`. A pass means that a rotation by time keeps enough
    files. A rotation by size keeps bytes, not days, so nothing can be said of it; a file that is
    never rotated or never deleted keeps everything, also what should have been deleted.
    """
    files = [handler for handler in config.handlers if handler.kind in _FILES]
    if config.retention_days is None:
        yield could_not_look(
            config.file,
            "no retention is promised, so there is nothing to hold the rotation to",
            help="state how long logs are kept: logs.retention: 180d",
            location=config.declared_at,
        )
        return
    for handler in files:
        yield _handler(config, handler, config.retention_days)
    if not files:
        yield could_not_look(
            config.file,
            f"no handler in {config.file} writes a file: who keeps the records is not seen here",
            help="attest the retention of the place the records are sent to",
        )


def _handler(config: LoggingConfig, handler: Handler, promised: float) -> Finding:
    subject = f"{config.file}: {handler.name}"
    if handler.kind == "TimedRotatingFileHandler":
        return _timed(subject, handler, promised)
    if handler.kind == "RotatingFileHandler" and _number(handler.setting("maxBytes")) > 0:
        return could_not_look(
            subject,
            f"{handler.name} rotates by size: how many days it keeps depends on the traffic",
            help="rotate by time (TimedRotatingFileHandler), or keep a copy elsewhere",
            location=handler.location,
        )
    return _unbounded(subject, handler, "is never rotated")


def _timed(subject: str, handler: Handler, promised: float) -> Finding:
    files = _number(handler.setting("backupCount"))
    if files <= 0:
        return _unbounded(subject, handler, "deletes nothing (backupCount is 0)")
    when = (handler.setting("when") or "H").upper()
    span = 7.0 if when.startswith("W") else _DAY.get(when)
    if span is None:
        return could_not_look(
            subject, f"{handler.name} rotates at {when}, which is unknown",
            location=handler.location,
        )  # fmt: skip
    interval = max(_number(handler.setting("interval")), 1)
    kept = span * interval * files
    evidence = [
        Evidence("excerpt", f"{handler.location}: when {when}, {files} files = {kept:g} days")
    ]
    if kept >= promised:
        return passed(
            subject,
            f"{handler.name} keeps {kept:g} days, {promised:g} are promised",
            location=handler.location,
            evidence=evidence,
        )
    return failed(
        subject,
        f"{handler.name} keeps {kept:g} days, {promised:g} are promised",
        code="too-short",
        location=handler.location,
        evidence=evidence,
        help="raise backupCount, or lower the promise where it is made",
    )


def _unbounded(subject: str, handler: Handler, why: str) -> Finding:
    return failed(
        subject,
        f"{handler.name} {why}: nothing is deleted when its time is over",
        code="unbounded",
        location=handler.location,
        confidence=Confidence.LOW,
        help="rotate by time and keep as many files as promised, or show what deletes them",
    )


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdigit() else 0

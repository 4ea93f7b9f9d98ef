"""The probe `logs.keeps-errors`."""

from __future__ import annotations

from collections.abc import Iterator

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

from .effective import ERROR, handlers_of, level_of
from .effective import keeps_errors as kept_by
from .python_config import Handler, Logger, LoggingConfig


@probe()
def keeps_errors(config: LoggingConfig) -> Iterator[Finding]:
    """Is every error written down?

    What nobody logged cannot be diagnosed. A pass means that an ERROR record of the root logger
    and of each configured one reaches at least one handler that keeps it: no level on the way is
    above ERROR, a handler is attached, and it is not a NullHandler. Filters written in Python are
    not run. `disable_existing_loggers` left out silences loggers that modules made before.
    Source: the logging flow of the Python documentation.
    """
    if config.incremental:
        yield could_not_look(
            config.file,
            f"{config.file} is incremental: the handlers are set elsewhere",
            help="name the file that sets up the handlers under logs.config",
        )
        return
    root = config.root or Logger("", Location(config.file))
    for logger in (root, *config.loggers):
        yield _logger(config, logger)
    if config.disables_existing:
        yield _existing(config)


def _logger(config: LoggingConfig, logger: Logger) -> Finding:
    name = logger.name or "root"
    subject = f"{config.file}: {name}"
    if logger.unknown_level:
        return could_not_look(
            subject, f"{name} has the level {logger.unknown_level}, which is not a standard one",
            location=logger.location,
        )  # fmt: skip
    level = level_of(config, logger)
    if level > ERROR:
        return _lost(subject, f"{name} drops errors: its level is above ERROR", "level",
                     logger.location, "set its level to ERROR or lower")  # fmt: skip
    offered = handlers_of(config, logger)
    verdicts = {handler.name: kept_by(handler) for handler in offered}
    if True in verdicts.values():
        keeping = ", ".join(n for n, kept in verdicts.items() if kept)
        return passed(subject, f"errors of {name} are kept by {keeping}", location=logger.location)
    if None in verdicts.values():
        return could_not_look(
            subject, f"a handler of {name} has a level that is not a standard one",
            location=logger.location,
        )  # fmt: skip
    if not offered:
        # Python's handler of last resort still prints the bare message to stderr.
        return _lost(
            subject,
            f"errors of {name} reach no handler, only stderr",
            "no-handler",
            logger.location,
            "attach a handler, or let it propagate",
            Confidence.LOW,
        )
    return _dropped(subject, name, offered)


def _dropped(subject: str, name: str, offered: tuple[Handler, ...]) -> Finding:
    first = next((one for one in offered if one.kind != "NullHandler"), offered[0])
    names = " and ".join(one.name for one in offered)
    evidence = [
        Evidence("excerpt", f"{one.location}: {one.name}: {one.cls}, level {one.level}")
        for one in offered
    ]
    return failed(
        subject,
        f"errors of {name} are lost: {names} keep nothing below CRITICAL"
        if len(offered) > 1
        else f"errors of {name} are lost: {names} drops them",
        code="handler-level",
        location=first.level_location or first.location,
        evidence=evidence,
        help="set the level of a handler to ERROR or lower",
    )


def _lost(
    subject: str,
    message: str,
    code: str,
    location: Location,
    mend: str,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return failed(subject, message, code=code, location=location, help=mend, confidence=confidence)


def _existing(config: LoggingConfig) -> Finding:
    how = "is true" if config.disables_existing_said else "is left out, which means true"
    return failed(
        f"{config.file}: disable_existing_loggers",
        "loggers made before the configuration is loaded may fall silent, errors too",
        code="disables-existing",
        location=config.disables_location if config.disables_existing_said else None,
        confidence=Confidence.LOW,
        evidence=[Evidence("excerpt", f"{config.file}: disable_existing_loggers {how}")],
        help="disable_existing_loggers: false",
    )

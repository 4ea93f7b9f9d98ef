"""Which handlers a record reaches, as Python's logging walks from a logger up to the root."""

from __future__ import annotations

from collections.abc import Iterator

from .python_config import Handler, Logger, LoggingConfig

ERROR = 40
_WARNING = 30


def ancestors(config: LoggingConfig, logger: Logger) -> Iterator[Logger]:
    """The configured loggers above one, nearest first, root last."""
    named = {one.name: one for one in config.loggers}
    name = logger.name
    while "." in name:
        name = name.rpartition(".")[0]
        if name in named:
            yield named[name]
    if config.root is not None and logger is not config.root:
        yield config.root


def level_of(config: LoggingConfig, logger: Logger) -> int:
    """The level that holds for a logger: its own, or that of the nearest above it."""
    for one in (logger, *ancestors(config, logger)):
        if one.level:
            return one.level
    return _WARNING


def handlers_of(config: LoggingConfig, logger: Logger) -> tuple[Handler, ...]:
    """The handlers that a record of this logger is offered to."""
    known = {one.name: one for one in config.handlers}
    found: dict[str, Handler] = {}
    for one in (logger, *ancestors(config, logger)):
        found.update((name, known[name]) for name in one.handlers if name in known)
        if not one.propagate:
            break
    return tuple(found.values())


def keeps_errors(handler: Handler) -> bool | None:
    """Whether a handler keeps an ERROR record; None when that cannot be told."""
    if handler.kind == "NullHandler":
        return False
    if handler.level is None:
        return None
    return handler.level <= ERROR

"""A Python logging configuration (`logging.config.dictConfig` as YAML or JSON), read as data.

Such a configuration can name any class and any code; nothing of it is resolved here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.context import Context
from readiness.errors import AnotherFormat, ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, Step, parse_foreign
from readiness.targets import LogConfigTarget

_LEVELS = {
    "CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARNING": 30, "WARN": 30, "INFO": 20, "DEBUG": 10,
    "NOTSET": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """An argument of a handler, as text."""

    name: str
    value: str


@dataclass(frozen=True)
class Handler:
    """A handler: where records go.

    Attributes:
        cls: as written, e.g. `logging.StreamHandler`; empty for a factory (`()`).
        level: 0 keeps everything; None when the level is not one that is known.
        filters: names of the filters that may drop records.
        settings: further arguments, e.g. of the rotation.
    """

    name: str
    cls: str
    level: int | None
    location: Location
    filters: tuple[str, ...] = ()
    formatter: str = ""
    settings: tuple[Setting, ...] = ()
    level_location: Location | None = None

    def setting(self, name: str) -> str:
        """An argument as text, empty when it is not given."""
        return next((one.value for one in self.settings if one.name == name), "")

    @property
    def kind(self) -> str:
        """The last part of its class."""
        return self.cls.rpartition(".")[2]


@dataclass(frozen=True)
class Logger:
    """A logger; the root one has an empty name.

    Attributes:
        level: None when it is not given, so that the one above decides.
        unknown_level: the text, when it is no level that is known.
    """

    name: str
    location: Location
    level: int | None = None
    unknown_level: str = ""
    handlers: tuple[str, ...] = ()
    propagate: bool = True


@dataclass(frozen=True, kw_only=True)
class LoggingConfig(Facts):
    """A Python logging configuration.

    Attributes:
        retention_days: how long logs are promised to be kept; None without a promise.
        disables_existing: `disable_existing_loggers` as it will be, True when it is left out.
        incremental: it only changes levels of a configuration made elsewhere.
    """

    file: str
    retention_days: float | None = None
    handlers: tuple[Handler, ...] = ()
    loggers: tuple[Logger, ...] = ()
    root: Logger | None = None
    disables_existing: bool = True
    disables_existing_said: bool = False
    disables_location: Location | None = None
    incremental: bool = False


@gatherer()
def python_config(target: LogConfigTarget, context: Context) -> LoggingConfig:
    """Reads a dictConfig in YAML or JSON; resolves no class and opens no handler."""
    name = context.show(target.path)
    document = _document(context.read(target.path), name)
    data = document.data
    if not isinstance(data, dict) or not ({"handlers", "root", "loggers"} & data.keys()):
        raise AnotherFormat(
            f"{name} is no Python logging configuration",
            help="read so far: logging.config.dictConfig as YAML or JSON",
        )
    retention = target.retention
    said = "disable_existing_loggers" in data
    return LoggingConfig(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.path),),
        file=name,
        retention_days=retention.total_seconds() / 86_400 if retention is not None else None,
        handlers=tuple(_handlers(document)),
        loggers=tuple(_loggers(document)),
        root=_root(document),
        disables_existing=data.get("disable_existing_loggers", True) is not False,
        disables_existing_said=said,
        disables_location=document.at("disable_existing_loggers"),
        incremental=data.get("incremental") is True,
    )


def _document(text: str, name: str) -> Document:
    if name.endswith(".json"):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise CouldNotLook(f"{name} is no JSON: {error}") from None
        try:
            return parse_foreign(text, name)  # the same data, and where it stands
        except ConfigurationError:
            return Document(name, data, {})
    if not name.endswith((".yaml", ".yml")):
        raise AnotherFormat(
            f"{name} is not read: it is neither YAML nor JSON",
            help="read so far: logging.config.dictConfig as YAML or JSON",
        )
    try:
        return parse_foreign(text, name)
    except ConfigurationError as error:
        first = error.problems[0]
        raise CouldNotLook(f"{first.where}: {first.what}", help=first.fix) from None


def _section(document: Document, name: str) -> dict[Any, Any]:
    found = document.data.get(name)
    return found if isinstance(found, dict) else {}


def _handlers(document: Document) -> Iterator[Handler]:
    known = {"class", "()", "level", "filters", "formatter"}
    for name, entry in _section(document, "handlers").items():
        way: tuple[Step, ...] = ("handlers", name)
        if not isinstance(entry, dict):
            continue
        level = _level(entry.get("level", 0))
        yield Handler(
            name=str(name),
            cls=str(entry.get("class") or ""),
            level=level,
            location=document.at(*way),
            filters=_texts(entry.get("filters")),
            formatter=str(entry.get("formatter") or ""),
            settings=tuple(
                Setting(str(key), str(value))
                for key, value in entry.items()
                if key not in known and isinstance(value, str | int | float)
            ),
            level_location=document.at(*way, "level") if "level" in entry else None,
        )


def _loggers(document: Document) -> Iterator[Logger]:
    for name, entry in _section(document, "loggers").items():
        if name in ("", "root"):
            continue
        settings = entry if isinstance(entry, dict) else {}
        yield _logger(str(name), settings, document.at("loggers", name))


def _root(document: Document) -> Logger | None:
    if isinstance(document.data.get("root"), dict):
        return _logger("", document.data["root"], document.at("root"))
    for name in ("", "root"):
        entry = _section(document, "loggers").get(name)
        if isinstance(entry, dict):
            return _logger("", entry, document.at("loggers", name))
    return None


def _logger(name: str, entry: dict[Any, Any], location: Location) -> Logger:
    given = entry.get("level")
    level = _level(given) if given is not None else None
    return Logger(
        name=name,
        location=location,
        level=level,
        unknown_level=str(given) if given is not None and level is None else "",
        handlers=_texts(entry.get("handlers")),
        propagate=entry.get("propagate") is not False,
    )


def _level(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _LEVELS.get(str(value))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()

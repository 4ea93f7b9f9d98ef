"""Which models are named: in configuration files beside the manifest, and in the code's calls."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts, Source
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import parse_foreign
from readiness.targets import CodeTarget

from .configuration_files import configuration_files

_KEY = re.compile(r"(?i)(?:(?:\w+[_.-])?model|llm|deployment)(?:[_-]?(?:id|name))?")
_UNDER_MODEL = {"id", "name", "model"}
_MODEL_ID = re.compile(r"[A-Za-z][\w.:/@-]{2,100}")
_ENV_LINE = re.compile(r"(?m)^\s*(?:export\s+)?(\w*MODEL\w*)\s*=\s*[\"']?([^\s\"'#]+)")


@dataclass(frozen=True)
class ModelSetting:
    """A model named in a configuration file; `key` is the way to it, e.g. `model.id`."""

    key: str
    model: str
    location: Location


@dataclass(frozen=True, kw_only=True)
class ModelSettings(Facts):
    """The models that configuration files beside the manifest name."""

    files: tuple[str, ...] = ()
    settings: tuple[ModelSetting, ...] = ()
    unread: tuple[str, ...] = ()


@gatherer()
def model_settings(target: CodeTarget, context: Context) -> ModelSettings:
    """Reads the configuration files beside the manifest for the models they name."""
    sources: list[Source] = []
    settings: list[ModelSetting] = []
    unread: list[str] = []
    for path in configuration_files(context):
        if path == context.manifest.path:
            continue
        name = context.show(path)
        try:
            content = context.read_bytes(path)
            settings.extend(_in_file(path, name, content.decode("utf-8", "replace")))
            sources.append(Source.of(name, content))
        except (CouldNotLook, ConfigurationError, ValueError, RecursionError):
            unread.append(name)
    return ModelSettings(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(sources),
        files=tuple(source.name for source in sources),
        settings=tuple(settings),
        unread=tuple(unread),
    )


def _in_file(path: Path, name: str, text: str) -> Iterator[ModelSetting]:
    if "model" not in text.lower() and "llm" not in text.lower():
        return
    if path.name.startswith(".env") or path.suffix in (".env", ".ini", ".cfg"):
        for match in _ENV_LINE.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            yield ModelSetting(match[1], match[2], Location(name, line))
        return
    match path.suffix:
        case ".toml":
            yield from _without_marks(tomllib.loads(text), name, text)
        case ".json":
            yield from _without_marks(json.loads(text), name, text)
        case _:
            document = parse_foreign(text, name)
            for way, model in _models(document.data, ()):
                yield ModelSetting(".".join(map(str, way)), model, document.at(*way))


def _without_marks(data: Any, name: str, text: str) -> Iterator[ModelSetting]:
    """Formats whose parser gives no lines: the first line that holds the value."""
    lines = text.splitlines()
    for way, model in _models(data, ()):
        line = next((i for i, content in enumerate(lines, 1) if model in content), 0)
        yield ModelSetting(".".join(map(str, way)), model, Location(name, line))


def _models(data: Any, way: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from _models(value, (*way, index))
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        here = (*way, key)
        if isinstance(value, str):
            above = str(way[-1]) if way else ""
            named = _KEY.fullmatch(str(key)) or (
                str(key).lower() in _UNDER_MODEL and _KEY.fullmatch(above)
            )
            if named and _MODEL_ID.fullmatch(value) and re.search(r"\d|latest", value):
                yield here, value
        else:
            yield from _models(value, here)

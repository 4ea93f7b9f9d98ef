"""Credentials in code, prompts and configuration: where they stand, never what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Facts, Source
from readiness.findings import Location
from readiness.redaction import mask
from readiness.registry import gatherer
from readiness.targets import CodeTarget

from .configuration_files import configuration_files
from .python_source import excluded, is_test, read_code, source_paths
from .secret_shapes import secrets_in

_PROMPTS = {
    ".md",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".j2",
    ".jinja2",
    ".prompt",
    ".prompty",
}
MOST_PER_FILE = 20


@dataclass(frozen=True)
class FoundSecret:
    """A credential in a file.

    Attributes:
        masked: its first characters and its length.
        certain: False for a password in an address on the developer's own machine.
    """

    kind: str
    masked: str
    location: Location
    certain: bool = True


@dataclass(frozen=True)
class UnreadFile:
    """A file that could not be searched."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SecretScan(Facts):
    """What a search for credentials came upon."""

    searched: tuple[str, ...] = ()
    found: tuple[FoundSecret, ...] = ()
    unread: tuple[UnreadFile, ...] = ()


@gatherer()
def secret_scan(target: CodeTarget, context: Context) -> SecretScan:
    """Searches code, prompts and the configuration files beside the manifest for credentials."""
    sources: list[Source] = []
    found: list[FoundSecret] = []
    unread: list[UnreadFile] = []
    for path in dict.fromkeys(_paths(target, context)):
        name = context.show(path)
        try:
            content = context.read_bytes(path)
        except CouldNotLook as error:
            unread.append(UnreadFile(name, error.reason))
            continue
        sources.append(Source.of(name, content))
        if b"\0" not in content[:8_000]:
            found.extend(_in_text(name, content.decode("utf-8", "replace")))
    return SecretScan(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(sources),
        searched=tuple(source.name for source in sources),
        found=tuple(found),
        unread=tuple(unread),
    )


def _paths(target: CodeTarget, context: Context) -> Iterator[Path]:
    for path in source_paths(target, context):
        if not is_test(path, context) and not excluded(path, target, context):
            yield path
    yield from (context.root / name for name in read_code(target, context).imported_unread)
    for text in context.manifest.model.prompts.paths:
        prompt = context.manifest.resolve(text, "prompts", "paths")
        files = sorted(prompt.rglob("*")) if prompt.is_dir() else [prompt]
        yield from (file for file in files if file.is_file() and file.suffix in _PROMPTS)
    yield from configuration_files(context)


def _in_text(name: str, text: str) -> Iterator[FoundSecret]:
    for count, shape in enumerate(secrets_in(text)):
        if count == MOST_PER_FILE:
            return
        masked = "its body" if shape.kind == "Private Key" else mask(shape.value)
        yield FoundSecret(shape.kind, masked, Location(name, shape.line), shape.certain)

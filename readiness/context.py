"""What a gatherer is given besides its target."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from readiness.errors import CouldNotLook
from readiness.facts import Source
from readiness.findings import Location
from readiness.manifest import Manifest
from readiness.redaction import Redactor
from readiness.services import Services

READ_LIMIT = 10 << 20


@dataclass(frozen=True)
class Budget:
    """How much a live gatherer may do.

    Attributes:
        max_requests: per tool.
        max_seconds: per tool.
    """

    max_requests: int = 1000
    max_seconds: float = 60.0


@dataclass(frozen=True)
class Context:
    """The manifest's folder, read safely; and in live mode the running services.

    Attributes:
        services: None in static mode, when nothing may be started.
        exchanges: folder for recorded exchanges, already redacted by whoever writes them.
        seed: of everything random; the same seed draws the same inputs.
    """

    manifest: Manifest
    as_of: date
    environment: Mapping[str, str]
    services: Services | None = None
    exchanges: Path | None = None
    seed: int = 0
    budget: Budget = Budget()
    redactor: Redactor = field(default_factory=Redactor)
    progress: Callable[[str], None] = lambda _text: None

    @property
    def root(self) -> Path:
        """The manifest's folder."""
        return self.manifest.root

    def show(self, path: Path) -> str:
        """A path as the reader sees it: relative to the manifest's folder, with slashes."""
        resolved = path.resolve()
        root = self.root.resolve()
        return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else path.name

    def read(self, path: Path) -> str:
        """The text of a file under the manifest's folder.

        Raises:
            CouldNotLook: when there is no such file, or it is binary, huge or outside.
        """
        return self.read_bytes(path).decode("utf-8", "replace")

    def read_bytes(self, path: Path) -> bytes:
        """The bytes of a file under the manifest's folder; see `read`."""
        shown = self.show(path)
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise CouldNotLook(f"{shown} is a link that leaves the manifest's folder")
        if path.exists() and not path.is_file() and not path.is_dir():
            raise CouldNotLook(f"{shown} is a pipe or a device, not a file")
        try:
            with path.open("rb") as stream:
                content = stream.read(READ_LIMIT + 1)
        except OSError as error:
            reason = f"{shown} cannot be read: {error.strerror or error}"
            raise CouldNotLook(reason, help="check the path in the manifest") from None
        if len(content) > READ_LIMIT:
            raise CouldNotLook(f"{shown} is larger than {READ_LIMIT >> 20} MiB")
        return content

    def source(self, path: Path) -> Source:
        """The file as a source of facts: its shown name and digest."""
        return Source(self.show(path), hashlib.sha256(self.read_bytes(path)).hexdigest())

    def at(self, path: Path, line: int = 0, column: int = 0) -> Location:
        """A place in a file as findings give it."""
        return Location(self.show(path), line, column)

    def fill(self, text: str) -> str:
        """A text of the manifest with its placeholders filled in (live mode only).

        Raises:
            CouldNotLook: when a service does not come up or a variable is not set.
        """
        if self.services is None:
            raise CouldNotLook("services are started only with --live", help="add --live")
        return self.services.fill(text)

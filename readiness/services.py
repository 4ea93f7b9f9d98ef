"""Services of the manifest: started when somebody first needs them, stopped at the end."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from readiness.errors import CouldNotLook
from readiness.manifest import Manifest, Service
from readiness.placeholders import fill
from readiness.processes import Child, free_port, start


class Services:
    """The running services of one assessment; a context manager that stops them all."""

    def __init__(
        self,
        manifest: Manifest,
        environment: Mapping[str, str],
        progress: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._manifest = manifest
        self._environment = environment
        self._progress = progress
        self._children: dict[str, Child] = {}
        self._ports: dict[str, int] = {}
        self._refused: dict[str, CouldNotLook] = {}
        self._scratch = Path(tempfile.mkdtemp(prefix="readiness-"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children.values():
            child.end()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def fill(self, text: str) -> str:
        """A text of the manifest with its placeholders filled in.

        A service whose address is asked for is started.

        Raises:
            CouldNotLook: when a service does not come up or a variable is not set.
        """
        for name in self._manifest.model.services:
            if f"{{service.{name}." in text:
                self._up(name)
        return fill(text, self.values(), self._environment)

    def values(self) -> dict[str, str]:
        """What placeholders stand for so far."""
        found = {"python": self._python(), "scratch": str(self._scratch)}
        for name, port in self._ports.items():
            found[f"service.{name}.url"] = f"http://127.0.0.1:{port}"
            found[f"service.{name}.port"] = str(port)
        return found

    def _python(self) -> str:
        own = self._manifest.model.code.python
        return str(self._manifest.root / own) if own else sys.executable

    def _up(self, name: str) -> None:
        if name in self._refused:
            raise self._refused[name]
        if name in self._children:
            return
        try:
            self._start(name, self._manifest.model.services[name])
        except CouldNotLook as refusal:
            self._refused[name] = refusal
            raise

    def _start(self, name: str, service: Service) -> None:
        self._progress(f"starting {name}")
        port = free_port()
        known = {**self.values(), "port": str(port)}
        command = [fill(part, known, self._environment) for part in service.command]
        env = {key: fill(text, known, self._environment) for key, text in service.env.items()}
        try:
            child = start(command, cwd=self._manifest.root, env=env)
        except OSError as error:
            reason = f"the service {name} could not be started: {error.strerror or error}"
            raise CouldNotLook(reason, help=f"check services.{name}.command") from None
        try:
            self._wait(name, service, child, port)
        except BaseException:
            child.end()
            raise
        self._children[name] = child
        self._ports[name] = port

    def _wait(self, name: str, service: Service, child: Child, port: int) -> None:
        url = f"http://127.0.0.1:{port}{service.ready}"
        deadline = time.monotonic() + service.ready_within.total_seconds()
        with httpx.Client(timeout=2.0, trust_env=False) as client:
            while time.monotonic() < deadline:
                if child.process.poll() is not None:
                    reason = f"the service {name} ended at once: {_last_line(child.tail())}"
                    raise CouldNotLook(reason, help=f"run services.{name}.command by hand")
                try:
                    if client.get(url).status_code < 500:
                        return
                except httpx.HTTPError:
                    pass
                time.sleep(0.05)
        seconds = service.ready_within.total_seconds()
        reason = f"the service {name} did not answer on {service.ready} within {seconds:g} s"
        raise CouldNotLook(reason, help=f"check services.{name}.ready, or raise ready_within")


def _last_line(text: str) -> str:
    return text.splitlines()[-1] if text else "it wrote nothing to standard error"

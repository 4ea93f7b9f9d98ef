"""Child processes that die with us.

The team's code runs only here: in a process group of its own, with a scrubbed environment, its
output kept short, and ended - the whole group - when the work is done or we are.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "VIRTUAL_ENV")
_PR_SET_PDEATHSIG = 1
_GRACE = 3.0
_TAIL = 2000


@dataclass(frozen=True)
class Child:
    """A started process and the file that takes its standard error."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    def tail(self) -> str:
        """The end of what it wrote to standard error."""
        self.errors.flush()
        size = self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, size - _TAIL))
        return self.errors.read().decode("utf-8", "replace").strip()

    def end(self) -> None:
        """End the process and everything it started."""
        for sign, patience in ((signal.SIGTERM, _GRACE), (signal.SIGKILL, _GRACE)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        for pipe in (self.process.stdin, self.process.stdout, self.errors):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def start(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], pipes: bool = False
) -> Child:
    """Start a command in its own process group.

    Args:
        env: added to the few variables that are kept from ours.
        pipes: connect standard input and output (a server over stdio).

    Raises:
        OSError: when the command cannot be started.
    """
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the child
    stream = subprocess.PIPE if pipes else subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env=scrubbed(env),
            stdin=stream,
            stdout=stream,
            stderr=errors,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
    except OSError:
        errors.close()
        raise
    return Child(process, errors)


def scrubbed(env: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: a few harmless variables of ours, and what it was given."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **env}


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def running(child: Child) -> Iterator[Child]:
    """The child, ended when the body is left."""
    try:
        yield child
    finally:
        child.end()


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Errors for the person at the keyboard: what was not done, where, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every command, the same whatever the output format."""

    PASS = 0
    GATE_FAILED = 1
    USAGE = 2
    NOTHING_ASSESSED = 3
    INCONCLUSIVE = 4
    INTERNAL = 70
    INTERRUPTED = 130


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in the input, and where."""

    what: str
    file: str = ""
    line: int = 0
    """1-based; 0 where the problem is the whole file."""
    column: int = 0
    fix: str = ""

    @property
    def where(self) -> str:
        """`file:line:column`, as much of it as is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  help: {self.fix}" if self.fix else head


class ReadinessError(Exception):
    """Base of every error that is reported without a traceback."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, fix: str = "", problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems) or (Problem(message, fix=fix),)
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.problems[0].what != self.message:
            lines.insert(0, self.message)
        return "\n".join(lines)


class ConfigurationError(ReadinessError):
    """The input cannot be used as it stands: a manifest, an answer file, a flag."""

    exit_code = ExitCode.USAGE


class ResultRefused(ConfigurationError):
    """A result file that does not add up, is of another version, or is not a result."""


class NothingAssessed(ReadinessError):
    """Nothing is left to score: there is no number to report."""

    exit_code = ExitCode.NOTHING_ASSESSED


class RegistrationError(ReadinessError):
    """A probe, gatherer or format that cannot be registered: an error of its author."""


class CouldNotLook(Exception):
    """Raised by a gatherer or probe that cannot see what it was asked about.

    It becomes a finding `not_available`, never a pass.

    Args:
        reason: what could not be looked at, and why.
        help: what would make it possible.
    """

    def __init__(self, reason: str, *, help: str = "") -> None:  # noqa: A002
        self.reason = reason
        self.help = help
        super().__init__(reason)


class AnotherFormat(CouldNotLook):
    """Raised by a gatherer that reads other formats than this target's.

    It counts only when no reader of the same folder knows the format.
    """

"""Options and arguments that several commands share."""

from __future__ import annotations

import datetime
import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from readiness.assess import Request
from readiness.checklist import PROFILES
from readiness.context import Budget
from readiness.errors import ConfigurationError
from readiness.registry import Mode
from readiness.result import Result
from readiness.result_file import read

Command = TypeVar("Command", bound=Callable[..., Any])
LAST = Path(".readiness") / "result.json"


class Day(click.ParamType[datetime.date]):
    """A date such as 2026-12-15."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-12-15", param, ctx)
        if not 2000 <= day.year < 2200:
            self.fail(f"{value} is no year an agent is judged in", param, ctx)
        return day


as_of = click.option(
    "--as-of", type=Day(), default=None, help="Judge as of this day instead of today."
)


def assessing(command: Command) -> Command:
    """The options of `assess` and `check`."""
    for option in reversed(
        (
            click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]"),
            click.option("--live", is_flag=True, help="Start services and call tools."),
            click.option("--drill", is_flag=True, help="Run the agent under faults."),
            click.option(
                "--profile", type=click.Choice(PROFILES), help="Instead of the manifest's."
            ),
            click.option("--overlay", multiple=True, help="Sector overlay; may be repeated."),
            as_of,
            click.option(
                "--with",
                "earlier",
                type=click.Path(path_type=Path),
                help="Carry answers from an earlier run or result.",
            ),
            click.option("--seed", type=int, default=0, help="Of everything random."),
            click.option(
                "--max-requests", type=click.IntRange(1), default=1000, help="A tool, live."
            ),
            click.option(
                "--max-time", type=click.FloatRange(1), default=60.0, help="Seconds a tool, live."
            ),
            click.option(
                "--output", type=click.Path(path_type=Path), help="Also write result.json here."
            ),
            click.option("--quiet", is_flag=True, help="No progress on standard error."),
        )
    ):
        command = option(command)
    return command


def request_from(
    path: Path,
    *,
    live: bool,
    drill: bool,
    profile: str | None,
    overlay: tuple[str, ...],
    as_of: datetime.date | None,
    earlier: Path | None,
    seed: int,
    max_requests: int,
    max_time: float,
    quiet: bool,
) -> Request:
    """The request that the options of `assessing` describe."""
    modes = {Mode.STATIC}
    if live:
        modes.add(Mode.LIVE)
    if drill:
        modes.add(Mode.DRILL)
    if not math.isfinite(max_time):
        raise click.BadParameter("give a number of seconds", param_hint="--max-time")
    _known_overlays(overlay)
    return Request(
        path=path,
        modes=frozenset(modes),
        as_of=as_of or today(),
        profile=next((name for name in PROFILES if name == profile), None),
        overlays=overlay or None,
        earlier=earlier,
        seed=seed,
        budget=Budget(max_requests, max_time),
        progress=(lambda _text: None) if quiet else progress,
    )


def today() -> datetime.date:
    """Today where the user is."""
    return datetime.datetime.now().astimezone().date()


def _known_overlays(names: tuple[str, ...]) -> None:
    from readiness import checklist

    known = checklist.load().overlays if names else {}
    for name in names:
        if name not in known:
            raise ConfigurationError(
                f"there is no overlay {name}", fix=f"one of: {', '.join(sorted(known))}"
            )


def progress(text: str) -> None:
    """A line of progress on standard error: overwritten on a terminal, else nothing."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[2K{text[:76]}", nl=False, err=True)


def progress_done() -> None:
    """Clear the line of progress."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[2K", nl=False, err=True)


def colour() -> bool:
    """Whether standard output wants colour: a terminal, and nobody said NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def result_file(given: Path | None) -> Path:
    """The result a command is about: the one named, or the last one made here."""
    if given is None:
        return LAST
    return given / "result.json" if given.is_dir() else given


def read_result(given: Path | None) -> Result:
    """Read and check the result a command is about."""
    return read(result_file(given))

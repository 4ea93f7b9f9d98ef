"""`readiness lint`: the assessment itself."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from readiness import manifest
from readiness.cli.options import as_of as as_of_option
from readiness.cli.options import today
from readiness.errors import ExitCode
from readiness.lint import lint
from readiness.visible import line


@click.command("lint")
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")
@as_of_option
def command(path: Path, as_of: datetime.date | None) -> int:
    """Check the manifest and the answers in PATH: would they hold in front of a reader?

    A pass without evidence, an expired answer, an approver who is the owner, placeholder text, a
    link to a file that is gone. Exit code 1 when there is a remark.
    """
    remarks = lint(manifest.load(path), as_of or today())
    for remark in remarks:
        click.echo(f"{remark.subject}: {line(remark.what)}\n  help: {remark.fix}")
    if not remarks:
        click.echo("no remarks")
    return ExitCode.GATE_FAILED if remarks else ExitCode.PASS

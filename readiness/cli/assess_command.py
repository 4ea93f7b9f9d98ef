"""`readiness assess`: look, judge, print the first screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from readiness.assess import assess, judge_again
from readiness.cli.options import assessing, progress_done, request_from
from readiness.cli.printing import print_screen
from readiness.errors import ExitCode
from readiness.registry import installed
from readiness.result_file import nothing_to_score, write

EPILOG = """\b
Examples:
  readiness assess                         static: reads files, runs nothing of yours
  readiness assess --live                  also starts services and calls tools
  readiness assess --with .readiness/runs/20261122T031500
                                           keep last night's live answers
  readiness assess --from .readiness/runs/20261122T031500
                                           judge recorded facts again, offline
"""


@click.command("assess", epilog=EPILOG)
@assessing
@click.option(
    "--from",
    "run",
    type=click.Path(path_type=Path),
    help="Judge the recorded facts of this run folder again; nothing is looked at.",
)
def command(path: Path, run: Path | None, output: Path | None, **options: Any) -> int:
    """Look at the agent in PATH (its readiness.yaml) and judge what was seen.

    Static by default: files and history are read and none of your code runs. The exit code says
    whether the assessment worked, not whether the agent is ready: that is `readiness gate`.
    """
    request = request_from(path, **options)
    registry = installed()
    if run:
        result, folder = judge_again(run, request, registry=registry)
    else:
        result, folder = assess(request, registry=registry)
    progress_done()
    if output:
        write(result, output)
    print_screen(result, registry)
    if output or not run:
        click.echo(f"result: {output or folder.result}", err=True)
    if nothing := nothing_to_score(result):
        raise nothing
    return ExitCode.PASS

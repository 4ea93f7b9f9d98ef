"""`readiness report`: render a result."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

import click

from readiness.cli.options import read_result
from readiness.errors import ConfigurationError, ExitCode
from readiness.registry import Registry, installed
from readiness.result import Result
from readiness.result_file import write_whole

EPILOG = """\b
Examples:
  readiness report                                  the last result as text
  readiness report --format html --output report.html
  readiness report out/result.json --format pdf --output report.pdf
"""


@click.command("report", epilog=EPILOG)
@click.argument("result", type=click.Path(path_type=Path), required=False)
@click.option("--format", "form", default="text", help="Any of `readiness list formats`.")
@click.option("--output", type=click.Path(path_type=Path), help="A file; default: print it.")
def command(result: Path | None, form: str, output: Path | None) -> int:
    """Render RESULT (by default the last one) in a format.

    Without --output a text format is printed and a binary one is written beside you as
    AGENT-readiness.SUFFIX.
    """
    emit(read_result(result), form, output, installed())
    return ExitCode.PASS


def emit(result: Result, form: str, output: Path | None, registry: Registry) -> None:
    """Render a result to a file, or to standard output.

    Raises:
        ConfigurationError: for an unknown format or a file that cannot be written.
    """
    found = registry.formats.get(form)
    if found is None:
        close = difflib.get_close_matches(form, registry.formats, n=1)
        known = f"known: {', '.join(sorted(registry.formats))}"
        fix = f"did you mean {close[0]}? {known}" if close else known
        raise ConfigurationError(f"there is no report format {form}", fix=fix)
    content = found.render(result)
    binary = found.media_type == "application/pdf"
    if output is None and binary and sys.stdout.isatty():
        output = Path(f"{result.agent.name}-readiness{found.suffix}")
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(output, content)
    except OSError as error:
        what = f"{output} was not written: {error.strerror or error}"
        raise ConfigurationError(what, fix="choose another --output") from None
    click.echo(f"written: {output}", err=True)

"""`readiness check`: assess, then gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import click

from readiness.assess import assess
from readiness.cli.gate_command import decide
from readiness.cli.options import assessing, progress_done, request_from
from readiness.cli.printing import print_gate, print_screen
from readiness.cli.report_command import emit
from readiness.errors import ExitCode
from readiness.gate import PresetName
from readiness.registry import Registry, installed
from readiness.repository_files import manifests_below
from readiness.result_file import nothing_to_score, write

EPILOG = """\b
Examples:
  readiness check                                   before go-live
  readiness check --live --format sarif > out.sarif for a code-scanning page
  readiness check --preset change --baseline readiness-baseline.json
                                                    on a pull request
  readiness check --all                             every manifest below PATH
"""


@click.command("check", epilog=EPILOG)
@assessing
@click.option("--preset", type=click.Choice(get_args(PresetName)), help="Default: the profile's.")
@click.option(
    "--baseline", "base", type=click.Path(path_type=Path), help="Compare with this baseline."
)
@click.option(
    "--level", "levels", multiple=True, metavar="CONDITION=off|warn|error", help="Change one."
)
@click.option("--format", "form", default="screen", help="Any of `readiness list formats`.")
@click.option("--all", "everything", is_flag=True, help="Every readiness.yaml below PATH.")
def command(path: Path, everything: bool, **options: Any) -> int:
    """Assess the agent in PATH, then decide: the exit code is the gate's.

    With several agents the worst answer counts.
    """
    registry = installed()
    if not everything:
        return _check(path, registry, **options)
    codes = [_check(found, registry, **options) for found in manifests_below(path)]
    return max(codes, key=_SEVERITY.index)


_SEVERITY = [
    ExitCode.PASS,
    ExitCode.INCONCLUSIVE,
    ExitCode.NOTHING_ASSESSED,
    ExitCode.GATE_FAILED,
]


def _check(
    path: Path,
    registry: Registry,
    *,
    preset: PresetName | None,
    base: Path | None,
    levels: tuple[str, ...],
    form: str,
    output: Path | None,
    **options: Any,
) -> ExitCode:
    result, _ = assess(request_from(path, **options), registry=registry)
    progress_done()
    if output:
        write(result, output)
    nothing = nothing_to_score(result)
    if form == "screen":
        print_screen(result, registry)
    else:
        emit(result, form, None, registry)
    if nothing:
        click.echo(str(nothing), err=True)
        return nothing.exit_code
    answer = decide(result, preset, base, levels, as_of=result.as_of)
    if form == "screen":
        print_gate(answer)
    return answer.exit_code

"""`readiness baseline`: what is known to be wrong, so that only news counts."""

from __future__ import annotations

from pathlib import Path

import click

from readiness import baseline
from readiness.cli.options import read_result
from readiness.errors import ExitCode

DEFAULT = Path("readiness-baseline.json")


@click.group("baseline")
def command() -> None:
    """Write a baseline, or check a result against one.

    Commit the file: a pull request then fails only on what it makes worse.
    """


@command.command("write")
@click.argument("result", type=click.Path(path_type=Path), required=False)
@click.option("--output", type=click.Path(path_type=Path), default=DEFAULT, show_default=True)
def write(result: Path | None, output: Path) -> int:
    """Write the baseline of RESULT (by default the last one)."""
    made = baseline.of(read_result(result))
    baseline.write(made, output)
    click.echo(f"written: {output}: {len(made.findings)} known findings, proven {made.proven}")
    return ExitCode.PASS


@command.command("check")
@click.argument("result", type=click.Path(path_type=Path), required=False)
@click.option("--baseline", "file", type=click.Path(path_type=Path), default=DEFAULT)
def check(result: Path | None, file: Path) -> int:
    """Say what is worse in RESULT (by default the last one) than in the baseline."""
    loaded = read_result(result)
    worse = baseline.regression(loaded, baseline.read(file))
    for fingerprint in worse.new_findings:
        finding = loaded.finding(fingerprint)
        if finding:
            click.echo(f"new   {finding.probe}: {finding.message} [{fingerprint}]")
    for item_id in worse.worse_items:
        verdict = loaded.main.verdict(item_id)
        if verdict:
            click.echo(f"worse {item_id}: {verdict.verdict}: {verdict.reason}")
    if worse.new_findings or worse.worse_items:
        return ExitCode.GATE_FAILED
    click.echo("nothing is worse than the baseline")
    return ExitCode.PASS

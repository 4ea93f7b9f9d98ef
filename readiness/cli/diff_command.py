"""`readiness diff`: two results compared."""

from __future__ import annotations

from pathlib import Path

import click

from readiness.cli.options import result_file
from readiness.comparison import ItemChange, compare
from readiness.errors import ExitCode
from readiness.result_file import read
from readiness.visible import line


@click.command("diff")
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path), required=False)
def command(first: Path, second: Path | None) -> int:
    """Compare FIRST with SECOND (by default the last result).

    What you changed stands apart from what changed because the rules did.
    """
    old, new = read(result_file(first)), read(result_file(second))
    found = compare(old, new)
    click.echo(f"{old.agent.name}: {old.as_of} to {new.as_of}, {new.profile}")
    shown = ["nothing to score" if p is None else str(p) for p in found.proven]
    click.echo(f"proven {shown[0]} → {shown[2]} (by today's rules {shown[1]} → {shown[2]})")
    if not found.same_rules:
        click.echo("\nThe rules changed:")
        _print(found.by_rules)
    click.echo("\nYou changed:")
    _print(found.by_you)
    for title, fingerprints, result in (
        ("New findings", found.new_findings, new),
        ("Gone findings", found.gone_findings, old),
    ):
        if fingerprints:
            click.echo(f"\n{title}:")
        for fingerprint in fingerprints:
            if record := result.finding(fingerprint):
                click.echo(f"  {record.probe}: {line(record.message)} [{fingerprint}]")
    return ExitCode.PASS


def _print(changes: tuple[ItemChange, ...]) -> None:
    for change in changes:
        before, after = change.before.replace("_", " "), change.after.replace("_", " ")
        click.echo(f"  {change.item}: {before} → {after}: {line(change.reason)}")
    if not changes:
        click.echo("  nothing")

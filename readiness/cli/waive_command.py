"""`readiness waive`: accept an item that is not a pass."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from readiness import answer_files, checklist, manifest
from readiness.answer_writing import append
from readiness.answers import Waiver, WaiverFile, waiver_objection
from readiness.cli.options import Day, today
from readiness.errors import ConfigurationError, ExitCode

EPILOG = """\b
Example:
  readiness waive prompts.regression-gate --reason "pilot of 20 cases, all read by hand" \\
      --by engineer@example.com --approved-by risk@example.com --expires 2027-01-31
"""


@click.command("waive", epilog=EPILOG)
@click.argument("item")
@click.option("--path", type=click.Path(path_type=Path), default=".", help="Manifest or folder.")
@click.option("--reason", required=True)
@click.option("--by", required=True, help="Who asks for it.")
@click.option("--approved-by", required=True, help="Who accepts the risk: somebody else.")
@click.option("--expires", type=Day(), required=True)
@click.option("--date", "day", type=Day(), help="Default: today.")
def command(
    item: str,
    path: Path,
    reason: str,
    by: str,
    approved_by: str,
    expires: datetime.date,
    day: datetime.date | None,
) -> int:
    """Accept ITEM for the gate although it is not a pass.

    No reported number changes. The approver is neither the one who asks, nor an owner of the
    agent, nor the one who commits the file.
    """
    loaded = manifest.load(path)
    known = checklist.load().item(item)
    if known is None:
        raise ConfigurationError(f"there is no item {item}", fix="see `readiness list items`")
    begun = day or today()
    entry = Waiver(
        item=item, reason=reason, by=by, approved_by=approved_by, date=begun, expires=expires
    )
    objection = waiver_objection(
        entry,
        waivable=known.waivable,
        owners=answer_files.owners(loaded),
        committer="",
        as_of=begun,
    )
    if objection:
        raise ConfigurationError(f"{item} was not waived: {objection}", fix="see waive --help")
    file = loaded.resolve(loaded.model.answers.waivers, "answers")
    append(file, "waivers", entry, WaiverFile)
    click.echo(f"recorded in {file.name}: {item} until {expires}; it counts once assessed again")
    return ExitCode.PASS

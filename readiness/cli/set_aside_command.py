"""`readiness set-aside`: judge a finding false."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from readiness import answer_files, manifest
from readiness.answer_writing import append
from readiness.answers import SetAside, SetAsideFile, set_aside_objection
from readiness.cli.options import Day, read_result, today
from readiness.errors import ConfigurationError, ExitCode

EPILOG = """\b
Example:
  readiness set-aside 0123456789abcdef --reason "the wrapper retries, see retry.py" \\
      --by assessor@example.com --approved-by risk@example.com --expires 2027-01-31
"""


@click.command("set-aside", epilog=EPILOG)
@click.argument("finding")
@click.option("--path", type=click.Path(path_type=Path), default=".", help="Manifest or folder.")
@click.option("--result", type=click.Path(path_type=Path), help="Default: the last result.")
@click.option("--reason", required=True)
@click.option("--by", required=True)
@click.option("--approved-by", required=True, help="The second person.")
@click.option("--expires", type=Day(), required=True)
@click.option("--date", "day", type=Day(), help="Default: today.")
def command(
    finding: str,
    path: Path,
    result: Path | None,
    reason: str,
    by: str,
    approved_by: str,
    expires: datetime.date,
    day: datetime.date | None,
) -> int:
    """Judge FINDING (a fingerprint that `explain` prints) false.

    It then neither fails nor passes: its item is worth a documented answer at most, the decision is
    "with waivers" at best, and every report counts it.
    """
    record = read_result(result).finding(finding)
    if record is None or record.outcome != "fail":
        what = f"the last result has no failing finding {finding}"
        raise ConfigurationError(what, fix="`readiness explain ITEM` prints the fingerprints")
    begun = day or today()
    entry = SetAside(
        finding=finding,
        reason=reason,
        by=by,
        approved_by=approved_by,
        date=begun,
        expires=expires,
    )
    loaded = manifest.load(path)
    owners = answer_files.owners(loaded)
    if objection := set_aside_objection(entry, owners=owners, committer="", as_of=begun):
        raise ConfigurationError(f"{finding} was not set aside: {objection}")
    file = loaded.resolve(loaded.model.answers.set_aside, "answers")
    append(file, "findings", entry, SetAsideFile)
    click.echo(f"recorded in {file.name}: {record.probe}: {record.message}")
    return ExitCode.PASS

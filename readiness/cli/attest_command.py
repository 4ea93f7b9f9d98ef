"""`readiness attest`: answer one item, or all open ones in an interview."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from readiness import answer_files, checklist, manifest
from readiness.answer_writing import append
from readiness.answers import ANSWERS, Artefact, Attestation, AttestationFile
from readiness.checklist import Item
from readiness.cli.options import Day, today
from readiness.errors import ConfigurationError, ExitCode
from readiness.manifest import Manifest

EPILOG = """\b
Examples:
  readiness attest governance.accountable-person --answer pass \\
      --by owner@example.com --evidence governance/accountability.yaml
  readiness attest                         ask about every open item; stop at any time
"""


@click.command("attest", epilog=EPILOG)
@click.argument("item", required=False)
@click.option("--path", type=click.Path(path_type=Path), default=".", help="Manifest or folder.")
@click.option("--answer", type=click.Choice(ANSWERS))
@click.option("--by", default="", help="Who says so.")
@click.option("--role", default="")
@click.option("--evidence", multiple=True, type=click.Path(path_type=Path), help="Artefact.")
@click.option("--reason", default="", help="Needed for not_applicable.")
@click.option("--approved-by", default="", help="The second person, where one is needed.")
@click.option("--retrospective", is_flag=True, help="An approved look back.")
@click.option("--expires", type=Day())
@click.option("--date", "day", type=Day(), help="Default: today.")
def command(
    item: str | None,
    path: Path,
    answer: str | None,
    by: str,
    role: str,
    evidence: tuple[Path, ...],
    reason: str,
    approved_by: str,
    retrospective: bool,
    expires: datetime.date | None,
    day: datetime.date | None,
) -> int:
    """Answer ITEM, or be asked about every open item.

    An answer alone earns little; with an artefact of its own (hashed now, so that a later change
    shows) it earns more; what a probe sees counts most, and a contradiction is shown first.
    """
    loaded = manifest.load(path)
    if item is None:
        return _interview(loaded, by, role, day or today())
    known = checklist.load().item(item)
    if known is None:
        raise ConfigurationError(f"there is no item {item}", fix="see `readiness list items`")
    if not answer or not by:
        raise click.UsageError("give --answer and --by, or no ITEM for the interview")
    _write(
        loaded,
        Attestation(
            item=item,
            answer=_word(answer),
            by=by,
            role=role,
            date=day or today(),
            expires=expires,
            evidence=tuple(_artefact(loaded, file) for file in evidence),
            reason=reason,
            approved_by=approved_by,
            retrospective=retrospective,
        ),
    )
    return ExitCode.PASS


def _word(answer: str) -> Literal["pass", "fail", "not_applicable"]:
    match answer:
        case "pass" | "fail" | "not_applicable":
            return answer
        case _:
            raise click.UsageError(f"--answer is one of {', '.join(ANSWERS)}")


def _artefact(loaded: Manifest, file: Path) -> Artefact:
    whole = file.resolve()
    if not whole.is_file():
        raise ConfigurationError(f"{file} does not exist", fix="name the artefact's file")
    if not whole.is_relative_to(loaded.root.resolve()):
        fix = "copy it into the repository, so that a reader finds it"
        raise ConfigurationError(f"{file} lies outside the manifest's folder", fix=fix)
    shown = whole.relative_to(loaded.root.resolve()).as_posix()
    return Artefact(path=shown, sha256=answer_files.digest(whole))


def _write(loaded: Manifest, entry: Attestation) -> None:
    file = loaded.resolve(loaded.model.answers.attestations, "answers")
    append(file, "attestations", entry, AttestationFile)
    click.echo(f"recorded in {file.name}: {entry.item}: {entry.answer} by {entry.by}")


def _interview(loaded: Manifest, by: str, role: str, day: datetime.date) -> int:
    waiting = list(_open_items(loaded, day))
    if not waiting:
        click.echo("every item has an answer that has not expired")
        return ExitCode.PASS
    click.echo(f"{len(waiting)} items are open; every answer is written at once. Ctrl-C stops.")
    by = by or click.prompt("Your name or e-mail address")
    role = role or click.prompt("Your role", default="", show_default=False)
    for number, item in enumerate(waiting, start=1):
        click.echo(f"\n{number}/{len(waiting)}  {item.id}  {item.title}\n{item.statement}")
        click.echo(f"{item.ask}\nCounts as evidence: {item.evidence}")
        choice = click.prompt(
            "pass, fail, not_applicable, skip or quit",
            type=click.Choice((*ANSWERS, "skip", "quit")),
            default="skip",
        )
        if choice == "quit":
            break
        if choice != "skip":
            _write(loaded, _asked(loaded, item, choice, by, role, day))
    return ExitCode.PASS


def _asked(
    loaded: Manifest, item: Item, choice: str, by: str, role: str, day: datetime.date
) -> Attestation:
    reason = approved_by = ""
    artefacts: tuple[Artefact, ...] = ()
    if choice == "not_applicable":
        reason = click.prompt("Why does it not apply?")
        approved_by = click.prompt("Approved by (another person)", default="")
    elif choice == "pass":
        named = click.prompt("A file that shows it (empty for none)", default="")
        if named:
            artefacts = (_artefact(loaded, loaded.root / named),)
    return Attestation(
        item=item.id,
        answer=_word(choice),
        by=by,
        role=role,
        date=day,
        evidence=artefacts,
        reason=reason,
        approved_by=approved_by,
    )


def _open_items(loaded: Manifest, day: datetime.date) -> Iterator[Item]:
    lists = checklist.load()
    model = loaded.model
    answered = {
        s.attestation.item
        for s in answer_files.load(loaded, lists.items, day).statements
        if s.attestation.expires is None or s.attestation.expires >= day
    }
    for item in lists.in_scope(model.overlays):
        if model.profile in item.profiles and item.id not in answered:
            yield item

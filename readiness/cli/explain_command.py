"""`readiness explain`: what is asked, why, how it is judged, and what became of it."""

from __future__ import annotations

import difflib
import textwrap
from pathlib import Path

import click

from readiness import checklist
from readiness.checklist import Checklists, Item
from readiness.cli.options import read_result, result_file
from readiness.documents import show_duration
from readiness.errors import ConfigurationError, ExitCode
from readiness.registry import Probe, Registry, installed
from readiness.result import FindingRecord, Result, VerdictRecord
from readiness.things import things
from readiness.visible import line

EPILOG = """\b
Examples:
  readiness explain 1                            the first thing on the last screen
  readiness explain oversight.approval-holds     an item
  readiness explain escalation.reaches-someone   a probe
"""
WIDTH = 92


@click.command("explain", epilog=EPILOG)
@click.argument("what", metavar="ID|N")
@click.option("--result", type=click.Path(path_type=Path), help="Default: the last result.")
def command(what: str, result: Path | None) -> int:
    """Explain an item, a probe, or the N-th thing on the last screen.

    With a result at hand it also says why the item got its verdict.
    """
    loaded = read_result(result) if result or result_file(None).exists() else None
    if what.isdecimal():
        click.echo(_thing(int(what), loaded))
        return ExitCode.PASS
    lists, registry = checklist.load(), installed()
    if item := lists.item(what):
        click.echo(_item(item, lists, loaded))
    elif probe := registry.probes.get(what):
        click.echo(_probe(probe, lists, registry, loaded))
    else:
        known = [*(item.id for item in lists.items), *registry.probes]
        close = difflib.get_close_matches(what, known, n=3)
        fix = f"did you mean {' or '.join(close)}?" if close else "see `readiness list items`"
        raise ConfigurationError(f"there is no item or probe {what}", fix=fix)
    return ExitCode.PASS


def _thing(number: int, result: Result | None) -> str:
    if result is None:
        raise ConfigurationError("there is no result yet", fix="run `readiness assess` first")
    found = things(result)
    if not 1 <= number <= len(found):
        what = f"the last screen has {len(found)} numbered things"
        raise ConfigurationError(what, fix="give a number on it, or an item's id")
    thing = found[number - 1]
    return _item(result.item(thing.item), checklist.load(), result)


def _item(item: Item, lists: Checklists, result: Result | None) -> str:
    blocker = ", blocks" if item.blocker else ""
    head = f"{item.id}  ({item.lesson}, {item.severity}{blocker})\n{item.title}"
    parts = [head, _wrap(item.statement), f"Why     {_hang(item.why)}"]
    parts.append(f"Asked   {_hang(f'{item.ask} ({item.respondent})')}")
    parts.append(f"Judged  {_hang(_how(item))}")
    parts.append(f"Counts  {_hang(item.evidence)}")
    steps = "; ".join(item.fix.steps)
    parts.append(f"Mend    {_hang(f'(effort {item.fix.effort}) {steps}')}")
    if item.references:
        parts.append(f"Toward  {_hang(_references(item, lists))}")
    if result and (verdict := result.main.verdict(item.id)):
        parts.append(_verdict(verdict, item, result))
    return "\n".join(parts)


def _how(item: Item) -> str:
    needed = item.requires
    by_profile = {"every profile": needed} if isinstance(needed, str) else needed
    wanted = ", ".join(f"{word} for {name}" for name, word in by_profile.items())
    rungs = [f"{rung.label} by {', '.join(probes)}" for rung, probes in item.proved_by.rungs()]
    how = "; ".join(rungs) or "by what people answer, with an artefact of its own"
    told = f"needs {wanted}; {how}; valid {show_duration(item.valid_for)}"
    if item.order_in_time:
        told += "; an approved retrospective settles what came too late"
    if item.due != "before_go_live":
        told += f"; due {item.due}"
    if rule := item.not_applicable:
        told += f"; not applicable when {rule.when}"
        told += f", proved by {rule.probe}" if rule.probe else ", approved by a second person"
    return told


def _references(item: Item, lists: Checklists) -> str:
    named = [
        f"{lists.frameworks[key].name}: {', '.join(ids)}" for key, ids in item.references.items()
    ]
    return f"provides evidence toward {'; '.join(named)}"


def _verdict(verdict: VerdictRecord, item: Item, result: Result) -> str:
    label = verdict.verdict.upper().replace("_", " ")
    lines = [f"\n{label} on {result.as_of}: {line(verdict.reason)}"]
    if verdict.contradiction:
        lines.append("CONTRADICTED: somebody attests a pass that a finding denies")
    if verdict.waived:
        lines.append("waived: accepted for the gate; the numbers do not change")
    for finding in result.findings_of(item)[:8]:
        lines += _finding(finding)
    hidden = len(result.findings_of(item)) - 8
    if hidden > 0:
        lines.append(f"  … and {hidden} more findings: readiness report --format text")
    return "\n".join(lines)


def _finding(finding: FindingRecord) -> list[str]:
    where = f"  {finding.location}" if finding.location else ""
    sure = "" if finding.confidence == "high" else " (low confidence)"
    lines = [f"  {finding.outcome:<14} {line(finding.message)}{sure}{where}"]
    if finding.outcome in ("fail", "not_available", "error"):
        lines[0] += f"  [{finding.fingerprint}]"
        lines += [f"    {e.kind}: {line(e.text)[:300]}" for e in finding.evidence[:2]]
        if finding.help:
            lines.append(f"    help: {line(finding.help)}")
    return lines


def _probe(probe: Probe, lists: Checklists, registry: Registry, result: Result | None) -> str:
    items = [item.id for item in lists.items if probe.id in item.probes]
    parts = [f"{probe.id}  (probe, {registry.mode(probe)})", probe.doc]
    parts.append(f"\nServes  {_hang(', '.join(items) or 'no item of the checklists')}")
    if result:
        for record in result.findings:
            if record.probe == probe.id:
                parts += _finding(record)
    return "\n".join(parts)


def _wrap(text: str) -> str:
    return textwrap.fill(line(text), WIDTH)


def _hang(text: str) -> str:
    return textwrap.fill(line(text), WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8)[8:]

"""`readiness escalation route`: one alert at one moment through the routing tree."""

from __future__ import annotations

import importlib
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from readiness import manifest as manifests
from readiness.context import Context
from readiness.errors import ConfigurationError, ExitCode
from readiness.facts import Gathered
from readiness.gathering import gather
from readiness.manifest import (
    Agent,
    Escalation,
    EscalationConfig,
    EscalationKind,
    Manifest,
    ManifestModel,
)
from readiness.registry import Mode, Registry, subject_command
from readiness.strict_yaml import parse_strict
from readiness.targets import EscalationTarget, targets
from readiness.time_limit import TookTooLong, time_limit
from readiness.visible import line

from .recognise import recognised
from .route_story import called, story, why_nobody
from .routing_tree import AlertRoutes

_SECONDS = 30.0


@subject_command
@click.command("route")
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")
@click.option("--label", "labels", multiple=True, metavar="NAME=VALUE", help="May be repeated.")
@click.option("--at", metavar="TIME", help="e.g. 2026-11-22T03:00; UTC unless it says otherwise.")
@click.option("--zone", default="UTC", help="Of --at, e.g. Europe/Berlin.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="This routing file, without a manifest.",
)
def route(
    path: Path, labels: tuple[str, ...], at: str | None, zone: str, config: Path | None
) -> int:
    """Show the way of an alert through the routes that the manifest in PATH names.

    Route by route with its line: matched or not, and why; the time limits that hold at that
    moment; who is called by what, or nobody. Without `severity` among the labels it is critical,
    and the manifest's `escalation.labels` are added. Exit code 1 when nobody is called.
    """
    manifest = _alone(config) if config else manifests.load(path)
    given = _labels(labels)
    moment = _moment(at, zone)
    gathered = _gathered(manifest)
    try:
        # Only now: each reader has a limit of its own, and limits do not nest.
        with time_limit(_SECONDS):
            reached = _shown(gathered, given, moment)
    except TookTooLong:
        fix = "look for patterns such as (a+)+ in the matchers"
        raise ConfigurationError("the routes could not be played in time", fix=fix) from None
    return ExitCode.PASS if reached else ExitCode.GATE_FAILED


def _shown(gathered: tuple[Gathered, ...], given: dict[str, str], moment: datetime) -> bool:
    """Print the way through each file; whether anybody is called."""
    reached = False
    for one in gathered:
        if not isinstance(one.facts, AlertRoutes):
            reason = one.missing.reason if one.missing else "no routes"
            click.echo(f"could not look: {line(reason)}", err=True)
            continue
        facts = one.facts
        wanted = {**facts.critical, **given}
        told = ", ".join(f"{name}={value}" for name, value in sorted(wanted.items()))
        click.echo(f"{facts.file}: {line(told)} on {moment:%A %Y-%m-%d %H:%M %Z}")
        for text in story(facts, wanted, moment):
            indent = len(text) - len(text.lstrip(" "))
            click.echo(f"  {' ' * indent}{line(text)}")
        names = [receiver.name for receiver in called(facts, wanted, moment)]
        reached = reached or bool(names)
        answer = f"{' and '.join(names)}" if names else f"nobody: {why_nobody(facts, wanted)}"
        click.echo(f"called: {line(answer)}")
    return reached


def _gathered(manifest: Manifest) -> tuple[Gathered, ...]:
    """What the readers of this folder make of the manifest's routing files.

    Raises:
        ConfigurationError: when it names none.
    """
    files = [one for one in targets(manifest) if isinstance(one, EscalationTarget)]
    if not files:
        fix = "name the routing file under escalation.config, or give --config FILE"
        raise ConfigurationError("the manifest names no routing configuration", fix=fix)
    readers = Registry()
    readers.add_package(importlib.import_module(__package__))
    today = datetime.now(UTC).date()
    context = Context(manifest=manifest, as_of=today, environment=dict(os.environ))
    return gather(readers, files, frozenset({Mode.STATIC}), context)


def _alone(config: Path) -> Manifest:
    """A manifest that names nothing but this file."""
    kind: EscalationKind = recognised(config)
    model = ManifestModel(
        version=1,
        agent=Agent(name=config.stem or "agent"),
        escalation=Escalation(config=(EscalationConfig(kind=kind, path=config.name),)),
    )
    place = config.resolve().parent / "readiness.yaml"
    return Manifest(place, model, parse_strict("{}", place.name), "")


def _labels(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for text, (name, equals, _) in zip(texts, pairs, strict=True):
        if not equals or not name:
            fix = "write it as name=value, e.g. severity=critical"
            raise ConfigurationError(f"--label {text} is no label", fix=fix)
    return {name.strip(): value for name, _, value in pairs}


def _moment(text: str | None, zone: str) -> datetime:
    try:
        where = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fix = "an IANA name, e.g. Europe/Berlin"
        raise ConfigurationError(f"there is no time zone {zone}", fix=fix) from None
    if text is None:
        return datetime.now(where)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fix = "write it as 2026-11-22T03:00"
        raise ConfigurationError(f"--at {text} is no time", fix=fix) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=where)

"""`readiness list`: what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click

from readiness import checklist
from readiness.checklist import PROFILES
from readiness.errors import ExitCode
from readiness.gate import PRESET_OF, PRESETS
from readiness.registry import installed


@click.command("list")
@click.argument("what", type=click.Choice(("items", "probes", "profiles", "formats")))
@click.option("--profile", type=click.Choice(PROFILES), help="Only items of this profile.")
@click.option("--overlay", multiple=True, help="Items of this overlay too; may be repeated.")
def command(what: str, profile: str | None, overlay: tuple[str, ...]) -> int:
    """List items, probes, profiles or formats, a line each."""
    rows: dict[str, Callable[[], Iterator[str]]] = {
        "items": lambda: _items(profile, overlay),
        "probes": _probes,
        "profiles": _profiles,
        "formats": _formats,
    }
    for row in rows[what]():
        click.echo(row)
    return ExitCode.PASS


def _items(profile: str | None, overlays: tuple[str, ...]) -> Iterator[str]:
    for item in checklist.load().in_scope(overlays):
        if profile is None or profile in item.profiles:
            mark = "BLOCKS" if item.blocker else ""
            yield f"{item.id:<42} {item.severity:<9} {mark:<7} {item.title}"


def _probes() -> Iterator[str]:
    registry = installed()
    for probe in sorted(registry.probes.values(), key=lambda p: p.id):
        yield f"{probe.id:<36} {registry.mode(probe):<7} {probe.title}"


def _profiles() -> Iterator[str]:
    lists = checklist.load()
    for name in PROFILES:
        items = [item for item in lists.in_scope() if name in item.profiles]
        blockers = sum(item.blocker for item in items)
        text = lists.profiles[name]
        yield f"{name}: {text.title}: {len(items)} items, {blockers} blockers"
        yield f"  {text.purpose}"
        limits = ", ".join(f"{t.name} {t.limit}" for t in PRESETS[PRESET_OF[name]])
        yield f"  gate {PRESET_OF[name]}: {limits}"
    for overlay, title in lists.overlays.items():
        count = sum(item.overlay == overlay for item in lists.items)
        yield f"overlay {overlay}: {title}: {count} items"


def _formats() -> Iterator[str]:
    for form in sorted(installed().formats.values(), key=lambda f: f.id):
        yield f"{form.id:<10} {form.suffix:<12} {form.title}"

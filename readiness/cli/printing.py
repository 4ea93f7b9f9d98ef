"""What commands print: the first screen, and a gate's answer."""

from __future__ import annotations

import click

from readiness.cli.options import colour
from readiness.gate import GateResult
from readiness.registry import Registry
from readiness.result import Result
from readiness.visible import line

_MARKS = {"pass": "ok  ", "fail": "FAIL", "inconclusive": "?   "}
_COLOURS = {"pass": "green", "fail": "red", "inconclusive": "yellow"}


def print_screen(result: Result, registry: Registry) -> None:
    """The first screen of a result."""
    form = registry.formats["screen-colour" if colour() else "screen"]
    click.echo(form.render(result).decode(), nl=False, color=True)


def print_gate(answer: GateResult) -> None:
    """Each condition of a gate, and the decision."""
    for condition in answer.conditions:
        mark = _MARKS[condition.state]
        weight = "" if condition.level == "error" else "  (warning only)"
        text = f"{mark}  {condition.name:<20} {line(condition.detail)}{weight}"
        click.secho(text, fg=_COLOURS[condition.state] if colour() else None)
    for name in answer.switched_off:
        click.echo(f"off   {name:<20} not looked at: switched off for this call")
    decision = answer.decision.value.upper().replace("_", " ")
    click.echo(f"{decision} ({answer.preset} gate)")

"""`readiness gate`: decide on a result."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import click

from readiness import baseline
from readiness.cli.options import as_of as as_of_option
from readiness.cli.options import read_result, today
from readiness.cli.printing import print_gate
from readiness.errors import ConfigurationError
from readiness.gate import PRESET_OF, GateResult, Level, PresetName
from readiness.judgement import assess_profile
from readiness.recording import grounds
from readiness.result import Result
from readiness.result_file import nothing_to_score

EPILOG = """\b
Examples:
  readiness gate                                      the last result, its own profile
  readiness gate result.json --preset production
  readiness gate --preset change --baseline readiness-baseline.json
  readiness gate --level waivers.active=error
"""


@click.command("gate", epilog=EPILOG)
@click.argument("result", type=click.Path(path_type=Path), required=False)
@click.option("--preset", type=click.Choice(get_args(PresetName)), help="Default: the profile's.")
@click.option(
    "--baseline", "base", type=click.Path(path_type=Path), help="Compare with this baseline."
)
@click.option(
    "--level", "levels", multiple=True, metavar="CONDITION=off|warn|error", help="Change one."
)
@as_of_option
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def command(
    result: Path | None,
    preset: PresetName | None,
    base: Path | None,
    levels: tuple[str, ...],
    as_of: datetime.date | None,
    form: str,
) -> int:
    """Decide on RESULT (by default the last one): is it enough?

    The stored figures are computed again from the stored findings; a result that does not add up
    is refused. Then it is judged as of today (or --as-of): what has grown too old since counts no
    more.
    """
    loaded = read_result(result)
    if nothing := nothing_to_score(loaded):
        raise nothing
    day = max(loaded.as_of, as_of or today())
    answer = decide(loaded, preset, base, levels, as_of=day)
    if form == "json":
        click.echo(json.dumps(as_data(answer), indent=2))
    else:
        print_gate(answer)
    return answer.exit_code


def decide(
    loaded: Result,
    preset: PresetName | None,
    base: Path | None,
    levels: tuple[str, ...],
    *,
    as_of: datetime.date,
) -> GateResult:
    """The gate's answer on a result, as of a day.

    Raises:
        ConfigurationError: for a level or baseline that cannot be used.
    """
    chosen = preset or PRESET_OF[loaded.profile]
    regression = baseline.regression(loaded, baseline.read(base)) if base else None
    try:
        return assess_profile(
            replace(grounds(loaded), as_of=as_of),
            loaded.profile,
            preset=chosen,
            levels=_levels(levels),
            regression=regression,
        ).gate
    except KeyError as error:
        what = f"the gate {chosen} has no condition {error.args[0]}"
        raise ConfigurationError(what, fix="see `readiness list profiles`") from None


def _levels(texts: tuple[str, ...]) -> dict[str, Level]:
    found: dict[str, Level] = {}
    for text in texts:
        name, _, word = text.partition("=")
        level = next((known for known in get_args(Level) if known == word), None)
        if level is None:
            raise click.UsageError(f"--level {text}: write CONDITION=off, =warn or =error")
        found[name] = level
    return found


def as_data(answer: GateResult) -> dict[str, object]:
    """A gate's answer as plain data."""
    return {
        "preset": answer.preset,
        "decision": answer.decision.value,
        "exit_code": int(answer.exit_code),
        "switched_off": list(answer.switched_off),
        "conditions": [
            {
                "name": c.name,
                "level": c.level,
                "state": c.state.value,
                "limit": str(c.limit),
                "detail": c.detail,
            }
            for c in answer.conditions
        ],
    }

"""`readiness schema`: the JSON Schema of a file of an assessment."""

from __future__ import annotations

import json

import click

from readiness.answers import AttestationFile, SetAsideFile, WaiverFile
from readiness.baseline import Baseline
from readiness.documents import Strict
from readiness.errors import ExitCode
from readiness.manifest import ManifestModel
from readiness.result import Result

SCHEMAS: dict[str, type[Strict]] = {
    "manifest": ManifestModel,
    "result": Result,
    "attestations": AttestationFile,
    "waivers": WaiverFile,
    "set-aside": SetAsideFile,
    "baseline": Baseline,
}


@click.command("schema")
@click.argument("what", type=click.Choice(tuple(SCHEMAS)), default="manifest")
def command(what: str) -> int:
    """Print the JSON Schema of a file, e.g. for an editor: `readiness schema manifest`."""
    click.echo(json.dumps(schema(what), indent=2))
    return ExitCode.PASS


def schema(what: str) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a file of an assessment."""
    made = SCHEMAS[what].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}

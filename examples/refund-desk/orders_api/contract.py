"""The published contract, read once, so that what is documented is what is enforced."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SPEC = Path(__file__).with_name("openapi.yaml")
_EMPTY: Registry[Any] = Registry()


@cache
def _registry() -> Registry[Any]:
    document = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    filled: Registry[Any] = _EMPTY.with_resource("spec:", DRAFT202012.create_resource(document))
    return filled


@cache
def _validator(schema: str) -> Draft202012Validator:
    reference = {"$ref": f"spec:#/components/schemas/{schema}"}
    return Draft202012Validator(reference, registry=_registry())


def violation(schema: str, value: object) -> str | None:
    """The first way in which `value` breaks the named schema, or None."""
    for error in _validator(schema).iter_errors(value):
        where = "/".join(str(part) for part in error.absolute_path) or "body"
        return f"{where}: {error.message}"
    return None

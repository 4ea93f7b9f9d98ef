"""The badge as an endpoint of shields.io."""

from __future__ import annotations

import json

from readiness.registry import report_format
from readiness.result import Result

from .badge import message
from .wording import words


@report_format(suffix=".shields.json", media_type="application/json")
def shields(result: Result) -> bytes:
    """The badge as the JSON that a shields.io endpoint serves."""
    said = message(result)
    badge = {
        "schemaVersion": 1,
        "label": words("badge.label"),
        "message": said.text,
        "color": said.colour.removeprefix("#"),
    }
    return (json.dumps(badge, indent=2, ensure_ascii=False) + "\n").encode()

"""The result itself."""

from __future__ import annotations

from readiness.registry import report_format
from readiness.result import Result
from readiness.result_file import to_json


@report_format(suffix=".json", media_type="application/json")
def json_report(result: Result) -> bytes:
    """The result itself, `result.json`: what gate, reports and comparisons read."""
    return to_json(result)

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Outcome
from readiness.probes.logs.retention import retention

from ..harness import look
from .test_python_config import config


def handlers(text: str) -> str:
    return f"version: 1\nhandlers:\n  file: {{{text}}}\nroot: {{handlers: [file]}}\n"


TIMED = "class: logging.handlers.TimedRotatingFileHandler, filename: a"
SIZED = "class: logging.handlers.RotatingFileHandler, filename: a"


@pytest.mark.parametrize(
    ("text", "promise", "outcome", "kind"),
    [
        (f"{TIMED}, when: midnight, backupCount: 7", "180d", "fail", "too-short"),
        (f"{TIMED}, when: midnight, backupCount: 180", "180d", "pass", ""),
        (f"{TIMED}, when: W0, backupCount: 26", "180d", "pass", ""),
        (f"{TIMED}, when: D, interval: 7, backupCount: 26", "180d", "pass", ""),
        (f"{TIMED}, backupCount: 48", "3d", "fail", "too-short"),
        (f"{TIMED}, when: midnight", "180d", "fail", "unbounded"),
        (f"{TIMED}, when: often, backupCount: 3", "180d", "not_available", ""),
        (f"{SIZED}, maxBytes: 1000, backupCount: 5", "180d", "not_available", ""),
        (f"{SIZED}", "180d", "fail", "unbounded"),
        ("class: logging.FileHandler, filename: a", "180d", "fail", "unbounded"),
        ("class: logging.StreamHandler", "180d", "not_available", ""),
        (f"{TIMED}, when: midnight, backupCount: 7", "", "not_available", ""),
    ],
)
def test_rotation_is_held_to_the_promise(
    tmp_path: Path, text: str, promise: str, outcome: str, kind: str
) -> None:
    found = look(retention, config(tmp_path, handlers(text), retention=promise))
    assert [(one.outcome.value, one.code) for one in found] == [(outcome, kind)]
    if found[0].outcome is Outcome.FAIL:
        assert found[0].subject == "logging.yaml: file"
        assert found[0].location is not None
        assert found[0].location.line == 3

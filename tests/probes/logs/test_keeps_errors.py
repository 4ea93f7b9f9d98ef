from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.logs.keeps_errors import keeps_errors

from ..harness import fails, look, outcomes
from .test_python_config import config

HEAD = "version: 1\ndisable_existing_loggers: false\n"
KEEPS = "handlers: {h: {class: logging.StreamHandler}}\n"


@pytest.mark.parametrize(
    ("text", "subject", "kind", "line", "confidence"),
    [
        ("handlers:\n  h:\n    class: logging.StreamHandler\n    level: CRITICAL\n"
         "root: {handlers: [h]}", "root", "handler-level", 6, "high"),
        ("handlers: {h: {class: logging.NullHandler}}\nroot: {handlers: [h]}", "root",
         "handler-level", 3, "high"),
        (KEEPS + "root: {handlers: [h]}\nloggers:\n  a: {level: 50}", "a", "level", 6, "high"),
        (KEEPS + "root: {level: CRITICAL, handlers: [h]}", "root", "level", 4, "high"),
        (KEEPS + "root: {handlers: [h]}\nloggers:\n  a: {propagate: false}", "a", "no-handler", 6,
         "low"),
    ],
)  # fmt: skip
def test_finds_errors_that_are_lost(
    tmp_path: Path, text: str, subject: str, kind: str, line: int, confidence: str
) -> None:
    found = fails(look(keeps_errors, config(tmp_path, HEAD + text)))
    assert [(one.subject, one.code, one.confidence.value) for one in found] == [
        (f"logging.yaml: {subject}", kind, confidence)
    ]
    assert found[0].location is not None
    assert found[0].location.line == line


@pytest.mark.parametrize(
    "text",
    [
        KEEPS + "root: {level: WARNING, handlers: [h]}",
        KEEPS + "root: {handlers: [h]}\nloggers: {a.b: {level: DEBUG}, a: {level: ERROR}}",
        KEEPS
        + "root: {level: CRITICAL, handlers: [h]}\nloggers: {a: {level: INFO}}".replace(
            "CRITICAL", "NOTSET"
        ),
        "handlers: {h: {class: logging.StreamHandler, level: CRITICAL}, k: {class: x.Y}}\n"
        "root: {handlers: [h, k]}",
        KEEPS + "root: {handlers: [h]}\nloggers: {a: {propagate: false, handlers: [h]}}",
    ],
)
def test_is_silent_when_errors_are_kept(tmp_path: Path, text: str) -> None:
    assert outcomes(look(keeps_errors, config(tmp_path, HEAD + text))) == {Outcome.PASS}


def test_existing_loggers_are_silenced_unless_told_otherwise(tmp_path: Path) -> None:
    text = f"version: 1\n{KEEPS}root: {{handlers: [h]}}\n"
    found = fails(look(keeps_errors, config(tmp_path, text)))
    assert [(one.code, one.confidence) for one in found] == [("disables-existing", Confidence.LOW)]


def test_could_not_look(tmp_path: Path) -> None:
    text = HEAD + "handlers: {h: {class: x.Y, level: LOUD}}\nroot: {handlers: [h]}"
    assert outcomes(look(keeps_errors, config(tmp_path, text))) == {Outcome.NOT_AVAILABLE}
    text = HEAD + "incremental: true\nloggers: {a: {level: INFO}}"
    assert outcomes(look(keeps_errors, config(tmp_path, text))) == {Outcome.NOT_AVAILABLE}

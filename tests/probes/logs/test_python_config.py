from __future__ import annotations

from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.probes.logs.python_config import LoggingConfig, python_config

from ..harness import facts_of


def config(root: Path, text: str, name: str = "logging.yaml", retention: str = "") -> LoggingConfig:
    (root / name).write_text(text)
    promise = f", retention: {retention}" if retention else ""
    return facts_of(python_config, root, f"logs: {{config: [{name}]{promise}}}\n")


def test_reads_handlers_and_loggers_with_their_lines(tmp_path: Path) -> None:
    facts = config(
        tmp_path,
        """version: 1
disable_existing_loggers: false
filters: {f: {(): os.system}}
handlers:
  file:
    class: logging.handlers.RotatingFileHandler
    level: ERROR
    filters: [f]
    maxBytes: 100
root: {level: INFO, handlers: [file]}
loggers:
  a.b: {level: 15, propagate: false}
  c: {level: LOUD}
""",
        retention="30d",
    )
    handler = facts.handlers[0]
    assert (handler.name, handler.kind, handler.level) == ("file", "RotatingFileHandler", 40)
    assert (handler.location.line, handler.setting("maxBytes")) == (5, "100")
    assert handler.level_location is not None
    assert handler.level_location.line == 7
    assert [(one.name, one.level, one.propagate) for one in facts.loggers] == [
        ("a.b", 15, False),
        ("c", None, True),
    ]
    assert facts.loggers[1].unknown_level == "LOUD"
    assert facts.root is not None
    assert facts.root.handlers == ("file",)
    assert (facts.disables_existing, facts.retention_days) == (False, 30.0)


def test_reads_json(tmp_path: Path) -> None:
    text = '{"version": 1, "loggers": {"": {"handlers": ["h"]}}, "handlers": {"h": {"class": "x"}}}'
    facts = config(tmp_path, text, "logging.json")
    assert facts.root is not None
    assert (facts.root.handlers, facts.loggers) == (("h",), ())


def test_reads_json_that_is_no_yaml(tmp_path: Path) -> None:
    facts = config(tmp_path, '{\n\t"root": {"handlers": ["h"]}\n}', "logging.json")
    assert facts.root is not None
    assert facts.root.location.file == "logging.json"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("logging.yaml", "a: b\n"),
        ("logging.yaml", "handlers: [\n"),
        ("logging.json", "{"),
        ("logging.json", "[1]"),
        ("logging.ini", "[loggers]\nkeys=root\n"),
        ("logback.xml", "<configuration/>"),
    ],
)
def test_other_formats_could_not_be_looked_at(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(CouldNotLook):
        config(tmp_path, text, name)

"""The example agent and its flawed twin, each with a history, assessed live once a session."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from readiness.assess import Request, assess
from readiness.registry import Mode
from readiness.result import Result
from tests.judgement.sample import AS_OF

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TOKEN = {"ORDERS_TOKEN": "sample-orders-token", "REVIEW_URL": "http://127.0.0.1:9/review"}


@dataclass(frozen=True)
class Assessed:
    """An assessed agent: its folder, its run folder and its result."""

    root: Path
    run: Path
    result: Result


def copy_with_history(root: Path, *, flawed: bool) -> Path:
    """The example (or its twin) at `root`, with a year of history."""
    command = [sys.executable, str(EXAMPLES / "history.py"), str(root)]
    subprocess.run([*command, *(["--flawed"] if flawed else [])], check=True, capture_output=True)
    return root


def assessed(root: Path, *, flawed: bool) -> Assessed:
    """A fresh copy, assessed live."""
    copy_with_history(root, flawed=flawed)
    request = Request(
        path=root,
        as_of=AS_OF,
        modes=frozenset({Mode.STATIC, Mode.LIVE}),
        environment={**os.environ, **TOKEN},
    )
    result, run = assess(request)
    return Assessed(root, run.path, result)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    return assessed(tmp_path_factory.mktemp("good") / "refund-desk", flawed=False)


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    return assessed(tmp_path_factory.mktemp("twin") / "refund-desk", flawed=True)

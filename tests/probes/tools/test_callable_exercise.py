"""Functions called for real in a child process: each flaw is found, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.context import Budget
from readiness.errors import CouldNotLook
from readiness.findings import Confidence, Outcome
from readiness.probes.tools import callable_exercise as module
from readiness.probes.tools.callable_answers import callable_answers, without_callables
from readiness.probes.tools.callable_exercise import callable_exercise
from readiness.probes.tools.callable_record import CallableRecord, CallEnding
from tests.probes.harness import facts_of, look

CODE = """
import asyncio, datetime, enum, itertools, os, sys, time, uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Optional, TypedDict, Union
from pydantic import BaseModel, Field

COUNT = itertools.count(1)

class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Row(TypedDict):
    id: str
    total: int

@dataclass
class Box:
    width: int
    label: str = ""

class Wish(BaseModel):
    name: str = Field(min_length=2)
    count: int = Field(ge=1, le=9)

def good(a: Annotated[int, Field(ge=0, le=50)], kind: Literal["x", "y"] = "x") -> Row:
    print("this goes nowhere near the wire")
    return {"id": kind, "total": a}

def every(colour: Colour, box: Box, wish: Wish, day: datetime.date, which: uuid.UUID,
          maybe: Optional[float], either: Union[int, str], many: list[int], named: dict[str, bool],
          pair: tuple[int, str], anything: Any, *rest: int, hidden: Decimal = Decimal(1)) -> str:
    assert isinstance(colour, Colour) and isinstance(box, Box) and isinstance(wish, Wish)
    assert isinstance(day, datetime.date) and isinstance(which, uuid.UUID)
    assert maybe is None or isinstance(maybe, float) or isinstance(maybe, int)
    return "fine"

async def waits(a: int) -> int:
    await asyncio.sleep(0)
    return a

def model(a: int) -> Wish:
    return Wish(name="ab", count=3)

def refuses(a: int) -> int:
    raise ValueError("there is no such order")

def crashes(text: str) -> str:
    return text.split("@")[1]

def not_json(a: int):
    return {"at": datetime.datetime(2026, 1, 1)}

def nan(a: int):
    return {"rate": float("nan")}

def other_type(a: int) -> str:
    return a

def mutates(many: list[int]) -> int:
    many.append(1)
    return len(many)

def unstable(a: int) -> dict:
    return {"a": 1} if next(COUNT) % 3 else {"a": 1, "b": 2}

def exits(a: Annotated[int, Field(ge=0, le=9)]) -> int:
    if a == 9:
        os._exit(3)
    return a

def hangs(a: int) -> int:
    time.sleep(60)
    return a

def untyped(a):
    return a

def decimals(a: Decimal) -> int:
    return 1

class Tools:
    @staticmethod
    def inner(a: int) -> int:
        return a
"""


def exercised(root: Path, name: str, more: str = "effect: read", **settings: Any) -> CallableRecord:
    (root / "desk").mkdir()
    (root / "desk" / "__init__.py").write_text("")
    (root / "desk" / "tools.py").write_text(CODE)
    # A module of the agent with the name of one of ours must be the agent's.
    (root / "inputs.py").write_text("MINE = True\n")
    (root / "desk" / "shadowed.py").write_text(
        "from inputs import MINE\ndef own(a: int) -> bool:\n    return MINE\n"
    )
    module_ = "shadowed" if name == "own" else "tools"
    manifest = (
        f'tools: {{tool: {{kind: callable, callable: "desk.{module_}:{name}", '
        f"operations: {{tool: {{{more}}}}}}}}}\n"
    )
    return facts_of(callable_exercise, root, manifest, live=True, **settings)


@pytest.mark.parametrize("name", ["good", "every", "waits", "model", "Tools.inner", "own"])
def test_a_good_function_only_passes(tmp_path: Path, name: str) -> None:
    record = exercised(tmp_path, name)
    [finding] = look(callable_answers, record)
    assert (finding.outcome, finding.scope_cut) == (Outcome.PASS, False), finding
    assert record.place is not None
    assert record.place.file == ("desk/shadowed.py" if name == "own" else "desk/tools.py")
    assert record.place.line > 0
    assert all(call.ending is CallEnding.RETURNED for call in record.calls)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("crashes", "raises-IndexError"),
        ("not_json", "not-json"),
        ("nan", "not-json"),
        ("other_type", "breaks-return-type"),
        ("mutates", "changes-arguments"),
        ("unstable", "shape-changes"),
        ("exits", "dies"),
    ],
)
def test_a_flaw_is_found_and_nothing_else(tmp_path: Path, name: str, code: str) -> None:
    [finding] = look(callable_answers, exercised(tmp_path, name))
    assert finding.fails_for_sure
    assert finding.code == code
    assert finding.location is not None and finding.location.file == "desk/tools.py"
    assert finding.evidence[0].text.startswith("python -c 'from desk.tools import ")


def test_a_function_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALL_TIMEOUT", 1.0)
    [finding] = look(callable_answers, exercised(tmp_path, "hangs"))
    assert (finding.code, finding.confidence) == ("hangs", Confidence.HIGH)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("untyped", "no type that can be drawn for a: it has no type"),
        ("decimals", "no type that can be drawn for a: Decimal"),
        ("refuses", "returned from none of our valid calls: there is no such order"),
    ],
)
def test_what_could_not_be_seen(tmp_path: Path, name: str, said: str) -> None:
    [finding] = look(callable_answers, exercised(tmp_path, name))
    assert finding.outcome is Outcome.NOT_AVAILABLE
    assert said in finding.message


@pytest.mark.parametrize("more", ["", "effect: write", "effect: irreversible"])
def test_what_may_write_is_not_called(tmp_path: Path, more: str) -> None:
    record = exercised(tmp_path, "good", more)
    assert record.calls == ()
    [finding] = look(callable_answers, record)
    assert finding.outcome is Outcome.NOT_AVAILABLE
    assert "effect: read" in finding.help


def test_a_function_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match=r"cannot be imported: .*no attribute 'nobody'"):
        exercised(tmp_path, "nobody")


def test_a_small_budget_earns_nothing(tmp_path: Path) -> None:
    record = exercised(tmp_path, "good", budget=Budget(max_requests=3))
    assert len(record.calls) == 3
    [finding] = look(callable_answers, record)
    assert finding.scope_cut


def test_arguments_that_people_wrote_down_come_first(tmp_path: Path) -> None:
    record = exercised(tmp_path, "good", 'effect: read, examples: [{a: 7, kind: "y"}]')
    assert json.loads(record.calls[0].arguments) == {"a": 7, "kind": "y"}


def test_types_become_a_schema(tmp_path: Path) -> None:
    known = json.loads(exercised(tmp_path, "good").arguments)
    assert known["properties"]["a"] == {"type": "integer", "minimum": 0, "maximum": 50}
    assert known["properties"]["kind"] == {"enum": ["x", "y"]}
    assert known["required"] == ["a"]


def test_no_function_is_declared(tmp_path: Path) -> None:
    from readiness.probes.code.python_source import python_source

    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "main.py").write_text("print(1)\n")
    code = facts_of(python_source, tmp_path, "code: {paths: [agent/]}\n")
    [finding] = without_callables((code,))
    assert finding.outcome is Outcome.NOT_APPLICABLE
    [finding] = without_callables(())
    assert finding.outcome is Outcome.NOT_AVAILABLE

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.code.bounded_loops import bounded_loops
from readiness.probes.code.python_source import LanguageCount

from ..harness import fails, look, outcomes
from .agent_files import code

ASK = "reply = client.chat.completions.create(model='m', messages=messages)"


def loop(text: str) -> str:
    body = textwrap.indent(textwrap.dedent(text).replace("ASK", ASK).strip(), "    ")
    return f"import itertools, time\ndef run(client, messages):\n{body}\n"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("while True:\n    ASK\n    if not reply.tool_calls:\n        break", "high"),
        ("while 1:\n    ASK\n    if len(reply.tool_calls) < 1:\n        return reply", "high"),
        ("for i in itertools.count():\n    ASK\n    if reply.done:\n        break", "high"),
        ("while True:\n    ASK\n    messages.append(reply)\n    if messages[-1].done:\n"
         "        break", "high"),
        ("while not reply.done:\n    ASK", "low"),
        ("while True:\n    ASK\n    check_budget(reply)", "low"),
    ],
)  # fmt: skip
def test_finds_loops_that_only_the_model_ends(text: str, confidence: str) -> None:
    found = fails(look(bounded_loops, code(main=loop(text))))
    assert [(one.code, one.subject, one.confidence.value) for one in found] == [
        ("unbounded", "agent/main.py: run", confidence)
    ]
    assert found[0].location is not None
    assert found[0].location.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "for _ in range(8):\n    ASK",
        "for text in texts:\n    ASK",
        "steps = 0\nwhile True:\n    ASK\n    steps += 1\n    if steps > 8:\n        break",
        "while len(messages) < 20:\n    ASK\n    messages.append(reply)",
        "end = time.monotonic() + 9\nwhile time.monotonic() < end:\n    ASK",
        "left = 5\nwhile left:\n    ASK\n    left -= 1",
        "for i in itertools.count():\n    ASK\n    if i >= 9:\n        raise RuntimeError",
    ],
)
def test_is_silent_on_loops_with_a_bound(text: str) -> None:
    assert outcomes(look(bounded_loops, code(main=loop(text)))) == {Outcome.PASS}


def test_sees_the_model_behind_a_method() -> None:
    text = """
    class Agent:
        def run(self):
            while True:
                reply = self._ask()
                if reply.done:
                    return reply
        def _ask(self):
            return self.model.responses.create(model="m")
    """
    found = fails(look(bounded_loops, code(main=text)))
    assert [(one.subject, one.confidence) for one in found] == [
        ("agent/main.py: Agent.run", Confidence.HIGH)
    ]


def test_a_loop_that_waits_for_work_is_no_agent_loop() -> None:
    consumer = loop("while True:\n    job = queue.get()\n    ASK")
    assert outcomes(look(bounded_loops, code(main=consumer))) == {Outcome.NOT_APPLICABLE}


def test_a_deadline_round_the_loop_is_a_bound() -> None:
    text = """
    import asyncio
    async def run(client):
        async with asyncio.timeout(60):
            while True:
                await client.responses.create(model="m")
    """
    assert outcomes(look(bounded_loops, code(main=text))) == {Outcome.PASS}


def test_nothing_to_look_at() -> None:
    single = code(main=loop("ASK"))
    assert outcomes(look(bounded_loops, single)) == {Outcome.NOT_APPLICABLE}
    framework = code(main="from langgraph.graph import StateGraph\n")
    assert outcomes(look(bounded_loops, framework)) == {Outcome.NOT_AVAILABLE}
    assert outcomes(look(bounded_loops, code(main="x = 1\n"))) == {Outcome.NOT_AVAILABLE}


def test_what_was_not_read_is_never_absent() -> None:
    half = replace(code(main=loop("ASK")), other_languages=(LanguageCount("Go", 1),))
    assert outcomes(look(bounded_loops, half)) == {Outcome.NOT_AVAILABLE}


TWO_MODELS = f"""
class One:
    def query(self, client, messages):
        {ASK}
class Other:
    def query(self, client, messages):
        {ASK}
class Agent:
    def step(self):
        return self.model.query(self.client, [])
    def run(self):
LOOP
"""


def agent(text: str) -> str:
    return TWO_MODELS.replace("LOOP", textwrap.indent(text, "        "))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("while True:\n    self.step()\n    if self.done:\n        break", "without a bound"),
        ("while not self.done:\n    self.step()", "without a bound"),
        ("for n in range(9):\n    self.step()", "may have a bound"),
    ],
)
def test_what_cannot_be_followed_is_neither_a_pass_nor_nothing(text: str, said: str) -> None:
    found = look(bounded_loops, code(main=agent(text)))
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}
    assert said in found[0].message


def test_a_loop_that_surely_asks_no_model_is_not_counted() -> None:
    found = look(bounded_loops, code(main=agent("while self.waiting:\n    self.sort()")))
    assert outcomes(found) == {Outcome.NOT_APPLICABLE}


def test_a_framework_is_not_outside_itself() -> None:
    text = "import smolagents.models\ndef f(model):\n    return model.generate()\n"
    facts = code(main=text)
    own = replace(facts, files=(replace(facts.files[0], name="src/smolagents/agents.py"),))
    assert "inside smolagents" in look(bounded_loops, facts)[0].message
    assert "framework smolagents itself" in look(bounded_loops, own)[0].message

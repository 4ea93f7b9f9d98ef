"""The same questions asked of maps in six formats: a sound and a flawed file of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readiness.errors import AnotherFormat, CouldNotLook
from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.workflow.approval_before_irreversible import approval_before_irreversible
from readiness.probes.workflow.bpmn import bpmn
from readiness.probes.workflow.declarations import declarations
from readiness.probes.workflow.failure_paths import failure_paths
from readiness.probes.workflow.langgraph import langgraph
from readiness.probes.workflow.map_covers_tools import map_covers_tools
from readiness.probes.workflow.mermaid import mermaid
from readiness.probes.workflow.n8n import n8n
from readiness.probes.workflow.reachable_steps import reachable_steps
from readiness.probes.workflow.states_language import states_language
from readiness.probes.workflow.workflow_map import WorkflowMap, workflow_map
from tests.probes.harness import facts_of, fails, look, outcomes

SAMPLES = Path(__file__).with_name("samples")
READERS = {
    "yaml": workflow_map,
    "mermaid": mermaid,
    "states-language": states_language,
    "bpmn": bpmn,
    "n8n": n8n,
    "langgraph": langgraph,
}
FOREIGN = [name for name in READERS if name != "yaml"]
HIGH, LOW = Confidence.HIGH, Confidence.LOW


def drawn(root: Path, form: str, text: str, name: str) -> WorkflowMap:
    (root / name).write_text(text)
    (root / "readiness.yaml").unlink(missing_ok=True)
    return facts_of(READERS[form], root, f"workflow: {{map: {name}}}\n")


def sample(root: Path, form: str, which: str) -> WorkflowMap:
    (file,) = (SAMPLES / form).glob(f"{which}.*")
    return drawn(root, form, file.read_text("utf-8"), file.name)


def tools(
    root: Path, facts: WorkflowMap, probe: Callable[..., Any] = map_covers_tools
) -> list[Finding]:
    (root / "readiness.yaml").unlink(missing_ok=True)
    manifest = (SAMPLES / "manifest.yaml").read_text("utf-8")
    return look(probe, facts, facts_of(declarations, root, manifest))


@pytest.mark.parametrize("form", READERS)
def test_is_silent_on_the_sound_map(tmp_path: Path, form: str) -> None:
    facts = sample(tmp_path, form, "sound")
    assert outcomes(look(reachable_steps, facts)) == {Outcome.PASS}
    said = {Outcome.NOT_AVAILABLE} if "failure" in facts.unsaid else {Outcome.PASS}
    assert outcomes(look(failure_paths, facts)) == said
    said = {Outcome.NOT_AVAILABLE} if "tools" in facts.unsaid else {Outcome.PASS}
    assert outcomes(tools(tmp_path, facts)) == said
    assert outcomes(tools(tmp_path, facts, approval_before_irreversible)) == said


@pytest.mark.parametrize(
    ("form", "step"),
    [("yaml", "pay"), ("states-language", "Pay"), ("bpmn", "Pay the refund"), ("n8n", "Pay")],
)
def test_finds_the_way_around_the_approval(tmp_path: Path, form: str, step: str) -> None:
    facts = sample(tmp_path, form, "flawed-approval")
    found = fails(tools(tmp_path, facts, approval_before_irreversible))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        (step, "way-around", HIGH)
    ]


@pytest.mark.parametrize(
    ("form", "step", "line"),
    [
        ("yaml", "fraud-check", 8),
        ("mermaid", "fraud", 12),
        ("states-language", "FraudCheck", 17),
        ("bpmn", "Check for fraud", 10),
        ("n8n", "Fraud check", 9),
        ("langgraph", "fraud_check", 7),
    ],
)
def test_finds_the_step_that_nothing_leads_to(
    tmp_path: Path, form: str, step: str, line: int
) -> None:
    found = fails(look(reachable_steps, sample(tmp_path, form, "flawed")))
    unreachable = [one for one in found if one.code == "unreachable" and one.subject == step]
    assert [one.confidence for one in unreachable] == [HIGH]
    assert unreachable[0].location is not None
    assert unreachable[0].location.line == line


def test_finds_the_loop_without_a_way_out(tmp_path: Path) -> None:
    found = fails(look(reachable_steps, sample(tmp_path, "langgraph", "flawed")))
    assert {one.subject for one in found if one.code == "endless"} == {"judge", "human_review"}


@pytest.mark.parametrize(
    ("form", "step", "confidence"),
    [
        ("yaml", "pay", HIGH),
        ("mermaid", "pay", LOW),
        ("states-language", "Pay", HIGH),
        ("bpmn", "Pay the refund", HIGH),
        ("n8n", "Pay", HIGH),
    ],
)
def test_finds_the_step_without_a_failure_route(
    tmp_path: Path, form: str, step: str, confidence: Confidence
) -> None:
    found = fails(look(failure_paths, sample(tmp_path, form, "flawed")))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        (step, "no-route", confidence)
    ]


@pytest.mark.parametrize(
    ("form", "confidence"), [("yaml", HIGH), ("states-language", LOW), ("bpmn", LOW), ("n8n", LOW)]
)
def test_finds_the_operation_that_is_not_on_the_map(
    tmp_path: Path, form: str, confidence: Confidence
) -> None:
    found = fails(tools(tmp_path, sample(tmp_path, form, "flawed")))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        ("orders.createRefund", "operation-not-on-map", confidence)
    ]


@pytest.mark.parametrize("form", READERS)
def test_each_reader_leaves_the_other_formats_alone(tmp_path: Path, form: str) -> None:
    for other in READERS:
        if other != form:
            (file,) = (SAMPLES / other).glob("sound.*")
            with pytest.raises(AnotherFormat):
                drawn(tmp_path, form, file.read_text("utf-8"), file.name)


NAMES = {
    "mermaid": "map.mmd",
    "states-language": "map.json",
    "bpmn": "map.bpmn",
    "n8n": "map.json",
    "langgraph": "map.json",
}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    '<definitions><process id="p"><startEvent id="s" name="&c;"/></process></definitions>'
)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("mermaid", ""),
        ("mermaid", "flowchart TD\n%% nothing\n"),
        ("states-language", '{"StartAt": "A"}'),
        ("states-language", '{"StartAt": '),
        ("bpmn", ""),
        ("bpmn", "<a><b></a>"),
        ("bpmn", BOMB),
        ("bpmn", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'),
        ("n8n", '{"nodes": [], "connections": {}}'),
        ("n8n", '{"nodes": [], "connections": []}'),
        ("langgraph", '{"nodes": [1, null], "edges": 3}'),
    ],
)
def test_could_not_look(tmp_path: Path, form: str, text: str) -> None:
    with pytest.raises(CouldNotLook) as refusal:
        drawn(tmp_path, form, text, NAMES[form])
    assert not isinstance(refusal.value, AnotherFormat)


def test_deep_and_large_files_end(tmp_path: Path) -> None:
    deep = '{"StartAt": "A", "States": {"A": {"Type": "Map", "ItemProcessor": ' * 15
    with pytest.raises(CouldNotLook):
        drawn(tmp_path, "states-language", deep, "map.json")
    chain = "flowchart LR\n" + "\n".join(f"n{i} --> n{i + 1}" for i in range(3000))
    assert len(drawn(tmp_path, "mermaid", chain, "map.mmd").steps) == 3001
    tasks = "".join(f'<userTask id="t{i}" name="n"/>' for i in range(20_000))
    many = f'<definitions xmlns="b"><process id="p">{tasks}</process></definitions>'
    assert len(drawn(tmp_path, "bpmn", many, "map.bpmn").steps) == 20_000
    hostile = "flowchart LR\na -- " + "- " * 5000 + "\nb[" + "[" * 5000
    drawn(tmp_path, "mermaid", hostile, "map.mmd")


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        ("a-->b", {"a": ["b"]}),
        ("a & b --> c & d", {"a": ["c", "d"], "b": ["c", "d"]}),
        ("a[One] ==> b{Two} -.-> c", {"a": ["b"], "b": ["c"]}),
        ('a["x --> y"] --> b', {"a": ["b"]}),
        ("a -- text --> b", {"a": ["b"]}),
        ("a -->|text| b:::person", {"a": ["b"]}),
        ("a --- b; b --> c", {"a": ["b"], "b": ["c"]}),
        ("subgraph one", {}),
        ("my-node --> other", {"my-node": ["other"]}),
    ],
)
def test_mermaid_statements(tmp_path: Path, line: str, ways: dict[str, list[str]]) -> None:
    facts = drawn(tmp_path, "mermaid", f"flowchart TD\n  {line}\n  z[Last]\n", "map.mmd")
    assert {one.name: list(one.next) for one in facts.steps if one.next} == ways

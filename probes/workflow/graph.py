"""The workflow map as a directed graph, built in this one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from readiness.findings import Confidence, Finding

from .workflow_map import MapStep, WorkflowMap

if TYPE_CHECKING:
    import networkx

Word = Literal["next", "on_failure"]


def graph_of(drawn: WorkflowMap, *words: Word) -> networkx.DiGraph[str]:
    """Steps, and the ways of these words that a case can take between them.

    Names that lead nowhere are nodes too, without a way out; `lost_ways` tells which.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(step.name for step in drawn.steps)
    graph.add_edges_from((start, to) for start, word, to in _ways(drawn) if word in words)
    return graph


def lost_ways(drawn: WorkflowMap) -> Iterator[tuple[MapStep, str, str]]:
    """Ways to a step that is not on the map: the step, the word, the unknown name."""
    steps = {step.name: step for step in drawn.steps}
    approvals = ((step.name, "approval", step.approval) for step in drawn.steps if step.approval)
    for start, word, to in (*_ways(drawn), *approvals):
        if to not in steps:
            yield steps[start], word, to


def as_sure_as(drawn: WorkflowMap, finding: Finding) -> Finding:
    """The finding, with low confidence where the kinds of steps were guessed."""
    return replace(finding, confidence=Confidence.LOW) if "kinds" in drawn.inferred else finding


def _ways(drawn: WorkflowMap) -> Iterator[tuple[str, Word, str]]:
    for step in drawn.steps:
        for to in step.next:
            yield step.name, "next", to
        if step.on_failure:
            yield step.name, "on_failure", step.on_failure

"""A flowchart in Mermaid, in a file of its own or fenced in Markdown.

Shapes tell the kinds, as flowcharts are drawn: rounded ends start and end, diamonds decide,
cylinders and subroutines are tools; a step whose name speaks of people is done by a person. All
that is guessed. An edge with a label such as `fails`, `error` or `timeout` is a failure route.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.context import Context
from readiness.registry import gatherer
from readiness.targets import WorkflowTarget

from .drawing import Drawing, names_a_person
from .formats import expect
from .workflow_map import StepKind, WorkflowMap

_LINE_LIMIT = 20_000
_FAILURE = re.compile(
    r"(?i)\b(?:fail\w*|errors?|exception|time[ds]?[- ]?out|unsure|uncertain|not in time"
    r"|no answer)\b"
)
_SHAPES = (
    ("(((", ")))", "round"), ("((", "))", "round"), ("([", "])", "round"), ("[[", "]]", "tool"),
    ("[(", ")]", "tool"), ("[/", "/]", "box"), ("[\\", "\\]", "box"), ("{{", "}}", "box"),
    ("[", "]", "box"), ("(", ")", "box"), ("{", "}", "diamond"), (">", "]", "box"),
)  # fmt: skip
_NODE = re.compile(r"\s*(?P<id>[^\W]\w*(?:-\w+)*)")
_CLASS = re.compile(r":::(\w+)")
_EDGE = re.compile(
    r"""\s*[<xo]?(?:
        (?:--|==)\s+(?P<inner>[^|>]*?[^\s\->=])\s+(?:-->|==>|---|===)   # -- label -->
      | -\.\s+(?P<dotted>[^|>]*?)\s+\.->                                # -. label .->
      | (?:-{2,}>?|={2,}>?|-\.+->?|~{3,}|-{2,}[xo])                     # -->
    )(?:\s*\|(?P<label>[^|]*)\|)?\s*""",
    re.VERBOSE,
)
_OTHER = re.compile(
    r"(?i)\s*(?:%%|subgraph\b|end\s*$|classDef\b|class\b|style\b|linkStyle\b|click\b|direction\b"
    r"|flowchart\b|graph\b|---\s*$|title:|config:|acc)"
)


@dataclass
class _Node:
    """A node as it was last drawn."""

    line: int
    text: str
    shape: str = "box"
    onward: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)


@gatherer()
def mermaid(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Reads a Mermaid flowchart."""
    text = expect("Mermaid flowchart", target, context)
    nodes: dict[str, _Node] = {}
    for number, line in _chart(text):
        _read(line, number, nodes)
    drawing = Drawing(context.show(target.path))
    entered = {to for node in nodes.values() for to in (*node.onward, *node.failing)}
    for name, node in nodes.items():
        if name not in entered and node.shape == "round" and node.onward:
            drawing.trigger(name, node.line, node.onward)
            continue
        drawing.add(
            name,
            _kind(name, node),
            node.line,
            next=node.onward,
            on_failure=node.failing[0] if node.failing else "",
            does=node.text,
        )
    return drawing.facts(
        target, context, "Mermaid flowchart", inferred=("kinds",), unsaid=("tools",)
    )


def _chart(text: str) -> Iterator[tuple[int, str]]:
    """The lines of the first flowchart, with their numbers."""
    fenced = re.search(r"(?m)^```mermaid", text) is not None
    inside = not fenced
    for number, line in enumerate(text.splitlines()[:_LINE_LIMIT], start=1):
        if fenced and line.startswith("```"):
            if inside:
                return
            inside = line.startswith("```mermaid")
            continue
        if inside and not _OTHER.match(line):
            for part in line.split(";"):
                yield number, part[:2000]


def _read(line: str, number: int, nodes: dict[str, _Node]) -> None:
    """One statement: groups of nodes with edges between them."""
    before, position, label = _group(line, 0, number, nodes)
    while before:
        edge = _EDGE.match(line, position)
        if not edge:
            return
        label = edge["inner"] or edge["dotted"] or edge["label"] or ""
        after, position, _ = _group(line, edge.end(), number, nodes)
        for start in before:
            ways = nodes[start].failing if _FAILURE.search(label) else nodes[start].onward
            ways.extend(after)
        before = after


def _group(
    line: str, position: int, number: int, nodes: dict[str, _Node]
) -> tuple[list[str], int, str]:
    """`A[Text] & B`: the names, and where reading goes on."""
    names: list[str] = []
    while match := _NODE.match(line, position):
        name, position = match["id"], match.end()
        shape, text, position = _shape(line, position)
        if klass := _CLASS.match(line, position):
            position = klass.end()
            text = f"{text} {klass[1]}".strip()
        node = nodes.setdefault(name, _Node(number, text or name))
        if shape:
            node.shape, node.text = shape, text or name
        elif klass:
            node.text = f"{node.text} {klass[1]}"
        names.append(name)
        ampersand = re.compile(r"\s*&").match(line, position)
        if not ampersand:
            break
        position = ampersand.end()
    return names, position, ""


def _shape(line: str, position: int) -> tuple[str, str, int]:
    for opening, closing, shape in _SHAPES:
        if line.startswith(opening, position):
            begun = position + len(opening)
            quoted = line.startswith('"', begun)
            end = line.find(f'"{closing}' if quoted else closing, begun + quoted)
            if end >= 0:
                text = line[begun + quoted : end]
                return shape, text.strip(), end + len(closing) + quoted
    return "", "", position


def _kind(name: str, node: _Node) -> StepKind:
    if not node.onward and not node.failing and node.shape == "round":
        return "end"
    if node.shape == "diamond":
        return "decision"
    if names_a_person(f"{name} {node.text}"):
        return "person"
    return "tool" if node.shape == "tool" else "code"

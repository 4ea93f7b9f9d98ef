"""A process drawn in BPMN 2.0, as modellers save it.

The XML is read by expat, which resolves nothing outside the file; a document type, and with it
every entity, is refused before anything is expanded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.registry import gatherer
from readiness.targets import WorkflowTarget

from .drawing import Drawing, iso_duration
from .formats import expect
from .workflow_map import StepKind, WorkflowMap

_ELEMENT_LIMIT = 100_000
_DEPTH = 50
_KINDS: dict[str, StepKind] = {
    "userTask": "person", "manualTask": "person",
    "serviceTask": "tool", "sendTask": "tool", "receiveTask": "tool", "task": "tool",
    "callActivity": "tool", "scriptTask": "code", "businessRuleTask": "code",
    "exclusiveGateway": "decision", "inclusiveGateway": "decision", "parallelGateway": "decision",
    "eventBasedGateway": "decision", "complexGateway": "decision",
    "intermediateCatchEvent": "decision", "intermediateThrowEvent": "decision",
    "subProcess": "decision", "transaction": "decision", "adHocSubProcess": "decision",
    "endEvent": "end", "startEvent": "decision", "boundaryEvent": "decision",
}  # fmt: skip
_CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}
_CATCHES = {"errorEventDefinition", "escalationEventDefinition", "timerEventDefinition"}


@dataclass
class _Element:
    """A flow node as it stands in the file."""

    tag: str
    id: str
    name: str
    line: int
    inside: str = ""
    attached: str = ""
    topic: str = ""
    events: list[str] = field(default_factory=list)
    duration: str = ""


@gatherer()
def bpmn(target: WorkflowTarget, context: Context) -> WorkflowMap:
    """Reads a BPMN 2.0 process: tasks, gateways, events and the flows between them."""
    text = expect("BPMN diagram", target, context)
    reader = _Reader(context.show(target.path))
    reader.read(text)
    return _drawn(reader).facts(target, context, "BPMN diagram", inferred=("tools",))


class _Reader:
    """Collects flow nodes and sequence flows."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.elements: dict[str, _Element] = {}
        self.flows: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.seen = 0
        self.text: list[str] | None = None

    def read(self, text: str) -> None:
        """Parse the file.

        Raises:
            CouldNotLook: when it is no XML, or holds a document type.
        """
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        try:
            self.parser.Parse(text.encode("utf-8"), True)
        except (expat.ExpatError, ValueError) as error:
            raise CouldNotLook(f"{self.name} is no XML: {error}") from None

    def _doctype(self, *_: object) -> None:
        raise CouldNotLook(
            f"{self.name} holds a document type, so it is not read",
            help="export the diagram without a DOCTYPE",
        )

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        tag = full.rpartition(" ")[2]
        self.seen += 1
        if self.seen > _ELEMENT_LIMIT:
            raise CouldNotLook(f"{self.name} holds more than {_ELEMENT_LIMIT} elements")
        id_ = attributes.get("id", "")
        if tag in _KINDS and id_:
            inside = next((one for one in reversed(self.open) if one in self.elements), "")
            given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self.elements[id_] = _Element(
                tag,
                id_,
                " ".join(attributes.get("name", "").split()),
                self.parser.CurrentLineNumber,
                inside=inside if inside and self.elements[inside].tag in _CONTAINERS else "",
                attached=attributes.get("attachedToRef", ""),
                topic=given.get("topic", given.get("class", "").rpartition(".")[2]),
            )
        elif tag == "sequenceFlow":
            self.flows.append((attributes.get("sourceRef", ""), attributes.get("targetRef", "")))
        elif tag.endswith("EventDefinition") and self.open and self.open[-1] in self.elements:
            self.elements[self.open[-1]].events.append(tag)
        elif tag == "taskDefinition":
            self._owner().topic = attributes.get("type", "")
        elif tag == "timeDuration":
            self.text = []
        self.open.append(id_)

    def _end(self, full: str) -> None:
        if full.endswith(" timeDuration") and self.text is not None:
            self._owner().duration = "".join(self.text)
            self.text = None
        self.open.pop()

    def _characters(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def _owner(self) -> _Element:
        """The flow node that encloses what is read now."""
        for one in reversed(self.open):
            if one in self.elements:
                return self.elements[one]
        return _Element("", "", "", 0)


@dataclass
class _Links:
    """What belongs to what: names, flows, events on borders, starts of subprocesses."""

    names: dict[str, str]
    onward: dict[str, list[str]] = field(default_factory=dict)
    border: dict[str, list[_Element]] = field(default_factory=dict)
    starts: dict[str, list[str]] = field(default_factory=dict)


def _drawn(reader: _Reader) -> Drawing:
    drawing = Drawing(reader.name)
    links = _links(reader)
    for one in reader.elements.values():
        if one.tag == "startEvent" and not one.inside:
            drawing.trigger(links.names[one.id], one.line, links.onward.get(one.id, []))
        elif one.tag != "boundaryEvent":
            _step(one, reader.elements, links, drawing)
    return drawing


def _links(reader: _Reader) -> _Links:
    links = _Links(_names(reader.elements))
    for source, to in reader.flows:
        links.onward.setdefault(source, []).append(links.names.get(to, to))
    for one in reader.elements.values():
        if one.tag == "boundaryEvent" and _CATCHES & set(one.events):
            links.border.setdefault(one.attached, []).append(one)
        if one.tag == "startEvent" and one.inside:
            links.starts.setdefault(one.inside, []).append(links.names[one.id])
    return links


def _names(elements: dict[str, _Element]) -> dict[str, str]:
    """Names people gave, where only one element has them; else ids."""
    given = Counter(one.name for one in elements.values())
    return {
        id_: one.name if one.name and given[one.name] == 1 else id_ for id_, one in elements.items()
    }


def _step(one: _Element, elements: dict[str, _Element], links: _Links, drawing: Drawing) -> None:
    ways = links.onward.get(one.id, [])
    kind = _KINDS[one.tag]
    if one.tag in _CONTAINERS:
        ways = links.starts.get(one.id) or ways
    if one.tag == "endEvent" and one.inside:
        kind, ways = "decision", links.onward.get(one.inside, [])
    catchers = _catchers(one.id, elements, links)
    timers = [e for e in catchers if "timerEventDefinition" in e.events]
    failing = [way for e in catchers for way in links.onward.get(e.id, [])]
    if kind == "person":
        failing = [way for e in timers for way in links.onward.get(e.id, [])] or failing
    limits = [span for e in timers if (span := iso_duration(e.duration))]
    drawing.add(
        links.names[one.id],
        kind,
        one.line,
        next=list(ways),
        on_failure=failing[0] if failing else "",
        within=limits[0] if limits else None,
        tools=(one.topic,) if one.topic and kind == "tool" else (),
    )


def _catchers(id_: str, elements: dict[str, _Element], links: _Links) -> list[_Element]:
    """Events on the border of a node, or of a subprocess around it."""
    for _ in range(_DEPTH):
        if id_ in links.border or id_ not in elements:
            break
        id_ = elements[id_].inside
    return links.border.get(id_, [])

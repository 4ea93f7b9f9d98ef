"""The tables of docs/formats.md: every question asked of a sound and a flawed file of a format."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from readiness import manifest as manifests
from readiness.context import Context
from readiness.facts import Facts
from readiness.findings import Finding, Outcome
from readiness.gathering import gather
from readiness.registry import Mode, Probe, Registry
from readiness.targets import targets

PROBES = Path(__file__).resolve().parents[1] / "tests" / "probes"
HEAD = "version: 1\nagent: {name: sample, owner: owner@example.com}\n"


@dataclass(frozen=True)
class Table:
    """Formats of one section of the manifest.

    Attributes:
        facts: the type of facts that all its readers make.
        section: the manifest's text, with the file's name for `{file}`.
        formats: folder of samples to the format as people call it.
    """

    title: str
    subject: str
    facts: str
    section: str
    formats: dict[str, str]

    def lines(self, registry: Registry) -> Iterator[str]:
        """The table in Markdown."""
        asked = [one for one in registry.probes.values() if self._asks(one)]
        asked.sort(key=lambda one: one.id)
        yield f"| question | {' | '.join(self.formats.values())} |"
        yield f"|---|{'---|' * len(self.formats)}"
        columns = [self._column(folder, registry, asked) for folder in self.formats]
        for row, probe in enumerate(asked):
            cells = " | ".join(column[row] for column in columns)
            yield f"| {probe.title} (`{probe.id}`) | {cells} |"

    def _asks(self, probe: Probe) -> bool:
        return any(one.facts_type.__name__ == self.facts for one in probe.inputs)

    def _column(self, folder: str, registry: Registry, asked: list[Probe]) -> list[str]:
        files = sorted((PROBES / self.subject / "samples" / folder).iterdir())
        sound = [self._facts(f, registry) for f in files if f.name.startswith("sound")]
        flawed = [self._facts(f, registry) for f in files if f.name.startswith("flawed")]
        return [_cell(_findings(one, sound), _findings(one, flawed)) for one in asked]

    def _facts(self, file: Path, registry: Registry) -> list[Facts]:
        folder = file.parent.name
        more = file.parent.parent / "manifest.yaml"
        with tempfile.TemporaryDirectory() as place:
            root = Path(place)
            (root / file.name).write_bytes(file.read_bytes())
            section = self.section.format(file=file.name, kind=folder)
            shared = more.read_text("utf-8") if more.exists() else ""
            (root / "readiness.yaml").write_text(HEAD + section + shared, "utf-8")
            manifest = manifests.load(root)
            context = Context(manifest=manifest, as_of=date(2026, 11, 22), environment={})
            found = gather(registry, targets(manifest), frozenset({Mode.STATIC}), context)
        return [one.facts for one in found if one.facts]


def _findings(probe: Probe, files: list[list[Facts]]) -> list[Finding]:
    found: list[Finding] = []
    for facts in files:
        given = [
            next(one for one in facts if isinstance(one, needed.facts_type))
            for needed in probe.inputs
        ]
        found += probe.run(*given)
    return found


def _cell(sound: list[Finding], flawed: list[Finding]) -> str:
    assert not any(one.outcome is Outcome.FAIL for one in sound), sound
    if any(one.fails_for_sure for one in flawed):
        return "yes"
    if any(one.outcome is Outcome.FAIL for one in flawed):
        return "low"
    outcomes = {one.outcome for one in flawed}
    return "can't say" if Outcome.NOT_AVAILABLE in outcomes else "–"


TABLES = (
    Table(
        "Escalation routes (`escalation.config`)",
        "escalation",
        "AlertRoutes",
        "escalation:\n  config: [{{kind: {kind}, path: {file}}}]\n",
        {
            "alertmanager": "Alertmanager",
            "kubernetes": "Kubernetes (Secret, ConfigMap, AlertmanagerConfig)",
            "helm": "Helm values",
            "grafana": "Grafana provisioning",
        },
    ),
    Table(
        "Workflow maps (`workflow.map`)",
        "workflow",
        "WorkflowMap",
        "workflow: {{map: {file}}}\n",
        {
            "yaml": "our YAML",
            "mermaid": "Mermaid",
            "states-language": "Amazon States Language",
            "bpmn": "BPMN 2.0",
            "n8n": "n8n",
            "langgraph": "LangGraph",
        },
    ),
)

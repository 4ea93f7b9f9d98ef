"""Files with one mistake each, and sound ones: `amtool check-config` beside our probes."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import yaml

from readiness import manifest as manifests
from readiness.context import Context
from readiness.gathering import gather
from readiness.registry import Mode, installed
from readiness.targets import EscalationTarget, targets

CASES = Path(__file__).with_name("cases.yaml")
PACKAGED = (
    Path("/etc/prometheus/alertmanager.yml"),
    Path("/usr/share/doc/prometheus-alertmanager/examples/simple.yml"),
)
"""What Debian ships. Their keys are placeholders, and that is the only thing to say of them."""
MANIFEST = """version: 1
agent: {name: sample, owner: owner@example.com}
escalation: {config: [{kind: alertmanager, path: alertmanager.yml}]}
"""


@dataclass(frozen=True)
class Case:
    """A file, and whether it is `refused`, lets `nobody` be called, or is `sound`."""

    name: str
    group: str
    text: str


def cases() -> Iterator[Case]:
    """Every file of cases.yaml, written out."""
    listed = yaml.safe_load(CASES.read_text("utf-8"))
    for group in ("refused", "nobody", "sound"):
        for name, text in listed[group].items():
            yield Case(name, group, f"{listed['head']}{text}\n")
    for name, text in listed["also_refused"].items():
        yield Case(name, "refused", text)
    for name, text in listed["whole"].items():
        yield Case(name, "nobody", text)


def amtool_accepts(text: str) -> bool:
    """Whether `amtool check-config` lets the file pass."""
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(text)
        file.flush()
        ended = subprocess.run(
            ["amtool", "check-config", file.name], capture_output=True, check=False
        )
    return ended.returncode == 0


def found(text: str) -> list[str]:
    """What our probes of escalation say fails, as `probe: code`; sure findings only."""
    registry = installed(plugins=False)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "readiness.yaml").write_text(MANIFEST)
        (root / "alertmanager.yml").write_text(text)
        manifest = manifests.load(root)
        files = [one for one in targets(manifest) if isinstance(one, EscalationTarget)]
        context = Context(manifest=manifest, as_of=date(2026, 11, 22), environment={})
        gathered = gather(registry, files, frozenset({Mode.STATIC}), context)
    facts = next(one.facts for one in gathered if one.facts)
    return sorted(
        {
            f"{probe.id.removeprefix('escalation.')}: {finding.code}"
            for probe in registry.probes.values()
            if len(probe.inputs) == 1 and isinstance(facts, probe.inputs[0].facts_type)
            for finding in probe.run(facts)
            if finding.fails_for_sure
        }
    )


def measure() -> str:
    """The page: a line a file, and the counts."""
    version = subprocess.run(["amtool", "--version"], capture_output=True, text=True, check=False)
    lines = [f"{version.stdout.splitlines()[0]}. Ours follows the format of Alertmanager 0.34.\n"]
    lines += ["| file | expected | amtool check-config | ours |", "|---|---|---|---|"]
    right = {"refused": [0, 0, 0], "nobody": [0, 0, 0], "sound": [0, 0, 0]}
    for case in cases():
        accepts, said = amtool_accepts(case.text), found(case.text)
        wanted = case.group == "sound"
        right[case.group][0] += accepts is wanted
        right[case.group][1] += (not said) is wanted
        right[case.group][2] += 1
        answer = "; ".join(said) or "nothing"
        lines.append(
            f"| {case.name} | {case.group} | {'passes' if accepts else 'rejects'} | {answer} |"
        )
    for file in PACKAGED:
        if file.exists():
            answer = "; ".join(found(file.read_text("utf-8"))) or "nothing"
            told = "passes" if amtool_accepts(file.read_text("utf-8")) else "rejects"
            lines.append(f"| {file} (Debian) | keys are placeholders | {told} | {answer} |")
    lines += ["", "| group | files | amtool right | ours right |", "|---|---|---|---|"]
    for group, (theirs, ours, count) in right.items():
        lines.append(f"| {group} | {count} | {theirs} | {ours} |")
    return "\n".join(lines) + "\n\n" + _routing()


def _routing() -> str:
    """The comparison of receivers on random trees."""
    told = import_module("benchmarks.escalation.routes").compare(1000, lambda _case: None)
    counts = "; ".join(f"{what}: {number}" for what, number in told.items())
    return f"Receivers on random trees beside `amtool config routes test`: {counts}.\n"

"""A sound and a flawed file of each format, and every question that it can answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Finding, Outcome
from readiness.probes.escalation.alertmanager import alertmanager
from readiness.probes.escalation.grafana import grafana
from readiness.probes.escalation.helm import helm
from readiness.probes.escalation.kubernetes import kubernetes
from readiness.probes.escalation.lasting_services import lasting_services
from readiness.probes.escalation.more_than_one_mailbox import more_than_one_mailbox
from readiness.probes.escalation.narrow_inhibition import narrow_inhibition
from readiness.probes.escalation.reachable_routes import reachable_routes
from readiness.probes.escalation.reaches_someone import reaches_someone
from readiness.probes.escalation.real_targets import real_targets
from readiness.probes.escalation.repeated_call import repeated_call
from readiness.probes.escalation.speaking_routes import speaking_routes

from ..harness import facts_of, fails, look

SAMPLES = Path(__file__).with_name("samples")
READERS = {
    "alertmanager": alertmanager,
    "kubernetes": kubernetes,
    "helm": helm,
    "grafana": grafana,
}
PROBES = [
    lasting_services,
    more_than_one_mailbox,
    narrow_inhibition,
    reachable_routes,
    reaches_someone,
    real_targets,
    repeated_call,
    speaking_routes,
]
WITHOUT_INHIBITION = {"grafana"}


def findings(root: Path, kind: str, which: str) -> list[list[Finding]]:
    (file,) = (SAMPLES / kind).glob(f"{which}.*")
    (root / file.name).write_text(file.read_text("utf-8"))
    entry = f"escalation:\n  config: [{{kind: {kind}, path: {file.name}}}]\n"
    facts = facts_of(READERS[kind], root, entry)
    return [look(probe, facts) for probe in PROBES]


@pytest.mark.parametrize("kind", READERS)
def test_every_question_finds_its_mistake(tmp_path: Path, kind: str) -> None:
    for probe, found in zip(PROBES, findings(tmp_path, kind, "flawed"), strict=True):
        if probe is narrow_inhibition and kind in WITHOUT_INHIBITION:
            assert [one.outcome for one in found] == [Outcome.NOT_APPLICABLE]
            continue
        sure = [one for one in found if one.fails_for_sure]
        assert sure, probe.__name__
        assert all(one.location and one.location.line for one in sure)


@pytest.mark.parametrize("kind", READERS)
def test_every_question_is_silent_on_the_sound_file(tmp_path: Path, kind: str) -> None:
    for found in findings(tmp_path, kind, "sound"):
        assert not fails(found)
        assert all(one.outcome.looked for one in found)

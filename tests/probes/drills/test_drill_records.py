"""The drills are not there yet, and say so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from readiness.errors import CouldNotLook
from readiness.findings import Finding, Outcome
from readiness.probes.drills.approval_holds import approval_holds
from readiness.probes.drills.drill_records import DrillRecord, drill_records
from readiness.probes.drills.escalates_in_time import escalates_in_time
from readiness.probes.drills.fails_visibly import fails_visibly
from readiness.probes.drills.resumes_once import resumes_once
from readiness.probes.drills.retries_rightly import retries_rightly
from tests.probes.drills.records import EMPTY, attempts, entry, record, trial
from tests.probes.harness import facts_of, look, outcomes

Probe = Callable[[DrillRecord], Iterator[Finding]]
PROBES: tuple[Probe, ...] = (
    approval_holds,
    escalates_in_time,
    fails_visibly,
    resumes_once,
    retries_rightly,
)


def test_the_gatherer_says_that_drills_come_later(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="not part of this version") as refusal:
        facts_of(drill_records, tmp_path, "run: {command: [agent]}\n")
    assert "attest it" in refusal.value.help


def test_a_record_survives_being_saved() -> None:
    adapter = TypeAdapter(DrillRecord)
    saved = record(trial(entry(), *attempts(503, 201), killed=True, escalation_seconds=2.5))
    assert adapter.validate_json(adapter.dump_json(saved)) == saved


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__)
def test_without_a_drill_nobody_passes(probe: Probe) -> None:
    assert outcomes(look(probe, EMPTY)) == {Outcome.NOT_AVAILABLE}


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__)
@pytest.mark.parametrize("ran", [True, False])
def test_a_fault_that_never_arrived_proves_nothing(probe: Probe, ran: bool) -> None:
    trials = (trial(killed=True),) if ran else ()
    facts = record(*trials, delivered=False, must_escalate=True, needs_approval=True, within=300.0)
    assert outcomes(look(probe, facts)) == {Outcome.NOT_AVAILABLE}

"""Putting a result together from findings and answers, by the real judgement."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from readiness.answers import Attestation, Statement
from readiness.checklist import Item
from readiness.findings import Finding, Outcome
from readiness.judgement import Evidence as Grounds
from readiness.judgement import HeldSetAside, HeldWaiver, assess_all
from readiness.recording import record_assessment, record_finding
from readiness.result import (
    AgentRecord,
    GatheredRecord,
    Result,
    SetAsideRecord,
    StatementRecord,
    WaiverRecord,
)
from readiness.result_file import sealed

AS_OF = datetime.date(2026, 11, 22)
GO_LIVE = datetime.date(2026, 12, 15)
NOV_12 = datetime.date(2026, 11, 12)


def probe(name: str, *findings: Finding) -> list[Finding]:
    """Findings as the engine stamps them."""
    return [replace(f, probe=name, collected=f.collected or AS_OF) for f in findings]


def not_run(subject: str, mode: str) -> Finding:
    """A finding of a probe whose mode was not asked for."""
    return Finding(subject, Outcome.NOT_RUN, f"needs --{mode}", mode=mode)


def broke(subject: str, message: str) -> Finding:
    """A finding of a probe that failed through our fault."""
    return Finding(subject, Outcome.ERROR, message)


def said(item: str, by: str = "engineer@example.com", **fields: object) -> Statement:
    """A pass that somebody attests, unless told otherwise."""
    values = {"answer": "pass", "role": "engineer", "date": NOV_12, **fields}
    documented = bool(values.get("evidence"))
    attestation = Attestation.model_validate({"item": item, "by": by, **values}, strict=False)
    return Statement(attestation, documented=documented)


def assembled(
    items: Sequence[Item],
    findings: Iterable[Finding],
    statements: Sequence[Statement] = (),
    waivers: Sequence[HeldWaiver] = (),
    set_aside: Sequence[HeldSetAside] = (),
    *,
    agent: AgentRecord | None = None,
    modes: tuple[str, ...] = ("static", "live"),
    gathered: tuple[GatheredRecord, ...] = (),
    notes: tuple[str, ...] = (),
) -> Result:
    """A sealed result of these findings and answers."""
    findings = list(findings)
    agent = agent or AgentRecord(
        name="refund-desk",
        purpose="Decides refund requests under 200 EUR and hands the rest to a person",
        owner="owner@example.com",
        go_live=GO_LIVE,
        commit="3f2c91a7d2e84f5b9c1a0e6d8f7b3a2c1d4e5f60",
    )
    evidence = Grounds(items, findings, statements, waivers, set_aside, AS_OF, agent.go_live)
    waived = frozenset(held.waiver.item for held in waivers if not held.objection)
    return sealed(
        Result(
            schema_version=1,
            tool_version="0.1.0",
            agent=agent,
            manifest="readiness.yaml",
            manifest_sha256="ab" * 32,
            profile="production",
            overlays=("finance",),
            modes=modes,
            as_of=AS_OF,
            started=datetime.datetime(2026, 11, 22, 9, 30, 12, tzinfo=datetime.UTC),
            seconds=41.3,
            run="2026-11-22T093012",
            checklists_digest="cd" * 32,
            items=tuple(items),
            probes={name: _question(name) for name in sorted({f.probe for f in findings})},
            findings=tuple(record_finding(finding) for finding in findings),
            gathered=gathered,
            statements=tuple(
                StatementRecord(
                    attestation=s.attestation,
                    documented=s.documented,
                    authenticated=s.authenticated,
                    objection=s.objection,
                )
                for s in statements
            ),
            waivers=tuple(
                WaiverRecord(waiver=w.waiver, objection=w.objection, committer=w.committer)
                for w in waivers
            ),
            set_aside=tuple(
                SetAsideRecord(entry=s.entry, objection=s.objection) for s in set_aside
            ),
            assessments={
                profile: record_assessment(assessment, waived)
                for profile, assessment in assess_all(evidence).items()
            },
            notes=notes,
        )
    )


def _question(probe_id: str) -> str:
    return f"Does it hold that {probe_id.partition('.')[2].replace('-', ' ')}?"

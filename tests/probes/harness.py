"""For tests of gatherers and probes: a manifest in a folder, the facts, the findings."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from readiness import manifest as manifests
from readiness.context import Context
from readiness.facts import Facts
from readiness.findings import Finding, Outcome
from readiness.registry import Gatherer, Probe
from readiness.services import Services
from readiness.targets import targets

AS_OF = datetime.date(2026, 11, 22)
HEAD = "version: 1\nagent: {name: sample, owner: owner@example.com, go_live: 2026-12-15}\n"

SomeFacts = TypeVar("SomeFacts", bound=Facts)


def facts_of(
    gather: Callable[..., SomeFacts],
    root: Path,
    manifest: str = "",
    *,
    live: bool = False,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> SomeFacts:
    """The facts of the first target that the gatherer takes.

    Args:
        manifest: sections of `readiness.yaml` after version and agent.
        live: start services when asked for.
        settings: fields of `Context`, e.g. `budget`, `seed`.
    """
    return all_facts_of(gather, root, manifest, live=live, environment=environment, **settings)[0]


def all_facts_of(
    gather: Callable[..., SomeFacts],
    root: Path,
    manifest: str = "",
    *,
    live: bool = False,
    environment: Mapping[str, str] | None = None,
    **settings: Any,
) -> list[SomeFacts]:
    """The facts of every target that the gatherer takes, saved and loaded once."""
    if not (root / "readiness.yaml").exists():
        (root / "readiness.yaml").write_text(HEAD + manifest)
    loaded = manifests.load(root)
    marked = getattr(gather, "__readiness__")  # noqa: B009 - the registry's mark
    assert isinstance(marked, Gatherer)
    env = dict(environment or {})
    with Services(loaded, env) as services:
        context = Context(
            manifest=loaded,
            as_of=AS_OF,
            environment=env,
            services=services if live else None,
            **settings,
        )
        mine = [target for target in targets(loaded) if isinstance(target, marked.target_type)]
        assert mine, f"the manifest declares no {marked.target_type.__name__}"
        found = [gather(target, context) for target in mine]
    adapter = TypeAdapter(marked.facts_type)
    for facts in found:
        assert adapter.validate_json(adapter.dump_json(facts)) == facts
    return found


def look(probe: Callable[..., Any], *facts: Any) -> list[Finding]:
    """The findings of a probe on these facts, stamped as the engine stamps them; never none."""
    marked = getattr(probe, "__readiness__")  # noqa: B009 - the registry's mark
    assert isinstance(marked, Probe)
    findings = [replace(finding, probe=marked.id) for finding in probe(*facts)]
    assert findings, f"{marked.id} said nothing"
    return findings


def fails(findings: list[Finding]) -> list[Finding]:
    """The failing ones."""
    return [finding for finding in findings if finding.outcome is Outcome.FAIL]


def outcomes(findings: list[Finding]) -> set[Outcome]:
    """The outcomes that occur."""
    return {finding.outcome for finding in findings}

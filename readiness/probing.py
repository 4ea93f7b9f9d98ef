"""Runs probes over facts; whatever goes wrong is an answer too, and never a pass."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from readiness.errors import CouldNotLook
from readiness.facts import Facts, Gathered, Source, digest_of
from readiness.findings import Finding, Outcome
from readiness.registry import Input, Mode, Probe, Registry
from readiness.time_limit import TookTooLong, time_limit


def probe(
    registry: Registry,
    gathered: Iterable[Gathered],
    *,
    collected: date,
    tree_digest: str,
) -> tuple[Finding, ...]:
    """The findings of every probe, in a stable order; each probe says at least one thing.

    Args:
        collected: the day the facts were gathered.
        tree_digest: over everything the agent is made of; stands for what live and drill facts
            were taken from.
    """
    whole = list(gathered)
    findings: list[Finding] = []
    for one in sorted(registry.probes.values(), key=lambda p: p.id):
        mode = registry.mode(one)
        for finding in _answers(registry, one, whole):
            digest = tree_digest if mode is not Mode.STATIC else finding.digest
            findings.append(
                replace(finding, probe=one.id, mode=mode.value, collected=collected, digest=digest)
            )
    return tuple(_distinct(findings))


def _answers(registry: Registry, one: Probe, gathered: Sequence[Gathered]) -> Iterator[Finding]:
    asked = _Asked(registry, one, gathered)
    if one.absence and asked.nothing_declared():
        asked = _Asked(registry, one.absence, gathered)
    yield from asked.findings()


def _distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each observation once: the same probe, subject, code and outcome is one finding."""
    seen: set[tuple[str, str, str, str]] = set()
    for finding in findings:
        key = (finding.probe, finding.subject, finding.code, finding.outcome)
        if key not in seen:
            seen.add(key)
            yield finding


class _Asked:
    """One probe and the facts there are for it."""

    def __init__(self, registry: Registry, probe: Probe, gathered: Sequence[Gathered]) -> None:
        self.registry = registry
        self.probe = probe
        self.by_input = [self._for(needed, gathered) for needed in probe.inputs]

    def _for(self, needed: Input, gathered: Sequence[Gathered]) -> list[Gathered]:
        producers = {g.id for g in self.registry.producers(needed.facts_type)}
        return [one for one in gathered if one.gatherer in producers]

    def nothing_declared(self) -> bool:
        return not all(self.by_input)

    def findings(self) -> Iterator[Finding]:
        for needed, gathered in zip(self.probe.inputs, self.by_input, strict=True):
            if not gathered:
                yield self._undeclared(needed)
            yield from (_unseen(one) for one in gathered if one.facts is None)
        for arguments in self._calls():
            yield from self._call(arguments)

    def _undeclared(self, needed: Input) -> Finding:
        section = self.registry.producers(needed.facts_type)[0].target_type.section
        return Finding(
            subject=section,
            outcome=Outcome.NOT_AVAILABLE,
            message=f"the manifest declares no {section}",
            help=f"add `{section}` to readiness.yaml",
        )

    def _calls(self) -> Iterator[tuple[Facts | tuple[Facts, ...], ...]]:
        choices: list[list[Facts | tuple[Facts, ...]]] = []
        for needed, gathered in zip(self.probe.inputs, self.by_input, strict=True):
            facts = [one.facts for one in gathered if one.facts is not None]
            together: list[Facts | tuple[Facts, ...]] = [tuple(facts)] if facts else []
            choices.append(together if needed.together else list(facts))
        yield from itertools.product(*choices)

    def _call(self, arguments: tuple[Facts | tuple[Facts, ...], ...]) -> Iterator[Finding]:
        flat = [f for a in arguments for f in (a if isinstance(a, tuple) else (a,))]
        sources: set[Source] = {source for facts in flat for source in facts.sources}
        subject = ", ".join(dict.fromkeys(facts.target for facts in flat))
        try:
            with time_limit(self.probe.timeout):
                answers = list(self.probe.run(*arguments))
        except CouldNotLook as refusal:
            yield Finding(subject, Outcome.NOT_AVAILABLE, refusal.reason, help=refusal.help)
        except (Exception, SystemExit, TookTooLong) as error:
            text = " ".join(str(error).split())[:200]
            message = f"our error in {self.probe.id}: {type(error).__name__}: {text}"
            yield Finding(subject, Outcome.ERROR, message, help="please report this")
        else:
            if not answers:
                message = f"our error: {self.probe.id} gave no answer"
                yield Finding(subject, Outcome.ERROR, message, help="please report this")
            digest = digest_of(sources)
            yield from (replace(finding, digest=digest) for finding in answers)


def _unseen(gathered: Gathered) -> Finding:
    assert gathered.missing is not None
    missing = gathered.missing
    return Finding(gathered.target, missing.outcome, missing.reason, help=missing.help)

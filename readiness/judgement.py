"""Judgement as a whole: from what a result stores to the assessment under one profile. Pure.

`assess` calls it to make a result and `gate` calls it to check one: the same function on the same
stored findings must give the same figures, else the result is refused.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.answers import SetAside, Statement, Waiver
from readiness.checklist import PROFILES, Item, Lesson, ProfileName
from readiness.findings import Finding, Outcome
from readiness.gate import PRESET_OF, Figures, GateResult, Level, PresetName, Regression, gate
from readiness.score import Score, score
from readiness.verdicts import Judged, Verdict, judge


@dataclass(frozen=True)
class HeldWaiver:
    """A waiver, and why it does not count (empty when it is active)."""

    waiver: Waiver
    objection: str = ""
    committer: str = ""


@dataclass(frozen=True)
class HeldSetAside:
    """A finding set aside, and why it is not after all (empty when it is)."""

    entry: SetAside
    objection: str = ""


@dataclass(frozen=True)
class Evidence:
    """Everything a judgement rests on.

    Attributes:
        items: all items in scope of any profile, overlays included.
    """

    items: Sequence[Item]
    findings: Sequence[Finding]
    statements: Sequence[Statement]
    waivers: Sequence[HeldWaiver]
    set_aside: Sequence[HeldSetAside]
    as_of: datetime.date
    go_live: datetime.date | None


@dataclass(frozen=True)
class Step:
    """One step of the roadmap: an item brought to a full pass.

    Attributes:
        gain: what it adds to the overall raw proven score, alone.
        blockers_left: open and undecided blockers once this and all steps before it are done.
        proven_then: overall proven score, capped, once this and all steps before it are done.
    """

    item: str
    gain: Fraction
    open_left: int
    undecided_left: int
    proven_then: Fraction


@dataclass(frozen=True)
class Assessment:
    """The judgement under one profile."""

    profile: ProfileName
    verdicts: tuple[Judged, ...]
    score: Score
    gate: GateResult
    roadmap: tuple[Step, ...]


def assess_profile(
    evidence: Evidence,
    profile: ProfileName,
    *,
    preset: PresetName | None = None,
    levels: dict[str, Level] | None = None,
    regression: Regression | None = None,
) -> Assessment:
    """Verdicts, score, decision and roadmap under a profile.

    Args:
        preset: the gate's preset; the profile's own without it.
    """
    items = [item for item in evidence.items if profile in item.profiles]
    verdicts = verdicts_of(evidence, profile)
    reported = score(items, verdicts)
    waived = frozenset(held.waiver.item for held in evidence.waivers if not held.objection)
    blockers = frozenset(item.id for item in items if item.blocker) & waived
    figures = Figures(
        score=reported,
        lifted=score(items, verdicts, lifted=blockers),
        waived=waived & {item.id for item in items},
        expired_waivers=sum(bool(held.objection) for held in evidence.waivers),
        probe_errors=probe_errors(evidence),
        regression=regression,
        set_aside=_accepted(evidence, items),
    )
    answer = gate(figures, preset or PRESET_OF[profile], levels=levels)
    steps = roadmap(items, verdicts)
    return Assessment(profile, verdicts, reported, answer, steps)


def _accepted(evidence: Evidence, items: Sequence[Item]) -> int:
    """How many failing findings of these items were set aside."""
    aside = {held.entry.finding for held in evidence.set_aside if not held.objection}
    probes = {probe for item in items for probe in item.proved_by.probes}
    fails = (f for f in evidence.findings if f.outcome is Outcome.FAIL and f.probe in probes)
    return sum(finding.fingerprint in aside for finding in fails)


def verdicts_of(evidence: Evidence, profile: ProfileName) -> tuple[Judged, ...]:
    """The verdict of each item of the profile, in the items' order."""
    put_aside = frozenset(h.entry.finding for h in evidence.set_aside if not h.objection)
    return tuple(
        judge(
            item,
            profile,
            evidence.findings,
            evidence.statements,
            set_aside=put_aside,
            as_of=evidence.as_of,
            go_live=evidence.go_live,
        )
        for item in evidence.items
        if profile in item.profiles
    )


def assess_all(evidence: Evidence) -> dict[ProfileName, Assessment]:
    """The judgement under each of the three profiles."""
    return {profile: assess_profile(evidence, profile) for profile in PROFILES}


def probe_errors(evidence: Evidence) -> int:
    """How many probes failed through our fault."""
    return len({f.probe for f in evidence.findings if f.outcome is Outcome.ERROR})


def roadmap(items: Sequence[Item], verdicts: Sequence[Judged]) -> tuple[Step, ...]:
    """What to do next: open blockers first, then undecided ones, then by gain."""
    by_id = {item.id: item for item in items}
    before = score(items, verdicts)
    if before.overall is None:
        return ()
    weights: Counter[Lesson] = Counter()
    for judged in verdicts:
        if judged.scored:
            weights[by_id[judged.item].lesson] += by_id[judged.item].severity.weight
    gains: list[tuple[tuple[int, Fraction, str], Judged, Fraction]] = []
    for judged in verdicts:
        if not judged.scored or judged.full_strength:
            continue
        item = by_id[judged.item]
        whole = weights[item.lesson] * len(weights)
        gain = 100 * (1 - judged.proven) * item.severity.weight / whole
        gains.append((_urgency(item, judged, before, gain), judged, gain))
    done: set[str] = set()
    steps = []
    for _, judged, gain in sorted(gains, key=lambda entry: entry[0]):
        done.add(judged.item)
        then = score(items, _solved(verdicts, done))
        proven = then.overall.proven if then.overall else Fraction(0)
        left = (len(then.open_blockers), len(then.undecided_blockers))
        steps.append(Step(judged.item, gain, *left, proven))
    return tuple(steps)


def _urgency(
    item: Item, judged: Judged, before: Score, gain: Fraction
) -> tuple[int, Fraction, str]:
    if item.id in before.open_blockers:
        rank = 0
    elif item.id in before.undecided_blockers:
        rank = 1
    elif judged.verdict in (Verdict.FAIL, Verdict.PARTIAL, Verdict.CONTESTED):
        rank = 2
    else:
        rank = 3
    return rank, -gain, item.id


def _solved(verdicts: Sequence[Judged], done: set[str]) -> tuple[Judged, ...]:
    return tuple(
        Judged(
            judged.item,
            Verdict.PASS,
            "",
            Fraction(1),
            Fraction(1),
            judged.required,
            judged.required,
            tried=True,
        )
        if judged.item in done
        else judged
        for judged in verdicts
    )

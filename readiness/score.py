"""From verdicts to a score that cannot be talked up. Pure, exact, short.

A lesson is the mean of its items weighted by severity; the overall score is the plain mean of the
uncapped lessons that have items. A blocker is never averaged away: while one is open neither end
of the interval passes 59, while one is undecided the proven end does not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from readiness.checklist import Item, Lesson
from readiness.verdicts import Judged, Verdict

CAP = Fraction(59)
ENOUGH_COVERAGE = Fraction(60, 100)


class BlockerState(StrEnum):
    """Where a blocker stands."""

    CLOSED = "closed"
    OPEN = "open"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Interval:
    """A score: between what is proven and what could still be true, each 0 to 100.

    Attributes:
        raw_proven: before the cap of blockers.
        capped_by: the blockers that hold it down.
    """

    proven: Fraction
    claimed: Fraction
    raw_proven: Fraction
    raw_claimed: Fraction
    capped_by: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[int, int]:
        """Both ends as whole numbers, rounded down: 100 only when exact."""
        return math.floor(self.proven), math.floor(self.claimed)


@dataclass(frozen=True)
class Score:
    """The figures of one profile.

    Attributes:
        overall: None when nothing is left to score.
        coverage: share of scored items that were tried.
        assurance: share of passes on evidence as strong as required.
        na_share: share of items that were left out as not applicable.
        not_due: items that are listed with their date and not scored yet.
    """

    overall: Interval | None
    lessons: Mapping[Lesson, Interval]
    scored: int
    tried: int
    assurance: Fraction
    na_share: Fraction
    open_blockers: tuple[str, ...]
    undecided_blockers: tuple[str, ...]
    not_due: tuple[str, ...]

    @property
    def coverage(self) -> Fraction:
        """Share of scored items that were tried."""
        return Fraction(self.tried, self.scored) if self.scored else Fraction(0)


def blocker_state(judged: Judged) -> BlockerState:
    """Closed only by a pass at required strength or a proved not-applicable."""
    if judged.full_strength or judged.verdict is Verdict.NOT_APPLICABLE:
        return BlockerState.CLOSED
    if judged.verdict in (Verdict.FAIL, Verdict.PARTIAL):
        return BlockerState.OPEN
    return BlockerState.UNDECIDED


def score(
    items: Iterable[Item], verdicts: Iterable[Judged], *, lifted: frozenset[str] = frozenset()
) -> Score:
    """The score of the items under the profile their verdicts were reached in.

    Args:
        lifted: blockers whose cap an active waiver lifts. Only the gate uses it; the reported
            score is always the one without.
    """
    by_id = {judged.item: judged for judged in verdicts}
    ordered = sorted((item for item in items if item.id in by_id), key=lambda item: item.id)
    scored = [item for item in ordered if by_id[item.id].scored]
    states = {item.id: blocker_state(by_id[item.id]) for item in scored if item.blocker}
    caps = {name: state for name, state in states.items() if name not in lifted}
    lessons = {
        lesson: _lesson(mine, by_id, caps)
        for lesson in Lesson
        if (mine := [item for item in scored if item.lesson is lesson])
    }
    passes = [by_id[i.id] for i in scored if by_id[i.id].verdict is Verdict.PASS]
    left_out = sum(by_id[item.id].verdict is Verdict.NOT_APPLICABLE for item in ordered)
    return Score(
        overall=_overall(lessons, caps),
        lessons=lessons,
        scored=len(scored),
        tried=sum(by_id[item.id].tried for item in scored),
        assurance=_share(sum(judged.full_strength for judged in passes), len(passes)),
        na_share=_share(left_out, left_out + len(scored)),
        open_blockers=_in_state(states, BlockerState.OPEN),
        undecided_blockers=_in_state(states, BlockerState.UNDECIDED),
        not_due=tuple(item.id for item in ordered if by_id[item.id].not_due_until),
    )


def _lesson(
    items: Sequence[Item], by_id: Mapping[str, Judged], states: Mapping[str, BlockerState]
) -> Interval:
    weight = sum(item.severity.weight for item in items)
    proven = _weighted((item.severity.weight, by_id[item.id].proven) for item in items)
    claimed = _weighted((item.severity.weight, by_id[item.id].claimed) for item in items)
    mine = {item.id: states[item.id] for item in items if item.id in states}
    return _capped(100 * proven / weight, 100 * claimed / weight, mine)


def _weighted(shares: Iterable[tuple[int, Fraction]]) -> Fraction:
    """The weighted sum; whole shares are added as integers, which most of them are."""
    whole, rest = 0, Fraction(0)
    for weight, share in shares:
        if share.denominator == 1:
            whole += weight * share.numerator
        else:
            rest += weight * share
    return whole + rest


def _overall(
    lessons: Mapping[Lesson, Interval], states: Mapping[str, BlockerState]
) -> Interval | None:
    if not lessons:
        return None
    proven = sum((lesson.raw_proven for lesson in lessons.values()), Fraction(0))
    claimed = sum((lesson.raw_claimed for lesson in lessons.values()), Fraction(0))
    return _capped(proven / len(lessons), claimed / len(lessons), states)


def _capped(proven: Fraction, claimed: Fraction, states: Mapping[str, BlockerState]) -> Interval:
    opened = _in_state(states, BlockerState.OPEN)
    undecided = _in_state(states, BlockerState.UNDECIDED)
    top = min(claimed, CAP) if opened else claimed
    low = min(proven, CAP) if opened or undecided else proven
    holding = (*opened, *undecided) if low < proven or top < claimed else ()
    return Interval(min(low, top), top, proven, claimed, holding)


def _in_state(states: Mapping[str, BlockerState], state: BlockerState) -> tuple[str, ...]:
    return tuple(sorted(name for name, found in states.items() if found is state))


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)

"""The gate: what is enough. A list of conditions over figures, and the decision. Pure.

`proven` reaching the threshold passes, `claimed` not reaching it fails, and in between nobody
knows: inconclusive. A waiver changes no reported number; for the gate an active one lifts the cap
of its blocker, never the zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from readiness.checklist import ProfileName
from readiness.errors import ExitCode
from readiness.score import Score

Level = Literal["off", "warn", "error"]
PresetName = Literal["change", "pilot", "production", "strict"]


class State(StrEnum):
    """What became of a condition."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


class Decision(StrEnum):
    """What the gate says of the agent."""

    READY = "ready"
    READY_WITH_WAIVERS = "ready_with_waivers"
    NOT_READY = "not_ready"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Threshold:
    """One condition of a preset: its name, its limit, and whether it warns or decides."""

    name: str
    limit: Fraction
    level: Level = "error"


@dataclass(frozen=True)
class Condition:
    """A threshold that was looked at."""

    name: str
    limit: Fraction
    level: Level
    state: State
    detail: str


@dataclass(frozen=True)
class Regression:
    """What is worse than in the baseline: new sure findings, and items that lost their pass."""

    new_findings: tuple[str, ...] = ()
    worse_items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """What the gate looks at.

    Attributes:
        score: the reported score.
        lifted: the same with the caps of actively waived blockers lifted.
        waived: blockers with an active waiver.
        expired_waivers: waivers that no longer count.
        probe_errors: probes and gatherers that failed through our fault.
        regression: against the baseline, None without one.
        set_aside: findings that two people judged false.
    """

    score: Score
    lifted: Score
    waived: frozenset[str]
    expired_waivers: int
    probe_errors: int
    regression: Regression | None = None
    set_aside: int = 0


@dataclass(frozen=True)
class GateResult:
    """The gate's answer and how it came to it."""

    preset: PresetName
    decision: Decision
    conditions: tuple[Condition, ...]
    switched_off: tuple[str, ...] = ()
    """Conditions of the preset that were not looked at because somebody said so."""

    @property
    def exit_code(self) -> ExitCode:
        """0 pass, 1 failed, 4 inconclusive."""
        match self.decision:
            case Decision.NOT_READY:
                return ExitCode.GATE_FAILED
            case Decision.INCONCLUSIVE:
                return ExitCode.INCONCLUSIVE
            case Decision.READY | Decision.READY_WITH_WAIVERS:
                return ExitCode.PASS


def _preset(**limits: tuple[float, Level]) -> tuple[Threshold, ...]:
    return tuple(
        Threshold(name.replace("__", "."), Fraction(str(limit)), level)
        for name, (limit, level) in limits.items()
    )


PRESETS: Mapping[PresetName, tuple[Threshold, ...]] = {
    "change": _preset(regression=(0, "error"), probe_errors=(0, "warn")),
    "pilot": _preset(
        open_blockers=(0, "error"),
        undecided_blockers=(0, "error"),
        score__proven=(50, "error"),
        coverage=(0.6, "error"),
        na_share=(0.3, "warn"),
        waivers__expired=(0, "error"),
        regression=(0, "error"),
        probe_errors=(0, "warn"),
    ),
    "production": _preset(
        open_blockers=(0, "error"),
        undecided_blockers=(0, "error"),
        score__proven=(70, "error"),
        lesson__proven=(50, "error"),
        coverage=(0.8, "error"),
        na_share=(0.2, "error"),
        waivers__active=(3, "warn"),
        waivers__expired=(0, "error"),
        regression=(0, "error"),
        probe_errors=(0, "error"),
    ),
    "strict": _preset(
        open_blockers=(0, "error"),
        undecided_blockers=(0, "error"),
        score__proven=(85, "error"),
        lesson__proven=(70, "error"),
        coverage=(0.9, "error"),
        na_share=(0.1, "error"),
        waivers__active=(0, "error"),
        waivers__expired=(0, "error"),
        regression=(0, "error"),
        probe_errors=(0, "error"),
    ),
}

PRESET_OF: Mapping[ProfileName, PresetName] = {
    "pilot": "pilot",
    "production": "production",
    "regulated": "strict",
}


def gate(
    figures: Figures,
    preset: PresetName,
    *,
    levels: Mapping[str, Level] | None = None,
) -> GateResult:
    """The decision of a preset on these figures.

    Args:
        levels: conditions whose level differs from the preset's, by name.

    Raises:
        KeyError: when `levels` names a condition that the preset does not have.
    """
    changed = dict(levels or {})
    if unknown := set(changed) - {threshold.name for threshold in PRESETS[preset]}:
        raise KeyError(", ".join(sorted(unknown)))
    thresholds = [
        Threshold(known.name, known.limit, changed.get(known.name, known.level))
        for known in PRESETS[preset]
        if known.name != "regression" or figures.regression or preset == "change"
    ]
    with_waivers = [_look(t, figures, waived=True) for t in thresholds if t.level != "off"]
    without = [_look(t, figures, waived=False) for t in thresholds if t.level != "off"]
    decision = _decide(with_waivers)
    accepted = figures.set_aside > 0 or _decide(without) is not Decision.READY
    if decision is Decision.READY and accepted:
        decision = Decision.READY_WITH_WAIVERS
    off = tuple(threshold.name for threshold in thresholds if threshold.level == "off")
    return GateResult(preset, decision, tuple(with_waivers), off)


def _decide(conditions: Sequence[Condition]) -> Decision:
    states = [condition.state for condition in conditions if condition.level == "error"]
    if State.FAIL in states:
        return Decision.NOT_READY
    if State.INCONCLUSIVE in states:
        return Decision.INCONCLUSIVE
    return Decision.READY


def _look(threshold: Threshold, figures: Figures, *, waived: bool) -> Condition:
    score = figures.lifted if waived else figures.score
    limit = threshold.limit
    match threshold.name:
        case "open_blockers":
            left = _left(figures, score.open_blockers, waived=waived)
            state, detail = _at_most(len(left), limit, State.FAIL), _named(left)
        case "undecided_blockers":
            left = _left(figures, score.undecided_blockers, waived=waived)
            state, detail = _at_most(len(left), limit, State.INCONCLUSIVE), _named(left)
        case "score.proven":
            state, detail = _interval(score, limit)
        case "lesson.proven":
            state, detail = _weakest_lesson(score, limit)
        case "coverage":
            state = State.PASS if score.coverage >= limit else State.INCONCLUSIVE
            detail = f"tried {score.tried} of {score.scored}"
        case "na_share":
            state = _at_most(score.na_share, limit, State.FAIL)
            detail = f"{float(score.na_share):.0%} left out as not applicable"
        case "waivers.active":
            count = len(figures.waived)
            state, detail = _at_most(count, limit, State.FAIL), f"{count} active"
        case "waivers.expired":
            count = figures.expired_waivers
            state, detail = _at_most(count, limit, State.FAIL), f"{count} expired or void"
        case "probe_errors":
            count = figures.probe_errors
            state, detail = (
                _at_most(count, limit, State.INCONCLUSIVE),
                f"{count} probes failed through our fault",
            )
        case "regression":
            state, detail = _regression(figures.regression)
        case name:
            raise KeyError(name)
    return Condition(threshold.name, limit, threshold.level, state, detail)


def _left(figures: Figures, blockers: Sequence[str], *, waived: bool) -> list[str]:
    return [name for name in blockers if not (waived and name in figures.waived)]


def _named(blockers: Sequence[str]) -> str:
    return ", ".join(blockers) or "none"


def _at_most(value: int | Fraction, limit: Fraction, otherwise: State) -> State:
    return State.PASS if value <= limit else otherwise


def _interval(score: Score, limit: Fraction) -> tuple[State, str]:
    if score.overall is None:
        return State.INCONCLUSIVE, "nothing is left to score"
    proven, claimed = score.overall.shown
    detail = f"proven {proven}, possible {claimed}, needs {limit}"
    if score.overall.proven >= limit:
        return State.PASS, detail
    return (State.FAIL if score.overall.claimed < limit else State.INCONCLUSIVE), detail


def _weakest_lesson(score: Score, limit: Fraction) -> tuple[State, str]:
    short = {name: found for name, found in score.lessons.items() if found.proven < limit}
    if not short:
        return State.PASS, f"every lesson reaches {limit}"
    shown = ", ".join(f"{name} {found.shown[0]}" for name, found in short.items())
    lost = any(found.claimed < limit for found in short.values())
    return (State.FAIL if lost else State.INCONCLUSIVE), f"below {limit}: {shown}"


def _regression(regression: Regression | None) -> tuple[State, str]:
    if regression is None:
        return State.INCONCLUSIVE, "no baseline to compare with: `readiness baseline write`"
    new, worse = len(regression.new_findings), len(regression.worse_items)
    state = State.FAIL if new or worse else State.PASS
    return state, f"{new} new findings, {worse} items worse than the baseline"

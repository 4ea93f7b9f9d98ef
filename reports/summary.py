"""What every format says first: the decision, the figures, what was not tried, what comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from readiness.checklist import PROFILES, ProfileName
from readiness.registry import Mode
from readiness.result import AssessmentRecord, IntervalRecord, Result, StepRecord, VerdictRecord
from readiness.score import ENOUGH_COVERAGE
from readiness.things import numbers, things
from readiness.visible import line

from .wording import words


@dataclass(frozen=True)
class DecisionGroup:
    """A decision and the profiles it holds under; `not_assessed` is one too."""

    decision: str
    profiles: tuple[ProfileName, ...]

    @property
    def label(self) -> str:
        """`NOT READY`."""
        return words(f"decision.{self.decision}")

    @property
    def sentence(self) -> str:
        """`NOT READY for production or pilot`."""
        return words(f"decision_for.{self.decision}", profiles=self._names)

    @property
    def under(self) -> str:
        """`for production or pilot`."""
        return words("decision_under", profiles=self._names)

    @property
    def _names(self) -> str:
        joint = "and" if self.decision in ("ready", "ready_with_waivers") else "or"
        return words.listed([words(f"profile.{name}") for name in self.profiles], joint)


def title(result: Result) -> str:
    """`refund-desk @3f2c91a · production+finance · static+live · 41 s`."""
    return words("separator").join(
        part
        for part in (
            " ".join(filter(None, (line(result.agent.name), commit(result)))),
            "+".join((result.profile, *map(line, result.overlays))),
            "+".join(map(line, result.modes)),
            duration(result.seconds),
            *remarks(result),
        )
        if part
    )


def remarks(result: Result) -> tuple[str, ...]:
    """What a reader must know before the figures: another day, carried answers, set-aside ones."""
    told = []
    if result.as_of != result.started.date():
        told.append(words("as_of", date=words.date(result.as_of)))
    if carried := sum(bool(finding.carried_from) for finding in result.findings):
        told.append(words.count("carried", carried))
    aside = {held.entry.finding for held in result.set_aside if not held.objection}
    if put := sum(finding.fingerprint in aside for finding in result.findings):
        told.append(words.count("put_aside", put))
    return tuple(told)


def commit(result: Result) -> str:
    """`@3f2c91a`, with `+` where there were uncommitted changes; empty without a commit."""
    text = line(result.agent.commit)
    dirty = "+" if text.endswith("+") else ""
    return f"@{text.rstrip('+')[:7]}{dirty}" if text else ""


def duration(seconds: float) -> str:
    """`4.2 s`, `41 s` or `3 min 05 s`."""
    if seconds < 10:
        return words("seconds", n=f"{seconds:.1f}")
    whole = int(seconds)
    if whole < 60:
        return words("seconds", n=whole)
    return words("minutes", n=whole // 60, rest=f"{whole % 60:02d}")


def decisions(result: Result) -> tuple[DecisionGroup, ...]:
    """The decision under each profile, that of the profile asked for first."""
    asked = [result.profile, *(name for name in PROFILES if name != result.profile)]
    groups: dict[str, list[ProfileName]] = {}
    for name in asked:
        record = result.assessments.get(name)
        groups.setdefault(record.decision if record else "not_assessed", []).append(name)
    return tuple(DecisionGroup(decision, tuple(names)) for decision, names in groups.items())


def decision_sentence(result: Result) -> str:
    """`NOT READY for production or pilot; READY for regulated`."""
    return "; ".join(group.sentence for group in decisions(result))


def enough_tried(record: AssessmentRecord) -> bool:
    """Whether so much was tried that a score may stand in a headline."""
    return record.score.overall is not None and Fraction(record.score.coverage) >= ENOUGH_COVERAGE


def tried(record: AssessmentRecord) -> str:
    """`tried 64 of 78`."""
    return words("tried", tried=record.score.tried, scored=record.score.scored)


def blockers(record: AssessmentRecord) -> str:
    """`3 blockers open, 2 untried`."""
    opened, left = len(record.score.open_blockers), len(record.score.undecided_blockers)
    if not opened and not left:
        return words("no_blockers")
    undecided = words(undecided_word(record), n=left)
    if not opened:
        return words.count("blockers_only", left, undecided=undecided)
    accepted = sum(v.waived for v in record.verdicts if v.blocker_state == "open")
    text = words.count("blockers_open", opened)
    text = f"{text} {words('of_which_waived', n=accepted)}" if accepted else text
    return f"{text}, {undecided}" if left else text


def undecided_word(record: AssessmentRecord) -> str:
    """The key of `untried` where nobody looked at any undecided blocker, else of `undecided`."""
    states = [v for v in record.verdicts if v.blocker_state == "undecided"]
    return "undecided" if any(verdict.tried for verdict in states) else "untried"


def score_sentence(record: AssessmentRecord) -> str:
    """`proven 38, possible 59 (capped from 81)`, or why there is no number."""
    overall = record.score.overall
    if overall is None:
        return words("nothing_to_score")
    if not enough_tried(record):
        return words("too_little")
    return interval(overall)


def interval(score: IntervalRecord) -> str:
    """`proven 38, possible 59 (capped from 81)`."""
    if score.raw_proven == score.raw_claimed > score.claimed == score.proven:
        return words("capped_both", n=score.proven, raw=score.raw_proven)
    proven = _capped("proven", score.proven, score.raw_proven)
    return f"{proven}, {_capped('possible', score.claimed, score.raw_claimed)}"


def _capped(key: str, shown: int, raw: int) -> str:
    text = words(key, n=shown)
    return f"{text} {words('capped_from', n=raw)}" if raw > shown else text


def figures(record: AssessmentRecord) -> str:
    """`3 blockers open, 2 untried · tried 64 of 78 · proven 38, possible 59 (capped from 81)`."""
    if record.score.overall is None:
        return score_sentence(record)
    return words("separator").join((blockers(record), tried(record), score_sentence(record)))


def untried(result: Result) -> tuple[tuple[str, int], ...]:
    """Why items were not tried and how many for each reason, most frequent first."""
    counted = Counter(_obstacle(result, verdict) for verdict in untried_verdicts(result.main))
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def untried_verdicts(record: AssessmentRecord) -> tuple[VerdictRecord, ...]:
    """The scored items that nobody tried."""
    return tuple(
        verdict
        for verdict in record.verdicts
        if not verdict.tried
        and verdict.verdict != "not_applicable"
        and verdict.not_due_until is None
    )


def _obstacle(result: Result, verdict: VerdictRecord) -> str:
    if verdict.verdict != "unknown":
        return "said_only"
    if verdict.cause != "not_run":
        return verdict.cause
    return f"not_run.{needed_mode(result, verdict) or 'other'}"


def needed_mode(result: Result, verdict: VerdictRecord) -> str:
    """`drill` or `live` for an item whose probes were not run, the furthest one needed."""
    probes = result.item(verdict.item).proved_by.probes
    modes = {f.mode for f in result.findings if f.probe in probes and f.outcome == "not_run"}
    order = [mode.value for mode in Mode][1:]
    return max((mode for mode in modes if mode in order), key=order.index, default="")


def untried_sentence(result: Result) -> str:
    """`Not tried 14: 9 need --drill, 4 could not look, 1 our error`; empty when all was tried."""
    reasons = untried(result)
    if not reasons:
        return ""
    parts = ", ".join(words.count(f"untried_because.{reason}", n) for reason, n in reasons)
    return words("not_tried", n=sum(n for _, n in reasons), reasons=parts)


def after(result: Result) -> str:
    """`After 1–3: 0 open, 2 untried, proven 54`: where the most urgent steps lead."""
    record = result.main
    opened, left = len(record.score.open_blockers), len(record.score.undecided_blockers)
    steps = record.roadmap[: opened or left or 3]
    if not steps:
        return ""
    known = numbers(result)
    if all(step.item in known for step in steps):
        first = words("after.numbered", numbers=ranges([known[step.item] for step in steps]))
    else:
        first = words.count("after.steps", len(steps))
    return f"{first} {outlook(record, steps[-1])}"


def outlook(record: AssessmentRecord, step: StepRecord) -> str:
    """`0 open, 2 untried, proven 54` after a step and all before it."""
    had_open = bool(record.score.open_blockers)
    had_undecided = bool(record.score.undecided_blockers)
    parts = [words("open_left", n=step.open_left)] if had_open else []
    parts += [words(undecided_word(record), n=step.undecided_left)] if had_undecided else []
    parts += [words("proven", n=step.proven_then)] if enough_tried(record) else []
    return ", ".join(parts) or words("more_tried")


def ranges(found: Sequence[int]) -> str:
    """`1–3, 5` for 1, 2, 3, 5."""
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def next_commands(result: Result) -> tuple[str, ...]:
    """What to type next."""
    reasons = {reason for reason, _ in untried(result)}
    commands = ["readiness explain 1"] if things(result) else []
    modes = [f"--{mode}" for mode in (Mode.LIVE, Mode.DRILL) if f"not_run.{mode}" in reasons]
    if modes:
        commands.append(" ".join(("readiness check", *modes)))
    return (*commands, "readiness report --format pdf")

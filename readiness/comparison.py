"""Compares two results: what changed in the agent, apart from what changed in the rules. Pure.

The first result is judged again by the second's rules. From the first to that is what the rules
changed; from that to the second is what the team changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.judgement import Assessment, assess_profile
from readiness.recording import grounds
from readiness.result import Result


@dataclass(frozen=True)
class ItemChange:
    """An item whose verdict changed, or that came or went."""

    item: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """What changed from one result to another, under the profile of the second.

    Attributes:
        proven: of the first, of the first by the second's rules, and of the second.
        same_rules: both were judged by the same checklists.
    """

    by_rules: tuple[ItemChange, ...]
    by_you: tuple[ItemChange, ...]
    proven: tuple[int | None, int | None, int | None]
    same_rules: bool
    new_findings: tuple[str, ...]
    gone_findings: tuple[str, ...]


def compare(first: Result, second: Result) -> Comparison:
    """The changes from `first` to `second`."""
    profile = second.profile
    old = assess_profile(grounds(first), profile)
    again = assess_profile(replace(grounds(first), items=second.items), profile)
    new = assess_profile(grounds(second), profile)
    before, after = _fails(first), _fails(second)
    return Comparison(
        by_rules=_changes(old, again),
        by_you=_changes(again, new),
        proven=(_proven(old), _proven(again), _proven(new)),
        same_rules=first.items == second.items,
        new_findings=tuple(sorted(after - before)),
        gone_findings=tuple(sorted(before - after)),
    )


def _changes(before: Assessment, after: Assessment) -> tuple[ItemChange, ...]:
    then = {judged.item: judged for judged in before.verdicts}
    now = {judged.item: judged for judged in after.verdicts}
    found = []
    for item in sorted({*then, *now}):
        was, is_ = then.get(item), now.get(item)
        old = was.verdict.value if was else "not asked"
        new = is_.verdict.value if is_ else "not asked"
        if old != new or (was and is_ and was.proven != is_.proven):
            found.append(ItemChange(item, old, new, is_.reason if is_ else ""))
    return tuple(found)


def _proven(assessment: Assessment) -> int | None:
    overall = assessment.score.overall
    return overall.shown[0] if overall else None


def _fails(result: Result) -> set[str]:
    return {f.fingerprint for f in result.findings if f.outcome == "fail"}

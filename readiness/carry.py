"""Carrying earlier findings into a run that did not look again. Pure.

A static run on a pull request keeps last night's live answers, by these rules: a pass is kept
while what it was about is unchanged; a fail is kept until somebody looks again. Age is judged
later, item by item, from the day a finding was collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from readiness.findings import Finding, Outcome


def carry(
    now: Sequence[Finding], before: Iterable[Finding], *, run: str, tree_digest: str
) -> tuple[Finding, ...]:
    """The findings of this run, with earlier ones where this run did not look.

    Args:
        run: name of the earlier run, shown beside what was carried from it.
        tree_digest: digest of the agent as it is now; an earlier live pass counts only for the
            same agent.
    """
    earlier: dict[str, list[Finding]] = {}
    for finding in before:
        earlier.setdefault(finding.probe, []).append(finding)
    kept: list[Finding] = []
    for probe, mine in _by_probe(now).items():
        kept += _carry_probe(mine, earlier.get(probe, []), run, tree_digest)
    return tuple(kept)


def _by_probe(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.probe, []).append(finding)
    return found


def _carry_probe(
    now: Sequence[Finding], before: Sequence[Finding], run: str, tree_digest: str
) -> Iterator[Finding]:
    if before and all(finding.outcome is Outcome.NOT_RUN for finding in now):
        yield from _instead(now, before, run, tree_digest)
        return
    yield from now
    unseen = any(not finding.outcome.looked for finding in now)
    looked_at = {finding.subject for finding in now if finding.outcome.looked}
    for finding in before:
        if unseen and finding.outcome is Outcome.FAIL and finding.subject not in looked_at:
            yield _carried(finding, run)


def _instead(
    now: Sequence[Finding], before: Sequence[Finding], run: str, tree_digest: str
) -> Iterator[Finding]:
    changed = unseen = False
    for finding in before:
        unchanged = bool(finding.digest) and finding.digest == tree_digest
        if not finding.outcome.looked:
            unseen = True
        elif finding.outcome is Outcome.FAIL or unchanged:
            yield _carried(finding, run)
        else:
            changed = True
    for finding in now if changed or unseen else ():
        since = f"it was looked at on {before[0].collected}, and the agent has changed since"
        yield replace(finding, message=f"{finding.message}: {since}") if changed else finding


def _carried(finding: Finding, run: str) -> Finding:
    return replace(finding, carried_from=finding.carried_from or run)

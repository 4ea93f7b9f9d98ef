"""Items, findings and answers for tests of judgement, by hand and drawn by Hypothesis."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from readiness.answers import Attestation, Statement
from readiness.checklist import Fix, Item, Lesson, NotApplicable, ProvedBy, Severity
from readiness.findings import Confidence, Finding, Outcome
from readiness.verdicts import Judged, judge

AS_OF = datetime.date(2026, 11, 22)
FRESH = datetime.date(2026, 11, 20)
STALE = datetime.date(2026, 1, 1)
PROBES = ("code.one", "code.two", "live.one", "live.two")
SUBJECTS = ("alpha", "beta", "gamma")


def item(item_id: str = "tools.sample", **changes: Any) -> Item:
    """An item that verified probe `code.one` proves, unless changed."""
    fields: dict[str, Any] = {
        "id": item_id,
        "lesson": Lesson.TOOLS,
        "title": "A sample item",
        "statement": "The agent MUST do what this sample item says.",
        "severity": Severity.HIGH,
        "profiles": ("pilot", "production", "regulated"),
        "requires": "verified",
        "proved_by": ProvedBy(verified=("code.one",)),
        "ask": "Does it hold?",
        "respondent": "engineer",
        "evidence": "A file that shows it",
        "why": "Because a sample needs a reason that is long enough.",
        "fix": Fix(effort="S", steps=("Do it",)),
        **changes,
    }
    return Item(**fields)


def finding(
    probe: str = "code.one",
    outcome: Outcome = Outcome.PASS,
    subject: str = "alpha",
    **changes: Any,
) -> Finding:
    """A fresh, sure finding, unless changed."""
    return Finding(
        subject=subject,
        outcome=outcome,
        message=f"{subject} {outcome}",
        probe=probe,
        **{"collected": FRESH, **changes},
    )


def says(
    answer: str = "pass",
    *,
    item_id: str = "tools.sample",
    documented: bool = False,
    **changes: Any,
) -> Statement:
    """An attestation as judged."""
    fields: dict[str, Any] = {
        "item": item_id,
        "answer": answer,
        "by": "engineer@example.com",
        "date": FRESH,
        **changes,
    }
    return Statement(Attestation(**fields), documented=documented)


def verdict_on(
    one: Item,
    findings: Sequence[Finding] = (),
    statements: Sequence[Statement] = (),
    **changes: Any,
) -> Judged:
    """The verdict under the production profile on the sample day."""
    return judge(one, "production", findings, statements, **{"as_of": AS_OF, **changes})


@st.composite
def findings(draw: st.DrawFn) -> tuple[Finding, ...]:
    """Findings of the four probes: any outcome, at most one a probe and subject."""
    drawn: list[Finding] = []
    for probe in PROBES:
        drawn += [
            finding(
                probe,
                draw(st.sampled_from(Outcome)),
                subject,
                confidence=draw(st.sampled_from(Confidence)),
                collected=draw(st.sampled_from((FRESH, FRESH, STALE))),
                scope_cut=draw(st.sampled_from((False, False, False, True))),
            )
            for subject in sorted(draw(st.sets(st.sampled_from(SUBJECTS))))
        ]
    return tuple(drawn)


@st.composite
def items(draw: st.DrawFn, *, not_applicable: bool = True) -> tuple[Item, ...]:
    """One to five items over a few lessons, proved by any of the four probes."""
    count = draw(st.integers(1, 5))
    drawn = []
    for number in range(count):
        blocker = draw(st.booleans())
        proof = st.sampled_from((None, "", "code.two", "proof.absent"))
        probe = draw(proof) if not_applicable else None
        rule = None if probe is None else NotApplicable(when="there is none", probe=probe)
        drawn.append(
            item(
                f"tools.item-{number}",
                lesson=draw(st.sampled_from((Lesson.TOOLS, Lesson.PROMPTS, Lesson.OUTCOMES))),
                severity=draw(st.sampled_from(Severity)),
                blocker=blocker,
                requires=draw(st.sampled_from(("attested", "documented", "verified", "exercised"))),
                proved_by=ProvedBy(
                    verified=draw(_some(("code.one", "code.two"), probe)),
                    exercised=draw(_some(("live.one", "live.two"), probe)),
                ),
                aggregate="all" if blocker else draw(st.sampled_from(("all", "ratio"))),
                order_in_time=False if blocker else draw(st.booleans()),
                not_applicable=rule,
            )
        )
    return tuple(drawn)


def _some(probes: tuple[str, ...], proof: str | None) -> st.SearchStrategy[tuple[str, ...]]:
    """Any of the probes; the proof of absence proves nothing else."""
    free = tuple(probe for probe in probes if probe != proof)
    return st.sets(st.sampled_from(free)).map(sorted).map(tuple) if free else st.just(())


@st.composite
def statements(draw: st.DrawFn, asked: Sequence[Item]) -> tuple[Statement, ...]:
    """Up to four attestations of the items: any answer, approved or not, expired or not."""
    count = draw(st.integers(0, 4))
    return tuple(
        says(
            draw(st.sampled_from(("pass", "pass", "fail", "not_applicable"))),
            item_id=draw(st.sampled_from(asked)).id,
            documented=draw(st.booleans()),
            date=draw(st.sampled_from((FRESH, FRESH, STALE))),
            reason=draw(st.sampled_from(("", "there is none"))),
            approved_by=draw(st.sampled_from(("", "engineer@example.com", "risk@example.com"))),
            retrospective=draw(st.booleans()),
        )
        for _ in range(count)
    )

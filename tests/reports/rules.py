"""Items for the sample results: three or four a lesson, short but whole."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from readiness.checklist import Fix, Item, Lesson, NotApplicable, ProfileName, ProvedBy, Severity

ALL: tuple[ProfileName, ...] = ("pilot", "production", "regulated")
LATER: tuple[ProfileName, ...] = ("production", "regulated")


def item(
    item_id: str,
    title: str,
    *,
    verified: tuple[str, ...] = (),
    exercised: tuple[str, ...] = (),
    requires: Literal["attested", "documented", "verified", "exercised"] = "verified",
    severity: str = "high",
    profiles: tuple[ProfileName, ...] = ALL,
    absent: str = "",
    effort: Literal["S", "M", "L"] = "M",
    valid_days: int = 90,
    **rest: Any,
) -> Item:
    """An item with everything filled in that the samples do not vary.

    Args:
        absent: the probe that proves the item not applicable.
        rest: other fields of `Item`.
    """
    lesson = Lesson(item_id.partition(".")[0])
    rest.setdefault("waivable", True)
    return Item(
        id=item_id,
        lesson=lesson,
        title=title,
        statement=f"{title}: this MUST be so before the agent handles real cases.",
        severity=Severity(severity),
        profiles=profiles,
        requires=requires,
        proved_by=ProvedBy(verified=verified, exercised=exercised),
        valid_for=datetime.timedelta(days=valid_days),
        not_applicable=NotApplicable(when="there is none", probe=absent) if absent else None,
        ask="Who answers for this, where is it written, and when was it last seen to hold?",
        respondent="engineer",
        evidence="A dated record of its own, or the transcript of a drill",
        why=(
            "What is not looked at fails first in the hands of a customer. A control that is only "
            "written down holds until the first busy afternoon, and nobody notices when it stops."
        ),
        fix=Fix(
            effort=effort,
            steps=(
                "Write down who decides and what happens when nobody answers.",
                "Put the check where no path leads around it, and test that it cannot be skipped.",
                "Run `readiness check --drill` again and keep the transcript.",
            ),
        ),
        references={"eu_ai_act": ("Art. 14(1)",), "nist_ai_rmf": ("MANAGE 2.4", "MAP 3.5")},
        **rest,
    )


ITEMS: tuple[Item, ...] = (
    item(
        "workflow.failures-end-at-a-person",
        "Every failure ends at a person or at a defined end",
        verified=("workflow.no-dead-end",),
        severity="critical",
        blocker=True,
    ),
    item(
        "workflow.map-matches-code",
        "The map of the workflow matches the code",
        verified=("workflow.tools-on-map",),
    ),
    item(
        "workflow.people-asked",
        "Whoever does the work today was asked",
        requires="documented",
        severity="medium",
        order_in_time=True,
    ),
    item(
        "tools.write-repeats-safely",
        "A repeated write takes effect once",
        exercised=("tools.idempotent-write",),
        requires="exercised",
        severity="critical",
        blocker=True,
    ),
    item(
        "tools.timeouts-set",
        "Every call of a tool has a time limit",
        verified=("tools.timeout-set",),
        aggregate="ratio",
    ),
    item(
        "tools.errors-usable",
        "Errors tell the agent what to do next",
        exercised=("tools.error-body",),
        requires="exercised",
        severity="medium",
        profiles=LATER,
    ),
    item(
        "tools.pagination-ends",
        "Lists are read to their end",
        exercised=("tools.pagination",),
        absent="tools.no-lists",
        requires="exercised",
        severity="low",
        profiles=LATER,
    ),
    item(
        "degradation.fails-visibly",
        "A failure is visible to whoever asked",
        exercised=("drills.visible-failure",),
        requires="exercised",
        severity="critical",
        blocker=True,
    ),
    item(
        "degradation.resumes-once",
        "After a restart it resumes without paying twice",
        exercised=("drills.resumes-once",),
        requires="exercised",
        severity="critical",
        blocker=True,
    ),
    item(
        "degradation.retries-bounded",
        "Retries are bounded and back off",
        exercised=("drills.retry-bounds",),
        requires="exercised",
        profiles=LATER,
    ),
    item(
        "oversight.approval-holds",
        "Irreversible actions wait for a person",
        verified=("escalation.gate-configured",),
        exercised=("drills.approval-holds",),
        requires="exercised",
        severity="critical",
        blocker=True,
        waivable=False,
        absent="tools.no-irreversible-operation",
    ),
    item(
        "oversight.escalation-reaches-someone",
        "A critical alert reaches a person at any hour",
        verified=("escalation.reaches-someone",),
        severity="critical",
        blocker=True,
        effort="S",
    ),
    item(
        "oversight.calls-logged",
        "All calls are logged",
        verified=("logs.calls-complete",),
        severity="high",
    ),
    item(
        "prompts.approved-by-another",
        "Prompt changes are approved by somebody else",
        verified=("prompts.approved",),
    ),
    item(
        "prompts.regression-runs",
        "A regression suite runs on every prompt change",
        verified=("prompts.regression-runs",),
        effort="S",
    ),
    item(
        "prompts.versions-recorded",
        "Each answer records the version of its prompt",
        verified=("logs.prompt-version",),
        severity="medium",
        profiles=LATER,
    ),
    item(
        "outcomes.baseline-before",
        "The baseline was measured before go-live",
        requires="documented",
        order_in_time=True,
    ),
    item(
        "outcomes.review-after-launch",
        "Results are compared with the baseline after a month",
        requires="documented",
        severity="medium",
        due="go_live + 30d",
    ),
    item(
        "outcomes.cost-per-case",
        "The cost per case is known",
        verified=("logs.cost-per-case",),
        severity="medium",
        profiles=LATER,
    ),
    item(
        "governance.owner-named",
        "One person answers for the agent",
        requires="documented",
        severity="critical",
    ),
    item(
        "governance.rollback-rehearsed",
        "The way back was rehearsed",
        verified=("governance.rollback-in-history",),
        effort="L",
    ),
    item(
        "governance.works-council",
        "The works council was heard",
        requires="documented",
        severity="low",
        profiles=("regulated",),
    ),
    item(
        "governance.personal-data",
        "Personal data is kept only as long as stated",
        verified=("logs.personal-data",),
        severity="medium",
    ),
)

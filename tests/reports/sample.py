"""Results to render: made by the real judgement, rich in what reports must cope with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from readiness.answers import Artefact, SetAside, Statement, Waiver
from readiness.checklist import Item
from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.judgement import HeldSetAside, HeldWaiver
from readiness.result import GatheredRecord, Result

from .assembly import NOV_12, assembled, broke, not_run, probe, said
from .rules import ITEMS

FAR = datetime.date(2027, 2, 1)

HOSTILE = (
    "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202egnp.exe\u202c zero\u200bwidth \x00 "
    "| pipe | `tick` **bold** [link](https://evil.example/x) @everyone #1 ]]> &amp; {{ 7*7 }}\n"
    "# second line\r\n- third\u2028line \ufffe " + "W" * 240
)


def _unapproved() -> Finding:
    return failed(
        "orders.createRefund",
        "createRefund runs unapproved",
        code="no-gate",
        location=Location("refund_desk/tools.py", 88, 5),
        evidence=[
            Evidence(
                "excerpt", "def create_refund(order, amount):\n    return api.post('/refunds')"
            ),
            Evidence("replay", "readiness replay 12 --run 2026-11-22T093012"),
        ],
        help="call `approvals.wait_for(case)` before the request is sent",
    )


def _twice() -> Finding:
    return failed(
        "orders.createRefund",
        "repeated POST /refunds pays twice",
        code="applied-twice",
        evidence=[
            Evidence(
                "request", 'POST /refunds\nIdempotency-Key: 7f3a\n\n{"order": 17, "amount": 40}'
            ),
            Evidence("response", '201 Created\n\n{"refund": "r-2", "paid": 40}'),
            Evidence("replay", "readiness replay 17"),
        ],
        help="keep the first answer under its idempotency key and return it again",
    )


def _findings() -> list[Finding]:
    sunday = failed(
        "critical alert",
        "Sunday 03:00, critical: nobody is paged",
        code="nobody",
        location=Location("alertmanager.yml", 41),
        evidence=[Evidence("route", "critical → team-orders → muted (weekends)")],
    )
    unlogged = failed(
        "logs/2026-11.jsonl",
        "61 of 188 calls are missing",
        code="missing-calls",
        location=Location("logs/2026-11.jsonl", 1),
        evidence=[Evidence("record", '{"run": "r-88", "tool": "orders", "outcome": null}')],
    )
    limits = [
        passed("orders.getOrder", "a limit of 10 s", location=Location("refund_desk/tools.py", 20)),
        passed("policy.lookup", "a limit of 5 s", location=Location("refund_desk/tools.py", 41)),
        failed(
            "orders.createRefund",
            "httpx.post is called without a time limit",
            code="no-timeout",
            location=Location("refund_desk/tools.py", 91),
        ),
    ]
    hostile = failed(
        "sub\x1bject <b>",
        HOSTILE,
        code="hostile",
        location=Location("src/<img src=x>|`a`/" + "d" * 120 + "/fi\u202ele.py", 3),
        evidence=[Evidence("response", HOSTILE), Evidence("replay", "curl 'http://x/`$(id)`'")],
        help=HOSTILE,
    )
    guess = replace(
        failed(
            "prompts/decide.md",
            "the commit seems to be approved by its own author",
            code="self-approved",
            location=Location("prompts/decide.md"),
        ),
        confidence=Confidence.LOW,
    )
    return [
        *probe("workflow.no-dead-end", passed("workflow.yaml", "12 of 12 steps lead to an end")),
        *probe("workflow.tools-on-map", passed("orders", "is on the map")),
        *probe("tools.idempotent-write", _twice()),
        *probe("tools.timeout-set", *limits),
        *probe("tools.error-body", hostile),
        *probe("tools.no-lists", not_applicable("orders", "no operation returns a list")),
        *probe("tools.pagination", not_applicable("orders", "no operation returns a list")),
        *probe("drills.visible-failure", not_run("case small-refund", "drill")),
        *probe("drills.resumes-once", not_run("case small-refund", "drill")),
        *probe("drills.retry-bounds", not_run("case small-refund", "drill")),
        *probe("drills.approval-holds", not_run("case large-refund", "drill")),
        *probe("tools.no-irreversible-operation", passed("createRefund", "is irreversible")),
        *probe("escalation.gate-configured", _unapproved()),
        *probe("escalation.reaches-someone", sunday),
        *probe("logs.calls-complete", unlogged),
        *probe("prompts.approved", guess),
        *probe("prompts.regression-runs", broke("evals/", "KeyError: 'jobs'")),
        *probe(
            "logs.prompt-version",
            could_not_look(
                "logs", "no records were found", help="add `logs.records` to the manifest"
            ),
        ),
        *probe("logs.cost-per-case", passed("logs", "0.04 EUR a case over 188 cases")),
        *probe(
            "governance.rollback-in-history",
            replace(passed("main", "reverted on 2026-05-02"), collected=datetime.date(2026, 5, 3)),
        ),
        *probe(
            "logs.personal-data",
            failed(
                "logs/2026-11.jsonl",
                "a name in field `note`",
                code="personal-data",
                location=Location("logs/2026-11.jsonl", 17),
            ),
        ),
    ]


def _statements() -> list[Statement]:
    minutes = [Artefact(path="governance/minutes-2026-11-10.pdf", sha256="ef" * 32, note="page 2")]
    return [
        said("oversight.calls-logged"),
        said("oversight.approval-holds", "process@example.com", role="process owner"),
        said("workflow.people-asked", "process@example.com", evidence=minutes),
        said("governance.owner-named", "Chris <b>Lund</b>\u202e", evidence=minutes),
        replace(
            said("outcomes.baseline-before", "controlling@example.com", answer="fail"),
            authenticated=True,
        ),
        said(
            "governance.works-council",
            "controlling@example.com",
            answer="not_applicable",
            reason="no employees in scope",
            approved_by="risk@example.com",
        ),
        said("prompts.versions-recorded", "engineer@example.com", date=datetime.date(2026, 5, 1)),
        replace(
            said("workflow.map-matches-code", evidence=minutes),
            objection="the artefact is attached to 4 items",
        ),
    ]


def _waivers() -> list[HeldWaiver]:
    active = Waiver(
        item="tools.write-repeats-safely",
        reason="The bank refuses doubles within a day | " + "long" * 40,
        by="process@example.com",
        approved_by="risk@example.com",
        date=NOV_12,
        expires=datetime.date(2026, 12, 31),
    )
    lapsed = Waiver(
        item="tools.timeouts-set",
        reason="Fixed in the next release",
        by="engineer@example.com",
        approved_by="risk@example.com",
        date=datetime.date(2026, 9, 1),
        expires=datetime.date(2026, 10, 1),
    )
    return [HeldWaiver(active), HeldWaiver(lapsed, "expired on 2026-10-01", "ada@example.com")]


def _gathered() -> tuple[GatheredRecord, ...]:
    def one(gatherer: str, target: str, outcome: str, **rest: object) -> GatheredRecord:
        values = {"gatherer": gatherer, "target": target, "outcome": outcome, **rest}
        return GatheredRecord.model_validate(values)

    return (
        one("tools.code-calls", "code", "facts", seconds=0.31, digest="11" * 32),
        one("tools.exercise", "tool orders", "facts", seconds=22.4, digest="22" * 32),
        one("logs.records", "logs", "not_available", reason="no file matches logs/*.jsonl"),
        one("drills.run", "run", "not_run", reason="needs --drill"),
        one("prompts.ci", "prompts", "error", reason="KeyError: 'jobs'"),
    )


@cache
def rich() -> Result:
    """Not ready: every outcome, contradictions, waivers, set-aside findings, hostile text."""
    findings = _findings()
    named = next(f for f in findings if f.probe == "logs.personal-data")
    aside = SetAside(
        finding=named.fingerprint,
        reason="The name is a test customer's <i>own</i> pseudonym",
        by="engineer@example.com",
        approved_by="risk@example.com",
        date=NOV_12,
        expires=FAR,
    )
    void = aside.model_copy(update={"finding": "0123456789abcdef", "approved_by": "ada nwosu"})
    return assembled(
        ITEMS,
        findings,
        _statements(),
        _waivers(),
        [HeldSetAside(aside), HeldSetAside(void, "it needs a second person")],
        gathered=_gathered(),
        notes=("plugin acme-probes was not loaded: ImportError: \x1b[2Jno module",),
    )


def _passes(items: Sequence[Item]) -> tuple[list[Finding], list[Statement]]:
    """Findings and answers that close every item at full strength."""
    findings = {
        name: probe(name, passed("all", f"seen to hold by {name}"))
        for item in items
        for name in item.proved_by.probes
    }
    evidence = [Artefact(path="governance/record.pdf", sha256="99" * 32)]
    statements = [said(i.id, evidence=evidence) for i in items if not i.proved_by.probes]
    return [finding for found in findings.values() for finding in found], statements


@cache
def ready() -> Result:
    """Ready under each profile, nothing left to do."""
    findings, statements = _passes(ITEMS)
    return assembled(ITEMS, findings, statements, modes=("static", "live", "drill"))


@cache
def waived() -> Result:
    """Ready with a waiver for one blocker that is open."""
    findings, statements = _passes(ITEMS)
    findings = [f for f in findings if f.probe != "tools.idempotent-write"]
    findings += probe("tools.idempotent-write", _twice())
    modes = ("static", "live", "drill")
    return assembled(ITEMS, findings, statements, _waivers()[:1], modes=modes)


@cache
def inconclusive() -> Result:
    """Nothing fails, two blockers were never tried, and one passes on too little."""
    findings, statements = _passes(ITEMS)
    drilled = ("drills.visible-failure", "drills.resumes-once", "drills.approval-holds")
    findings = [finding for finding in findings if finding.probe not in drilled]
    for name in drilled:
        findings += probe(name, not_run("case small-refund", "drill"))
    return assembled(ITEMS, findings, statements)


@cache
def little_tried() -> Result:
    """Under 60 % coverage: no score in the headline."""
    findings = [
        *probe("workflow.no-dead-end", passed("workflow.yaml", "12 of 12 steps lead to an end")),
        *probe("workflow.tools-on-map", passed("orders", "is on the map")),
        *probe("tools.timeout-set", passed("orders.getOrder", "a limit of 10 s")),
        *probe("escalation.gate-configured", _unapproved()),
    ]
    known = {finding.probe for finding in findings}
    for name in sorted({name for item in ITEMS for name in item.proved_by.probes} - known):
        mode = "drill" if name.startswith("drills.") else "live"
        findings += probe(name, not_run("all", mode))
    return assembled(ITEMS, findings, modes=("static",))


@cache
def nothing_left() -> Result:
    """Every item is not due yet: there is no number."""
    late = [item for item in ITEMS if item.due != "before_go_live"]
    return assembled(late, [])


@cache
def large(copies: int = 4) -> Result:
    """As many items, findings and pages as a real engagement has."""
    items: list[Item] = []
    findings: list[Finding] = []
    for copy in range(copies):
        suffix = f"-{copy}" if copy else ""

        def renamed(names: tuple[str, ...], suffix: str = suffix) -> tuple[str, ...]:
            return tuple(f"{name}{suffix}" for name in names)

        for item in ITEMS:
            proof = {r.label: renamed(names) for r, names in item.proved_by.rungs()}
            update: dict[str, object] = {"id": f"{item.id}{suffix}"}
            update["proved_by"] = item.proved_by.model_copy(update=proof)
            items.append(item.model_copy(update=update))
        findings += [replace(f, probe=f"{f.probe}{suffix}") for f in _findings()]
    return assembled(items, findings, _statements(), _waivers(), gathered=_gathered() * copies)


SAMPLES: dict[str, Callable[[], Result]] = {
    "rich": rich,
    "ready": ready,
    "waived": waived,
    "inconclusive": inconclusive,
    "little-tried": little_tried,
    "nothing-left": nothing_left,
}

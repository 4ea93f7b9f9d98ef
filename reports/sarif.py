"""SARIF 2.1.0 for code scanning: what fails, where, and what nobody could decide."""

from __future__ import annotations

import json
import urllib.parse
from typing import Any

from readiness.checklist import Item
from readiness.registry import report_format
from readiness.result import Result
from readiness.visible import block, line

from .problems import Problem, problems, reported
from .summary import decision_sentence, enough_tried, tried
from .wording import words

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@report_format(suffix=".sarif", media_type="application/sarif+json")
def sarif(result: Result) -> bytes:
    """SARIF 2.1.0 for code scanning: what fails and is not waived, and undecided blockers.

    A rule is an item of the checklist, a result one finding that fails it. Each result has one
    physical location; what stands in no file points at the manifest.
    """
    rules = [_rule(result.item(verdict.item)) for verdict in reported(result)]
    index = {rule["id"]: place for place, rule in enumerate(rules)}
    driver = {"name": "readiness", "version": result.tool_version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(result)],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": words("sarif.root")}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index) for problem in problems(result)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(log, indent=2, ensure_ascii=False) + "\n").encode()


def _rule(item: Item) -> dict[str, Any]:
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(item.fix.steps, start=1))
    level = "error" if item.blocker else "warning"
    return {
        "id": item.id,
        "name": item.id,
        "shortDescription": {"text": item.title},
        "fullDescription": {"text": item.statement},
        "help": {"text": f"{item.why}\n\n{steps}", "markdown": f"{item.why}\n\n{steps}"},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["readiness", item.lesson.value, *(["blocker"] if item.blocker else [])],
            "severity": item.severity.value,
            "problem.severity": level,
            "probes": list(item.probes),
        },
    }


def _result(problem: Problem, index: dict[str, int]) -> dict[str, Any]:
    verdict, finding = problem.verdict, problem.finding
    text = problem.message
    marks: dict[str, Any] = {
        "verdict": verdict.verdict,
        "blocker": verdict.blocker_state,
        "contradiction": verdict.contradiction,
    }
    if finding:
        text += f"\n{words('help_line', text=block(finding.help))}" if finding.help else ""
        marks |= {
            "probe": finding.probe,
            "subject": line(finding.subject),
            "confidence": finding.confidence.value,
            "fingerprint": finding.fingerprint,
        }
    return {
        "ruleId": verdict.item,
        "ruleIndex": index[verdict.item],
        "level": problem.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(problem)}],
        "partialFingerprints": {"primaryLocationLineHash": f"{problem.hash}:1"},
        "properties": marks,
    }


def _place(problem: Problem) -> dict[str, Any]:
    column = {"startColumn": problem.column} if problem.column else {}
    return {
        "artifactLocation": {
            "uri": urllib.parse.quote(problem.file.encode("utf-8", "replace"), safe="/"),
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": problem.line, **column},
    }


def _invocation(result: Result) -> dict[str, Any]:
    record = result.main
    score = record.score.overall if enough_tried(record) else None
    errors = [finding for finding in result.findings if finding.outcome == "error"]
    return {
        "executionSuccessful": True,
        "startTimeUtc": result.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            *(_notification(f"{f.probe}: {line(f.message)}", "error") for f in errors),
            *(_notification(line(note), "warning") for note in result.notes),
        ],
        "properties": {
            "decision": record.decision,
            "decisions": decision_sentence(result),
            "profile": result.profile,
            "modes": list(result.modes),
            "tried": tried(record),
            "openBlockers": list(record.score.open_blockers),
            "undecidedBlockers": list(record.score.undecided_blockers),
            **({"proven": score.proven, "claimed": score.claimed} if score else {}),
        },
    }


def _notification(text: str, level: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}

"""SARIF 2.1.0 for code scanning: what fails, where, and what nobody could decide."""

from __future__ import annotations

import hashlib
import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

from readiness.checklist import Item
from readiness.registry import report_format
from readiness.result import FindingRecord, Result, VerdictRecord

from .summary import decision_sentence, enough_tried, tried
from .things import failing
from .visible import block, line
from .wording import words

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@report_format(suffix=".sarif", media_type="application/sarif+json")
def sarif(result: Result) -> bytes:
    """SARIF 2.1.0 for code scanning: what fails and is not waived, and undecided blockers.

    A rule is an item of the checklist, a result one finding that fails it. Each result has one
    physical location; what stands in no file points at the manifest.
    """
    verdicts = [verdict for verdict in result.main.verdicts if _reported(verdict)]
    index = {verdict.item: place for place, verdict in enumerate(verdicts)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "readiness",
                        "version": result.tool_version,
                        "rules": [_rule(result.item(verdict.item)) for verdict in verdicts],
                    }
                },
                "invocations": [_invocation(result)],
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": words("sarif.root")}}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    found
                    for verdict in verdicts
                    for found in _results(result, verdict, index[verdict.item])
                ],
            }
        ],
    }
    return (json.dumps(log, indent=2, ensure_ascii=False) + "\n").encode()


def _reported(verdict: VerdictRecord) -> bool:
    if verdict.waived or verdict.not_due_until is not None:
        return False
    return verdict.verdict in ("fail", "partial", "contested") or bool(verdict.blocker_state)


def _rule(item: Item) -> dict[str, Any]:
    steps = "\n".join(f"{n}. {step}" for n, step in enumerate(item.fix.steps, start=1))
    return {
        "id": item.id,
        "name": item.id,
        "shortDescription": {"text": item.title},
        "fullDescription": {"text": item.statement},
        "help": {"text": f"{item.why}\n\n{steps}", "markdown": f"{item.why}\n\n{steps}"},
        "defaultConfiguration": {"level": "error" if item.blocker else "warning"},
        "properties": {
            "tags": ["readiness", item.lesson.value, *(["blocker"] if item.blocker else [])],
            "severity": item.severity.value,
            "problem.severity": "error" if item.blocker else "warning",
            "probes": list(item.probes),
        },
    }


def _results(result: Result, verdict: VerdictRecord, index: int) -> Iterator[dict[str, Any]]:
    found = failing(result, verdict)
    for finding in found:
        level = "error" if _certain(verdict, finding) else "warning"
        text = block(finding.message)
        text = f"{text}\n{words('help_line', text=block(finding.help))}" if finding.help else text
        yield _result(result, verdict, index, level, text, finding)
    if not found:
        level = "error" if verdict.blocker_state == "open" else "warning"
        text = f"{result.item(verdict.item).title}: {block(verdict.reason)}"
        yield _result(result, verdict, index, level, text, None)


def _certain(verdict: VerdictRecord, finding: FindingRecord) -> bool:
    return verdict.blocker_state == "open" and finding.confidence == "high"


def _result(
    result: Result,
    verdict: VerdictRecord,
    index: int,
    level: str,
    text: str,
    finding: FindingRecord | None,
) -> dict[str, Any]:
    marks: dict[str, Any] = {
        "verdict": verdict.verdict,
        "blocker": verdict.blocker_state,
        "contradiction": verdict.contradiction,
    }
    if finding:
        marks |= {
            "probe": finding.probe,
            "subject": line(finding.subject),
            "confidence": finding.confidence.value,
            "fingerprint": finding.fingerprint,
        }
    return {
        "ruleId": verdict.item,
        "ruleIndex": index,
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": _place(result, finding)}],
        "partialFingerprints": {"primaryLocationLineHash": _hash(verdict, finding)},
        "properties": marks,
    }


def _place(result: Result, finding: FindingRecord | None) -> dict[str, Any]:
    place = finding.location if finding else None
    file = place.file if place else result.manifest
    region: dict[str, int] = {"startLine": max(1, place.line) if place else 1}
    if place and place.line and place.column:
        region["startColumn"] = place.column
    return {
        "artifactLocation": {
            "uri": urllib.parse.quote(file.encode("utf-8", "replace"), safe="/"),
            "uriBaseId": "%SRCROOT%",
        },
        "region": region,
    }


def _hash(verdict: VerdictRecord, finding: FindingRecord | None) -> str:
    """Stays while the observation does; the last part counts twins, of which there are none."""
    text = f"{verdict.item}\0{finding.fingerprint if finding else ''}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}:1"


def _invocation(result: Result) -> dict[str, Any]:
    record = result.main
    score = record.score.overall if enough_tried(record) else None
    errors = [f for f in result.findings if f.outcome == "error"]
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

"""The probe `logs.no-secrets`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Confidence, Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .records import LeakedSecret, LogAudit


@probe()
def no_secrets(audit: LogAudit) -> Iterator[Finding]:
    """Are the log records free of credentials?

    Logs are copied, shipped and read by more people than any secret store. A pass means that no
    credential of a known form (bearer tokens, cloud, payment, chat, forge and model keys, private
    keys, passwords in addresses) stands in the records. Personal data is not looked for here.
    """
    kinds: dict[str, list[LeakedSecret]] = {}
    for secret in audit.secrets:
        kinds.setdefault(secret.kind, []).append(secret)
    for kind, secrets in kinds.items():
        yield _finding(audit, kind, secrets)
    if audit.secrets_cut:
        yield could_not_look(
            f"{audit.pattern}: rest",
            "some lines were not searched: too many suspicious ones, or not UTF-8",
            help="assess fewer records, e.g. those of one day, and mend what is no text",
        )
    elif not audit.calls and not kinds:
        yield could_not_look(
            audit.pattern,
            "no record of a tool call is among the log lines, so they show nothing",
            help="run the agent once, or point logs.records at real records",
        )
    elif not kinds:
        yield passed(
            audit.pattern,
            f"no credential in {audit.lines} log lines",
            scope_cut=audit.left_out > 0,
        )


def _finding(audit: LogAudit, kind: str, secrets: list[LeakedSecret]) -> Finding:
    times = sum(secret.times for secret in secrets)
    article = "an" if kind[:1] in "AEIO" else "a"
    where = "1 log line" if times == 1 else f"{times} log lines"
    sure = any(secret.certain for secret in secrets)
    return failed(
        audit.pattern,
        f"{article} {kind} stands in {where}",
        code=kind.lower().replace(" ", "-"),
        location=secrets[0].first,
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        evidence=[Evidence("record", f"{one.first}: {one.masked}") for one in secrets[:3]],
        help="redact before writing, revoke what was written, and delete these records",
    )

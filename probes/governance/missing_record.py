"""What to say when a record is not there, or could not be read."""

from __future__ import annotations

from readiness.findings import Finding, Location, could_not_look, failed

from .records import GovernanceRecords


def missing_record(facts: GovernanceRecords, kind: str, what: str) -> Finding:
    """There is no record of this kind: looked for and absent, or perhaps in an unreadable file.

    Args:
        what: the record in a sentence, e.g. `accountability record`.
    """
    problem = facts.problem(kind)
    if problem:
        message = f"No {what} could be read: {problem.at}: {problem.what}"
        help_ = problem.fix or "correct the line"
        return could_not_look(kind, message, help=help_, location=problem.at)
    if facts.cut:
        message = f"No {what} among the records read; {facts.folder} holds more"
        return could_not_look(kind, message, help="keep only records in the folder")
    return failed(
        kind,
        f"There is no {what} in {facts.folder}",
        code="no-record",
        location=facts.declared_at or Location(facts.folder),
        help=f"write a YAML file with `kind: {kind}` into {facts.folder}",
    )

"""Reading and writing `result.json`.

Reading one judges it again: a result whose figures do not follow from its findings is refused.
The seal is a digest, not a signature: it shows an accident or a careless edit; who must rule out
forgery signs the file in the pipeline that made it.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from readiness import checklist
from readiness.checklist import PROFILES
from readiness.errors import NothingAssessed, Problem, ResultRefused
from readiness.judgement import assess_profile
from readiness.recording import finding_of, grounds, record_assessment
from readiness.result import Result

SCHEMA_VERSION = 1
SIZE_LIMIT = 200 << 20


def sealed(result: Result) -> Result:
    """The result with its seal."""
    return result.model_copy(update={"seal": _seal(result.model_dump(mode="json"))})


def _seal(content: dict[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_json(result: Result) -> bytes:
    """The result as it is written: indented, keys in the order of the schema."""
    return (result.model_dump_json(indent=2) + "\n").encode()


def write(result: Result, path: Path) -> None:
    """Write a result: wholly, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, to_json(result))


def write_whole(path: Path, content: bytes) -> None:
    """Put content at a path in one step, so that an interruption leaves the old file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> Result:
    """Read a result and check that it adds up.

    Raises:
        ResultRefused: when it is no result, of another version, edited, or its figures do not
            follow from its findings.
        NothingAssessed: when there was nothing to score.
    """
    result = parse(_content(path), path.name)
    check(result, path.name)
    return result


def _content(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise _refused(path.name, "is not a file", "name the result.json of a run")
        if path.stat().st_size > SIZE_LIMIT:
            raise _refused(path.name, f"is larger than {SIZE_LIMIT >> 20} MiB")
        return path.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise _refused(path.name, what, "run `readiness assess` first") from None


def parse(content: bytes, name: str) -> Result:
    """Bytes as a result, without judging it again.

    Raises:
        ResultRefused: when they are no result of this version.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refused(name, f"is not JSON: {error}") from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != SCHEMA_VERSION:
        what = f"is a result of version {version}, and this is version {SCHEMA_VERSION}"
        raise _refused(name, what if version else "is not a result of `readiness assess`")
    try:
        result = Result.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise _refused(name, f"is not a valid result: {place}: {first['msg']}") from None
    if _seal(data) != result.seal:
        raise _refused(name, "was changed after it was written: its seal does not match")
    return result


def check(result: Result, name: str) -> None:
    """Judge a result again from its stored findings.

    Raises:
        ResultRefused: when other figures come out.
    """
    _check_rules(result, name)
    evidence = grounds(result)
    waived = frozenset(w.waiver.item for w in result.waivers if not w.objection)
    for record in result.findings:
        if record.fingerprint != finding_of(record).fingerprint:
            raise _refused(name, f"the finding {record.fingerprint} is not what it says it is")
    for profile in PROFILES:
        again = record_assessment(assess_profile(evidence, profile), waived)
        if again != result.assessments.get(profile):
            what = f"does not add up: the figures for {profile} do not follow from its findings"
            raise _refused(name, what)


def _check_rules(result: Result, name: str) -> None:
    """Refuse rules that say they are ours and are not."""
    lists = checklist.load()
    ours = lists.in_scope(result.overlays)
    if result.checklists_digest == lists.digest and result.items != ours:
        raise _refused(name, "does not add up: its items are not those of the checklists it names")


def nothing_to_score(result: Result) -> NothingAssessed | None:
    """The error to report when nothing is left to score."""
    if result.main.score.overall is not None:
        return None
    return NothingAssessed(
        f"nothing is left to score for {result.profile}: every item is not applicable or not due",
        fix="check the manifest's go_live date and the claims of not-applicable",
    )


def _refused(name: str, what: str, fix: str = "") -> ResultRefused:
    hint = fix or "assess again; a result is never edited by hand"
    return ResultRefused(what, problems=[Problem(what, name, fix=hint)])

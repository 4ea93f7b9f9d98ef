"""The run folder: what was recorded, so that it can be judged again without looking again.

RUN/run.json        when, how, of what; and the manifest and answers as they were
RUN/facts/*.json    one file for each gatherer and target
RUN/exchanges/      recorded requests and responses, secrets masked
RUN/result.json     the result
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from readiness.documents import Strict
from readiness.errors import ConfigurationError, Problem
from readiness.facts import Facts, Gathered, Missing
from readiness.findings import Outcome
from readiness.manifest import ManifestModel
from readiness.redaction import Redactor
from readiness.registry import Registry
from readiness.result import AgentRecord, SetAsideRecord, StatementRecord, WaiverRecord
from readiness.result_file import write_whole


class RunRecord(Strict):
    """`run.json`."""

    run_version: Literal[1] = 1
    tool_version: str
    agent: AgentRecord
    manifest_name: str
    manifest_sha256: str
    manifest: ManifestModel
    modes: tuple[str, ...]
    collected: datetime.date
    started: datetime.datetime
    seconds: float
    tree_digest: str
    statements: tuple[StatementRecord, ...] = ()
    waivers: tuple[WaiverRecord, ...] = ()
    set_aside: tuple[SetAsideRecord, ...] = ()
    facts: dict[str, str] = {}
    """File below facts/ to its sha256: facts that were edited, added or removed are refused."""


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exchanges(self) -> Path:
        """Where live gatherers put recorded exchanges."""
        return self.path / "exchanges"

    @property
    def result(self) -> Path:
        """The run's result."""
        return self.path / "result.json"

    def save(self, record: RunRecord, gathered: Iterable[Gathered], redactor: Redactor) -> None:
        """Write everything that was recorded."""
        folder = self.path / "facts"
        folder.mkdir(parents=True, exist_ok=True)
        digests: dict[str, str] = {}
        for one in gathered:
            text = json.dumps(redactor.data(_stored(one)), ensure_ascii=False, indent=1)
            content, name = text.encode(), _file_name(one)
            write_whole(folder / name, content)
            digests[name] = hashlib.sha256(content).hexdigest()
        record = record.model_copy(update={"facts": digests})
        data = redactor.data(record.model_dump(mode="json", by_alias=True))
        write_whole(self.path / "run.json", (json.dumps(data, indent=1) + "\n").encode())

    def record(self) -> RunRecord:
        """What was recorded of the run itself.

        Raises:
            ConfigurationError: when the folder is no run.
        """
        file = self.path / "run.json"
        try:
            return RunRecord.model_validate_json(file.read_bytes())
        except OSError:
            raise self._refuse("is not a run folder: it has no run.json") from None
        except ValidationError as error:
            what = f"is a run of another version, or was edited: {error.errors()[0]['msg']}"
            raise self._refuse(what) from None

    def gathered(self, registry: Registry) -> Iterator[Gathered]:
        """The recorded facts; those nobody can read any more are not available.

        Raises:
            ConfigurationError: when they are not those that were recorded.
        """
        recorded = self.record().facts
        files = sorted((self.path / "facts").glob("*.json"))
        if {file.name for file in files} != set(recorded):
            raise self._refuse("facts were added to the run or removed from it")
        for file in files:
            if hashlib.sha256(file.read_bytes()).hexdigest() != recorded[file.name]:
                raise self._refuse(f"the recorded facts in {file.name} were changed")
            yield self._load(file, registry)

    def _load(self, file: Path, registry: Registry) -> Gathered:
        try:
            stored = json.loads(file.read_bytes())
            gatherer, target = stored["gatherer"], stored["target"]
            if stored["missing"] is not None:
                missing = _MISSING.validate_json(json.dumps(stored["missing"]))
                return Gathered(gatherer, target, None, missing, stored["seconds"])
            known = registry.gatherers.get(gatherer)
            if known is None:
                reason = f"the recorded facts of {gatherer} have no reader in this installation"
                unread = Missing(Outcome.NOT_AVAILABLE, reason, "install the plugin they came from")
                return Gathered(gatherer, target, None, unread)
            adapter: TypeAdapter[Facts] = TypeAdapter(known.facts_type)
            facts = adapter.validate_json(json.dumps(stored["facts"]))
            return Gathered(gatherer, target, facts, None, stored["seconds"])
        except (ValueError, KeyError, TypeError) as error:
            what = f"the recorded facts in {file.name} cannot be read: {error}"
            raise self._refuse(" ".join(what.split())[:300]) from None

    def _refuse(self, what: str) -> ConfigurationError:
        fix = "name a folder that `readiness assess` made, e.g. .readiness/runs/…"
        return ConfigurationError(what, problems=[Problem(what, str(self.path), fix=fix)])


_MISSING: TypeAdapter[Missing] = TypeAdapter(Missing)


def _stored(one: Gathered) -> dict[str, object]:
    facts = None
    if one.facts is not None:
        facts = TypeAdapter(type(one.facts)).dump_python(one.facts, mode="json")
    missing = _MISSING.dump_python(one.missing, mode="json") if one.missing else None
    return {
        "gatherer": one.gatherer,
        "target": one.target,
        "seconds": round(one.seconds, 3),
        "missing": missing,
        "facts": facts,
    }


def _file_name(one: Gathered) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", f"{one.gatherer}--{one.target}").strip("-")
    mark = hashlib.sha256(f"{one.gatherer}\0{one.target}".encode()).hexdigest()[:8]
    return f"{plain[:120]}--{mark}.json"


def new_run(base: Path, started: datetime.datetime) -> RunFolder:
    """A new run folder under `base`/.readiness/runs, which git is told to ignore."""
    home = base / ".readiness"
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        what = f"{home} is not a folder of this repository, so nothing was written there"
        raise ConfigurationError(what, fix="remove it, and assess again")
    home.mkdir(exist_ok=True)
    ignore = home / ".gitignore"
    if not ignore.exists():
        write_whole(ignore, b"*\n")
    stem = started.strftime("%Y%m%dT%H%M%S")
    for attempt in range(1000):
        path = home / "runs" / (f"{stem}-{attempt}" if attempt else stem)
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            continue
        return RunFolder(path)
    raise ConfigurationError(f"no free run folder under {home / 'runs'}")

"""Reads what people answered, and checks what can be checked of it: the artefacts, the names."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from readiness import git
from readiness.answers import (
    SHARED_LIMIT,
    Artefact,
    Attestation,
    AttestationFile,
    SetAsideFile,
    Statement,
    WaiverFile,
    set_aside_objection,
    waiver_objection,
)
from readiness.checklist import Item
from readiness.documents import Strict, decode
from readiness.errors import ConfigurationError, Problem
from readiness.judgement import HeldSetAside, HeldWaiver
from readiness.manifest import Manifest
from readiness.strict_yaml import Document, load_strict

Model = TypeVar("Model", bound=Strict)
SHORTEST = 20
"""Fewer bytes than this say nothing that could be evidence."""


@dataclass(frozen=True)
class Answered:
    """Everything people answered, as far as it counts."""

    statements: tuple[Statement, ...]
    waivers: tuple[HeldWaiver, ...]
    set_aside: tuple[HeldSetAside, ...]


def load(manifest: Manifest, items: Iterable[Item], as_of: date) -> Answered:
    """The answers beside a manifest; a file that does not exist holds none.

    Raises:
        ConfigurationError: located, when a file is malformed or names an unknown item.
    """
    by_id = {item.id: item for item in items}
    names = manifest.model.answers
    said = _read(manifest, names.attestations, AttestationFile)
    accepted = _read(manifest, names.waivers, WaiverFile)
    put_aside = _read(manifest, names.set_aside, SetAsideFile)
    problems: list[Problem] = []
    if said:
        ids = [entry.item for entry in said[1].attestations]
        problems += _unknown(said[0], "attestations", ids, by_id)
    if accepted:
        ids = [entry.item for entry in accepted[1].waivers]
        problems += _unknown(accepted[0], "waivers", ids, by_id)
    if problems:
        raise ConfigurationError(problems[0].what, problems=problems)
    return Answered(
        statements=_statements(manifest, said[1].attestations if said else ()),
        waivers=_waivers(manifest, accepted, by_id, as_of) if accepted else (),
        set_aside=_set_aside(manifest, put_aside, as_of) if put_aside else (),
    )


def owners(manifest: Manifest) -> frozenset[str]:
    """Everybody who answers for the agent, and so cannot accept its risks."""
    return frozenset({manifest.model.agent.owner, manifest.model.prompts.owner} - {""})


def _read(manifest: Manifest, name: str, model: type[Model]) -> tuple[Document, Model] | None:
    path = manifest.resolve(name, "answers")
    if not path.exists():
        return None
    document = load_strict(path, name)
    return document, decode(document, model)


def _unknown(
    document: Document, key: str, ids: list[str], known: dict[str, Item]
) -> Iterable[Problem]:
    for index, item_id in enumerate(ids):
        if item_id not in known:
            close = difflib.get_close_matches(item_id, known, n=1)
            fix = f"did you mean {close[0]}?" if close else "see `readiness list items`"
            yield document.problem((key, index, "item"), f"there is no item {item_id}", fix)


def _statements(manifest: Manifest, attestations: tuple[Attestation, ...]) -> tuple[Statement, ...]:
    uses: Counter[str] = Counter()
    for entry in attestations:
        uses.update({artefact.sha256 for artefact in entry.evidence if artefact.sha256})
    return tuple(_statement(manifest, entry, uses) for entry in attestations)


def _statement(manifest: Manifest, entry: Attestation, uses: Counter[str]) -> Statement:
    objections = [artefact_objection(manifest.root, a, uses) for a in entry.evidence]
    documented = any(not objection for objection in objections)
    why = next((objection for objection in objections if objection), "")
    if not entry.evidence:
        why = "no artefact of its own"
    return Statement(entry, documented=documented, objection="" if documented else why)


def artefact_objection(root: Path, artefact: Artefact, uses: Counter[str]) -> str:
    """Why an artefact is no evidence of its own, or an empty string."""
    path = (root / artefact.path).resolve()
    if not path.is_relative_to(root.resolve()):
        return f"{artefact.path} lies outside the manifest's folder"
    if not path.is_file():
        return f"{artefact.path} does not exist"
    if path.stem.lower() == "readme":
        return f"{artefact.path} is a README, not an artefact of its own"
    if not artefact.sha256:
        return f"{artefact.path} has no sha256 beside it: `readiness attest` writes it"
    if digest(path) != artefact.sha256:
        return f"{artefact.path} has changed since it was attached"
    if path.stat().st_size < 1 << 16 and len(path.read_bytes().strip()) < SHORTEST:
        return f"{artefact.path} says nothing"
    if any(part in (".git", ".readiness") for part in Path(artefact.path).parts):
        return f"{artefact.path} is not an artefact of the team"
    if uses[artefact.sha256] > SHARED_LIMIT:
        return f"{artefact.path} is attached to {uses[artefact.sha256]} items"
    return ""


def digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _waivers(
    manifest: Manifest,
    accepted: tuple[Document, WaiverFile],
    items: dict[str, Item],
    as_of: date,
) -> tuple[HeldWaiver, ...]:
    document, file = accepted
    path = manifest.resolve(manifest.model.answers.waivers, "answers")
    held = []
    for index, entry in enumerate(file.waivers):
        line = document.at("waivers", index).line
        committer = git.committer_of_line(path, line)
        objection = waiver_objection(
            entry,
            waivable=items[entry.item].waivable,
            owners=owners(manifest),
            committer=committer,
            as_of=as_of,
        )
        held.append(HeldWaiver(entry, objection, committer))
    return tuple(held)


def _set_aside(
    manifest: Manifest, put_aside: tuple[Document, SetAsideFile], as_of: date
) -> tuple[HeldSetAside, ...]:
    document, file = put_aside
    path = manifest.resolve(manifest.model.answers.set_aside, "answers")
    held = []
    for index, entry in enumerate(file.findings):
        committer = git.committer_of_line(path, document.at("findings", index).line)
        objection = set_aside_objection(
            entry, owners=owners(manifest), committer=committer, as_of=as_of
        )
        held.append(HeldSetAside(entry, objection))
    return tuple(held)

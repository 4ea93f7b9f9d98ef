"""Checks the assessment itself: answers that would not hold in front of a reader.

The agent is not looked at here. What is found costs no points by itself, but each line is either
an answer that does not count, or one that a reviewer will ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from readiness import answer_files, checklist
from readiness.answer_files import Answered
from readiness.answers import Statement
from readiness.checklist import Item
from readiness.manifest import Manifest
from readiness.people import certainly_differ
from readiness.placeholder_words import is_placeholder


@dataclass(frozen=True)
class Remark:
    """Something about an answer: which, what, and what to do."""

    subject: str
    what: str
    fix: str


def lint(loaded: Manifest, as_of: date) -> tuple[Remark, ...]:
    """Every remark on the manifest and the answers beside it."""
    lists = checklist.load()
    answered = answer_files.load(loaded, lists.items, as_of)
    items = {item.id: item for item in lists.items}
    return (
        *_manifest(loaded),
        *_statements(answered, items, as_of),
        *_waivers(answered),
        *_set_aside(answered),
    )


def _manifest(loaded: Manifest) -> Iterator[Remark]:
    agent = loaded.model.agent
    for name, value in (("owner", agent.owner), ("purpose", agent.purpose)):
        if is_placeholder(value):
            yield Remark(f"agent.{name}", "is empty or a placeholder", "say who or what it is")
    if agent.go_live is None:
        what = "is missing, so nothing can be due after it"
        yield Remark("agent.go_live", what, "give the planned date")


def _statements(answered: Answered, items: dict[str, Item], as_of: date) -> Iterator[Remark]:
    for statement in answered.statements:
        yield from _statement(statement, items[statement.attestation.item], as_of)


def _statement(statement: Statement, item: Item, as_of: date) -> Iterator[Remark]:
    said = statement.attestation
    ends = said.expires or said.date + item.valid_for
    if said.date > as_of:
        yield Remark(said.item, f"is dated in the future ({said.date})", "correct the date")
    if ends < as_of and said.answer != "fail":
        yield Remark(said.item, f"the answer expired on {ends}", "ask again")
    if is_placeholder(said.by):
        yield Remark(said.item, "nobody's name stands behind the answer", "name the person")
    if said.answer == "pass" and not statement.documented:
        yield Remark(said.item, f"a pass without evidence: {statement.objection}", "attach it")
    if said.answer == "not_applicable" and not said.reason.strip():
        yield Remark(said.item, "not applicable without a reason", "say why")
    needs_second = said.answer == "not_applicable" or said.retrospective
    if needs_second and not certainly_differ(said.by, said.approved_by):
        yield Remark(said.item, "needs a second person, and has none", "have it approved")
    if said.answer == "not_applicable" and item.blocker:
        fix = "let its probe prove it, or answer it"
        yield Remark(said.item, "a blocker cannot be claimed not applicable", fix)
    for text in (said.reason, *(artefact.note for artefact in said.evidence)):
        if text and is_placeholder(text):
            yield Remark(said.item, f"placeholder text: {text!r}", "write what is meant")


def _waivers(answered: Answered) -> Iterator[Remark]:
    for held in answered.waivers:
        if held.objection:
            yield Remark(
                held.waiver.item, f"the waiver does not count: {held.objection}", "renew it"
            )


def _set_aside(answered: Answered) -> Iterator[Remark]:
    for held in answered.set_aside:
        if held.objection:
            what = f"the finding is not set aside: {held.objection}"
            yield Remark(held.entry.finding, what, "renew it, or remove the entry")

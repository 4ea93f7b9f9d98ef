"""Contradictions: what somebody said, and what was found."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from readiness.answers import Attestation
from readiness.checklist import Item
from readiness.result import Result, StatementRecord
from readiness.things import Kind, Thing, failing, things
from readiness.visible import line

from .wording import words


@dataclass(frozen=True)
class Contradiction:
    """An attested pass that a finding denies.

    Attributes:
        thing: its number and its item.
        by: who says that it holds, as typed.
        said: the day it was said.
        found: the message of the first finding that denies it.
        more: how many further findings deny it.
    """

    thing: Thing
    by: str
    said: datetime.date
    authenticated: bool
    found: str
    more: int

    @property
    def sentence(self) -> str:
        """`"All calls are logged" (12 Nov): 61 of 188 calls are missing`."""
        key = "contradiction.more" if self.more else "contradiction.one"
        day = words.day(self.said)
        return words(key, claim=self.thing.title, day=day, found=self.found, more=self.more)


def contradictions(result: Result) -> tuple[Contradiction, ...]:
    """All contradictions under the profile that was asked for, in their order."""
    found = []
    for thing in things(result):
        if thing.kind is not Kind.CONTRADICTED:
            continue
        statement = _denied(result, result.item(thing.item))
        verdict = result.main.verdict(thing.item)
        if statement is None or verdict is None:
            continue
        said = statement.attestation
        more = max(0, len(failing(result, verdict)) - 1)
        by = line(said.by)
        found.append(
            Contradiction(thing, by, said.date, statement.authenticated, thing.message, more)
        )
    return tuple(found)


def _denied(result: Result, item: Item) -> StatementRecord | None:
    passes = [
        statement
        for statement in result.statements
        if statement.attestation.item == item.id
        and statement.attestation.answer == "pass"
        and standing(statement.attestation, item, result.as_of)
    ]
    return max(passes, key=lambda s: (s.attestation.date, s.attestation.by), default=None)


def standing(said: Attestation, item: Item, as_of: datetime.date) -> bool:
    """Whether an answer is given, not withdrawn and not older than the item lets it be."""
    if said.date > as_of or (said.withdrawn is not None and said.withdrawn <= as_of):
        return False
    ends = said.date + item.valid_for
    return min(ends, said.expires or ends) >= as_of or said.answer == "fail"

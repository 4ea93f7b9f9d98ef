"""What people said of one item: what stands, what has expired, what was approved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness.answers import Attestation, Statement
from readiness.checklist import Item
from readiness.findings import Strength
from readiness.people import certainly_differ


@dataclass(frozen=True)
class Testimony:
    """The attestations of an item that stand on the day of the judgement."""

    item: Item
    all_statements: Iterable[Statement]
    as_of: date
    statements: Sequence[Statement] = field(init=False)

    def __post_init__(self) -> None:
        mine = [s for s in self.all_statements if self._begun(s.attestation)]
        mine.sort(key=lambda s: (s.attestation.date, s.attestation.by, s.attestation.answer))
        object.__setattr__(self, "statements", mine)

    def _begun(self, said: Attestation) -> bool:
        standing = said.withdrawn is None or said.withdrawn > self.as_of
        return said.item == self.item.id and said.date <= self.as_of and standing

    def expired(self, said: Attestation) -> bool:
        """Past its own date, or older than the item lets it be."""
        ends = said.date + self.item.valid_for
        if said.expires:
            ends = min(ends, said.expires)
        return ends < self.as_of

    def answers(self, answer: str) -> list[Statement]:
        """Standing statements with this answer; a fail never expires."""
        return [
            statement
            for statement in self.statements
            if statement.attestation.answer == answer
            and (answer == "fail" or not self.expired(statement.attestation))
        ]

    def passes(self) -> list[Statement]:
        return [s for s in self.answers("pass") if not s.attestation.retrospective]

    def strength(self) -> Strength | None:
        passes = self.passes()
        if not passes:
            return None
        documented = any(statement.documented for statement in passes)
        return Strength.DOCUMENTED if documented else Strength.ATTESTED

    def approved_claim(self) -> Statement | None:
        """A claim of not-applicable with a reason and a second person."""
        for statement in self.answers("not_applicable"):
            said = statement.attestation
            if said.reason.strip() and certainly_differ(said.by, said.approved_by):
                return statement
        return None

    def retrospective(self) -> Statement | None:
        """An approved, documented look back on an item whose order in time is past repair."""
        if not self.item.order_in_time:
            return None
        for statement in self.answers("pass"):
            said = statement.attestation
            approved = certainly_differ(said.by, said.approved_by)
            if said.retrospective and approved and statement.documented:
                return statement
        return None

"""From findings and answers to the verdict of one item. Pure; first matching rule wins.

1. fail - somebody saw it fail, or somebody who should know says it does.
2. contested - signs of failure, or people and probes disagree.
3. not applicable - proved by a probe, or claimed, approved and unopposed.
4. pass - at the highest rung that was reached.
5. unknown - with the reason.

Nothing that was not seen earns anything: a probe that erred, could not look, was cut short or
said nothing leaves its rung unreached.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from readiness.answers import Statement
from readiness.checklist import Item, ProfileName
from readiness.findings import Confidence, Finding, Outcome, Strength
from readiness.sightings import Sightings
from readiness.testimony import Testimony

CREDIT = (Fraction(1), Fraction(7, 10), Fraction(4, 10), Fraction(2, 10))
"""Credit of a pass by the number of strength levels it falls short of what is required."""


class Verdict(StrEnum):
    """What became of an item."""

    PASS = "pass"
    PARTIAL = "partial"
    FAIL = "fail"
    CONTESTED = "contested"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Cause(StrEnum):
    """Why an item is unknown."""

    UNANSWERED = "unanswered"
    EXPIRED = "expired"
    ERROR = "error"
    NOT_AVAILABLE = "not_available"
    NOT_RUN = "not_run"


@dataclass(frozen=True)
class Judged:
    """The verdict of one item under one profile.

    Attributes:
        proven: share of the item's weight that is proved, 0 to 1.
        claimed: the most it could come to, were everything unknown to turn out well.
        strength: of the evidence behind a pass or partial.
        required: the strength that earns full credit under the profile.
        contradiction: somebody attests a pass that a finding denies.
        tried: a probe looked at it, or no probe exists and an artefact answers it.
        not_due_until: it is listed and not scored before this day.
        decisive: fingerprints of the findings that settled it.
        cause: why it is unknown.
    """

    item: str
    verdict: Verdict
    reason: str
    proven: Fraction
    claimed: Fraction
    required: Strength
    strength: Strength | None = None
    contradiction: bool = False
    tried: bool = False
    not_due_until: date | None = None
    decisive: tuple[str, ...] = ()
    cause: Cause | None = None

    @property
    def scored(self) -> bool:
        """Whether it stands in the denominator."""
        return self.verdict is not Verdict.NOT_APPLICABLE and self.not_due_until is None

    @property
    def full_strength(self) -> bool:
        """A pass on evidence as strong as required."""
        return self.verdict is Verdict.PASS and self.proven == 1


def judge(
    item: Item,
    profile: ProfileName,
    findings: Iterable[Finding],
    statements: Iterable[Statement] = (),
    *,
    set_aside: frozenset[str] = frozenset(),
    as_of: date,
    go_live: date | None = None,
) -> Judged:
    """The verdict of `item` under `profile`.

    Args:
        findings: of any probe; those that do not concern the item are passed over.
        statements: attestations of any item.
        set_aside: fingerprints of findings set aside by two people.
        as_of: the day of the judgement.
        go_live: the first day in production, for items that are due only after it.
    """
    seen = Sightings(item, findings, set_aside, as_of)
    said = Testimony(item, statements, as_of)
    return _Judge(item, item.required(profile), seen, said, _not_due(item, go_live, as_of)).judge()


def _not_due(item: Item, go_live: date | None, as_of: date) -> date | None:
    due = item.due_on(go_live)
    return due if due and due > as_of else None


@dataclass(frozen=True)
class _Judge:
    item: Item
    required: Strength
    seen: Sightings
    said: Testimony
    not_due_until: date | None

    def judge(self) -> Judged:
        return (
            self._fail()
            or self._contested()
            or self._not_applicable()
            or self._pass()
            or self._unknown()
        )

    def _fail(self) -> Judged | None:
        denied = self.said.answers("fail")
        fails = self.seen.fails(Confidence.HIGH)
        if denied:
            who = denied[-1].attestation
            reason = f"{who.by} says it does not hold ({who.date})"
            return self._judged(Verdict.FAIL, reason, 0, 0, decisive=fails)
        if not fails:
            return None
        if settled := self.said.retrospective():
            who = settled.attestation
            reason = f"too late to repair; settled by the retrospective of {who.date}"
            credit = self._credit(Strength.DOCUMENTED)
            return self._judged(Verdict.PASS, reason, credit, 1, Strength.DOCUMENTED, fails)
        if self.item.aggregate == "ratio":
            return self._partial(fails)
        return self._judged(Verdict.FAIL, _sentence(fails), 0, 0, decisive=fails)

    def _partial(self, fails: Sequence[Finding]) -> Judged:
        good, bad, total = self._subjects()
        strength = self.seen.strength(despite_fails=True)
        proven = Fraction(good, total) * (self._credit(strength) if strength else 0)
        claimed = Fraction(total - bad, total)
        if not claimed:
            return self._judged(Verdict.FAIL, _sentence(fails), 0, 0, decisive=fails)
        reason = f"holds for {good} of {total}; {_sentence(fails)}"
        return self._judged(Verdict.PARTIAL, reason, proven, claimed, strength, fails)

    def _subjects(self) -> tuple[int, int, int]:
        """How many subjects hold, how many surely do not, and how many there are."""
        states: dict[str, set[str]] = {}
        for finding in self.seen.own():
            if finding.outcome is Outcome.NOT_APPLICABLE or self.seen.is_set_aside(finding):
                continue
            state = "bad" if finding.fails_for_sure else "open"
            state = "good" if self.seen.holds(finding) else state
            states.setdefault(finding.subject, set()).add(state)
        good = sum(found == {"good"} for found in states.values())
        bad = sum("bad" in found for found in states.values())
        return good, bad, len(states)

    def _contested(self) -> Judged | None:
        if doubts := self.seen.fails(Confidence.LOW):
            reason = f"signs of a failure: {_sentence(doubts)}"
            return self._judged(Verdict.CONTESTED, reason, 0, 1, decisive=doubts)
        claims = self.said.answers("not_applicable")
        if claims and (feature := self.seen.feature()):
            reason = f"said not to apply, but {feature[0].probe} sees it: {feature[0].message}"
            return self._judged(Verdict.CONTESTED, reason, 0, 1, decisive=feature[:1])
        if claims and self.said.passes():
            reason = "one respondent says it holds, another that it does not apply"
            return self._judged(Verdict.CONTESTED, reason, 0, 1)
        return None

    def _not_applicable(self) -> Judged | None:
        if proof := self.seen.absence_proved():
            reason = f"proved by {proof.probe}: {proof.message}"
            return self._judged(Verdict.NOT_APPLICABLE, reason, 0, 0, decisive=[proof])
        claim = self.said.approved_claim()
        if claim and not self.item.blocker and self.seen.nothing_seen_anywhere():
            who = claim.attestation
            reason = f"{who.reason} ({who.by}, approved by {who.approved_by}, {who.date})"
            return self._judged(Verdict.NOT_APPLICABLE, reason, 0, 0)
        return None

    def _pass(self) -> Judged | None:
        tried = self.seen.strength()
        attested = self.said.strength() if not self.seen.blind() else None
        strength = max(filter(None, (tried, attested)), default=None)
        if strength is None:
            return None
        passes = [finding for finding in self.seen.own() if self.seen.holds(finding)]
        if tried == strength:
            reason = f"{strength.label}: {_sentence(passes)}"
            return self._judged(Verdict.PASS, reason, self._credit(strength), 1, strength, passes)
        who = self.said.passes()[-1].attestation
        reason = f"{strength.label}: {who.by} says so ({who.date}); no probe confirms it"
        return self._judged(Verdict.PASS, reason, self._credit(strength), 1, strength)

    def _unknown(self) -> Judged:
        cause, reason = self._why_unknown()
        return self._judged(Verdict.UNKNOWN, reason, 0, 1, cause=cause)

    def _why_unknown(self) -> tuple[Cause, str]:
        own = list(self.seen.own())
        for outcome, cause in (
            (Outcome.ERROR, Cause.ERROR),
            (Outcome.NOT_AVAILABLE, Cause.NOT_AVAILABLE),
            (Outcome.NOT_RUN, Cause.NOT_RUN),
        ):
            if those := [finding for finding in own if finding.outcome is outcome]:
                return cause, _sentence(those)
        if any(self.seen.is_set_aside(finding) for finding in own):
            return (
                Cause.UNANSWERED,
                "its finding was set aside, and nothing else shows that it holds",
            )
        if any(self.seen.lapsed(finding) for finding in own):
            return Cause.EXPIRED, "it was seen to hold too long ago; look again"
        if silent := [probe for probe in self.seen.blind() if not self.seen.by_probe[probe]]:
            return Cause.ERROR, f"{silent[0]} gave no answer"
        if any(finding.scope_cut for finding in own):
            return Cause.NOT_AVAILABLE, "only part of it was looked at"
        if any(self.said.expired(s.attestation) for s in self.said.statements):
            return Cause.EXPIRED, "the answer has expired; ask again"
        if own and self.seen.nothing_seen_anywhere():
            why = "its probes saw nothing of the kind; answer it, or claim it not applicable"
            return Cause.UNANSWERED, why
        return Cause.UNANSWERED, "nobody has answered it"

    def _credit(self, strength: Strength) -> Fraction:
        return CREDIT[max(0, self.required - strength)]

    def _judged(
        self,
        verdict: Verdict,
        reason: str,
        proven: Fraction | int,
        claimed: Fraction | int,
        strength: Strength | None = None,
        decisive: Sequence[Finding] = (),
        *,
        cause: Cause | None = None,
    ) -> Judged:
        denies = [*self.seen.fails(Confidence.HIGH), *self.seen.fails(Confidence.LOW)]
        return Judged(
            self.item.id,
            verdict,
            reason,
            Fraction(proven),
            Fraction(claimed),
            self.required,
            strength,
            contradiction=bool(denies and self.said.passes()),
            tried=self._tried(verdict),
            not_due_until=self.not_due_until,
            decisive=tuple(dict.fromkeys(finding.fingerprint for finding in decisive)),
            cause=cause,
        )

    def _tried(self, verdict: Verdict) -> bool:
        if verdict is Verdict.UNKNOWN:
            return False
        if self.item.proved_by.probes:
            looked = (Outcome.PASS, Outcome.FAIL)
            seen = any(f.outcome in looked and not f.scope_cut for f in self.seen.own())
            return seen or self.seen.absence_proved() is not None
        return (self.said.strength() or 0) >= Strength.DOCUMENTED


def _sentence(findings: Sequence[Finding]) -> str:
    """The first message, and how many more there are."""
    first = findings[0].message
    more = len(findings) - 1
    return f"{first} (and {more} more)" if more else first

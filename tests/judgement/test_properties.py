"""What holds for any findings and any answers: the score cannot be talked up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.answers import Statement, Waiver
from readiness.checklist import Item
from readiness.findings import Confidence, Finding, Outcome, Strength
from readiness.judgement import Evidence, HeldWaiver, assess_profile, roadmap
from readiness.score import CAP, Interval, Score, score
from readiness.verdicts import CREDIT, Judged, Verdict
from tests.judgement.sample import (
    AS_OF,
    FRESH,
    PROBES,
    SUBJECTS,
    finding,
    findings,
    items,
    says,
    statements,
    verdict_on,
)

UNSEEN = (Outcome.ERROR, Outcome.NOT_RUN, Outcome.NOT_AVAILABLE)


def scored(
    asked: tuple[Item, ...],
    seen: tuple[Finding, ...],
    said: tuple[Statement, ...] = (),
) -> Score:
    """The production score of everything seen and said."""
    return score(asked, [verdict_on(one, seen, said) for one in asked])


def proven(of: Score) -> Fraction:
    """The proven end; nothing left to score proves nothing."""
    return of.overall.proven if of.overall else Fraction(0)


def intervals(of: Score) -> list[Interval]:
    """Overall and lessons."""
    return [*([of.overall] if of.overall else []), *of.lessons.values()]


@st.composite
def situations(
    draw: st.DrawFn, *, not_applicable: bool = True
) -> tuple[tuple[Item, ...], tuple[Finding, ...], tuple[Statement, ...]]:
    """Items, findings and answers."""
    asked = draw(items(not_applicable=not_applicable))
    return asked, draw(findings()), draw(statements(asked))


Situation = tuple[tuple[Item, ...], tuple[Finding, ...], tuple[Statement, ...]]


@given(situations())
def test_the_interval_is_an_interval(situation: Situation) -> None:
    for interval in intervals(scored(*situation)):
        assert 0 <= interval.proven <= interval.claimed <= 100


@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_findings_and_answers_does_not_matter(
    situation: Situation, random: object
) -> None:
    asked, seen, said = situation
    shuffled, answered = list(seen), list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(answered)  # type: ignore[attr-defined]
    again = [verdict_on(one, shuffled, answered) for one in asked]
    assert again == [verdict_on(one, seen, said) for one in asked]


@settings(max_examples=500)
@given(situations(), st.data())
def test_a_pass_turned_into_silence_error_or_not_run_never_raises_proven(
    situation: Situation, data: st.DataObject
) -> None:
    asked, seen, said = situation
    passes = [f for f in seen if f.outcome is Outcome.PASS]
    assume(passes)
    before = proven(scored(asked, seen, said))
    lost = data.draw(st.sampled_from(passes))
    worse = replace(lost, outcome=data.draw(st.sampled_from(UNSEEN)))
    swapped = tuple(worse if f is lost else f for f in seen)
    assert proven(scored(asked, swapped, said)) <= before
    silent = tuple(f for f in seen if f.probe != lost.probe)
    only_passes = all(f.outcome is Outcome.PASS for f in seen if f.probe == lost.probe)
    if only_passes:
        assert proven(scored(asked, silent, said)) <= before


@settings(max_examples=300)
@given(situations(), st.sampled_from(UNSEEN))
def test_when_every_probe_fails_to_run_nothing_becomes_a_pass(
    situation: Situation, outcome: Outcome
) -> None:
    asked, seen, said = situation
    blind = tuple(finding(probe, outcome, "everything") for probe in (*PROBES, "proof.absent"))
    for one in asked:
        before, after = verdict_on(one, seen, ()), verdict_on(one, blind, ())
        assert after.verdict is Verdict.UNKNOWN
        assert after.proven <= before.proven
    no_claims = tuple(s for s in said if s.attestation.answer == "pass")
    if outcome is not Outcome.NOT_RUN:
        for one in asked:
            answered = verdict_on(one, blind, no_claims)
            assert answered.verdict is Verdict.UNKNOWN or not one.proved_by.probes


@settings(max_examples=300)
@given(situations(not_applicable=False), st.sampled_from(PROBES), st.sampled_from(SUBJECTS))
def test_a_further_pass_never_lowers_proven(situation: Situation, probe: str, subject: str) -> None:
    asked, seen, said = situation
    said = tuple(s for s in said if s.attestation.answer != "not_applicable")
    assume(not any(f.probe == probe and f.subject == subject for f in seen))
    more = (*seen, finding(probe, subject=subject))
    assert proven(scored(asked, more, said)) >= proven(scored(asked, seen, said))


@given(situations(not_applicable=False), st.data())
def test_a_surer_pass_never_lowers_proven(situation: Situation, data: st.DataObject) -> None:
    asked, seen, said = situation
    weak = [
        f
        for f in seen
        if f.outcome is Outcome.PASS and (f.confidence is Confidence.LOW or f.scope_cut)
    ]
    assume(weak)
    chosen = data.draw(st.sampled_from(weak))
    strong = replace(chosen, confidence=Confidence.HIGH, scope_cut=False, collected=FRESH)
    better = tuple(strong if f is chosen else f for f in seen)
    assert proven(scored(asked, better, said)) >= proven(scored(asked, seen, said))


@given(situations(), st.booleans(), st.data())
def test_resolving_an_unknown_either_way_stays_inside_the_interval(
    situation: Situation, holds: bool, data: st.DataObject
) -> None:
    asked, seen, said = situation
    verdicts = [verdict_on(one, seen, said) for one in asked]
    open_ones = [j for j in verdicts if j.verdict in (Verdict.UNKNOWN, Verdict.CONTESTED)]
    assume(open_ones)
    chosen = data.draw(st.sampled_from(open_ones))
    full = Fraction(int(holds))
    settled = replace(
        chosen, verdict=Verdict.PASS if holds else Verdict.FAIL, proven=full, claimed=full
    )
    before = score(asked, verdicts)
    after = score(asked, [settled if j is chosen else j for j in verdicts])
    assert before.overall and after.overall
    assert before.overall.proven <= after.overall.proven
    assert after.overall.claimed <= before.overall.claimed


@settings(max_examples=300)
@given(situations(), st.data())
def test_an_unapproved_claim_of_not_applicable_never_raises_proven(
    situation: Situation, data: st.DataObject
) -> None:
    asked, seen, said = situation
    approver = data.draw(st.sampled_from(("", "engineer@example.com", " Engineer@Example.com")))
    claims = tuple(
        says("not_applicable", item_id=one.id, reason="none here", approved_by=approver)
        for one in asked
    )
    assert proven(scored(asked, seen, (*said, *claims))) <= proven(scored(asked, seen, said))


@given(situations(), st.booleans())
def test_attesting_alone_raises_an_item_to_the_documented_credit_at_most(
    situation: Situation, documented: bool
) -> None:
    asked, seen, said = situation
    for one in asked:
        before = verdict_on(one, seen, said)
        answered = (*said, says(item_id=one.id, documented=documented))
        after = verdict_on(one, seen, answered)
        short = max(0, before.required - Strength.DOCUMENTED)
        assert after.proven <= max(before.proven, CREDIT[short])
        if after.verdict is Verdict.NOT_APPLICABLE:
            assert before.verdict is Verdict.NOT_APPLICABLE


@given(situations())
def test_a_waiver_changes_no_reported_number(situation: Situation) -> None:
    asked, seen, said = situation
    waivers = [
        HeldWaiver(
            Waiver(
                item=one.id,
                reason="accepted for the pilot",
                by="engineer@example.com",
                approved_by="risk@example.com",
                date=FRESH,
                expires=AS_OF,
            )
        )
        for one in asked
    ]
    plain = Evidence(asked, seen, said, (), (), AS_OF, None)
    without = assess_profile(plain, "production")
    waived = assess_profile(replace(plain, waivers=waivers), "production")
    assert waived.score == without.score
    assert waived.verdicts == without.verdicts


@settings(max_examples=300)
@given(situations())
def test_blockers_cap_what_they_hold(situation: Situation) -> None:
    asked, seen, said = situation
    result = scored(asked, seen, said)
    lesson_of = {one.id: one.lesson for one in asked}
    for blocker in result.open_blockers:
        assert result.overall and result.overall.claimed <= CAP
        assert result.lessons[lesson_of[blocker]].claimed <= CAP
    for blocker in result.undecided_blockers:
        assert result.overall and result.overall.proven <= CAP
        assert result.lessons[lesson_of[blocker]].proven <= CAP


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=5))
def test_a_hundred_is_shown_only_when_it_is_exact(shares: list[Fraction]) -> None:
    asked = tuple(_plain(number) for number in range(len(shares)))
    verdicts = [
        Judged(one.id, Verdict.PASS, "", share, Fraction(1), Strength.VERIFIED)
        for one, share in zip(asked, shares, strict=True)
    ]
    overall = score(asked, verdicts).overall
    assert overall
    assert (overall.shown[0] == 100) == all(share == 1 for share in shares)


def _plain(number: int) -> Item:
    from tests.judgement.sample import item

    return item(f"tools.plain-{number}")


@given(situations())
def test_the_roadmap_tells_what_each_fix_alone_would_gain(situation: Situation) -> None:
    asked, seen, said = situation
    verdicts = [verdict_on(one, seen, said) for one in asked]
    base = score(asked, verdicts).overall
    for step in roadmap(asked, verdicts):
        solved = [
            replace(j, verdict=Verdict.PASS, proven=Fraction(1), claimed=Fraction(1))
            if j.item == step.item
            else j
            for j in verdicts
        ]
        alone = score(asked, solved).overall
        assert base and alone
        assert step.gain == alone.raw_proven - base.raw_proven

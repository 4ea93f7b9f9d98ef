"""What the probes saw, seen from one item: what counts, what is missing, how strong it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness.checklist import Item
from readiness.findings import Confidence, Finding, Outcome, Strength


@dataclass(frozen=True)
class Sightings:
    """The findings that concern an item, by probe.

    Attributes:
        set_aside: fingerprints of findings set aside by two people: they neither fail nor pass.
        as_of: the day of the judgement; older passes may have lapsed.
    """

    item: Item
    all_findings: Iterable[Finding]
    set_aside: frozenset[str]
    as_of: date
    by_probe: Mapping[str, Sequence[Finding]] = field(init=False)

    def __post_init__(self) -> None:
        by_probe: dict[str, list[Finding]] = {probe: [] for probe in self.item.probes}
        ordered = sorted(self.all_findings, key=lambda f: (f.probe, f.subject, f.code, f.outcome))
        for finding in ordered:
            if finding.probe in by_probe:
                by_probe[finding.probe].append(finding)
        object.__setattr__(self, "by_probe", by_probe)

    def own(self) -> Iterator[Finding]:
        """Findings of the probes that prove the item."""
        for probe in self.item.proved_by.probes:
            yield from self.by_probe[probe]

    def is_set_aside(self, finding: Finding) -> bool:
        return finding.outcome is Outcome.FAIL and finding.fingerprint in self.set_aside

    def fails(self, confidence: Confidence) -> list[Finding]:
        return [
            finding
            for finding in self.own()
            if finding.outcome is Outcome.FAIL
            and finding.confidence is confidence
            and not self.is_set_aside(finding)
        ]

    def lapsed(self, finding: Finding) -> bool:
        """A pass that is older than the item lets it be, or that nobody can have seen yet."""
        collected = finding.collected
        if collected is None:
            return False
        return collected > self.as_of or self.as_of - collected > self.item.valid_for

    def holds(self, finding: Finding) -> bool:
        """A pass that counts."""
        whole = not finding.scope_cut and not self.lapsed(finding)
        return finding.outcome is Outcome.PASS and whole

    def blind(self) -> list[str]:
        """Probes of the item that erred, could not look, or said nothing."""
        unseen = (Outcome.ERROR, Outcome.NOT_AVAILABLE)
        return [
            probe
            for probe in self.item.proved_by.probes
            if not self.by_probe[probe] or any(f.outcome in unseen for f in self.by_probe[probe])
        ]

    def reached(self, probes: Sequence[str], *, despite_fails: bool = False) -> bool:
        """Whether every probe of a rung looked everywhere and passed, at least once overall."""
        passes = 0
        for probe in probes:
            if not self.by_probe[probe]:
                return False
            for finding in self.by_probe[probe]:
                if self.holds(finding):
                    passes += 1
                elif finding.outcome is Outcome.FAIL:
                    if not despite_fails and not self.is_set_aside(finding):
                        return False
                elif finding.outcome is not Outcome.NOT_APPLICABLE:
                    return False
        return passes > 0

    def sure(self, probes: Sequence[str]) -> bool:
        """No pass of the rung was only inferred, and none of its findings was set aside."""
        low = Confidence.LOW
        return not any(
            (finding.outcome is Outcome.PASS and finding.confidence is low)
            or self.is_set_aside(finding)
            for probe in probes
            for finding in self.by_probe[probe]
        )

    def strength(self, *, despite_fails: bool = False) -> Strength | None:
        """The highest rung that the probes reached."""
        best: Strength | None = None
        for rung, probes in self.item.proved_by.rungs():
            if self.reached(probes, despite_fails=despite_fails):
                value = rung if self.sure(probes) else min(rung, Strength.DOCUMENTED)
                best = max(best or value, value)
        return best

    def feature(self) -> list[Finding]:
        """Findings that show that what the item is about exists here."""
        looked = (Outcome.PASS, Outcome.FAIL)
        return [f for findings in self.by_probe.values() for f in findings if f.outcome in looked]

    def absence_proved(self) -> Finding | None:
        """The proof, by the item's own not-applicable probe, that it does not apply."""
        rule = self.item.not_applicable
        findings = self.by_probe.get(rule.probe, ()) if rule and rule.probe else ()
        absent = [
            finding
            for finding in findings
            if finding.outcome is Outcome.NOT_APPLICABLE
            and finding.confidence is Confidence.HIGH
            and not self.lapsed(finding)
        ]
        return absent[0] if absent and len(absent) == len(findings) else None

    def nothing_seen_anywhere(self) -> bool:
        """Every probe of the item ran, on everything, and saw nothing of the feature."""
        return all(
            findings and all(f.outcome is Outcome.NOT_APPLICABLE for f in findings)
            for findings in self.by_probe.values()
        )

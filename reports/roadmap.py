"""The roadmap: what each fix gains, judged again with the fix in place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from readiness.result import Result
from readiness.things import numbers
from readiness.visible import line

from .summary import outlook
from .wording import words


@dataclass(frozen=True)
class Milestone:
    """A step of the roadmap for the reader.

    Attributes:
        n: the number of its thing, 0 when it is none.
        effort: in words; what it takes is a judgement of the checklist.
        gain: points that it adds to the raw overall score, alone.
        then: where the agent stands after it and all steps before it.
        proven: the overall proven score then.
    """

    place: int
    n: int
    item: str
    title: str
    effort: str
    gain: str
    then: str
    proven: int
    open_left: int
    undecided_left: int


def milestones(result: Result) -> tuple[Milestone, ...]:
    """Every step of the roadmap, in the order in which to take them."""
    known = numbers(result)
    return tuple(
        Milestone(
            place=place,
            n=known.get(step.item, 0),
            item=step.item,
            title=line(result.item(step.item).title),
            effort=words(f"effort.{result.item(step.item).fix.effort}"),
            gain=words("gain", points=tenths(Fraction(step.gain))),
            then=outlook(result.main, step),
            proven=step.proven_then,
            open_left=step.open_left,
            undecided_left=step.undecided_left,
        )
        for place, step in enumerate(result.main.roadmap, start=1)
    )


def tenths(number: Fraction) -> str:
    """A number with one decimal, rounded down like every figure."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return str(exact.quantize(Decimal("0.1"), rounding=ROUND_FLOOR))

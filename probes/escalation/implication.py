"""What one set of matchers says about another: always met, never met."""

from __future__ import annotations

from collections.abc import Iterable

from .matchers import Matcher


def always_met(wanted: Iterable[Matcher], given: Iterable[Matcher]) -> bool:
    """Whether every alert that meets `given` meets `wanted`, as far as that is certain."""
    known = tuple(given)
    return all(_met(one, known) for one in wanted)


def never_met(matchers: Iterable[Matcher]) -> Matcher | None:
    """A matcher that contradicts another of the same set; None when nothing is certain."""
    known = tuple(matchers)
    values = _values(known)
    for one in known:
        if one.name in values and not one.matches({one.name: values[one.name]}):
            return one
    return None


def _met(wanted: Matcher, known: tuple[Matcher, ...]) -> bool:
    if wanted in known or (wanted.operator, wanted.value) == ("=~", ".*"):
        return True
    values = _values(known)
    return wanted.name in values and wanted.matches({wanted.name: values[wanted.name]})


def _values(known: tuple[Matcher, ...]) -> dict[str, str]:
    """Labels whose value the matchers fix."""
    return {one.name: one.value for one in known if one.operator == "="}

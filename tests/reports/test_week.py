"""The week of hours in which nobody is called, drawn from a finding's evidence."""

from __future__ import annotations

from tests.reports.rendering import part

week = part("week")


def test_the_silent_hours_of_each_day() -> None:
    drawn = week.week_of(
        ["a route", "Monday: nobody at 00-08, 18-24 UTC", "Sunday: nobody at 00-24 UTC"]
    )
    assert [day.label for day in drawn.days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert [len(day.silent) for day in drawn.days] == [2, 0, 0, 0, 0, 0, 1]
    assert drawn.days[0].silent[0] == (week.LEFT, 8 * week.HOUR)
    assert drawn.days[6].silent == ((week.LEFT, 24 * week.HOUR),)


def test_a_week_without_anybody() -> None:
    drawn = week.week_of(["silent in 168 of 168 hours of the week (UTC)"])
    assert all(day.silent == ((week.LEFT, 24 * week.HOUR),) for day in drawn.days)


def test_other_evidence_draws_nothing() -> None:
    hostile = ["Sunday: nobody at 99-00 UTC", "Sunday: nobody at 1-2 UTC", "<b>", ""]
    assert week.week_of(hostile) is None
    assert week.week_of([]) is None
    assert not week.is_part("silent in 3 of 168 hours of the week (UTC)")

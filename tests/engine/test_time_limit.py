"""A limit ends what hangs, one inside another too."""

from __future__ import annotations

import time

import pytest

from readiness.time_limit import TookTooLong, time_limit


def test_what_hangs_is_ended() -> None:
    with pytest.raises(TookTooLong), time_limit(0.1):
        while True:
            time.sleep(0.01)


def test_no_except_exception_swallows_it() -> None:
    with pytest.raises(TookTooLong), time_limit(0.1):
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue


def test_an_outer_limit_goes_on_after_an_inner_one() -> None:
    with pytest.raises(TookTooLong) as caught, time_limit(0.3):
        with time_limit(5):
            time.sleep(0.01)
        while True:
            time.sleep(0.01)
    assert caught.value.seconds == 0.3

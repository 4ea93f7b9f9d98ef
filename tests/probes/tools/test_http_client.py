"""Politeness and budget: what a tool asks of its callers is done, and never more than allowed."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from readiness.context import Budget
from readiness.probes.tools.http_client import (
    Answer,
    Credentials,
    Sender,
    Spending,
    open_client,
    retry_after,
)
from readiness.probes.tools.http_requests import Prepared
from readiness.redaction import Redactor
from tests.probes.tools.servers import serving

CALL = Prepared("GET", "/", (), b"")


def full_at_first(times: int, wait: str, arrivals: list[float]) -> Starlette:
    """An application that is full `times` times."""

    def answer(_: Request) -> Response:
        arrivals.append(time.monotonic())
        if len(arrivals) <= times:
            return JSONResponse({}, 429, {"Retry-After": wait} if wait else {})
        return JSONResponse({})

    return Starlette(routes=[Route("/", answer)])


def sent(url: str, budget: Budget, count: int = 1) -> tuple[list[list[Answer]], Spending]:
    spending = Spending(budget)

    async def run() -> list[list[Answer]]:
        async with open_client() as client:
            sender = Sender(url, client, spending)
            return await asyncio.gather(*(sender.send(CALL, []) for _ in range(count)))

    return asyncio.run(run()), spending


def test_a_full_tool_is_left_alone_for_as_long_as_it_says() -> None:
    arrivals: list[float] = []
    with serving(full_at_first(1, "1", arrivals)) as url:
        [answers], _ = sent(url, Budget())
    assert [one.status for one in answers] == [429, 200]
    assert 1.0 <= arrivals[1] - arrivals[0] < 1.5


def test_it_is_left_alone_by_every_call() -> None:
    arrivals: list[float] = []
    with serving(full_at_first(4, "1", arrivals)) as url:
        answers, _ = sent(url, Budget(), count=8)
    assert all(several[-1].status == 200 for several in answers)
    assert min(arrivals[4:]) - max(arrivals[:4]) >= 0.9


def test_no_wait_outlasts_the_budget() -> None:
    arrivals: list[float] = []
    with serving(full_at_first(9, "20", arrivals)) as url:
        begun = time.monotonic()
        [answers], spending = sent(url, Budget(max_seconds=2))
    assert time.monotonic() - begun < 1.5
    assert [one.status for one in answers] == [429]
    assert spending.refused


def test_every_attempt_counts() -> None:
    arrivals: list[float] = []
    with serving(full_at_first(9, "0", arrivals)) as url:
        [answers], spending = sent(url, Budget(max_requests=3))
    assert (len(answers), len(arrivals), spending.refused) == (3, 3, True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("", None), ("soon", None), ("-3", None), ("9" * 40, None)],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    assert retry_after(Answer(429, (("retry-after", header),))) == seconds


def test_retry_after_may_be_a_date() -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    seconds = retry_after(Answer(429, (("retry-after", moment),)))
    assert seconds is not None
    assert 7 < seconds < 10


def test_garbled_credentials_keep_their_form() -> None:
    credentials = Credentials((), (), ("Authorization",), Redactor())
    garbled = credentials.garbled("Authorization", "Bearer abC-123")
    assert garbled == "Bearer hiJ-890"
    assert credentials.garbled("X-Tenant", "acme") == "acme"

"""Requests to a tool: bounded in number, time and size, and never off its host."""

from __future__ import annotations

import asyncio
import base64
import string
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from readiness.context import Budget, Context
from readiness.redaction import Redactor, mask
from readiness.targets import HttpToolTarget

from .http_record import Header
from .http_requests import Prepared

DEADLINE = 10.0
CONCURRENCY = 4
BODY_LIMIT = 1 << 20
PATIENCE = 30.0
PATIENT_TRIES = 4
UNTOLD_WAIT = 1.0


@dataclass(frozen=True)
class Credentials:
    """Headers that identify us, as sent and as they may be shown."""

    sent: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]
    own: tuple[str, ...]
    """Names of the headers that come from `auth`."""
    redactor: Redactor

    @property
    def given(self) -> bool:
        """The manifest names credentials."""
        return bool(self.own)

    def garbled(self, name: str, value: str) -> str:
        """A header of `auth` in its right form, with a secret that nobody ever issued."""
        if name not in self.own:
            return value
        scheme, space, secret = value.rpartition(" ")
        return f"{scheme}{space}{_like(secret)}"

    def names(self, of_security: Iterable[str]) -> set[str]:
        """Lower-case names of the headers that are left out to be nobody."""
        return {name.lower() for name in (*self.own, *of_security)}


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 and an error when nothing did."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    size: int = 0
    seconds: float = 0.0
    error: str = ""
    started: float = 0.0

    @property
    def content_type(self) -> str:
        """The media type with its parameters."""
        return dict(self.headers).get("content-type", "")


@dataclass
class Spending:
    """What is left of a budget."""

    budget: Budget
    started: float = field(default_factory=time.monotonic)
    requests: int = 0
    refused: bool = False

    def left(self) -> int:
        """Requests that may still be sent; none when the time is up."""
        if self.seconds_left() <= 0:
            return 0
        return max(0, self.budget.max_requests - self.requests)

    def seconds_left(self) -> float:
        """Seconds until the time is up; negative after that."""
        return self.budget.max_seconds - (time.monotonic() - self.started)

    def take(self) -> bool:
        """Spend one request; False when there is none left."""
        if self.left() == 0:
            self.refused = True
            return False
        self.requests += 1
        return True


def credentials_of(target: HttpToolTarget, context: Context) -> Credentials:
    """The manifest's credentials and headers, filled in.

    Raises:
        CouldNotLook: when a variable they refer to is not set.
    """
    auth = target.tool.auth
    sent: list[tuple[str, str]] = []
    shown: list[tuple[str, str]] = []
    secrets: list[str] = []

    def add(name: str, before: str, text: str, *, secret: bool = True) -> None:
        value = context.fill(text)
        sent.append((name, before + value))
        shown.append((name, before + (text if "${" in text or not secret else mask(value))))
        if secret or "${" in text:
            secrets.append(value)

    if auth.bearer:
        add("Authorization", "Bearer ", auth.bearer)
    for name, text in auth.api_key.items():
        add(name, "", text)
    if auth.basic:
        pair = context.fill(auth.basic)
        encoded = base64.b64encode(pair.encode()).decode()
        sent.append(("Authorization", f"Basic {encoded}"))
        shown.append(("Authorization", f"Basic {mask(encoded)}"))
        secrets += [pair, encoded, pair.partition(":")[2]]
    own = tuple(name for name, _value in sent)
    for name, text in target.tool.headers.items():
        add(name, "", text, secret=False)
    return Credentials(tuple(sent), tuple(shown), own, Redactor(secrets))


class Sender:
    """Sends prepared requests to one tool."""

    def __init__(self, base_url: str, client: httpx.AsyncClient, spending: Spending) -> None:
        self._base_url = base_url
        self._client = client
        self._spending = spending
        self._places = asyncio.Semaphore(CONCURRENCY)
        self._quiet_until = 0.0

    async def send(self, prepared: Prepared, headers: Iterable[tuple[str, str]]) -> list[Answer]:
        """Every answer to a request, the last one the valid one; none when the budget is spent.

        A tool that asks us to wait (429) is left alone by all requests for as long as it says, and
        then asked again; where the budget does not last that long, its refusal is the answer.
        """
        answers: list[Answer] = []
        async with self._places:
            for _ in range(PATIENT_TRIES):
                if not await self._quiet() or not self._spending.take():
                    break
                answers.append(await self._once(prepared, [*headers, *prepared.headers]))
                if answers[-1].status != 429:
                    break
                pause = retry_after(answers[-1])
                wait = UNTOLD_WAIT if pause is None else min(PATIENCE, pause)
                self._quiet_until = max(self._quiet_until, time.monotonic() + wait)
        return answers

    async def _quiet(self) -> bool:
        """Wait until the tool may be asked again; False when the budget ends before."""
        while (wait := self._quiet_until - time.monotonic()) > 0:
            if wait > self._spending.seconds_left():
                self._spending.refused = True
                return False
            await asyncio.sleep(wait)
        return True

    async def _once(self, prepared: Prepared, headers: list[tuple[str, str]]) -> Answer:
        begun, started = time.monotonic(), time.time()
        body, size = bytearray(), 0
        try:
            async with asyncio.timeout(DEADLINE):
                async with self._client.stream(
                    prepared.method,
                    self._base_url + prepared.path,
                    headers=headers,
                    content=prepared.body or None,
                ) as response:
                    async for chunk in response.aiter_raw():
                        size += len(chunk)
                        body += chunk[: BODY_LIMIT - len(body)]
                        if size > BODY_LIMIT:
                            break
        except TimeoutError:
            seconds = time.monotonic() - begun
            return Answer(0, seconds=seconds, error=f"no whole answer in {DEADLINE:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            seconds = time.monotonic() - begun
            return Answer(0, seconds=seconds, error=_why(error))
        pairs = tuple((name.lower(), value) for name, value in response.headers.multi_items())
        seconds = time.monotonic() - begun
        return Answer(response.status_code, pairs, bytes(body), size, seconds, "", started)


def open_client() -> httpx.AsyncClient:
    """A client that follows nothing, trusts no environment."""
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(DEADLINE),
        limits=httpx.Limits(max_connections=CONCURRENCY),
        headers={"Accept-Encoding": "identity", "User-Agent": "readiness"},
    )


def shown_headers(pairs: Iterable[tuple[str, str]]) -> tuple[Header, ...]:
    """Headers as facts."""
    return tuple(Header(name, value) for name, value in pairs)


def retry_after(answer: Answer) -> float | None:
    """Seconds that an answer asks us to wait; None when it does not say, or not readably."""
    text = dict(answer.headers).get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 6:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _like(secret: str) -> str:
    """A text of the same length and alphabet that is not the secret."""
    turned = {
        old: new
        for run in (string.ascii_lowercase, string.ascii_uppercase, string.digits)
        for old, new in zip(run, run[7:] + run[:7], strict=True)
    }
    return "".join(turned.get(letter, letter) for letter in secret)


def _why(error: Exception) -> str:
    match error:
        case httpx.ConnectError():
            return "the connection was refused"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return "the connection broke before the answer was complete"
        case httpx.TimeoutException():
            return f"no answer in {DEADLINE:g} s"
    return f"{type(error).__name__}: {error}"[:160]

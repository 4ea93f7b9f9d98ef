"""Growing, bounded, jittered repetition of transient failures, and of nothing else."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from refund_desk.config import RetryRules
from refund_desk.errors import Transient, Unusable

Answer = TypeVar("Answer")


async def retrying(attempt_once: Callable[[int], Awaitable[Answer]], rules: RetryRules) -> Answer:
    """The first good answer. `attempt_once` gets the number of the attempt, from 1."""
    for attempt in range(1, rules.attempts + 1):
        try:
            return await attempt_once(attempt)
        except Transient as failure:
            pause = max(failure.retry_after or 0.0, _pause(attempt, rules))
            if attempt == rules.attempts or pause > rules.patience_seconds:
                raise Unusable(
                    failure.code, f"{failure.cause} (gave up after {attempt} attempts)"
                ) from failure
            await asyncio.sleep(pause)
    raise AssertionError("retry.attempts must be at least 1")


def _pause(attempt: int, rules: RetryRules) -> float:
    """Half fixed, half random, so that many agents do not come back in step."""
    full = min(rules.cap_seconds, rules.base_seconds * 2.0 ** (attempt - 1))
    return full / 2 + random.uniform(0, full / 2)

"""Walks a list from its first page to its end, once in small steps and once in large ones."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .http_record import Exchange
from .openapi import ApiOperation
from .pages import Paging, first_page, identity, items_of, next_page

PAGE_LIMIT = 12
Ask = Callable[[Mapping[str, Any], int, str], Awaitable["Asked | None"]]


@dataclass(frozen=True)
class Asked:
    """A page that was asked for, and the text of the answer."""

    exchange: Exchange
    text: str


@dataclass
class _Walk:
    ids: list[str]
    odd: bool = False
    ended: bool = False


async def walk(
    paging: Paging,
    operation: ApiOperation,
    base: Mapping[str, Any],
    ask: Ask,
    groups: tuple[int, int, int],
) -> None:
    """Ask page after page. What looks odd is walked again, for somebody may have changed the data.

    Args:
        groups: numbers for the walk in small steps, the one in large steps, and the repetition.
    """
    small, large, again = groups
    first = await _walked(paging, operation, base, paging.small, ask, small)
    odd = first.odd
    if paging.size and paging.large > paging.small:
        other = await _walked(paging, operation, base, paging.large, ask, large)
        odd = odd or (first.ended and other.ended and set(first.ids) != set(other.ids))
    if odd:
        await _walked(paging, operation, base, paging.small, ask, again)


async def _walked(
    paging: Paging,
    operation: ApiOperation,
    base: Mapping[str, Any],
    size: int,
    ask: Ask,
    group: int,
) -> _Walk:
    made, asked_for = _Walk([]), set()
    value: dict[str, Any] | None = first_page(paging, base, size)
    for number in range(1, PAGE_LIMIT + 1):
        if value is None:
            break
        asked_for.add(json.dumps(value, sort_keys=True))
        label = f"page {number}" + (f" of {size}" if paging.size else "")
        asked = await ask(value, group, label)
        if asked is None or not asked.exchange.accepted:
            return made
        try:
            answer = json.loads(asked.text)
        except (ValueError, RecursionError):
            return made
        ids = [identity(item, operation) or json.dumps(item) for item in items_of(answer) or ()]
        made.odd = made.odd or bool(set(ids) & set(made.ids))
        made.ids += ids
        value = next_page(paging, operation, value, answer)
        if value is not None and json.dumps(value, sort_keys=True) in asked_for:
            made.odd = True
            return made
    made.ended = value is None
    return made

"""Lists walked from page to page: each manner of paging, and each way to get it wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from readiness.probes.tools.http_record import Purpose
from readiness.probes.tools.openapi import ApiOperation, Parameter
from readiness.probes.tools.page_walk import Asked, walk
from readiness.probes.tools.pages import paging_of, token_of
from readiness.probes.tools.pagination_ends import pagination_ends
from tests.probes.harness import look
from tests.probes.tools.records import Log, operation, summary

Server = Callable[[dict[str, Any]], Any]


def paged(*names: str) -> ApiOperation:
    kinds = {"cursor": {"type": "string"}, "starting_after": {"type": "string"}}
    limit = {"type": "integer", "minimum": 1, "maximum": 50}
    parameters = tuple(
        Parameter(
            name=name,
            place="query",
            required=False,
            schema=json.dumps(kinds.get(name, limit if name == "limit" else {"type": "integer"})),
        )
        for name in names
    )
    return operation(path="/things", parameters=parameters)


def things(count: int) -> list[dict[str, Any]]:
    return [{"id": f"T-{n}", "name": "same"} for n in range(count)]


def walked(known: ApiOperation, serve: Server) -> Log:
    log = Log(known)
    paging = paging_of(known)
    assert paging is not None

    async def ask(value: Mapping[str, Any], group: int, label: str) -> Asked | None:
        log.say(Purpose.PAGE, answer=serve(dict(value["query"])), group=group, label=label)
        return Asked(log.exchanges[-1], log.texts[-1])

    asyncio.run(walk(paging, known, {}, ask, (1, 2, 3)))
    return log


def by_cursor(rows: list[Any], *, last: str | None = None, overlap: int = 0) -> Server:
    def serve(query: dict[str, Any]) -> Any:
        begin = int(query.get("cursor", "0"))
        end = begin + query.get("limit", 5)
        following = str(end - overlap) if end < len(rows) else last
        return {"things": rows[begin:end], "next_cursor": following}

    return serve


def by_page(rows: list[Any], *, skip: int = 0, ignored: bool = False) -> Server:
    def serve(query: dict[str, Any]) -> Any:
        size = query.get("limit", 5)
        page = 1 if ignored else query.get("page", 1)
        begin = (page - 1) * (size + skip)
        return rows[begin : begin + size]

    return serve


def by_offset(rows: list[Any]) -> Server:
    return lambda query: rows[query.get("offset", 0) : query.get("offset", 0) + query["limit"]]


def by_last(rows: list[Any]) -> Server:
    def serve(query: dict[str, Any]) -> Any:
        ids = [row["id"] for row in rows]
        begin = ids.index(query["starting_after"]) + 1 if "starting_after" in query else 0
        end = begin + query.get("limit", 5)
        return {"data": rows[begin:end], "has_more": end < len(rows)}

    return serve


CURSOR, PAGE = paged("limit", "cursor"), paged("limit", "page")


@pytest.mark.parametrize(
    ("known", "serve", "expected"),
    [
        (CURSOR, by_cursor(things(8)), ("pass", "", "high")),
        (PAGE, by_page(things(8)), ("pass", "", "high")),
        (PAGE, by_page(things(9)), ("pass", "", "high")),
        (paged("limit", "offset"), by_offset(things(8)), ("pass", "", "high")),
        (paged("limit", "starting_after"), by_last(things(8)), ("pass", "", "high")),
        (CURSOR, by_cursor(things(8), last="0"), ("fail", "loops", "high")),
        (CURSOR, by_cursor(things(8), overlap=1), ("fail", "repeats-entries", "high")),
        (PAGE, by_page(things(8), ignored=True), ("fail", "loops", "high")),
        (PAGE, by_page(things(20), skip=1), ("fail", "loses-entries", "high")),
        (CURSOR, by_cursor(things(2)), ("not_available", "", "high")),
        (CURSOR, by_cursor([]), ("not_available", "", "high")),
        (CURSOR, by_cursor(things(5000)), ("not_available", "", "high")),
        (CURSOR, lambda _query: {"things": 7}, ("not_available", "", "high")),
    ],
)
def test_a_walk(known: ApiOperation, serve: Server, expected: tuple[str, str, str]) -> None:
    assert summary(look(pagination_ends, walked(known, serve).record())) == [expected]


def test_what_was_odd_once_only_is_said_with_doubt() -> None:
    rows = things(8)
    turns = {"left": 2}

    def serve(query: dict[str, Any]) -> Any:
        if query["cursor" if "cursor" in query else "limit"] == "3" and turns.pop("left", 0):
            rows.insert(0, {"id": "T-new", "name": "same"})  # somebody wrote meanwhile
        return by_cursor(rows)(query)

    [finding] = look(pagination_ends, walked(CURSOR, serve).record())
    assert (finding.code, finding.confidence) == ("repeats-entries", "low")


def test_entries_without_ids_say_nothing() -> None:
    rows = [{"name": "same", "customer_id": 7} for _ in range(8)]
    found = look(pagination_ends, walked(PAGE, by_page(rows)).record())
    assert [one.code for one in found if one.code == "repeats-entries"] == []


def test_a_tool_without_pages() -> None:
    [finding] = look(pagination_ends, Log().say(Purpose.VALID, answer={}).record())
    assert finding.outcome == "not_applicable"


@pytest.mark.parametrize(
    ("answer", "token"),
    [
        ({"next_cursor": "a"}, "a"),
        ({"nextPageToken": "b"}, "b"),
        ({"meta": {"next_cursor": "c"}}, "c"),
        ({"_links": {"next": {"href": "/things?cursor=d"}}}, "/things?cursor=d"),
        ({"page_info": {"has_next_page": False, "end_cursor": "e"}}, None),
        ({"page_info": {"has_next_page": True, "end_cursor": "e"}}, "e"),
        ({"next": None}, None),
        ({"next_cursor": ""}, None),
        ([1, 2], None),
    ],
)
def test_where_the_next_page_is_named(answer: Any, token: str | None) -> None:
    assert token_of(answer) == token

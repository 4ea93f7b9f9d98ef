"""How a list is walked from page to page: pure, so that gatherer and probe read pages alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .numbers_in_schemas import whole_bounds
from .openapi import ApiOperation, Parameter
from .strategies import merged, types_of

SMALL = 3
LARGE = 100


class Style(StrEnum):
    """What names the next page."""

    CURSOR = "cursor"
    """A text that the page before handed out."""
    PAGE = "page"
    """A number that goes up by one."""
    OFFSET = "offset"
    """The number of entries before the page."""


_STYLES = (
    (
        Style.CURSOR,
        re.compile(
            r"cursor|(next_?)?(page_?)?token|next(_?cursor)?|starting_?after|after"
            r"|continuation(_?token)?|marker|start_?(key|cursor)"
        ),
    ),
    (Style.PAGE, re.compile(r"page(_?(number|no|num|index))?|p")),
    (Style.OFFSET, re.compile(r"offset|skip|start(_?index)?")),
)
_SIZE = re.compile(r"limit|per_?page|(page_?)?size|count|max_?results|first|top|take|rows")
_NEXT = re.compile(
    r"next(_?(cursor|page(_?token)?|token|key|marker|start|after|link|url|href|offset))?"
    r"|(end_?)?cursor|continuation_?token|_?links?|paging|pagination|page_?info|meta(data)?"
    r"|response_metadata|href"
)
_MORE = re.compile(r"has_?(more|next(_?page)?)")


@dataclass(frozen=True)
class Paging:
    """The query parameters with which an operation is walked; no `size` where it takes none."""

    style: Style
    parameter: str
    size: str
    small: int
    large: int


def paging_of(operation: ApiOperation) -> Paging | None:
    """How an operation hands out pages; None when it does not seem to."""
    if operation.method != "GET":
        return None
    queries = [one for one in operation.parameters if one.place == "query" and one.schema]
    size = next((one for one in queries if _SIZE.fullmatch(_plain(one.name))), None)
    small, large = _sizes(size) if size else (0, 0)
    for style, pattern in _STYLES:
        for one in queries:
            kinds = types_of(merged(json.loads(one.schema), json.loads(one.schema)))
            wanted = "integer" in kinds or style is Style.CURSOR
            if one is not size and wanted and pattern.fullmatch(_plain(one.name)):
                return Paging(style, one.name, size.name if size else "", small, large)
    return None


def first_page(paging: Paging, value: Mapping[str, Any], size: int) -> dict[str, Any]:
    """The input for the first page: that of any valid call, with another size."""
    query = {name: v for name, v in value.get("query", {}).items() if name != paging.parameter}
    if paging.size and size:
        query[paging.size] = size
    return {**value, "query": query}


def next_page(
    paging: Paging, operation: ApiOperation, value: Mapping[str, Any], answer: Any
) -> dict[str, Any] | None:
    """The input for the page after an answer; None when that was the last one."""
    items = items_of(answer)
    query = dict(value.get("query", {}))
    if items is None or (not items and paging.style is not Style.CURSOR):
        return None
    asked = query.get(paging.size)
    if paging.style is not Style.CURSOR:
        if isinstance(asked, int) and len(items) < asked:
            return None
        step = 1 if paging.style is Style.PAGE else len(items)
        begin = query.get(paging.parameter, _first(paging, operation))
        return {**value, "query": {**query, paging.parameter: begin + step}}
    token = token_of(answer)
    if token is None and paging.parameter.lower().endswith("after") and _says_more(answer):
        token = identity(items[-1], operation) if items else None
    if token is None:
        return None
    given = dict(parse_qsl(urlsplit(token).query)) if re.match(r"https?://|/|\?", token) else {}
    if paging.parameter in given:
        token = given[paging.parameter]
    return {**value, "query": {**query, paging.parameter: token}}


def items_of(answer: Any) -> list[Any] | None:
    """The entries of a page: a list, or the longest list that it holds; None when it has none."""
    if isinstance(answer, list):
        return answer
    lists = list(_lists(answer, 0))
    return max(lists, key=len) if lists else None


def token_of(answer: Any) -> str | None:
    """What an answer hands out for the next page."""
    if not isinstance(answer, dict) or _denies_more(answer):
        return None
    for name, value in answer.items():
        if not _NEXT.fullmatch(_plain(name)):
            continue
        if isinstance(value, dict):
            if (inner := token_of(value)) is not None:
                return inner
        elif isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return str(value)
    return None


def identity(item: Any, operation: ApiOperation) -> str | None:
    """The id of an entry: `id`, or the one that is named like the list; None when it has none."""
    if not isinstance(item, dict):
        return None
    own = _singular(operation.path)
    named = {_plain(name).replace("_", ""): value for name, value in item.items()}
    for name in ("id", "uuid", "guid", "key", f"{own}id", f"{own}key", f"{own}number"):
        value = named.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
    return None


def _lists(answer: Any, depth: int) -> Iterator[list[Any]]:
    for value in answer.values() if isinstance(answer, dict) else ():
        if isinstance(value, list):
            yield value
        elif depth < 2:
            yield from _lists(value, depth + 1)


def _sizes(parameter: Parameter) -> tuple[int, int]:
    schema = json.loads(parameter.schema)
    low, high = whole_bounds(merged(schema, schema))
    least, most = (1 if low is None else max(1, low)), (LARGE if high is None else high)
    return min(max(least, SMALL), most), min(most, max(LARGE, least))


def _first(paging: Paging, operation: ApiOperation) -> int:
    """The number of the first page: 1, unless the specification says otherwise."""
    for one in operation.parameters:
        if one.name == paging.parameter and one.schema:
            schema = json.loads(one.schema)
            node = merged(schema, schema)
            for word in ("default", "minimum"):
                if isinstance(node.get(word), int):
                    return int(node[word])
    return 1 if paging.style is Style.PAGE else 0


def _says_more(answer: Any) -> bool:
    return isinstance(answer, dict) and any(
        value is True for name, value in answer.items() if _MORE.fullmatch(_plain(name))
    )


def _denies_more(answer: dict[str, Any]) -> bool:
    return any(value is False for name, value in answer.items() if _MORE.fullmatch(_plain(name)))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z_]", "", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def _singular(path: str) -> str:
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    last = re.sub(r"[^a-z0-9]", "", parts[-1].lower()) if parts else ""
    return last.removesuffix("ies") + "y" if last.endswith("ies") else last.removesuffix("s")

"""The probe `tools.pagination-ends`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from readiness.findings import (
    Confidence,
    Finding,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .absence import without_http
from .http_record import (
    Exchange,
    HttpRecord,
    OperationRecord,
    Purpose,
    answered,
    curl,
    of_each,
    why_nothing_accepted,
)
from .page_walk import PAGE_LIMIT
from .pages import Style, identity, items_of, paging_of, token_of


@dataclass
class _Walk:
    """One walk through a list: its pages, and what is odd about them."""

    pages: list[Exchange]
    entries: list[list[Any]] = field(default_factory=list)
    odd: dict[str, tuple[str, Exchange]] = field(default_factory=dict)
    broken: bool = False
    """A page was refused, or could not be read."""


@probe(absence=without_http)
def pagination_ends(record: HttpRecord) -> Iterator[Finding]:
    """Does a list that is handed out in pages come to an end, with every entry once?

    An agent follows the next page for as long as there is one. A list that begins again costs a
    night of calls; one that repeats an entry at the edge of a page counts it twice, and one that
    leaves an entry out hides it. Each list is walked in small pages and in large ones; what looks
    odd is walked once more, and said with high confidence only if it was odd again. A pass means
    that there was a second page, that the walk ended, and that no entry came twice.
    """
    paged = [one for one in record.operations if not one.writes and paging_of(one.operation)]
    if not paged:
        yield not_applicable(record.target, f"{record.target} hands out nothing in pages")
    yield from of_each(record, paged, _one)


def _one(record: HttpRecord, operation: OperationRecord) -> Iterator[Finding]:
    name, at = operation.operation.id, operation.operation.location
    subject = record.subject(operation)
    pages = record.of(operation, Purpose.PAGE)
    walks = [_walk(record, operation, group, pages) for group in sorted({p.group for p in pages})]
    found = {code: odd for walk in walks for code, odd in walk.odd.items()}
    if len(walks) > 1 and (lost := _lost(operation, walks)):
        found.setdefault("loses-entries", lost)
    for code, (said, exchange) in found.items():
        times = sum(code in walk.odd for walk in walks)
        yield failed(
            subject,
            f"{name} {said}",
            code=code,
            location=at,
            confidence=Confidence.HIGH if times > 1 else Confidence.LOW,
            evidence=(curl(record, exchange), answered(record, exchange)),
            help="order by something unique, and let the next page begin after the last entry",
        )
    if found:
        return
    whole = [walk for walk in walks if not walk.broken]
    if not whole:
        tried = pages or record.of(operation, Purpose.VALID)
        reason, help_ = why_nothing_accepted(record, tried)
        if any(one.accepted for one in tried):
            reason, help_ = "gave pages that cannot be walked", "see the recorded exchanges"
        yield could_not_look(subject, f"{name} {reason}", help=help_, location=at)
    elif not any(len(walk.pages) > 1 for walk in whole):
        reason = f"{name} has too few entries for a second page"
        yield could_not_look(subject, reason, help="put more entries into it", location=at)
    elif all(len(walk.pages) >= PAGE_LIMIT for walk in whole):
        reason = f"{name} has more than {PAGE_LIMIT} pages, so its end was not seen"
        yield could_not_look(subject, reason, help="try it on less data", location=at)
    else:
        count = max(len(walk.pages) for walk in whole)
        message = f"{name} ends after {count} pages, and no entry comes twice"
        yield passed(subject, message, location=at, scope_cut=operation.cut)


def _walk(
    record: HttpRecord, operation: OperationRecord, group: int, pages: list[Exchange]
) -> _Walk:
    walk = _Walk([page for page in pages if page.group == group])
    paging = paging_of(operation.operation)
    tokens: set[str] = set()
    for page in walk.pages:
        try:
            answer = json.loads(record.answer(page)) if page.accepted and not page.cut else None
        except (ValueError, RecursionError):
            answer = None
        items = items_of(answer)
        if items is None:
            walk.broken = True
            break
        if items and items in walk.entries:
            walk.odd.setdefault("loops", ("gives a page again instead of ending", page))
        elif repeated := _repeated(operation, walk.entries, items):
            walk.odd.setdefault("repeats-entries", (f"gives {repeated} on two pages", page))
        walk.entries.append(items)
        token = token_of(answer) if paging and paging.style is Style.CURSOR else None
        if token is not None and token in tokens:
            walk.odd.setdefault("loops", ("hands out a cursor again instead of ending", page))
        tokens |= {token} if token is not None else set()
    return walk


def _repeated(operation: OperationRecord, before: list[list[Any]], items: list[Any]) -> str:
    """The id of an entry that an earlier page had; empty when ids say nothing."""
    seen = {identity(item, operation.operation) for page in before for item in page}
    ids = [identity(item, operation.operation) for item in items]
    if len(set(ids)) < len(ids):
        return ""  # what comes twice on one page is no id
    return next((one for one in ids if one is not None and one in seen), "")


def _lost(operation: OperationRecord, walks: list[_Walk]) -> tuple[str, Exchange] | None:
    """An entry that small pages left out and large ones had, where both came to the end."""
    small, large, *again = walks
    if any(walk.broken or len(walk.pages) >= PAGE_LIMIT for walk in walks) or not again:
        return None
    ids = [{identity(i, operation.operation) for p in w.entries for i in p} for w in walks]
    lost = [one for one in ids[1] - ids[0] - ids[2] if one is not None]
    if not lost or None in ids[0] | ids[1]:
        return None
    for walk in (small, again[0]):
        walk.odd["loses-entries"] = ("", walk.pages[-1])
    return f"leaves {min(lost)} out between two small pages", large.pages[0]

"""Exercises an HTTP tool: valid, repeated, invalid and unauthenticated calls, writes replayed.

Everything is sent to the address that the manifest gives. Writes happen only where the manifest
marks the tool, or the service behind it, as disposable; elsewhere they are not sent and said so.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.registry import Mode, gatherer
from readiness.targets import HttpToolTarget

from .har import write_har
from .http_client import DEADLINE, Credentials, Sender, Spending, credentials_of, open_client
from .http_plan import Harvest, Plan, in_order, plan_of
from .http_record import Exchange, HttpRecord, OperationRecord, Purpose
from .http_recorder import Call, Recorder
from .http_requests import Prepared, cannot_be_called, prepare
from .inputs import ValidInput
from .openapi import ApiDescription, openapi
from .page_walk import Asked, walk
from .pages import paging_of

REPEATS = 25
READ_TRIES = 3
WRITE_TRIES = 3
SILENT_LIMIT = 3
DELETE_SHARE = 12
_NOT_DISPOSABLE = "writes, and nothing says that its data may be thrown away, so it was not called"
_MARK_IT = "set `disposable: true` on the service or tool, where that is so"


@gatherer(mode=Mode.LIVE, timeout=300)
def http_exercise(target: HttpToolTarget, context: Context) -> HttpRecord:
    """Calls each operation of an HTTP tool and records every exchange, secrets masked."""
    description = openapi(target, context)
    if not description.operations:
        reason = f"{description.file} declares no operation that can be called"
        raise CouldNotLook(reason, help="declare the operations that the agent calls")
    credentials = credentials_of(target, context)
    base_url = context.fill(target.tool.base_url).rstrip("/")
    context.progress(f"calling {target.name}")
    exercise = _Exercise(target, context, credentials, description)
    begun = time.monotonic()
    asyncio.run(exercise.run(base_url))
    if exercise.record.exchanges and all(one.status == 0 for one in exercise.record.exchanges):
        reason = f"{target.name} cannot be reached: {exercise.record.exchanges[0].error}"
        raise CouldNotLook(reason, help="check base_url, and that the service is up")
    record = HttpRecord(
        target=target.id,
        declared_at=target.declared_at,
        sources=description.sources,
        base_url=target.tool.base_url,
        problems=description.problems,
        operations=tuple(exercise.records()),
        exchanges=tuple(exercise.record.exchanges),
        texts=tuple(exercise.record.texts),
        authenticated=credentials.given,
        repeats=REPEATS,
        budget_spent=exercise.spending.refused,
        seconds=round(time.monotonic() - begun, 3),
    )
    if context.exchanges is not None:
        write_har(context.exchanges / f"{target.name}.har", base_url, record, exercise.record.times)
    return record


@dataclass
class _State:
    """What is known of one operation while it is exercised."""

    plan: Plan
    valid: list[ValidInput] = field(default_factory=list)
    rest: list[ValidInput] = field(default_factory=list)
    accepted: list[tuple[ValidInput, Call]] = field(default_factory=list)
    skipped: str = ""
    help: str = ""
    cut: bool = False
    silent: int = 0
    """Calls in a row that were not answered in time."""


class _Exercise:
    """One pass over a tool, in rounds, so that a small budget still reaches every operation."""

    def __init__(
        self,
        target: HttpToolTarget,
        context: Context,
        credentials: Credentials,
        description: ApiDescription,
    ) -> None:
        self.context = context
        self.credentials = credentials
        self.spending = Spending(context.budget)
        self.record = Recorder(context, credentials)
        self._groups = 0
        self._order = [operation.id for operation in description.operations]
        declared = target.tool.operations
        plans = [plan_of(one, declared.get(one.id)) for one in description.operations]
        self.states = [_State(plan) for plan in in_order(plans)]
        for state in self.states:
            state.skipped = cannot_be_called(state.plan.operation)
            if state.plan.writes and not target.disposable:
                state.skipped, state.help = _NOT_DISPOSABLE, _MARK_IT

    def records(self) -> Iterable[OperationRecord]:
        """The operations in the order of the file."""
        for state in sorted(self.states, key=lambda s: self._order.index(s.plan.operation.id)):
            yield OperationRecord(
                operation=state.plan.operation,
                writes=state.plan.writes,
                idempotency_header=state.plan.idempotency_header,
                skipped=state.skipped,
                help=state.help,
                cut=state.cut,
            )

    async def run(self, base_url: str) -> None:
        """All rounds."""
        async with open_client() as client:
            self.sender = Sender(base_url, client, self.spending)
            harvest = Harvest()
            gone = [one for one in self._called() if one.plan.operation.method == "DELETE"]
            kept = [one for one in self._called() if one not in gone]
            await self._exercised(kept, harvest)
            await self._repeats(spared=DELETE_SHARE * len(gone))
            # Only now: what we delete ourselves must not look like a tool that forgets.
            await self._exercised(gone, harvest)

    async def _exercised(self, states: list[_State], harvest: Harvest) -> None:
        """All rounds but the repeats over some operations."""
        for state in states:
            state.valid = state.plan.valid(harvest, self.context.seed)
            if not state.valid:
                state.skipped = "takes arguments of which no valid example could be made"
                state.help = "give some under `examples` of the operation in the manifest"
                continue
            await (self._writes(state) if state.plan.writes else self._reads(state))
            for exchange in self.record.exchanges:
                if exchange.operation == state.plan.operation.id and exchange.accepted:
                    harvest.add(state.plan.operation, self.record.texts[exchange.text])
        for round_ in (self._others, self._nobody, self._pages, self._edges, self._invalid):
            for state in states:
                if not state.skipped:
                    await round_(state)

    def _called(self) -> list[_State]:
        return [state for state in self.states if not state.skipped]

    async def _reads(self, state: _State) -> None:
        """The first valid input that is accepted; the others come when each operation had one."""
        for index, one in enumerate(state.valid[:READ_TRIES], 1):
            state.rest = state.valid[index:]
            if call := self._call(state, one):
                await self._tell(state, [(one, call)])
            if state.accepted:
                return

    async def _others(self, state: _State) -> None:
        if state.plan.writes:
            return
        calls = [(one, self._call(state, one)) for one in state.rest]
        await self._tell(state, [(one, call) for one, call in calls if call])

    async def _tell(self, state: _State, pairs: list[tuple[ValidInput, Call]]) -> None:
        found = await self._send(state, [call for _one, call in pairs])
        for (one, call), exchange in zip(pairs, found, strict=False):
            if exchange.accepted:
                state.accepted.append((one, call))

    async def _writes(self, state: _State) -> None:
        for one in state.valid[:WRITE_TRIES]:
            call = self._call(state, one)
            if call is None:
                continue
            if not state.plan.replayable:
                await self._tell(state, [(one, call)])
                continue
            if state.accepted:
                await self._tell(state, [(one, call)])
            else:
                await self._replay(state, one, call)

    async def _replay(self, state: _State, one: ValidInput, call: Call) -> None:
        reads = self._affected(one.value)
        group = call.group
        await self._look(reads, group, "before")
        first = await self._send(state, [replace(call, purpose=Purpose.FIRST_WRITE)])
        if not first or not first[0].accepted:
            return
        state.accepted.append((one, call))
        await self._look(reads, group, "after the first")
        await self._look(reads, group, "after the first, again")
        second = await self._send(state, [replace(call, purpose=Purpose.SECOND_WRITE)])
        if second:
            await self._look(reads, group, "after the second")

    def _affected(self, value: Mapping[str, Any]) -> list[tuple[_State, Prepared]]:
        """Reads of resources that are named in a write, each as a request."""
        named = Harvest()
        for part in ("path", "body"):
            named.add_values(value.get(part))
        found: list[tuple[_State, Prepared]] = []
        for state in self._called():
            if state.plan.writes or "{" not in state.plan.operation.path:
                continue
            for path in named.paths_of(state.plan.operation):
                prepared = prepare(state.plan.operation, {"path": path})
                if prepared:
                    found.append((state, prepared))
        return found[:3]

    async def _look(self, reads: list[tuple[_State, Prepared]], group: int, label: str) -> None:
        for state, prepared in reads:
            operation = state.plan.operation
            call = Call(operation, prepared, Purpose.STATE, group, label)
            await self._send(state, [call])

    async def _invalid(self, state: _State) -> None:
        base = state.accepted[0][0] if state.accepted else state.valid[0]
        calls = []
        for wrong in state.plan.invalid(base.value):
            call = self._call(state, ValidInput(wrong.value, ""), Purpose.INVALID, wrong.pointer)
            if call:
                calls.append(replace(call, label=wrong.label, pointer=wrong.pointer))
        await self._send(state, calls)

    async def _edges(self, state: _State) -> None:
        if not state.accepted:
            return
        calls = []
        for one in state.plan.edges(state.accepted[0][0].value):
            call = self._call(state, ValidInput(one.value, ""), Purpose.BOUNDARY, one.pointer)
            if call:
                calls.append(replace(call, label=one.edge, pointer=one.pointer))
        await self._send(state, calls)

    async def _nobody(self, state: _State) -> None:
        if not state.plan.operation.security:
            return
        base = state.accepted[0][0] if state.accepted else state.valid[0]
        purposes = [Purpose.NO_CREDENTIALS, *([Purpose.GARBLED] if self.credentials.given else [])]
        calls = [self._call(state, base, purpose) for purpose in purposes]
        await self._send(state, [call for call in calls if call])

    async def _pages(self, state: _State) -> None:
        paging = paging_of(state.plan.operation)
        if paging is None or state.plan.writes or not state.accepted:
            return

        async def ask(value: Mapping[str, Any], group: int, label: str) -> Asked | None:
            call = self._call(state, ValidInput(value, ""), Purpose.PAGE)
            if call is None:
                return None
            found = await self._send(state, [replace(call, group=group, label=label)])
            return Asked(found[0], self.record.texts[found[0].text]) if found else None

        self._groups += 3
        groups = (self._groups - 2, self._groups - 1, self._groups)
        await walk(paging, state.plan.operation, state.accepted[0][0].value, ask, groups)

    async def _repeats(self, spared: int) -> None:
        """The same call many times over, in one go; a short budget is shared out evenly."""
        reads = [one for one in self._called() if one.accepted and not one.plan.writes]
        for index, state in enumerate(reads):
            share = max(1, (self.spending.left() - spared) // (len(reads) - index))
            call = replace(state.accepted[0][1], purpose=Purpose.REPEAT)
            await self._send(state, [call] * min(REPEATS - 1, share))
            state.cut = state.cut or share < REPEATS - 1

    def _call(
        self,
        state: _State,
        one: ValidInput,
        purpose: Purpose = Purpose.VALID,
        spared: str = "",
    ) -> Call | None:
        """A call with an idempotency key of its own, unless the key is what is wrong with it."""
        header = state.plan.idempotency_header
        value, key = one.value, ""
        if header and spared.lower() != f"/header/{header.lower()}":
            key = f"readiness-{secrets.token_hex(10)}"
            value = {**value, "header": {**value.get("header", {}), header: key}}
        prepared = prepare(state.plan.operation, value)
        if prepared is None:
            return None
        self._groups += 1
        call = Call(state.plan.operation, prepared, purpose, self._groups, key=key)
        return replace(call, label=one.origin, written_down=one.origin == "example")

    async def _send(self, state: _State, calls: list[Call]) -> list[Exchange]:
        """Send, record, and return the last answer to each call that was answered."""
        if state.silent >= SILENT_LIMIT:
            state.cut = state.cut or bool(calls)
            return []
        answers = await asyncio.gather(
            *(self.sender.send(call.prepared, self.record.headers(call)) for call in calls)
        )
        found = []
        for call, several in zip(calls, answers, strict=True):
            for refusal in several[:-1]:
                self.record.add(replace(call, purpose=Purpose.FULL), refusal)
            if several:
                found.append(self.record.add(call, several[-1]))
            else:
                state.cut = True
        for exchange in found:
            silent = exchange.status == 0 and exchange.seconds >= DEADLINE
            state.silent = state.silent + 1 if silent else 0
        return found

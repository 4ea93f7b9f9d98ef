"""Calls a function of the agent in a child process of the agent's own interpreter."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Source
from readiness.findings import Location
from readiness.manifest import Operation
from readiness.processes import start
from readiness.registry import Mode, gatherer
from readiness.targets import CallableToolTarget

from . import callable_runner
from .boundaries import boundary_inputs
from .callable_record import CallableRecord, CallEnding, CallPurpose, FunctionCall
from .inputs import valid_inputs
from .json_schema import schema_problem
from .jsonrpc import Connection, Ending, Reply

START_TIMEOUT = 20.0
CALL_TIMEOUT = 10.0
VALID_COUNT = 12
BOUNDARY_COUNT = 12
REPEATS = 10
RESTARTS = 4
VALUE_LIMIT = 64 << 10


@gatherer(mode=Mode.LIVE, timeout=300)
def callable_exercise(target: CallableToolTarget, context: Context) -> CallableRecord:
    """Calls a function with valid arguments in a child process, if it only reads."""
    context.progress(f"calling {target.name}")
    exercise = _Exercise(target, context)
    begun = time.monotonic()
    try:
        exercise.run()
    finally:
        exercise.end()
    return CallableRecord(
        target=target.id,
        declared_at=target.declared_at,
        sources=exercise.sources,
        name=target.name,
        callable=target.tool.callable,
        place=exercise.place or target.declared_at,
        arguments=json.dumps(exercise.arguments),
        returns=json.dumps(exercise.returns) if exercise.returns is not None else "",
        calls=tuple(exercise.calls),
        skipped=exercise.skipped,
        help=exercise.help,
        cut=exercise.cut,
        seconds=round(time.monotonic() - begun, 3),
    )


class _Exercise:
    def __init__(self, target: CallableToolTarget, context: Context) -> None:
        self.target, self.context = target, context
        function = target.tool.callable.rpartition(":")[2].rpartition(".")[2]
        known = target.tool.operations
        self.declared = known.get(function) or known.get(target.name) or Operation()
        self.calls: list[FunctionCall] = []
        self.arguments: Any = {}
        self.returns: Any = None
        self.place: Location | None = None
        self.sources: tuple[Source, ...] = ()
        self.skipped = self.help = ""
        self.cut = False
        self._connections: list[Connection] = []
        self._begun = time.monotonic()

    def run(self) -> None:
        """Describe the function, then call it with everything that is valid."""
        if self.declared.effect != "read":
            self.skipped = "may write, and nothing says that it only reads, so it was not called"
            self.help = "say `effect: read` of it under `operations`, where that is so"
            return
        self._start()
        self._describe()
        if self.skipped:
            return
        context, schema = self.context, self.arguments
        seeds = [plain(one) for one in self.declared.examples]
        valid = valid_inputs(schema, seeds=seeds, count=VALID_COUNT, seed=context.seed)
        if not valid:
            self.skipped = "takes arguments of which no valid example could be made"
            self.help = "give some under `examples` of the operation in the manifest"
            return
        made = [self._call(CallPurpose.VALID, one.value) for one in valid]
        good = [one for one in made if one and one.ending is CallEnding.RETURNED]
        base = json.loads(good[0].arguments) if good else valid[0].value
        for edge in boundary_inputs(schema, base, count=BOUNDARY_COUNT):
            self._call(CallPurpose.BOUNDARY, edge.value)
        for _ in range(REPEATS if good else 0):
            self._call(CallPurpose.REPEAT, base)

    def end(self) -> None:
        """End every process that was started."""
        for one in self._connections:
            one.end()

    def _start(self) -> None:
        python = self.context.fill("{python}")
        runner = Path(callable_runner.__file__)
        command = [python, str(runner), self.target.tool.callable]
        try:
            child = start(command, cwd=self.context.root, env={}, pipes=True)
        except OSError as error:
            reason = f"{python} could not be started: {error.strerror or error}"
            raise CouldNotLook(reason, help="check code.python in the manifest") from None
        self._connections.append(Connection(child))

    def _describe(self) -> None:
        reply = self._connections[-1].request("describe", {}, START_TIMEOUT)
        if reply.ending is not Ending.RESULT:
            lines = reply.message.strip().splitlines()
            said = lines[-1] if lines else f"no answer within {START_TIMEOUT:g} s"
            reason = f"{self.target.tool.callable} cannot be imported: {said}"[:300]
            wanted = "import it by hand with code.python, from the manifest's folder"
            raise CouldNotLook(self.context.redactor.text(reason), help=wanted)
        known = reply.result
        self.arguments, self.returns = known["arguments"], known["returns"]
        self._locate(Path(known["file"]), int(known["line"]))
        if self.returns is not None and schema_problem(self.returns):
            self.returns = None
        if known["unknown"]:
            self.skipped = f"declares no type that can be drawn for {known['unknown'][0]}"
            self.help = "give its arguments types that JSON has"
        elif problem := schema_problem(self.arguments):
            self.skipped = f"has types that cannot be used: {problem}"

    def _locate(self, file: Path, line: int) -> None:
        if file.is_file() and file.resolve().is_relative_to(self.context.root.resolve()):
            self.place = Location(self.context.show(file), line)
            self.sources = (self.context.source(file),)

    def _call(self, purpose: CallPurpose, value: Any) -> FunctionCall | None:
        if not self._may_go_on():
            self.cut = True
            return None
        reply = self._connections[-1].request("call", {"arguments": value}, CALL_TIMEOUT)
        call = self._recorded(purpose, value, reply)
        self.calls.append(call)
        if reply.ending is Ending.NO_ANSWER:
            self._connections[-1].end()
        return call

    def _may_go_on(self) -> bool:
        budget = self.context.budget
        spent = time.monotonic() - self._begun > budget.max_seconds
        if spent or len(self.calls) >= budget.max_requests:
            return False
        if self._connections[-1].gone():
            if len(self._connections) > RESTARTS:
                return False
            self._start()
        return True

    def _recorded(self, purpose: CallPurpose, value: Any, reply: Reply) -> FunctionCall:
        clean = self.context.redactor.text
        number, given = len(self.calls) + 1, clean(json.dumps(value))
        endings = {Ending.NO_ANSWER: CallEnding.HUNG, Ending.DEATH: CallEnding.DIED}
        if reply.ending in endings or not isinstance(reply.result, dict):
            return FunctionCall(
                number=number,
                purpose=purpose,
                arguments=given,
                ending=endings.get(reply.ending, CallEnding.DIED),
                message=clean(reply.message),
                seconds=reply.seconds,
            )
        said = reply.result
        return FunctionCall(
            number=number,
            purpose=purpose,
            arguments=given,
            ending=CallEnding.RAISED if "raised" in said else CallEnding.RETURNED,
            value=clean(said.get("value", ""))[:VALUE_LIMIT],
            type=said.get("type", ""),
            problem=clean(said.get("problem", "")),
            shown=clean(said.get("shown", "")),
            changed=tuple(said.get("changed", ())),
            raised=said.get("raised", ""),
            kin=tuple(said.get("kin", ())),
            message=clean(said.get("message", "")),
            seconds=reply.seconds,
        )


def plain(value: Any) -> Any:
    """A value of the manifest as JSON has it."""
    return json.loads(json.dumps(value, default=str))

"""The probe `code.bounded-loops`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    not_applicable,
    passed,
)
from readiness.registry import probe

from .functions import Place, callees, makers_of
from .may_ask import NamesThatMayAsk
from .python_source import PythonCode
from .remote_calls import Kind, remote_calls
from .syntax import Module, dotted, modules, read_whole, running, unread
from .waiting import deadline_around

Loop = ast.While | ast.For | ast.AsyncFor
_FRAMEWORKS = re.compile(
    r"^(?:langgraph|langchain|agents|crewai|pydantic_ai|smolagents|strands|autogen|autogen_agentchat"
    r"|google\.adk|claude_agent_sdk|llama_index|agno|semantic_kernel|agent_framework)(?:\.|$)"
)
_SHOWN = {"agents": "the OpenAI Agents SDK"}
_CLOCKS = re.compile(r"(?:^|\.)(?:monotonic|perf_counter|time|now|utcnow)\(\)")
_WAITS_FOR_WORK = re.compile(
    r"(?:^|\.)(?:input|recv\w*|receive\w*|accept|poll|readline|read_message|dequeue|lpop|blpop|brpop"
    r"|get_message|next_job|(?:\w*(?:queue|inbox|jobs|mailbox)\w*)\.(?:get|pop|popleft))$"
)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq)
_BUDGET = re.compile(r"(?i)budget|limit|deadline|guard|max_|quota|too_many|exhaust")


@probe()
def bounded_loops(code: PythonCode) -> Iterator[Finding]:
    """Does every loop round the model have an end that the model does not decide?

    A model that keeps calling tools keeps spending money and repeating actions. A pass means that
    each loop round a model call ends after a number of steps, a time or a budget; "until the model
    is done" is no bound. A loop that waits for new work in every round, such as a queue consumer,
    is not judged, and neither are loops inside agent frameworks, which are not in the code.
    """
    yield from unread(code)
    model_calls = tuple(call for call in remote_calls(code) if call.kind is Kind.MODEL)
    asking = makers_of(code, model_calls)
    direct: dict[ast.AST, Place] = {
        call.call.node: Place(call.module.file.name, call.call.function) for call in model_calls
    }
    may_ask = NamesThatMayAsk(code, asking)
    seen: dict[str, Finding] = {}
    unfollowed: list[tuple[int, Location]] = []
    bounded = 0
    for module in modules(code):
        calls = _asking(code, module, direct, asking)
        for loop in _loops(module):
            finding = _loop(module, loop, calls) if calls else None
            if finding is not None:
                seen.setdefault(finding.fingerprint, finding)
            elif (far := may_ask.in_loop(loop)) is not None and not _waits(_nodes(loop)):
                if _runs_on(module, loop):
                    unfollowed.append((far, module.at(loop)))
                else:
                    bounded += 1
    yield from seen.values()
    if unfollowed:
        yield _not_followed(unfollowed)
    elif not seen and read_whole(code):
        yield _no_loop(code, bool(model_calls), bounded)


def _runs_on(module: Module, loop: Loop) -> bool:
    """Whether nothing in sight ends a loop that was not judged."""
    open_ended = isinstance(loop, ast.While) or _endless(module, loop)
    return open_ended and not _is_bounded(module, loop, _nodes(loop))


def _nodes(loop: Loop) -> list[ast.AST]:
    return [node for statement in loop.body for node in running(statement)]


def _waits(body: list[ast.AST]) -> bool:
    return any(isinstance(n, ast.Call) and _WAITS_FOR_WORK.search(dotted(n.func)) for n in body)


def _not_followed(where: list[tuple[int, Location]]) -> Finding:
    loops = "a loop without a bound" if len(where) == 1 else f"{len(where)} loops without a bound"
    return could_not_look(
        "model loop",
        f"{loops} may ask the model through calls that could not be followed",
        help="bound each, or show in a drill with a looping model that it ends",
        location=min(where, key=lambda one: one[0])[1],
    )


def _is_own(code: PythonCode, framework: str) -> bool:
    tops = (f"{framework}/", f"src/{framework}/")
    return any(file.name.startswith(tops) for file in code.files)


def _loops(module: Module) -> list[Loop]:
    found: list[Loop] = [*module.all(ast.While)]
    found += [*module.all(ast.For), *module.all(ast.AsyncFor)]
    return sorted(found, key=lambda loop: (loop.lineno, loop.col_offset))


def _asking(
    code: PythonCode, module: Module, direct: dict[ast.AST, Place], asking: frozenset[Place]
) -> dict[ast.AST, Confidence]:
    """The calls of a module that ask the model; surely when at most one function lies between."""
    near = frozenset(direct.values())
    found: dict[ast.AST, Confidence] = {}
    for call in module.calls:
        meant = callees(code, module, call)
        if call.node in direct or not near.isdisjoint(meant):
            found[call.node] = Confidence.HIGH
        elif not asking.isdisjoint(meant):
            found[call.node] = Confidence.LOW
    return found


def _no_loop(code: PythonCode, calls_model: bool, bounded: int) -> Finding:
    names = {name for module in modules(code) for name in module.imports.values()}
    frameworks = sorted({match[0].rstrip(".") for n in names if (match := _FRAMEWORKS.match(n))})
    if own := [name for name in frameworks if _is_own(code, name)]:
        return could_not_look(
            "model loop",
            f"this is the framework {own[0]} itself: its calls of a model could not be followed",
            help="show in a drill with a looping model that it ends",
        )
    if frameworks:
        shown = ", ".join(_SHOWN.get(name, name) for name in frameworks)
        return could_not_look(
            "model loop",
            f"the loop round the model is inside {shown}, not in this code",
            help="set the framework's limit of steps, and show it in a drill with a looping model",
        )
    if bounded:
        return could_not_look(
            "model loop",
            "whether a loop asks the model could not be followed; those that may have a bound",
            help="show in a drill with a looping model that it ends",
        )
    if calls_model:
        return not_applicable("model loop", "no loop round a model call in the Python code")
    return could_not_look(
        "model loop",
        "no model call found in the Python code, so no loop round one",
        help="name the code that calls the model under code.paths",
    )


def _loop(module: Module, loop: Loop, calls: dict[ast.AST, Confidence]) -> Finding | None:
    """The finding on a loop; None when the model is not asked in it."""
    body = _nodes(loop)
    tested = list(ast.walk(loop.test)) if isinstance(loop, ast.While) else []
    asked = {calls[node] for node in (*body, *tested) if node in calls}
    if not asked:
        return None
    function = module.scope(loop)
    subject = module.subject(function)
    shown = function or module.file.name
    endless = _endless(module, loop)
    if not endless and not isinstance(loop, ast.While):
        return passed(subject, f"{shown}: the loop round the model is over a list or range",
                      location=module.at(loop), code="bounded")  # fmt: skip
    if _is_bounded(module, loop, body):
        return passed(subject, f"{shown}: the loop round the model has a bound",
                      location=module.at(loop), code="bounded")  # fmt: skip
    if _waits(body):
        return None
    return failed(
        subject,
        f"{shown}: the loop round the model has no bound",
        code="unbounded",
        location=module.at(loop),
        confidence=_sureness(endless and Confidence.HIGH in asked, body),
        evidence=[Evidence("excerpt", module.excerpt(loop))],
        help="count the steps and stop at a limit, e.g. for _ in range(MAX_STEPS)",
    )


def _sureness(certain: bool, body: list[ast.AST]) -> Confidence:
    """High when nothing in sight could end it; low when a condition or a helper might."""
    for node in body:
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            if _BUDGET.search(name) or name.endswith("sleep"):
                return Confidence.LOW
    return Confidence.HIGH if certain else Confidence.LOW


def _endless(module: Module, loop: Loop) -> bool:
    if isinstance(loop, ast.While):
        test = module.folded(loop.test)
        return isinstance(test, ast.Constant) and bool(test.value)
    if isinstance(loop.iter, ast.Call):
        name = module.resolve(loop.iter.func)
        endless_repeat = name == "itertools.repeat" and len(loop.iter.args) < 2
        return name in ("itertools.count", "itertools.cycle") or endless_repeat
    return False


def _is_bounded(module: Module, loop: Loop, body: list[ast.AST]) -> bool:
    if deadline_around(module, loop):
        return True
    counters, lists = _moving(loop, body)
    tests = [node.test for node in body if isinstance(node, ast.If) and _ends(node)]
    if isinstance(loop, ast.While):
        tests.append(loop.test)
    return any(_compares(test, counters, lists) for test in tests)


def _moving(loop: Loop, body: list[ast.AST]) -> tuple[set[str], set[str]]:
    """What changes steadily from round to round: counters and budgets, growing lists."""
    counters: set[str] = set()
    lists: set[str] = set()
    if isinstance(loop, ast.For) and dotted(loop.iter) in ("itertools.count()", "count()"):
        counters.add(dotted(loop.target))
    for node in body:
        match node:
            case ast.AugAssign(target=target):
                counters.add(dotted(target))
            case ast.Assign(targets=[target], value=ast.BinOp() as value):
                parts = {dotted(part) for part in ast.walk(value) if isinstance(part, ast.expr)}
                counters.update({dotted(target)} & parts)
            case ast.Call(func=ast.Attribute(attr="append" | "extend" | "add") as callee):
                lists.add(dotted(callee.value))
    return counters - {""}, lists - {""}


def _compares(test: ast.expr, counters: set[str], lists: set[str]) -> bool:
    """Whether a test holds a counter, the length of a growing list or the clock to a limit."""
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(op, _ORDER) for op in node.ops):
            sides = (node.left, *node.comparators)
            if any(_measures(side, counters, lists) for side in sides):
                return True
    return _truth(test) in counters


def _measures(side: ast.expr, counters: set[str], lists: set[str]) -> bool:
    for part in ast.walk(side):
        match part:
            case ast.Call(func=ast.Name(id="len"), args=[measured]):
                if dotted(measured) in lists:
                    return True
            case ast.Call() if _CLOCKS.search(dotted(part)):
                return True
            case ast.Name() | ast.Attribute():
                if dotted(part) in counters:
                    return True
    return False


def _truth(test: ast.expr) -> str:
    """The name in `while remaining:` and `if not remaining:`."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    return dotted(test)


def _ends(node: ast.If) -> bool:
    return any(
        isinstance(inner, ast.Break | ast.Raise | ast.Return)
        for statement in (*node.body, *node.orelse)
        for inner in running(statement)
    )

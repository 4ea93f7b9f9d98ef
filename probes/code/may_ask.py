"""Which names may lead to a model, where the calls themselves cannot be followed.

`self.model.query(...)` cannot be followed when several classes have a `query`. That nothing was
found behind it then proves nothing, so such calls are known by their names.
"""

from __future__ import annotations

import ast
import re
from collections import deque

from .functions import EVERYDAY, Place
from .python_source import PythonCode
from .syntax import dotted, modules, running

_ON_A_MODEL = re.compile(
    r"(?i)(?:^|[._])(?:\w*llm|\w*model|agent|chain|provider|chat|runner|graph)\w*(?:\(\))?\.\w+$"
)


_FAR = 4
"""Further calls away, names coincide more often than they lead anywhere."""


class NamesThatMayAsk:
    """Names of functions that may come to a model, and how many calls lie between."""

    def __init__(self, code: PythonCode, asking: frozenset[Place]) -> None:
        self.far = {place.function.rpartition(".")[2]: 0 for place in asking if place.function}
        callers: dict[str, set[str]] = {}
        for module in modules(code) if self.far else ():
            for call in module.calls:
                if call.function and (called := _callee(call.node)):
                    caller = call.function.rpartition(".")[2]
                    callers.setdefault(called, set()).add(caller)
        waiting = deque(self.far)
        while waiting:
            name = waiting.popleft()
            for caller in callers.get(name, set()) - self.far.keys():
                self.far[caller] = self.far[name] + 1
                if self.far[caller] < _FAR:
                    waiting.append(caller)

    def in_loop(self, loop: ast.While | ast.For | ast.AsyncFor) -> int | None:
        """How near to a model the names of the calls in a loop are; None when none is."""
        found = (
            self.far.get(_callee(node))
            for statement in loop.body
            for node in running(statement)
            if isinstance(node, ast.Call)
        )
        return min((far for far in found if far is not None), default=None)


def _callee(call: ast.Call) -> str:
    """The last name of what is called; an everyday name counts only on something like a model."""
    name = dotted(call.func)
    last = name.rpartition(".")[2]
    everyday = last in EVERYDAY and not _ON_A_MODEL.search(name)
    return "" if everyday else last

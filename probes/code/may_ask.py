"""Which names may lead to a model, where the calls themselves cannot be followed.

`self.model.query(...)` cannot be followed when several classes have a `query`. That nothing was
found behind it then proves nothing, so such calls are known by their names.
"""

from __future__ import annotations

import ast
import re

from .functions import EVERYDAY, Place
from .python_source import PythonCode
from .syntax import dotted, modules, running

_ON_A_MODEL = re.compile(
    r"(?i)(?:^|[._])(?:\w*llm|\w*model|agent|chain|provider|chat|runner|graph)\w*(?:\(\))?\.\w+$"
)


class NamesThatMayAsk:
    """Names of functions that may come to a model: over-counted, never missed for its callee."""

    def __init__(self, code: PythonCode, asking: frozenset[Place]) -> None:
        self.names = {place.function.rpartition(".")[2] for place in asking}
        callers: dict[str, set[str]] = {}
        for module in modules(code) if self.names else ():
            for call in module.calls:
                if call.function and (called := _callee(call.node)):
                    caller = call.function.rpartition(".")[2]
                    callers.setdefault(called, set()).add(caller)
        waiting = list(self.names)
        while waiting:
            for caller in callers.get(waiting.pop(), set()) - self.names:
                self.names.add(caller)
                waiting.append(caller)

    def in_loop(self, loop: ast.While | ast.For | ast.AsyncFor) -> bool:
        """Whether a call in a loop has such a name."""
        return any(
            isinstance(node, ast.Call) and _callee(node) in self.names
            for statement in loop.body
            for node in running(statement)
        )


def _callee(call: ast.Call) -> str:
    """The last name of what is called; an everyday name counts only on something like a model."""
    name = dotted(call.func)
    last = name.rpartition(".")[2]
    everyday = last in EVERYDAY and not _ON_A_MODEL.search(name)
    return "" if everyday else last

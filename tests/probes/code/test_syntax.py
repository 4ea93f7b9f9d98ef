from __future__ import annotations

import pytest

from readiness.probes.code.functions import callees, find, has_package
from readiness.probes.code.remote_calls import clients, remote_calls
from readiness.probes.code.syntax import modules

from .agent_files import code


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import httpx\nhttpx.get('x')", ["httpx.get"]),
        ("from httpx import Client as C\nC().get('x')", ["httpx.Client", "httpx.Client().get"]),
        ("import urllib.request\nurllib.request.urlopen('x')", ["urllib.request.urlopen"]),
        ("from urllib.request import urlopen\nurlopen('x')", ["urllib.request.urlopen"]),
    ],
)
def test_imports_are_resolved(source: str, names: list[str]) -> None:
    module = next(modules(code(main=source)))
    assert sorted(call.name for call in module.calls) == sorted(names)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import httpx\nclient = httpx.Client()\ndef f():\n    client.get('x')", ["HTTP f"]),
        ("import httpx\ndef f():\n    with httpx.Client() as c:\n        c.get('x')", ["HTTP f"]),
        ("import httpx\ndef f(c: httpx.Client | None):\n    c.get('x')", ["HTTP f"]),
        ("import httpx\nclass A:\n    http: httpx.Client\n    def f(self):\n"
         "        self.http.post('x')", ["HTTP A.f"]),
        ("def f(model):\n    model.chat.completions.create(model='m')", ["model f"]),
        ("def f(c):\n    c.messages.create(model='m')", ["model f"]),
        ("def f(session):\n    session.call_tool('t', {})", ["MCP f"]),
        ("def f(store):\n    store.get('x')", []),
        ("def f(requests):\n    requests.get('x')", []),
    ],
)  # fmt: skip
def test_calls_out_of_the_process_are_known(source: str, found: list[str]) -> None:
    calls = remote_calls(code(main=source))
    assert [f"{call.kind} {call.call.function}" for call in calls] == found


def test_functions_are_found_across_files() -> None:
    facts = code(
        a="from agent.b import ask\nfrom .c import later\ndef go():\n    ask()\n    later()\n",
        b="def ask():\n    pass\n",
        c="def later():\n    pass\n",
    )
    module = next(m for m in modules(facts) if m.file.name == "agent/a.py")
    called = [place.function for call in module.calls for place in callees(facts, module, call)]
    assert called == ["ask", "later"]
    assert find(facts, "agent.b:ask") is not None
    assert find(facts, "agent.a:ask") is not None, "an import re-exports it"
    assert find(facts, "agent.b:nobody") is None
    assert has_package(facts, "agent.x")
    assert not has_package(facts, "elsewhere.x")


def test_clients_know_the_variable_they_are_in() -> None:
    facts = code(
        main="import httpx\nclass A:\n    def __init__(self):\n        self.http = httpx.Client()\n"
    )
    assert [client.binding for client in clients(facts)] == ["A:self.http"]

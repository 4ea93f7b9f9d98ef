from __future__ import annotations

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.tools.call_timeouts import call_timeouts

from ..code.agent_files import code
from ..harness import fails, look, outcomes


@pytest.mark.parametrize(
    ("source", "subject", "line"),
    [
        ("import requests\ndef f():\n    requests.get('x')", "agent/api.py: f", 3),
        ("import requests\ns = requests.Session()\ndef f():\n    s.put('x')", "agent/api.py: f", 4),
        ("import httpx\ndef f():\n    httpx.get('x', timeout=None)", "agent/api.py: f", 3),
        ("import httpx\nclass A:\n    def __init__(self):\n"
         "        self.http = httpx.AsyncClient(timeout=None)\n"
         "    def f(self):\n        self.http.get('x')", "agent/api.py: A.__init__", 4),
        ("import httpx\nc = httpx.Client(timeout=httpx.Timeout(5, read=None))", "agent/api.py", 2),
        ("import httpx\nNONE = None\nc = httpx.Client(timeout=NONE)", "agent/api.py", 3),
        ("from urllib.request import urlopen\ndef f():\n    urlopen('x')", "agent/api.py: f", 3),
        ("import aiohttp\ns = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))",
         "agent/api.py", 2),
        ("from openai import OpenAI\nc = OpenAI(timeout=None)", "agent/api.py", 2),
        ("from mcp import Client\nasync def f():\n    c = Client('x')\n    await c.call_tool('t')",
         "agent/api.py: f", 3),
    ],
)  # fmt: skip
def test_finds_calls_that_wait_for_ever(source: str, subject: str, line: int) -> None:
    found = fails(look(call_timeouts, code(api=source)))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        (subject, "no-timeout", Confidence.HIGH)
    ]
    assert found[0].location is not None
    assert found[0].location.line == line


@pytest.mark.parametrize(
    "source",
    [
        "import requests\nrequests.get('x', timeout=5)",
        "import requests\nT = (3, 10)\nrequests.get('x', timeout=T)",
        "import requests\ns = requests.Session()\ns.get('x', timeout=2)",
        "import requests\ndef f(**kw):\n    requests.get('x', **kw)",
        "import httpx\nhttpx.get('x')",
        "import httpx\nc = httpx.Client()\nc.get('x')",
        "import httpx\nc = httpx.Client(timeout=settings.timeout)\nc.get('x')",
        "import aiohttp\ns = aiohttp.ClientSession()\ns.get('x')",
        "from urllib.request import urlopen\nurlopen('x', None, 5)",
        "from openai import OpenAI\nc = OpenAI()\nc.responses.create(model='m')",
        "from mcp import Client\nc = Client('x', read_timeout_seconds=5)\nc.call_tool('t', {})",
        "import asyncio, httpx\nc = httpx.AsyncClient(timeout=None)\nasync def f():\n"
        "    async with asyncio.timeout(5):\n        await c.get('x')",
        "import asyncio\nfrom mcp import ClientSession\nasync def f(session: ClientSession):\n"
        "    await asyncio.wait_for(session.call_tool('t', {}), 5)",
    ],
)
def test_is_silent_on_calls_that_give_up(source: str) -> None:
    assert outcomes(look(call_timeouts, code(api=source))) == {Outcome.PASS}


def test_a_parameter_that_may_be_none_is_less_certain() -> None:
    source = "import httpx\ndef make(timeout=None):\n    return httpx.Client(timeout=timeout)"
    found = fails(look(call_timeouts, code(api=source)))
    assert [one.confidence for one in found] == [Confidence.LOW]


def test_a_deadline_of_none_is_none() -> None:
    source = (
        "import asyncio, requests\nasync def f():\n"
        "    async with asyncio.timeout(None):\n        requests.get('x')"
    )
    assert fails(look(call_timeouts, code(api=source)))


def test_no_call_is_not_applicable() -> None:
    assert outcomes(look(call_timeouts, code(api="x = 1"))) == {Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    "source",
    [
        # Whoever calls the function gives up after a time.
        """
        import asyncio
        from mcp import ClientSession
        async def ask(read, write):
            async def do():
                async with ClientSession(read, write) as session:
                    return await session.call_tool("t")
            return await asyncio.wait_for(do(), timeout=30)
        """,
        """
        import asyncio, requests
        def fetch():
            return requests.get("x")
        async def main():
            async with asyncio.timeout(10):
                await asyncio.to_thread(fetch)
        """,
    ],
)
def test_a_deadline_above_holds_too(source: str) -> None:
    assert outcomes(look(call_timeouts, code(api=source))) == {Outcome.PASS}


def test_a_deadline_above_some_calls_is_none() -> None:
    source = """
    import asyncio, requests
    def fetch():
        return requests.get("x")
    async def main():
        await asyncio.wait_for(asyncio.to_thread(fetch), 10)
    def other():
        return fetch()
    """
    found = fails(look(call_timeouts, code(api=source)))
    assert [one.subject for one in found] == ["agent/api.py: fetch"]


def test_names_the_call_on_a_session_that_has_no_deadline() -> None:
    source = """
    import asyncio
    from mcp import ClientSession
    async def f(read, write):
        async with ClientSession(read, write) as session:
            await asyncio.wait_for(session.list_tools(), 10)
            return await session.call_tool("t")
    """
    found = fails(look(call_timeouts, code(api=source)))
    assert [(one.message, one.location.line) for one in found if one.location] == [
        ("call_tool on mcp.ClientSession waits for ever: no timeout", 7)
    ]

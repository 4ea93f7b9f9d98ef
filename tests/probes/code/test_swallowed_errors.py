from __future__ import annotations

import textwrap

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.code.python_source import LanguageCount, PythonCode, SourceFile
from readiness.probes.code.swallowed_errors import swallowed_errors

from ..harness import fails, look, outcomes
from .agent_files import code

HEAD = "import httpx, logging, time\nlogger = logging.getLogger()\ndef f(url):\n"


def handler(text: str) -> str:
    body = textwrap.indent(textwrap.dedent(text).strip(), "    ")
    return f"{HEAD}    try:\n        return httpx.get(url)\n{body}\n"


@pytest.mark.parametrize(
    ("text", "kind", "confidence"),
    [
        ("except Exception:\n    return {'status': 'ok'}", "reported-as-success", "high"),
        ("except:\n    return True", "reported-as-success", "high"),
        ("except httpx.HTTPError:\n    return 'done'", "reported-as-success", "high"),
        ("except Exception as e:\n    logger.error(e)\n    return {'success': True}",
         "reported-as-success", "high"),
        ("except Exception:\n    pass", "empty-answer", "low"),
        ("except (KeyError, httpx.HTTPError):\n    pass", "empty-answer", "low"),
        ("except Exception:\n    return []", "empty-answer", "low"),
        ("except Exception:\n    return None", "empty-answer", "low"),
        ("except Exception as e:\n    logger.error(e)\n    return {}", "empty-answer", "low"),
    ],
)  # fmt: skip
def test_finds_failures_that_are_hidden(text: str, kind: str, confidence: str) -> None:
    found = fails(look(swallowed_errors, code(tools=handler(text))))
    assert [(one.code, one.subject, one.confidence.value) for one in found] == [
        (kind, "agent/tools.py: f", confidence)
    ]
    assert found[0].location is not None
    assert found[0].location.line == 6


@pytest.mark.parametrize(
    "text",
    [
        "except Exception:\n    raise",
        "except Exception as e:\n    raise RuntimeError('x') from e",
        "except Exception as e:\n    return {'error': str(e)}",
        "except Exception:\n    return {'status': 'error', 'message': 'service unavailable'}",
        "except Exception:\n    return 'Error: the service could not be reached'",
        "except Exception:\n    return False",
        "except Exception:\n    logger.exception('failed')\n    return None",
        "except KeyError:\n    pass",
        "except ValueError:\n    return []",
    ],
)
def test_is_silent_on_failures_that_stay_visible(text: str) -> None:
    assert outcomes(look(swallowed_errors, code(tools=handler(text)))) == {Outcome.PASS}


def test_a_retry_that_raises_in_the_end_is_fine() -> None:
    text = """
    import httpx, time
    def f(url):
        for attempt in range(3):
            try:
                return httpx.get(url)
            except httpx.HTTPError:
                time.sleep(1)
                continue
        raise RuntimeError("gave up")
    """
    assert outcomes(look(swallowed_errors, code(tools=text))) == {Outcome.PASS}


def test_closing_a_connection_may_fail_quietly() -> None:
    text = """
    import httpx
    client = httpx.Client()
    def f():
        client.get("x")
        try:
            client.close()
        except Exception:
            pass
    """
    assert outcomes(look(swallowed_errors, code(tools=text))) == {Outcome.PASS}


def test_sees_calls_through_the_agents_own_functions_and_suppress() -> None:
    text = """
    import contextlib, httpx
    def fetch():
        return httpx.get("x")
    def a():
        try:
            return fetch()
        except Exception:
            return {"status": "ok"}
    def b():
        with contextlib.suppress(Exception):
            fetch()
    """
    found = fails(look(swallowed_errors, code(tools=text)))
    assert {(one.subject, one.code) for one in found} == {
        ("agent/tools.py: a", "reported-as-success"),
        ("agent/tools.py: b", "ignored"),
    }
    assert {one.confidence for one in found} == {Confidence.HIGH}


def test_nothing_to_look_at() -> None:
    assert outcomes(look(swallowed_errors, code(main="x = 1\n"))) == {Outcome.NOT_APPLICABLE}
    broken = PythonCode(
        target="code",
        files=(SourceFile("agent/x.py", "", "syntax error: x", 3),),
        other_languages=(LanguageCount("TypeScript", 2),),
    )
    assert outcomes(look(swallowed_errors, broken)) == {Outcome.NOT_AVAILABLE}


def test_trying_again_for_ever_is_less_certain() -> None:
    text = """
    import httpx
    def f():
        while True:
            try:
                return httpx.get("x")
            except httpx.HTTPError:
                continue
    """
    found = fails(look(swallowed_errors, code(tools=text)))
    assert [(one.code, one.confidence) for one in found] == [("ignored", Confidence.LOW)]


@pytest.mark.parametrize(
    ("source", "kind", "sure"),
    [
        # Work goes on after the failure as if the call had been made.
        ("try:\n    httpx.post(url)\nexcept httpx.HTTPError:\n    pass\nprint('sent')",
         "ignored", "high"),
        ("while True:\n    try:\n        httpx.post(url)\n    except httpx.HTTPError:\n"
         "        pass\n    print('sent')", "ignored", "high"),
        ("for one in ones:\n    try:\n        httpx.post(one)\n    except Exception:\n"
         "        continue", "ignored", "high"),
        ("while True:\n    if ask():\n        try:\n            httpx.post(url)\n"
         "        except httpx.HTTPError:\n            pass\n        print('sent')\n"
         "        continue\n    if done():\n        return", "ignored", "high"),
        # The next round is another attempt.
        ("while running():\n    try:\n        httpx.get(url)\n    except httpx.HTTPError:\n"
         "        continue\n    work()", "ignored", "low"),
        ("for n in range(3):\n    try:\n        return httpx.get(url)\n"
         "    except httpx.HTTPError:\n        continue\nreturn None", "empty-answer", "low"),
        # Something else is done in its place.
        ("try:\n    return httpx.get(url)\nexcept Exception:\n    pass\nreturn local(url)",
         "replaced", "low"),
        # A condition that the agent named itself.
        ("try:\n    httpx.post(url)\nexcept QuotaReached:\n    pass\nprint('on')",
         "ignored", "low"),
        # Tidying up after something else.
        ("try:\n    work()\nfinally:\n    try:\n        httpx.post(url)\n"
         "    except Exception:\n        pass\n    done()", "ignored", "low"),
        # A question, not a report.
        ("try:\n    answer = httpx.get(url).json()\n    free = answer['tier'] == 'free'\n"
         "    return free\nexcept Exception:\n    return True", "counts-as-yes", "low"),
        ("try:\n    httpx.get(url)\n    return True\nexcept httpx.HTTPStatusError:\n"
         "    return True\nexcept Exception:\n    return False", "counts-as-yes", "low"),
    ],
)  # fmt: skip
def test_what_comes_after_decides(source: str, kind: str, sure: str) -> None:
    text = HEAD + textwrap.indent(source, "    ")
    found = fails(look(swallowed_errors, code(tools=text)))
    assert [(one.code, one.confidence.value) for one in found] == [(kind, sure)]


@pytest.mark.parametrize(
    "source",
    [
        # A flag of another meaning than success.
        "cut = False\ntry:\n    httpx.get(url)\nexcept httpx.HTTPError:\n    cut = True\nend(cut)",
        "try:\n    return httpx.get(url)\nexcept httpx.HTTPError:\n    pass\nreturn False",
        "try:\n    httpx.get(url)\nexcept InterruptedError:\n    pass\ngo_on()",
        "try:\n    httpx.get(url)\nexcept sqlite3.OperationalError:\n    pass\ngo_on()",
        "try:\n    yield httpx.get(url)\nexcept Exception:\n    yield 'failed', 502\n    return",
        "try:\n    return httpx.get(url)\nexcept Exception:\n    io.tool_error(1)\n    return None",
        "for n in range(3):\n    try:\n        return httpx.get(url)\n    except httpx.HTTPError:\n"
        "        continue\nreturn False",
    ],
)
def test_what_is_told_in_another_way_is_not_hidden(source: str) -> None:
    text = "import sqlite3\n" + HEAD + textwrap.indent(source, "    ")
    assert outcomes(look(swallowed_errors, code(tools=text))) == {Outcome.PASS}


def test_side_business_and_far_calls_are_less_certain() -> None:
    text = """
    import httpx
    def post(x):
        return httpx.post("x")
    def far(x):
        return post(x)
    def send_telemetry(x):
        try:
            httpx.post("x")
        except Exception:
            pass
        work()
    def work():
        try:
            far(1)
        except Exception:
            pass
        rest()
    """
    found = fails(look(swallowed_errors, code(tools=text)))
    assert {(one.subject.partition(": ")[2], one.confidence.value) for one in found} == {
        ("send_telemetry", "low"),
        ("work", "low"),
    }

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.code.python_source import PythonCode
from readiness.probes.code.tool_definitions import code_tools, unnamed_tools
from readiness.probes.tools.declared_in_manifest import declared_in_manifest
from readiness.probes.workflow.declarations import Declarations, declarations

from ..code.agent_files import code
from ..harness import facts_of, fails, look, outcomes

TOOL = """
TOOLS = [{"type": "function", "function": {"name": "get_order", "parameters": {}}}]
"""


PAY = "tools: {pay: {kind: callable, callable: 'agent.pay:pay'}}\n"


def manifest(root: Path, text: str) -> Declarations:
    return facts_of(declarations, root, text)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (TOOL, ["get_order"]),
        ('T = {"type": "function", "name": "search", "parameters": {}}', ["search"]),
        ('T = {"name": "search", "input_schema": {}}', ["search"]),
        ("from langchain_core.tools import tool\n@tool\ndef search(q): ...", ["search"]),
        ("from crewai.tools import tool\n@tool('find it')\ndef search(q): ...", ["find it"]),
        ("from agents import function_tool\n@function_tool\ndef search(q): ...", ["search"]),
        ("@mcp.tool()\ndef search(q): ...", ["search"]),
        ("@agent.tool_plain\ndef search(q): ...", ["search"]),
        ("from langchain.tools import StructuredTool\nt = StructuredTool.from_function(search)",
         ["search"]),
        ("from google.adk.tools import FunctionTool\nt = FunctionTool(func=search)", ["search"]),
        ('T = {"name": "order", "parameters": {}}', []),
    ],
)  # fmt: skip
def test_tools_are_found_in_code(source: str, names: list[str]) -> None:
    assert [tool.name for tool in code_tools(code(tools=source))] == names


def test_finds_an_undeclared_tool(tmp_path: Path) -> None:
    declared = manifest(
        tmp_path, "tools:\n  pay:\n    kind: callable\n    callable: agent.pay:pay\n"
    )
    facts = code(tools=TOOL, orders="def get_order(): ...\n", pay="def pay(): ...\n")
    found = fails(look(declared_in_manifest, facts, declared, ()))
    assert [(one.subject, one.code, one.confidence) for one in found] == [
        ("tool get_order", "undeclared", Confidence.HIGH)
    ]
    assert str(found[0].location).startswith("agent/tools.py:2")


@pytest.mark.parametrize(
    "source",
    [
        # A call that the model made, put together from a stream.
        'C = {"type": "function", "function": {"name": "", "arguments": ""}}',
        'C = {"type": "function", "function": {"name": "get_order", "arguments": "{}"}}',
        'C = {"tool_choice": {"type": "function", "function": {"name": "get_order"}}}',
    ],
)
def test_a_call_or_a_choice_is_no_definition(source: str) -> None:
    facts = code(tools=source)
    assert (code_tools(facts), unnamed_tools(facts)) == ((), ())


@pytest.mark.parametrize(
    "source",
    [
        "from langchain_core.tools import tool\ndef make(name):\n"
        "    @tool(name)\n    def custom(q): ...\n    return custom",
        "from semantic_kernel.functions import kernel_function\ndef make(tool):\n"
        "    @kernel_function(name=tool.name)\n    async def method(): ...",
        "from langchain_core.tools import tool\ndef make(name):\n"
        "    @tool\n    def custom(q): ...\n    custom.name = name\n    return custom",
        "from x import FunctionTool\ndef add(tool):\n    return FunctionTool(tool)",
        "from x import FunctionTool\nTOOLS = [FunctionTool(f) for f in FUNCTIONS]",
    ],
)
def test_a_name_made_when_the_agent_runs_could_not_be_looked_at(
    tmp_path: Path, source: str
) -> None:
    found = look(declared_in_manifest, code(tools=source), manifest(tmp_path, PAY), ())
    unnamed = [one for one in found if one.subject.startswith("tools made in")]
    assert [one.outcome for one in unnamed] == [Outcome.NOT_AVAILABLE]
    assert not [one for one in found if one.code == "undeclared"]


def test_a_name_from_a_class_of_names_is_read() -> None:
    source = """
    class Names(str, Enum):
        STATUS = "git_status"

    @server.tool(name=Names.STATUS.value)
    def status(): ...

    @server.tool(name=Names.STATUS)
    def other(): ...
    """
    assert [tool.name for tool in code_tools(code(tools=source))] == ["git_status"]


def test_the_form_of_an_answer_is_less_certain(tmp_path: Path) -> None:
    source = """
    ask(
        tools=[{"name": "answer", "description": "x", "input_schema": {}}],
        tool_choice={"type": "tool", "name": "answer"},
    )
    """
    found = fails(look(declared_in_manifest, code(tools=source), manifest(tmp_path, PAY), ()))
    undeclared = [one for one in found if one.code == "undeclared"]
    assert [one.confidence for one in undeclared] == [Confidence.LOW]


def test_a_manifest_without_tools_is_one_finding(tmp_path: Path) -> None:
    source = "@mcp.tool()\ndef a(): ...\n@mcp.tool()\ndef b(): ...\n@mcp.tool()\ndef c(): ...\n"
    found = fails(look(declared_in_manifest, code(tools=source), manifest(tmp_path, ""), ()))
    assert [(one.subject, one.code) for one in found] == [("tools", "none-declared")]
    assert "3 tools" in found[0].message


def test_finds_a_declared_function_that_is_not_there(tmp_path: Path) -> None:
    declared = manifest(
        tmp_path, "tools:\n  pay:\n    kind: callable\n    callable: agent.pay:pay\n"
    )
    found = fails(look(declared_in_manifest, code(pay="def refund(): ...\n"), declared, ()))
    assert [(one.code, one.subject) for one in found] == [
        ("missing-function", "function agent.pay:pay")
    ]
    assert found[0].location is not None
    assert found[0].location.file == "readiness.yaml"


def test_names_differ_in_case_and_joints_only(tmp_path: Path) -> None:
    text = (
        "tools:\n  orders:\n    kind: mcp\n    url: 'http://x'\n"
        "    operations: {getOrder: {effect: read}}\n"
    )
    declared = manifest(tmp_path, text)
    assert outcomes(look(declared_in_manifest, code(tools=TOOL), declared, ())) == {Outcome.PASS}


def test_a_wrapper_of_a_declared_operation_is_less_certain(tmp_path: Path) -> None:
    text = (
        "tools:\n  orders:\n    kind: mcp\n    url: 'http://x'\n"
        "    operations: {fetchOrder: {effect: read}}\n"
    )
    source = TOOL + "def get_order():\n    return fetch_order()\ndef fetch_order(): ...\n"
    found = fails(look(declared_in_manifest, code(tools=source), manifest(tmp_path, text), ()))
    assert [one.confidence for one in found] == [Confidence.LOW]


def test_an_mcp_server_without_listed_operations_may_hold_it(tmp_path: Path) -> None:
    declared = manifest(tmp_path, "tools: {policy: {kind: mcp, url: 'http://x'}}\n")
    found = look(declared_in_manifest, code(tools=TOOL), declared, ())
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}


def test_a_function_outside_the_code_could_not_be_looked_at(tmp_path: Path) -> None:
    declared = manifest(tmp_path, "tools: {a: {kind: callable, callable: 'elsewhere.x:f'}}\n")
    found = look(declared_in_manifest, code(tools="x = 1\n"), declared, ())
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}


def test_nothing_of_the_kind(tmp_path: Path) -> None:
    declared = manifest(tmp_path, "")
    found = look(declared_in_manifest, code(tools="x = 1\n"), declared, ())
    assert outcomes(found) == {Outcome.NOT_APPLICABLE}
    found = look(declared_in_manifest, PythonCode(target="code"), declared, ())
    assert outcomes(found) == {Outcome.NOT_AVAILABLE}

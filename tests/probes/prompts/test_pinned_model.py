from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.code.model_settings import ModelSettings, model_settings
from readiness.probes.prompts.pinned_model import pinned_model

from ..code.agent_files import CODE, code, write
from ..harness import facts_of, fails, look, outcomes

NONE = ModelSettings(target="code")


@pytest.mark.parametrize(
    ("model", "outcome", "confidence"),
    [
        ("gpt-4.1-2025-04-14", "pass", "high"),
        ("openai:gpt-4o-2024-08-06", "pass", "high"),
        ("gpt-4-0613", "pass", "high"),
        ("claude-sonnet-4-5-20250929", "pass", "high"),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", "pass", "high"),
        ("mistral-large-2411", "pass", "high"),
        ("gpt-4.1", "fail", "high"),
        ("gpt-4o-mini", "fail", "high"),
        ("o3-mini", "fail", "high"),
        ("openai/gpt-5", "fail", "high"),
        ("claude-sonnet-4-5", "fail", "high"),
        ("anthropic:claude-3-5-sonnet-latest", "fail", "high"),
        ("mistral-large-latest", "fail", "high"),
        ("gemini-2.5-pro", "fail", "low"),
        ("our-model-7", "not_available", "high"),
    ],
)
def test_model_names(model: str, outcome: str, confidence: str) -> None:
    facts = code(main=f"client.chat.completions.create(model={model!r})")
    found = look(pinned_model, NONE, (facts,))
    assert [(one.outcome.value, one.confidence.value) for one in found] == [(outcome, confidence)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("config.yaml", "a: 1\nmodel:\n  id: gpt-4.1\n", 3),
        ("config.yml", "llm:\n  model_name: gpt-4.1\n", 2),
        ("settings.toml", '[agent]\nmodel = "gpt-4.1"\n', 2),
        ("settings.json", '{\n "agents": [{"model": "gpt-4.1"}]\n}', 2),
        (".env.example", "A=1\nOPENAI_MODEL=gpt-4.1\n", 2),
    ],
)
def test_finds_a_floating_name_in_configuration(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    write(tmp_path, main="x = 1\n")
    (tmp_path / name).write_text(text)
    settings = facts_of(model_settings, tmp_path, CODE)
    found = fails(look(pinned_model, settings, (code(main="x = 1\n"),)))
    assert [(one.code, one.location.file, one.location.line) for one in found if one.location] == [
        ("floating-alias", name, line)
    ]


@pytest.mark.parametrize(
    "source",
    [
        "MODEL = 'gpt-4.1'\nclient.responses.create(model=MODEL)",
        "from pydantic_ai import Agent\nagent = Agent(model='openai:gpt-4.1')",
    ],
)
def test_finds_a_floating_name_in_code_once(source: str) -> None:
    found = fails(look(pinned_model, NONE, (code(main=source),)))
    assert [(one.code, one.confidence) for one in found] == [("floating-alias", Confidence.HIGH)]


def test_a_default_that_the_environment_may_replace_is_less_certain() -> None:
    source = "import os\nMODEL = os.environ.get('MODEL', 'gpt-4.1')"
    found = fails(look(pinned_model, NONE, (code(main=source),)))
    assert [one.confidence for one in found] == [Confidence.LOW]


def test_other_texts_are_no_models(tmp_path: Path) -> None:
    write(tmp_path, main="x = 1\n")
    (tmp_path / "map.yaml").write_text("steps: {judge: {kind: model}}\nmodel: {kind: scripted}\n")
    settings = facts_of(model_settings, tmp_path, CODE)
    assert settings.settings == ()
    prices = code(main="PRICES = {'gpt-4.1': 2}\nf(model=config.model)")
    assert outcomes(look(pinned_model, settings, (prices,))) == {Outcome.NOT_AVAILABLE}


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    write(tmp_path, main="x = 1\n")
    (tmp_path / "config.json").write_text('{"model": ')
    settings = facts_of(model_settings, tmp_path, CODE)
    found = look(pinned_model, settings, (code(main="f(model='gpt-4.1-2025-04-14')"),))
    assert outcomes(found) == {Outcome.PASS, Outcome.NOT_AVAILABLE}


@pytest.mark.parametrize(
    ("source", "confidences"),
    [
        ("count_tokens(text, model='gpt-4o')", []),
        ("completion_cost(model='gpt-4o')", []),
        ("remember(model='gpt-4o')", ["low"]),
        ("ChatOpenAI(model='gpt-4o')", ["high"]),
        ("OLD_MODEL = 'gpt-4o'", ["low"]),
        ("OLD_MODEL = 'gpt-4o'\nask(OLD_MODEL)", ["high"]),
    ],
)
def test_a_name_that_may_reach_no_model_is_less_certain(
    source: str, confidences: list[str]
) -> None:
    found = fails(look(pinned_model, NONE, (code(main=source),)))
    assert [one.confidence.value for one in found] == confidences

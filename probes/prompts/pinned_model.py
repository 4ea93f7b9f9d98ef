"""The probe `prompts.pinned-model`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.findings import (
    Confidence,
    Evidence,
    Finding,
    Location,
    could_not_look,
    failed,
    passed,
)
from readiness.registry import probe

from ..code.model_settings import ModelSettings
from ..code.python_source import PythonCode
from ..code.syntax import Call, Module, modules, unread

_ARGUMENTS = {"model", "model_name", "model_id", "llm"}
_COUNTS = re.compile(r"(?i)token|encod|cost|price|pricing|context_(?:window|length|size)")
"""Functions that measure or charge for a text take a model's name and ask no model."""
_CONSTANT = re.compile(r"(?:\w+_)?MODEL(?:_(?:ID|NAME|\w+))?")
_DATED = re.compile(
    r"-20\d\d-(?:0\d|1[0-2])-[0-3]\d$|[-@]20\d{6}(?:-v\d+(?::\d+)?)?$|@sha256:[0-9a-f]{12,}$"
    r"|:[0-9a-f]{12,}$|@[0-9a-f]{7,40}$|^ft:[^:]+-\d{4}(?:-\d\d-\d\d)?:"
    r"|^gpt-(?:3\.5-turbo|4)(?:-\w+)*-(?:0[1-9]|1[0-2])[0-3]\d(?:-preview)?$|^gemini-.*-\d{3}$"
    r"|^(?:mistral|ministral|codestral|magistral|pixtral|devstral|open-mi)[\w.-]*-2\d(?:0\d|1[0-2])$"
)
_FLOATING = re.compile(
    r"^(?:gpt-(?:3\.5|4|4o|4\.1|5|5\.\d)(?:-(?:turbo|mini|nano|pro|preview|audio|chat|codex))*"
    r"|o[134](?:-(?:mini|pro|preview))?|chatgpt-4o"
    r"|claude-(?:3(?:-[57])?-(?:opus|sonnet|haiku)|(?:opus|sonnet|haiku)-4(?:-[0-5])?)"
    r"|[\w.]+(?:-[\w.]+)*-latest)$"
)
_GEMINI = re.compile(r"^gemini-\d(?:\.\d)?-(?:pro|flash|flash-lite)(?:-preview)?$")
_PROVIDER = re.compile(
    r"^(?:openai|azure|azure_openai|anthropic|openai-chat|openai-responses|google|google_genai"
    r"|google-gla|google-vertex|vertex_ai|gemini|bedrock|mistral|mistralai|openrouter|litellm"
    r"|(?:us|eu|apac|global)\.anthropic|models)[:/.]"
)


@dataclass(frozen=True)
class _Named:
    model: str
    where: str
    location: Location
    inferred: bool = False
    """The environment may name another, or that the name reaches a model is not seen."""


@probe()
def pinned_model(settings: ModelSettings, codes: tuple[PythonCode, ...]) -> Iterator[Finding]:
    """Is the model pinned to a dated version?

    A floating name such as `gpt-4.1` or `…-latest` is given another model one day, and the agent's
    behaviour changes without a change that anybody approved or tested. A pass means that each
    model named in the code or in the configuration files beside the manifest is a dated snapshot
    or a digest. Names whose provider offers no dated version cannot be judged.
    Source: the model version pages of OpenAI, Anthropic and Mistral.
    """
    named = [
        _Named(one.model, f"{one.location.file}: {one.key}", one.location)
        for one in settings.settings
    ]
    for code in codes:
        named.extend(_in_code(code))
    seen: dict[str, Finding] = {}
    for one in named:
        seen.setdefault(one.where, _judge(one))
    yield from seen.values()
    for name in settings.unread:
        yield could_not_look(name, f"{name} could not be read", help="mend the file")
    if not seen:
        yield could_not_look(
            "model",
            "no model is named in the code or in the configuration beside the manifest",
            help="name the model and its version in a configuration file that is versioned",
        )
        for code in codes:
            yield from unread(code)


def _judge(one: _Named) -> Finding:
    bare = _bare(one.model)
    if _DATED.search(bare):
        return passed(one.where, f"{one.model} is a dated version", location=one.location)
    floating = bool(_FLOATING.match(bare))
    if floating or _GEMINI.match(bare):
        sure = floating and not one.inferred
        return failed(
            one.where,
            f"{one.model} is a floating name: its provider decides which model it is",
            code="floating-alias",
            location=one.location,
            confidence=Confidence.HIGH if sure else Confidence.LOW,
            evidence=[Evidence("excerpt", f"{one.where} = {one.model}")],
            help="name a dated version, e.g. gpt-4.1-2025-04-14",
        )
    return could_not_look(
        one.where,
        f"whether {one.model} is a fixed version cannot be told from its name",
        help="attest which version it is, or name a dated one",
        location=one.location,
    )


def _bare(model: str) -> str:
    """The model without its provider: `openai:gpt-4.1` is gpt-4.1."""
    while match := _PROVIDER.match(model):
        model = model[match.end() :]
    return model


def _in_code(code: PythonCode) -> Iterator[_Named]:
    for module in modules(code, "model", "MODEL"):
        for call in module.calls:
            if _COUNTS.search(call.name.rpartition(".")[2]):
                continue
            for keyword in call.node.keywords:
                if keyword.arg in _ARGUMENTS:
                    where = module.subject(call.function)
                    yield from _named(module, keyword.value, where, inferred=not _asks(call))
        for name, value in module.constants.items():
            if _CONSTANT.fullmatch(name):
                where = f"{module.file.name}: {name}"
                yield from _named(module, value, where, inferred=not _is_used(code, module, name))


def _asks(call: Call) -> bool:
    """Whether a call asks a model or makes what will: a class, or a completion."""
    last = call.name.rpartition(".")[2]
    return last[:1].isupper() or last in _ASKING


_ASKING = {
    "create", "parse", "stream", "completion", "acompletion", "responses", "aresponses", "invoke",
    "ainvoke", "generate", "generate_content", "converse", "init_chat_model", "process",
    "process_async", "complete", "chat", "run", "run_sync", "embeddings", "embedding",
}  # fmt: skip


def _is_used(code: PythonCode, home: Module, name: str) -> bool:
    """Whether a constant is named in its own module again, or by another."""
    if len(re.findall(rf"\b{name}\b", home.file.text)) > 1:
        return True
    return any(
        f".{name}" in module.file.text
        or any(origin.endswith(f".{name}") for origin in module.imports.values())
        for module in modules(code, name)
        if module is not home
    )


def _named(
    module: Module, value: ast.expr, where: str, *, inferred: bool = False
) -> Iterator[_Named]:
    if isinstance(value, ast.Name) and _CONSTANT.fullmatch(value.id):
        return  # judged where the constant stands
    value = module.folded(value) or value
    text, overridable = _text(module, value)
    if text and re.fullmatch(r"[\w.:/@-]+", text) and re.search(r"\d|latest", text):
        yield _Named(text, where, module.at(value), inferred or overridable)


def _text(module: Module, value: ast.expr) -> tuple[str, bool]:
    """A model's name written out, or the default of an environment variable."""
    match value:
        case ast.Constant(value=str() as text):
            return text, False
        case ast.Call(args=[_, ast.Constant(value=str() as text)]):
            reads = module.resolve(value.func) in ("os.environ.get", "os.getenv")
            return (text, True) if reads else ("", False)
        case ast.BoolOp(op=ast.Or(), values=[*_, ast.Constant(value=str() as text)]):
            return text, True
    return "", False

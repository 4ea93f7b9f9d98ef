"""What the registry refuses, so that a mistake shows when a module is imported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint

import pytest

from readiness.context import Context
from readiness.errors import RegistrationError
from readiness.facts import Facts
from readiness.findings import Finding, passed
from readiness.registry import Probe, Registry, gatherer, installed, probe, report_format
from readiness.targets import CodeTarget
from tests.engine import sample_extension


@dataclass(frozen=True, kw_only=True)
class Orphan(Facts):
    """Nobody gathers these."""


def test_a_probe_must_take_facts() -> None:
    with pytest.raises(RegistrationError, match="annotate `facts` with a Facts type"):

        @probe(id="sample.bad")
        def bad(facts: int) -> Iterator[Finding]:
            """Is it annotated?"""
            yield passed("a", "b")


def test_a_probe_must_return_findings() -> None:
    with pytest.raises(RegistrationError, match=r"Iterator\[Finding\]"):

        @probe(id="sample.bad")
        def bad(facts: Orphan) -> list[Finding]:
            """Is it annotated?"""
            return []


def test_a_probe_must_ask_a_question() -> None:
    with pytest.raises(RegistrationError, match="open with a question"):

        @probe(id="sample.bad")
        def bad(facts: Orphan) -> Iterator[Finding]:
            """Checks something."""
            yield passed("a", "b")


def test_a_probe_without_facts_cannot_see() -> None:
    with pytest.raises(RegistrationError, match="cannot see anything"):

        @probe(id="sample.bad")
        def bad() -> Iterator[Finding]:
            """Does it see?"""
            yield passed("a", "b")


def test_an_extension_must_be_documented() -> None:
    with pytest.raises(RegistrationError, match="no docstring"):

        @gatherer(id="sample.bad")
        def bad(target: CodeTarget, context: Context) -> Orphan:
            return Orphan(target="x")


def test_a_format_must_return_bytes() -> None:
    with pytest.raises(RegistrationError, match="must return bytes"):

        @report_format(id="bad", suffix=".txt", media_type="text/plain")
        def bad(result: int) -> str:
            """A format."""
            return ""


def test_twins_are_refused() -> None:
    registry = Registry()
    registry.add_module(sample_extension)
    with pytest.raises(RegistrationError, match="is taken"):
        registry.add_module(sample_extension)


def test_facts_that_nobody_gathers_are_refused() -> None:
    @probe(id="sample.orphan")
    def orphan(facts: Orphan) -> Iterator[Finding]:
        """Does anybody gather this?"""
        yield passed("a", "b")

    registry = Registry()
    marked = orphan.__readiness__  # type: ignore[attr-defined]
    assert isinstance(marked, Probe)
    registry.add(marked)
    with pytest.raises(RegistrationError, match="nobody gathers Orphan"):
        registry.check()


def test_a_plugin_that_does_not_load_costs_only_itself() -> None:
    registry = Registry()
    registry.add_plugin(EntryPoint("gone", "no_such_module_anywhere", "readiness.plugins"))
    good = EntryPoint("good", "tests.engine.sample_extension", "readiness.plugins")
    registry.add_plugin(good)
    assert "ModuleNotFoundError" in registry.broken["gone"]
    assert "sample.named" in registry.probes


def test_what_is_installed_holds_together() -> None:
    registry = installed(plugins=False)
    assert registry.probes
    assert registry.formats

"""A gatherer and probes for tests of the engine: one that works, and one for each way to fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Facts
from readiness.findings import Finding, failed, passed
from readiness.registry import Mode, gatherer, probe
from readiness.targets import CodeTarget, DeclarationsTarget, WorkflowTarget


@dataclass(frozen=True, kw_only=True)
class Sample(Facts):
    """The manifest's agent name."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Map(Facts):
    """The text of the workflow map."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Broken(Facts):
    """Never gathered."""


@dataclass(frozen=True, kw_only=True)
class Live(Facts):
    """Gathered in live mode only."""


@gatherer(id="sample.names")
def names(target: DeclarationsTarget, context: Context) -> Sample:
    """The name in the manifest."""
    return Sample(target=target.id, name=target.model.agent.name)


@gatherer(id="sample.maps")
def maps(target: WorkflowTarget, context: Context) -> Map:
    """The map's text."""
    source = context.source(target.path)
    return Map(target=target.id, sources=(source,), text=context.read(target.path))


@gatherer(id="sample.crash")
def crash(target: CodeTarget, context: Context) -> Broken:
    """Crashes."""
    raise ZeroDivisionError("a bug of ours")


@gatherer(id="sample.live", mode=Mode.LIVE)
def live(target: DeclarationsTarget, context: Context) -> Live:
    """Takes a look in live mode."""
    return Live(target=target.id)


@probe(id="sample.named")
def named(facts: Sample) -> Iterator[Finding]:
    """Has the agent a name?"""
    yield passed("agent", f"it is called {facts.name}")


@probe(id="sample.mapped")
def mapped(facts: Map) -> Iterator[Finding]:
    """Is there something on the map?"""
    if facts.text.strip():
        yield passed("map", "there is something on it")
    else:
        yield failed("map", "it is empty")


@probe(id="sample.after-crash")
def after_crash(facts: Broken) -> Iterator[Finding]:
    """Would it hold, had its facts been gathered?"""
    yield passed("nothing", "never reached")


@probe(id="sample.raises")
def raises(facts: Sample) -> Iterator[Finding]:
    """Does a crash half way cost only this answer?"""
    yield passed("first", "looks fine so far")
    raise RuntimeError("a bug of ours")


@probe(id="sample.hangs", timeout=0.2)
def hangs(facts: Sample) -> Iterator[Finding]:
    """Does a probe that hangs cost only this answer?"""
    try:
        while True:
            time.sleep(0.01)
    except Exception:
        yield passed("agent", "swallowed the limit")


@probe(id="sample.silent")
def silent(facts: Sample) -> Iterator[Finding]:
    """Does silence count as an error?"""
    yield from ()


@probe(id="sample.refuses")
def refuses(facts: Sample) -> Iterator[Finding]:
    """May a probe say that it could not look?"""
    raise CouldNotLook("the light is off", help="switch it on")
    yield passed("agent", "never reached")


@probe(id="sample.looks-live")
def looks_live(facts: Live) -> Iterator[Finding]:
    """Does it hold live?"""
    yield passed("agent", "it holds live")

"""Rendering a sample once, through the registry, as the command line does."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from readiness.registry import Registry
from tests.reports.sample import SAMPLES

EVERY_SAMPLE = sorted(SAMPLES)


@cache
def registry() -> Registry:
    """The formats of this folder and nothing else."""
    found = Registry()
    found.add_package(importlib.import_module("readiness.reports"))
    return found


@cache
def rendered(name: str, sample: str) -> bytes:
    """A sample in a format."""
    return registry().formats[name].render(SAMPLES[sample]())


def part(name: str) -> Any:
    """A module of this folder, where the registry finds it too: untyped from here."""
    return importlib.import_module(f"readiness.reports.{name}")

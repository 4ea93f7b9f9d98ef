"""Python's garbage collector, held while an assessment builds what it keeps to its end."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_held(wanted: bool = True) -> Iterator[None]:
    """Hold the collector: syntax trees are millions of objects and no garbage.

    Looking through them again and again costs more than all the probes. What is not needed any
    more is freed as ever; only cycles wait.
    """
    collecting = wanted and gc.isenabled()
    if collecting:
        gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

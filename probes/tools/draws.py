"""Values drawn with Hypothesis, the same ones for the same seed, and nothing written to disk.

Hypothesis is made for tests: it keeps examples in a folder, and mixes constants from the loaded
modules into what it draws. Neither belongs into an assessment of somebody else's folder, so the
folder is a temporary one and the constants are left out.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_BACKEND = "readiness"


def drawn(strategy: SearchStrategy[Any], count: int, seed: int) -> list[Any]:
    """Up to `count` values, the simplest first; fewer where the strategy finds no more."""
    import hypothesis
    from hypothesis import HealthCheck, Phase, Verbosity
    from hypothesis.errors import HypothesisException

    found: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        backend=_backend(),
    )
    @hypothesis.given(strategy)
    def collect(value: Any) -> None:
        found.append(value)

    with _nothing_on_disk(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Where nothing or too little satisfies the schema, what was found is used.
        with suppress(HypothesisException, RecursionError, ValueError):
            collect()
    return found


@contextmanager
def _nothing_on_disk() -> Iterator[None]:
    from hypothesis import configuration

    name = "__hypothesis_home_directory"
    before = getattr(configuration, name, None)
    with tempfile.TemporaryDirectory(prefix="readiness-draws-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(before)


def _backend() -> str:
    """Hypothesis's own drawing without constants from loaded modules."""
    try:
        from hypothesis.internal.conjecture import providers
    except ImportError:
        return "hypothesis"

    class WithoutConstants(providers.HypothesisProvider):
        def _maybe_draw_constant(self, *_args: Any, **_settings: Any) -> None:
            return None

    if _BACKEND not in providers.AVAILABLE_PROVIDERS:
        providers.AVAILABLE_PROVIDERS[_BACKEND] = WithoutConstants
    return _BACKEND

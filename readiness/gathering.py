"""Runs gatherers: each on its own, each at its own cost.

Facts pass through JSON before anybody sees them, so that what probes judge now is what they will
judge from the run folder later; what came from a running tool is masked before that.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import TypeAdapter

from readiness.context import Context
from readiness.errors import AnotherFormat, CouldNotLook, ReadinessError
from readiness.facts import Facts, Gathered, Missing
from readiness.findings import Outcome
from readiness.redaction import Redactor
from readiness.registry import Gatherer, Mode, Registry
from readiness.targets import Target
from readiness.time_limit import TookTooLong, time_limit

BEYOND_BUDGET = 30.0
"""Seconds that a gatherer has to finish its last call and write down what it saw."""


def gather(
    registry: Registry, targets: Iterable[Target], modes: frozenset[Mode], context: Context
) -> tuple[Gathered, ...]:
    """What every gatherer came back with from every target it takes."""
    found = list(_gather(registry, list(targets), modes, context))
    return tuple(_without_other_readers(found))


def _gather(
    registry: Registry, targets: list[Target], modes: frozenset[Mode], context: Context
) -> Iterator[Gathered]:
    for gatherer in sorted(registry.gatherers.values(), key=lambda g: g.id):
        for target in targets:
            if isinstance(target, gatherer.target_type):
                yield _gather_one(gatherer, target, modes, context)


def _gather_one(
    gatherer: Gatherer, target: Target, modes: frozenset[Mode], context: Context
) -> Gathered:
    if gatherer.mode not in modes:
        not_run = Missing(Outcome.NOT_RUN, f"needs --{gatherer.mode}", f"add --{gatherer.mode}")
        return Gathered(gatherer.id, target.id, None, not_run)
    context.progress(f"{gatherer.id}: {target.id}")
    begun = time.monotonic()
    facts, missing = _run(gatherer, target, context)
    if missing:
        text = context.redactor.text
        missing = replace(missing, reason=text(missing.reason), help=text(missing.help))
    return Gathered(gatherer.id, target.id, facts, missing, time.monotonic() - begun)


def _run(
    gatherer: Gatherer, target: Target, context: Context
) -> tuple[Facts | None, Missing | None]:
    try:
        with time_limit(_limit(gatherer, context)):
            return _as_stored(
                gatherer, gatherer.run(target, context), _masking(gatherer, context)
            ), None
    except AnotherFormat as other:
        return None, Missing(Outcome.NOT_APPLICABLE, other.reason, other.help)
    except CouldNotLook as refusal:
        return None, Missing(Outcome.NOT_AVAILABLE, refusal.reason, refusal.help)
    except ReadinessError as error:
        problem = error.problems[0]
        where = f"{problem.where}: " if problem.where else ""
        return None, Missing(Outcome.NOT_AVAILABLE, f"{where}{problem.what}", problem.fix)
    except (Exception, SystemExit, TookTooLong) as error:
        return None, Missing(Outcome.ERROR, _our_error(error), "please report this")


def _limit(gatherer: Gatherer, context: Context) -> float:
    """Seconds for one gatherer: its own limit, or the budget's where it goes close to the agent."""
    if gatherer.mode is Mode.STATIC:
        return gatherer.timeout
    return max(gatherer.timeout, context.budget.max_seconds + BEYOND_BUDGET)


def _masking(gatherer: Gatherer, context: Context) -> Redactor:
    """What is masked before probes see it.

    In files of the repository only the shapes of credentials: a secret of the environment may be
    an ordinary word there, and masking it would change what is judged. What is written and shown
    of them is masked in full later.
    """
    return Redactor() if gatherer.mode is Mode.STATIC else context.redactor


def _our_error(error: BaseException) -> str:
    text = " ".join(str(error).split())[:200]
    return f"our error: {type(error).__name__}: {text}" if text else type(error).__name__


def _as_stored(gatherer: Gatherer, facts: Facts, redactor: Redactor) -> Facts:
    adapter: TypeAdapter[Facts] = TypeAdapter(gatherer.facts_type)
    plain = redactor.data(adapter.dump_python(facts, mode="json"))
    return adapter.validate_json(json.dumps(plain))


def _without_other_readers(found: list[Gathered]) -> Iterator[Gathered]:
    """Where some reader knew the format of a target, those that did not have nothing to say."""
    known = {(one.target, _family(one)) for one in found if not _another_format(one)}
    for one in found:
        if not _another_format(one):
            yield one
        elif (one.target, _family(one)) not in known:
            assert one.missing is not None
            unread = replace(one.missing, outcome=Outcome.NOT_AVAILABLE)
            yield replace(one, missing=unread)


def _another_format(one: Gathered) -> bool:
    return one.missing is not None and one.missing.outcome is Outcome.NOT_APPLICABLE


def _family(one: Gathered) -> str:
    """Readers of one folder share a target's formats among themselves."""
    return one.gatherer.partition(".")[0]

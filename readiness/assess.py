"""The order of an assessment; the only module that knows it.

manifest -> targets -> gatherers -> facts -> probes -> findings -> verdicts -> result
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from readiness import __version__, answer_files, checklist, git, manifest
from readiness.answer_files import Answered
from readiness.carry import carry
from readiness.checklist import PROFILES, Checklists, ProfileName
from readiness.collector import collector_held
from readiness.context import Budget, Context
from readiness.errors import ConfigurationError
from readiness.facts import Gathered
from readiness.findings import Evidence as Excerpt
from readiness.findings import Finding
from readiness.gathering import gather
from readiness.judgement import Evidence, assess_all
from readiness.manifest import Manifest, ManifestModel
from readiness.placeholders import variables_in
from readiness.probing import probe
from readiness.recording import (
    grounds,
    record_assessment,
    record_finding,
    record_set_aside,
    record_statements,
    record_waivers,
    set_aside_of,
    statements_of,
    waivers_of,
)
from readiness.redaction import Redactor
from readiness.registry import Mode, Registry, installed
from readiness.result import (
    AgentRecord,
    GatheredRecord,
    Result,
)
from readiness.result_file import read, sealed, write
from readiness.run_folder import RunFolder, RunRecord, new_run
from readiness.services import Services
from readiness.targets import Target, targets
from readiness.tree_digest import tree_digest


@dataclass(frozen=True)
class Request:
    """What is asked of an assessment.

    Attributes:
        path: the manifest or its folder.
        modes: static always, live and drill where asked for.
        as_of: the day of the judgement.
        profile: instead of the manifest's.
        overlays: instead of the manifest's.
        earlier: a run folder or result whose answers are carried (`--with`).
        seed: of everything random.
    """

    path: Path
    as_of: datetime.date
    modes: frozenset[Mode] = frozenset({Mode.STATIC})
    profile: ProfileName | None = None
    overlays: tuple[str, ...] | None = None
    earlier: Path | None = None
    seed: int = 0
    budget: Budget = field(default_factory=Budget)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    progress: Callable[[str], None] = lambda _text: None


def assess(request: Request, *, registry: Registry | None = None) -> tuple[Result, RunFolder]:
    """Look at the agent, judge what was seen, and record both in a new run folder.

    Raises:
        ConfigurationError: when the manifest or an answer file cannot be used.
    """
    with collector_held(request.modes == {Mode.STATIC}):
        return _assess(request, registry or installed())


def _assess(request: Request, registry: Registry) -> tuple[Result, RunFolder]:
    begun, clock = datetime.datetime.now(datetime.UTC).replace(microsecond=0), time.monotonic()
    loaded = manifest.load(request.path)
    lists = checklist.load()
    answered = answer_files.load(loaded, lists.items, request.as_of)
    looked_at = targets(loaded)
    redactor = Redactor(_secrets(loaded, request.environment))
    run = new_run(loaded.root, begun)
    gathered = _look(registry, loaded, looked_at, request, run, redactor)
    record = RunRecord(
        tool_version=__version__,
        agent=_agent(loaded),
        manifest_name=loaded.name,
        manifest_sha256=loaded.sha256,
        manifest=loaded.model,
        modes=tuple(mode.value for mode in Mode if mode in request.modes),
        collected=min(request.as_of, begun.astimezone().date()),
        started=begun,
        seconds=round(time.monotonic() - clock, 1),
        tree_digest=tree_digest(loaded),
        statements=record_statements(answered.statements),
        waivers=record_waivers(answered.waivers),
        set_aside=record_set_aside(answered.set_aside),
    )
    run.save(record, gathered, redactor)
    result = sealed(
        _judge(record, run.path.name, gathered, answered, request, registry, lists, redactor)
    )
    write(result, run.result)
    write(result, loaded.root / ".readiness" / "result.json")
    return result, run


def judge_again(
    folder: Path, request: Request, *, registry: Registry | None = None
) -> tuple[Result, RunFolder]:
    """Judge recorded facts again without looking: `assess --from RUN`.

    Answers are read fresh when `request.path` holds the manifest of the same agent, else they are
    those of the run.

    Raises:
        ConfigurationError: when the folder is no run.
    """
    registry = registry or installed()
    lists = checklist.load()
    run = RunFolder(folder)
    record = run.record()
    gathered = tuple(run.gathered(registry))
    answered = _answers_again(request, record, lists)
    name, redactor = folder.resolve().name, Redactor()
    judged = _judge(record, name, gathered, answered, request, registry, lists, redactor)
    return sealed(judged), run


def _answers_again(request: Request, record: RunRecord, lists: Checklists) -> Answered:
    try:
        loaded = manifest.load(request.path)
    except ConfigurationError:
        loaded = None
    if loaded and loaded.model.agent.name == record.agent.name:
        return answer_files.load(loaded, lists.items, request.as_of)
    return Answered(
        statements_of(record.statements), waivers_of(record.waivers), set_aside_of(record.set_aside)
    )


def _secrets(loaded: Manifest, environment: Mapping[str, str]) -> Iterable[str]:
    names = {name for text in _all_texts(loaded.model) for name in variables_in(text)}
    return [environment[name] for name in names if environment.get(name)]


def _all_texts(model: ManifestModel) -> Iterable[str]:
    waiting: list[object] = [model.model_dump(mode="json")]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as mapping:
                waiting.extend(mapping.values())
            case list() as values:
                waiting.extend(values)
            case _:
                pass


def _look(
    registry: Registry,
    loaded: Manifest,
    looked_at: Sequence[Target],
    request: Request,
    run: RunFolder,
    redactor: Redactor,
) -> tuple[Gathered, ...]:
    runs_code = bool(request.modes - {Mode.STATIC})
    with ExitStack() as stack:
        services = None
        if runs_code:
            services = stack.enter_context(Services(loaded, request.environment, request.progress))
        context = Context(
            manifest=loaded,
            as_of=request.as_of,
            environment=request.environment,
            services=services,
            exchanges=run.exchanges if runs_code else None,
            seed=request.seed,
            budget=request.budget,
            redactor=redactor,
            progress=request.progress,
        )
        return gather(registry, looked_at, request.modes, context)


def _agent(loaded: Manifest) -> AgentRecord:
    agent, head = loaded.model.agent, git.head(loaded.root)
    commit = f"{head[0]}{'+' if head[1] else ''}" if head else ""
    return AgentRecord(
        name=agent.name,
        purpose=agent.purpose,
        owner=agent.owner,
        go_live=agent.go_live,
        commit=commit,
    )


def _judge(
    record: RunRecord,
    run: str,
    gathered: tuple[Gathered, ...],
    answered: Answered,
    request: Request,
    registry: Registry,
    lists: Checklists,
    redactor: Redactor,
) -> Result:
    overlays = record.manifest.overlays if request.overlays is None else request.overlays
    items = lists.in_scope(overlays)
    findings = probe(registry, gathered, collected=record.collected, tree_digest=record.tree_digest)
    findings = tuple(_masked(finding, redactor) for finding in findings)
    if request.earlier:
        findings = _carried(findings, request.earlier, record)
    evidence = Evidence(
        items=items,
        findings=findings,
        statements=answered.statements,
        waivers=answered.waivers,
        set_aside=answered.set_aside,
        as_of=request.as_of,
        go_live=record.agent.go_live,
    )
    waived = frozenset(held.waiver.item for held in answered.waivers if not held.objection)
    assessments = assess_all(evidence)
    return Result(
        schema_version=1,
        tool_version=__version__,
        agent=record.agent,
        manifest=record.manifest_name,
        manifest_sha256=record.manifest_sha256,
        profile=request.profile or record.manifest.profile,
        overlays=tuple(overlays),
        modes=record.modes,
        as_of=request.as_of,
        started=record.started,
        seconds=record.seconds,
        run=run,
        checklists_digest=lists.digest,
        items=items,
        probes={one.id: one.title for one in registry.probes.values()},
        findings=tuple(record_finding(finding) for finding in findings),
        gathered=tuple(_gathered_record(one) for one in gathered),
        statements=record_statements(answered.statements),
        waivers=record_waivers(answered.waivers),
        set_aside=record_set_aside(answered.set_aside),
        assessments={
            profile: record_assessment(assessments[profile], waived) for profile in PROFILES
        },
        notes=tuple(f"plugin {name}: {why}" for name, why in registry.broken.items()),
    )


def _masked(finding: Finding, redactor: Redactor) -> Finding:
    text = redactor.text
    return replace(
        finding,
        subject=text(finding.subject),
        message=text(finding.message),
        help=text(finding.help),
        evidence=tuple(Excerpt(e.kind, text(e.text)) for e in finding.evidence),
    )


def _carried(
    findings: tuple[Finding, ...], earlier: Path, record: RunRecord
) -> tuple[Finding, ...]:
    file = earlier / "result.json" if earlier.is_dir() else earlier
    before = read(file)
    if before.agent.name != record.agent.name:
        raise ConfigurationError(
            f"{earlier} is a result of {before.agent.name}, not of {record.agent.name}",
            fix="carry answers only from a run of the same agent",
        )
    return carry(findings, grounds(before).findings, run=before.run, tree_digest=record.tree_digest)


def _gathered_record(one: Gathered) -> GatheredRecord:
    missing = one.missing
    return GatheredRecord(
        gatherer=one.gatherer,
        target=one.target,
        outcome=missing.outcome.value if missing else "facts",
        reason=missing.reason if missing else "",
        help=missing.help if missing else "",
        seconds=round(one.seconds, 3),
        digest=one.facts.digest if one.facts else "",
    )

"""A prompt change has to pass the suite before it is released."""

from __future__ import annotations

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

from .path_filters import lets_through
from .pipelines import Pipeline, PipelineJob, Pipelines, PipelineStep, PipelineTrigger
from .release_order import deploys, runs_anyway, waits_for
from .suite_runs import Runs, may_run_suite, piped, runs_suite, swallowed

_CHANGES = ("push", "pull_request", "pull_request_target", "merge_group")
_NEVER = ("false", "${{ false }}", "${{false}}")
_ALWAYS = ("", "true", "${{ true }}", "success()", "${{ success() }}", "always()", "!cancelled()")


@dataclass(frozen=True)
class _Run:
    """A step that runs the suite, and where it stands."""

    pipeline: Pipeline
    job: PipelineJob
    step: PipelineStep
    runs: Runs


@probe()
def regression_in_pipeline(found: Pipelines) -> Iterator[Finding]:
    """Does the pipeline run the regression suite on prompt changes, and refuse what fails it?

    A sentence that repairs one case often breaks another, and nobody sees it by reading. The
    probe looks for the step that runs the suite, for what starts the workflow when a prompt
    changes, for anything that lets the step fail unheard, and for deploy jobs that do not wait
    for it. A pass means that the suite runs and blocks; with high confidence only where a deploy
    job waits for it, because the rules for merging do not stand in the repository.
    """
    runs = list(_runs(found))
    for path, reason in found.unread:
        if not runs:
            yield could_not_look(path, f"A pipeline could not be read: {reason}")
    if not runs:
        yield _no_run(found)
        return
    judged = [(run, list(_flaws(run, found))) for run in runs]
    best, flaws = min(judged, key=lambda pair: len(pair[1]))
    yield from flaws
    if not flaws:
        yield _pass(best, found)


def _runs(found: Pipelines) -> Iterator[_Run]:
    for pipeline in found.pipelines:
        for job in pipeline.jobs:
            for step in job.steps:
                runs = runs_suite(step, found.regression)
                if runs != "no":
                    yield _Run(pipeline, job, step, runs)


def _no_run(found: Pipelines) -> Finding:
    pipeline = found.pipelines[0]
    jobs = [job for one in found.pipelines for job in one.jobs]
    if any(job.uses or any(may_run_suite(step) for step in job.steps) for job in jobs):
        message = f"No step names {found.regression}; a script or task of a step may run it"
        help_ = f"run the suite in a step of its own that names {found.regression}"
        return could_not_look(pipeline.path, message, help=help_, location=Location(pipeline.path))
    return failed(
        pipeline.path,
        f"No step of the pipeline runs the regression suite {found.regression}",
        code="suite-not-run",
        location=Location(pipeline.path, 1),
        help="add a job that runs the suite, and let the deploy job need it",
    )


def _flaws(run: _Run, found: Pipelines) -> Iterator[Finding]:
    yield from _unheard(run, found)
    yield from _not_started(run, found)
    yield from _not_awaited(run, found)


def _unheard(run: _Run, found: Pipelines) -> Iterator[Finding]:
    if run.step.condition in _NEVER or run.job.condition in _NEVER:
        yield _flaw(run, "never-runs", "The regression suite is switched off in the pipeline")
    for given in (run.step.continue_on_error, run.job.continue_on_error):
        if given and given not in ("false", *_NEVER):
            sure = Confidence.HIGH if given in ("true", "${{ true }}") else Confidence.LOW
            message = "The regression suite may fail and the release goes on"
            yield _flaw(run, "may-fail", message, sure, f"continue-on-error: {given}")
    if line := swallowed(run.step, found.regression):
        message = "A failure of the regression suite is thrown away by its own command"
        yield _flaw(run, "exit-swallowed", message, Confidence.HIGH, line)
    elif line := piped(run.step, found.regression):
        message = "A pipe hides a failure of the regression suite"
        yield _flaw(run, "exit-swallowed", message, Confidence.LOW, line)


def _not_started(run: _Run, found: Pipelines) -> Iterator[Finding]:
    triggers = _changes(run.pipeline, found)
    if not triggers:
        called = any(trigger.event == "workflow_call" for trigger in run.pipeline.triggers)
        sure = Confidence.LOW if called else Confidence.HIGH
        yield _flaw(run, "not-triggered", "No change starts the regression suite", sure)
        return
    for prompt in found.prompts:
        if not any(lets_through(prompt, one.paths, one.paths_ignore) for one in triggers):
            message = f"A change of {prompt} does not start the regression suite"
            yield _flaw(run, "prompts-filtered-out", message)
            return


def _changes(pipeline: Pipeline, found: Pipelines) -> list[PipelineTrigger]:
    """What starts the pipeline on a change, also through a pipeline that calls it."""
    callers = [
        one
        for one in found.pipelines
        if any(job.uses.removeprefix("./") == pipeline.path for job in one.jobs)
    ]
    triggers = [trigger for one in (pipeline, *callers) for trigger in one.triggers]
    return [trigger for trigger in triggers if trigger.event in _CHANGES]


def _not_awaited(run: _Run, found: Pipelines) -> Iterator[Finding]:
    for job in run.pipeline.jobs:
        if job.id == run.job.id or not deploys(job) or waits_for(run.pipeline, run.job, job):
            continue
        if not waits_for(run.pipeline, job, run.job):
            message = f"The job {job.id} releases without waiting for the regression suite"
            yield _flaw(run, "deploy-does-not-wait", message, deploys(job), at=job.at)
        elif runs_anyway(job):
            message = f"The job {job.id} releases even when the regression suite fails"
            yield _flaw(run, "deploy-does-not-wait", message, at=job.at, shown=job.condition)
    for other in found.pipelines:
        awaited = {name for trigger in other.triggers for name in trigger.workflows}
        if other is run.pipeline or run.pipeline.name in awaited:
            continue
        if any(runs_suite(s, found.regression) != "no" for j in other.jobs for s in j.steps):
            continue
        for job in filter(deploys, other.jobs):
            message = f"The job {job.id} of {other.path} may release without the suite"
            yield _flaw(run, "deploy-does-not-wait", message, Confidence.LOW, at=job.at)


def _pass(run: _Run, found: Pipelines) -> Finding:
    awaited = any(
        deploys(job) and waits_for(run.pipeline, job, run.job) for job in run.pipeline.jobs
    )
    plain = run.step.condition in _ALWAYS and run.job.condition in _ALWAYS
    sure = run.runs == "yes" and plain and awaited and bool(found.prompts)
    return passed(
        run.pipeline.path,
        "A prompt change has to pass the regression suite",
        confidence=Confidence.HIGH if sure else Confidence.LOW,
        location=run.step.at,
        evidence=(Evidence("excerpt", (run.step.run or run.step.uses)[:300]),),
    )


def _flaw(
    run: _Run,
    code: str,
    message: str,
    confidence: Confidence | None = Confidence.HIGH,
    shown: str = "",
    at: Location | None = None,
) -> Finding:
    return failed(
        run.pipeline.path,
        message,
        code=code,
        confidence=confidence or Confidence.LOW,
        location=at or run.step.at,
        evidence=(Evidence("excerpt", shown[:300]),) if shown else (),
        help=_HELP[code],
    )


_HELP = {
    "never-runs": "remove the condition that switches the step off",
    "may-fail": "remove continue-on-error from the step and its job",
    "exit-swallowed": "let the command end with the suite's own exit code",
    "not-triggered": "start the workflow on pull_request and push",
    "prompts-filtered-out": "add the prompts' folder to the paths filter",
    "deploy-does-not-wait": "add the suite's job to `needs` of the job that releases",
}

"""Which jobs of a pipeline release something, and what they wait for."""

from __future__ import annotations

import re

from readiness.findings import Confidence

from .pipelines import Pipeline, PipelineJob

_RELEASES = re.compile(r"release|publish|roll[-_ ]?out|promote|go[-_ ]?live", re.IGNORECASE)
_COMMANDS = re.compile(
    r"\bdeploy\.sh\b|\bkubectl\s+(apply|set|rollout)|\bhelm\s+(upgrade|install)|"
    r"\bterraform\s+apply|\b(gcloud|aws|az|fly|flyctl|serverless|cdk)\b.*\b(deploy|update)",
)
_ANYWAY = re.compile(r"always\(\)|failure\(\)|!\s*cancelled\(\)")
_ON_SUCCESS = re.compile(r"needs\.[\w-]+\.result\s*==\s*'success'")


def deploys(job: PipelineJob) -> Confidence | None:
    """How sure it is that the job brings something into production; None where nothing says so."""
    name = f"{job.id} {job.name}"
    if "deploy" in name.lower() or "prod" in job.environment.lower():
        return Confidence.HIGH
    commands = "\n".join(step.run for step in job.steps)
    guess = job.environment or _RELEASES.search(name) or _COMMANDS.search(commands)
    return Confidence.LOW if guess else None


def waits_for(pipeline: Pipeline, job: PipelineJob, other: PipelineJob) -> bool:
    """Whether the job needs the other one, directly or through jobs that stop when it fails."""
    jobs = {one.id: one for one in pipeline.jobs}
    waiting, seen = list(job.needs), set[str]()
    while waiting:
        name = waiting.pop()
        if name == other.id:
            return True
        if name in seen or name not in jobs or runs_anyway(jobs[name]):
            continue
        seen.add(name)
        waiting += jobs[name].needs
    return False


def runs_anyway(job: PipelineJob) -> bool:
    """Whether the job's condition lets it run although a job it needs has failed."""
    return bool(_ANYWAY.search(job.condition)) and not _ON_SUCCESS.search(job.condition)

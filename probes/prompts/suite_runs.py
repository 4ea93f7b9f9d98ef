"""Whether a step of a pipeline runs the regression suite, and whether its failure counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from .pipelines import PipelineStep

Runs = Literal["yes", "perhaps", "no"]

_PARTS = re.compile(r"&&|\|\||;|\n")
_LEAVES_ALONE = re.compile(
    r"(sudo\s+)?(#|:|true|false|wc|file|stat|find|grep|diff|sort|sha\d+sum|md5sum|"
    r"python3?\s+-m\s+(py_compile|compileall|tokenize|ast)|echo|printf|ls|cat|head|tail|cp|mv|mkdir|rm|touch|chmod|git|tar|zip|test|\[|"
    r"ruff|black|mypy|pyright|flake8|pylint|isort|yamllint|prettier|eslint|shellcheck|"
    r"(python3?\s+-m\s+)?pip3?|uv\s+(pip|sync|add|lock)|poetry\s+(install|add)|"
    r"(npm|pnpm|yarn)\s+(ci|install|add))(\s|$)"
)
_ONLY_LOOKS = re.compile(r"\s(--help|--version|-h|--collect-only|--co|--dry-run|--list)(\s|$)")
_CONTINUED = re.compile(r"\\\n\s*")
_COMMENT = re.compile(r"\s*#")
_WORKSPACE = re.compile(r"\$(\{\{ *github\.workspace *\}\}|GITHUB_WORKSPACE|\{GITHUB_WORKSPACE\})/")
_TASK_RUNNERS = re.compile(r"(make|just|task|tox|nox|invoke|npm|pnpm|yarn|bazel|gradle|\./?\w)")
_STORES = re.compile(r"(actions/(cache|upload-artifact|download-artifact|checkout|setup-)|docker/)")
_SWALLOWS = re.compile(
    r"^!\s"  # its failure is its success
    r"|\|\|(?!\s*(exit\s+[1-9]|false\b|\{?\s*(echo|printf)[^;&|]*(;|&&)\s*exit\s+[1-9]))"
    r"|(?<![&>])&\s*(#.*)?$"  # sent into the background
    r"|^(if|while|until)\s"  # asked, and not required
    r"|;\s*(true|:|exit\s+0)\s*(#.*)?$"
)
_GOES_ON = re.compile(r"(?m)^\s*set\s+\+e\b")


def runs_suite(step: PipelineStep, suite: str) -> Runs:
    """Whether the step runs the suite: by its path, perhaps through a task runner, or not."""
    if step.uses:
        named = _names(f"{step.uses}\n{step.given}", suite)
        return "yes" if named and not _STORES.match(step.uses) else "no"
    inside = _below(step.folder, suite)
    parts = list(_commands(step.run))
    for number, part in enumerate(parts):
        entered = part.startswith("cd ") and _names(part, suite) and number + 1 < len(parts)
        if entered or (not _idle(part) and (inside == "" or _names(part, inside or suite))):
            return "perhaps" if _TASK_RUNNERS.match(part) and not _by_path(part, suite) else "yes"
    return "no"


def may_run_suite(step: PipelineStep) -> bool:
    """Whether a step that does not name the suite could still run it: a task runner, a script."""
    if step.uses:
        return step.uses.startswith("./")
    return any(_TASK_RUNNERS.match(part) and not _idle(part) for part in _commands(step.run))


def swallowed(step: PipelineStep, suite: str) -> str:
    """The line whose failure does not fail the step; empty when each failure counts."""
    if loose := _GOES_ON.search(step.run):
        return loose[0].strip()
    for line in _CONTINUED.sub(" ", step.run).splitlines():
        if _COMMENT.match(line) or not (_names(line, suite) or step.folder):
            continue
        if _SWALLOWS.search(line.strip()):
            return line.strip()
    return ""


def piped(step: PipelineStep, suite: str) -> str:
    """The line whose failure a pipe hides; empty when none does."""
    if step.pipefail or "pipefail" in step.run:
        return ""
    lines = [line.strip() for line in step.run.splitlines() if _names(line, suite)]
    return next((line for line in lines if re.search(r"[^|]\|[^|]", line)), "")


def _commands(script: str) -> Iterator[str]:
    joined = _CONTINUED.sub(" ", script)
    lines = "\n".join(line for line in joined.splitlines() if not _COMMENT.match(line))
    yield from (part.strip() for part in _PARTS.split(lines) if part.strip())


def _idle(part: str) -> bool:
    looks = _LEAVES_ALONE.match(part) or _ONLY_LOOKS.search(part)
    return bool(looks) or part.startswith("cd ")


def _below(folder: str, suite: str) -> str | None:
    """The suite's path seen from the step's folder; empty inside the suite, None if not below."""
    here = folder.removeprefix("./").strip("/")
    if not here or here == ".":
        return None
    if here == suite or here.startswith(f"{suite}/"):
        return ""
    return suite.removeprefix(f"{here}/") if suite.startswith(f"{here}/") else None


def _names(text: str, suite: str) -> bool:
    dotted = suite.replace("/", ".")
    path = rf"(?<![\w./-])(?:\./)?(?:{re.escape(suite)}|{re.escape(dotted)})(?![\w-])"
    return bool(re.search(path, _WORKSPACE.sub("", text)))


def _by_path(part: str, suite: str) -> bool:
    return f"{suite}/" in part

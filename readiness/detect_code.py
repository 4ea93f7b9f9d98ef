"""What of a repository is the agent's own code, and where its prompts are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from readiness.draft import Draft
from readiness.repository_files import data_of, is_aside

_CODE = {".py", ".ts", ".tsx", ".js", ".mjs"}
_BUILD_FILES = re.compile(
    r"setup\.py|conftest\.py|(?:hatch|pdm|poetry)_build\.py|_?build(?:_\w+)?\.py|noxfile\.py"
    r"|toxfile\.py|dodo\.py|fabfile\.py|versioneer\.py|\w+\.config\.(?:js|mjs|ts)"
)
_PROMPT_TEXTS = {".md", ".txt", ".prompt", ".prompty", ".j2", ".jinja", ".jinja2", ".mustache"}
_PROMPT_DATA = {".yaml", ".yml", ".json"}
_PROMPT_FOLDER = re.compile(r"(?i)(?:\w+[_-])?prompts?")
_PROMPT_FILE = re.compile(r"(?i)(?:.*[_-])?prompts?(?:[_-].*)?")
_NO_PROMPT = {"readme", "changelog", "license", "contributing"}
_MOST_FILES = 20
_CHANGES = {
    "push", "pull_request", "pull_request_target", "merge_group", "release", "workflow_call",
    "workflow_run",
}  # fmt: skip


def add_code(root: Path, files: list[Path], draft: Draft) -> None:
    """The folders of the agent's code, and what of them is not the agent."""
    tops: dict[str, int] = {}
    for path in files:
        if path.suffix in _CODE and not is_aside(path) and not _builds(path):
            top = f"{path.parts[0]}/" if len(path.parts) > 1 else path.name
            tops[top] = tops.get(top, 0) + 1
    chosen = sorted(top for top in tops if not top.startswith("."))
    chosen.sort(key=lambda top: not top.endswith("/"))
    if chosen:
        count = sum(tops[top] for top in chosen)
        why = f"{count} source files, tests and documentation left out"
        draft.put("code.paths", chosen, why)
        if aside := sorted(set(_set_aside(files, chosen))):
            why = "folders named like trials and examples: remove those that are the agent"
            draft.put("code.exclude", aside, why)
    interpreter = Path(".venv/bin/python")
    if (root / interpreter).exists():
        draft.put("code.python", str(interpreter), "the agent's own interpreter, for --live")


def _builds(path: Path) -> bool:
    return len(path.parts) == 1 and bool(_BUILD_FILES.fullmatch(path.name))


_ASIDE_INSIDE = {
    "eval", "evals", "benchmark", "benchmarks", "playground", "example", "examples", "cookbook",
    "demo", "demos",
}  # fmt: skip


def _set_aside(files: Iterable[Path], chosen: list[str]) -> Iterator[str]:
    """Folders within the code that try or show the agent; tests are left out without a word."""
    for path in files:
        if path.suffix not in _CODE or f"{path.parts[0]}/" not in chosen:
            continue
        for index, part in enumerate(path.parts[:-1]):
            if index and part.lower() in _ASIDE_INSIDE:
                yield f"{Path(*path.parts[: index + 1]).as_posix()}/"
                break


def add_prompts(root: Path, files: list[Path], draft: Draft) -> None:
    """Prompt files, the suite that tries them, and the pipelines that may run it."""
    texts = [path for path in files if _is_text(path) and not is_aside(path)]
    folders = sorted({folder for path in texts if (folder := _prompt_folder(path))})
    folders = [one for one in folders if not any(_within(one, other) for other in folders)]
    loose = [
        path.as_posix()
        for path in texts
        if path.suffix in _PROMPT_TEXTS
        and _PROMPT_FILE.fullmatch(path.stem)
        and not _prompt_folder(path)
    ]
    found = folders + loose[:_MOST_FILES]
    if found:
        names = "folders named prompts" if folders else ""
        named = "files named prompt" if loose else ""
        draft.put("prompts.paths", found, " and ".join(filter(None, (names, named))))
    elif in_code := next((path for path in files if _in_code(path)), None):
        hint = (
            f"prompts in code, as in {in_code.as_posix()}, have no version and owner of their own"
        )
        draft.hints["prompts.paths"] = hint
    suites = [name for name in ("evals", "eval", "evaluations") if (root / name).is_dir()]
    if suites:
        draft.put("prompts.regression", f"{suites[0]}/", f"a folder named {suites[0]}")
    pipelines = [path.as_posix() for path in files if _is_pipeline(root, path)]
    if pipelines and found:
        draft.put("prompts.pipeline", pipelines, "GitHub Actions workflows started by a change")


def _is_text(path: Path) -> bool:
    known = path.suffix.lower() in _PROMPT_TEXTS | _PROMPT_DATA
    hidden = any(part.startswith(".") for part in path.parts)
    return known and not hidden and path.stem.lower() not in _NO_PROMPT


def _prompt_folder(path: Path) -> str:
    """The outermost folder of prompts that a file stands in."""
    for index, part in enumerate(path.parts[:-1]):
        if _PROMPT_FOLDER.fullmatch(part):
            return f"{Path(*path.parts[: index + 1]).as_posix()}/"
    return ""


def _within(folder: str, other: str) -> bool:
    return folder != other and folder.startswith(other)


def _in_code(path: Path) -> bool:
    folder = any(_PROMPT_FOLDER.fullmatch(part) for part in path.parts[:-1])
    named = folder or bool(_PROMPT_FOLDER.fullmatch(path.stem))
    return path.suffix == ".py" and named and path.stem != "__init__" and not is_aside(path)


def _is_pipeline(root: Path, path: Path) -> bool:
    if path.parts[:2] != (".github", "workflows") or path.suffix not in (".yml", ".yaml"):
        return False
    data = data_of(root / path)
    if not isinstance(data, dict):
        return True  # unreadable here: whoever reads it will say so
    started = data.get("on", data.get(True))
    if isinstance(started, str):
        return started in _CHANGES
    return isinstance(started, dict | list) and not _CHANGES.isdisjoint(map(str, started))

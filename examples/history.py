"""`python examples/history.py DEST [--source DIR] [--flawed]`: an agent folder with a past.

Copies an agent to DEST and gives it a git history of most of a year: several sample authors, the
map before the prompts, the tool audit before the agent's code, the baseline before go-live, each
change of a prompt together with its evaluation case. With `--flawed` the order is wrong, and the
twin is copied unless `--source` says otherwise. The last commit holds exactly the source's tree.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from twin import GOOD, compose, copy_agent

Edit = Callable[[str], str]

PROCESS = "Lena Sample <process@example.com>"
ORDERS = "Ole Sample <orders@example.com>"
AGENT = "Ada Sample <agent-team@example.com>"
PROMPTS = "Pat Sample <pat.sample@example.com>"
EDITOR = "Mina Sample <prompts@example.com>"
LEAD = "Rob Sample <refund-leads@example.com>"
OWNER = "Uli Sample <owner@example.com>"
HEAD = "Jo Sample <jo.sample@example.com>"
OPS = "Nik Sample <on-call@example.com>"

CONFIGURATION = (
    "core.hooksPath=/dev/null",
    "commit.gpgsign=false",
    "gc.auto=0",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    "init.defaultBranch=main",
)


@dataclass(frozen=True)
class Step:
    """One commit: the files it brings, each as in the source unless an edit makes it older."""

    date: str
    """Day of the good history."""
    flawed: str
    """Day of the flawed one."""
    author: str
    message: str
    files: tuple[str, ...]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    reviewer: str | None = None


def without(*marks: str) -> Edit:
    """The text without the lines that hold one of the marks."""

    def edit(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join(line for line in lines if not any(mark in line for mark in marks))

    return edit


def before(mark: str) -> Edit:
    """The text up to the line that holds the mark."""

    def edit(text: str) -> str:
        head, found, _ = text.partition(mark)
        return head[: head.rfind("\n") + 1] if found else text

    return edit


def prompt_of(version: str, *later: str) -> Edit:
    """The prompt as it was in an earlier version, before the marked lines came."""

    def edit(text: str) -> str:
        return without(*later)(text).replace("version: 1.2.0", f"version: {version}", 1)

    return edit


PROMPT = "prompts/decide.md"
CHANGES = "PROMPTS_CHANGELOG.md"
LABELS = "evals/cases.yaml"

# fmt: off
STEPS = (
    Step("2026-01-19", "2026-01-19", OWNER, "Start the refund desk",
         (".gitignore", "CODEOWNERS", "README.md"), {"README.md": before("## Run")}),
    Step("2026-02-16", "2026-02-16", ORDERS, "Publish the contract of the orders service",
         ("orders_api/__init__.py", "orders_api/openapi.yaml", "orders_api/contract.py")),
    Step("2026-03-09", "2026-02-23", ORDERS, "Serve sample orders and refunds",
         ("orders_api/store.py", "orders_api/app.py", "orders_api/__main__.py")),
    Step("2026-05-11", "2026-04-20", AGENT, "Serve the refund rules over MCP",
         ("policy_server/",)),
    Step("2026-06-22", "2026-10-30", PROCESS, "List what data the desk reads and writes",
         ("governance/data-inventory.yaml",)),
    Step("2026-09-01", "2026-11-05", PROCESS, "Measure the business as it is today",
         ("metrics.yaml",), {"metrics.yaml": before("- id: verdict-agreement")}, LEAD),
    Step("2026-09-08", "2026-09-08", PROCESS, "Map the workflow with the refund leads",
         ("workflow.yaml", "governance/decisions/0001-map-first.md"), {}, LEAD),
    Step("2026-09-10", "2026-10-29", AGENT, "Audit the tools and write down how they fail",
         ("governance/failure-modes.yaml",)),
    Step("2026-09-15", "2026-03-02", PROMPTS, "First prompt, with its evaluation case",
         (PROMPT, CHANGES, LABELS, "cases/small.json"),
         {PROMPT: prompt_of("1.0.0", '"1.2.0 (', '"1.1.0 ('),
          CHANGES: without("| 1.2.0 |", "| 1.1.0 |"),
          LABELS: without("large-needs", "two-orders", "waits-for", "unknown-", "claim-too")},
         EDITOR),
    Step("2026-09-17", "2026-03-09", AGENT, "Call the tools: deadlines, retries, records",
         ("config.yaml", "refund_desk/__init__.py", "refund_desk/config.py",
          "refund_desk/errors.py", "refund_desk/retry.py", "refund_desk/telemetry.py",
          "refund_desk/orders.py", "refund_desk/policy.py", "refund_desk/prompts.py")),
    Step("2026-09-22", "2026-10-26", PROCESS, "Decide where a case goes to a person",
         ("governance/decisions/0002-hand-over-points.md",), {}, LEAD),
    Step("2026-09-23", "2026-03-16", AGENT, "Remember cases and ask people",
         ("refund_desk/state.py", "refund_desk/approvals.py")),
    Step("2026-09-25", "2026-03-23", AGENT, "The loop, within bounds",
         ("refund_desk/",)),
    Step("2026-09-29", "2026-11-09", EDITOR, "Compare the model with the reviewers",
         ("metrics.yaml",)),
    Step("2026-10-01", "2026-11-06", HEAD, "Take responsibility for the desk",
         ("governance/accountability.yaml",)),
    Step("2026-10-06", "2026-10-12", OPS, "Keep logs for 180 days",
         ("logging.yaml", "governance/retention.yaml")),
    Step("2026-10-09", "2026-10-13", OPS, "Page on-call, day and night",
         ("alertmanager.yml", "alert-rules.yml")),
    Step("2026-10-12", "2026-11-10", EDITOR, "Decide what happens when the agent is unsure",
         ("governance/decisions/0006-when-unsure.md",), {}, LEAD),
    Step("2026-10-13", "2026-11-10", HEAD, "Decide who approves payments",
         ("governance/decisions/0003-people-approve-above-50.md",), {}, LEAD),
    Step("2026-10-14", "2026-11-11", PROCESS, "List who decides what",
         ("governance/decision-points.yaml",), {}, LEAD),
    Step("2026-10-16", "2026-10-14", AGENT, "Run everything without a model or a network",
         ("scripted_model/", "run_case.py", "cases/", "evals/run.py", "requirements.txt")),
    Step("2026-10-19", "2026-10-19", OPS, "Release only what passes the evaluation",
         (".github/", "deploy.sh")),
    Step("2026-10-20", "2026-11-12", HEAD, "Plan for the day it does harm",
         ("governance/incident-plan.md",), {}, LEAD),
    Step("2026-10-20", "2026-05-25", PROMPTS, "Prompt 1.1.0: goodwill goes to a person",
         (PROMPT, CHANGES, LABELS),
         {PROMPT: prompt_of("1.1.0", '"1.2.0 ('), CHANGES: without("| 1.2.0 |"),
          LABELS: without("two-orders")},
         EDITOR),
    Step("2026-10-27", "2026-11-11", EDITOR, "Decide how the model is chosen and pinned",
         ("governance/decisions/0004-pinned-model.md",), {}, OWNER),
    Step("2026-11-02", "2026-11-12", LEAD, "Say who may see what and who reviews when",
         ("governance/access.yaml", "governance/review-cadence.yaml")),
    Step("2026-11-05", "2026-11-13", OWNER, "Write down how changes are made",
         ("governance/change-process.yaml",), {}, LEAD),
    Step("2026-11-12", "2026-08-03", PROMPTS, "Prompt 1.2.0: two possible orders go to a person",
         (PROMPT, CHANGES, LABELS), {}, EDITOR),
    Step("2026-11-16", "2026-11-16", HEAD, "Limit the pilot to Germany and Austria",
         ("governance/decisions/0005-pilot-scope.md",), {}, PROCESS),
    Step("2026-11-18", "2026-10-27", HEAD, "Go, recorded with names",
         ("governance/go-no-go.yaml",), {}, LEAD),
    Step("2026-11-20", "2026-11-20", OWNER, "Describe the desk for the readiness assessment",
         (".",), {}, AGENT),
)
# fmt: on


def write_history(source: Path, destination: Path, *, flawed: bool) -> None:
    """Make the history of `source` in a new folder.

    Raises:
        FileExistsError: when the folder holds anything.
    """
    if destination.exists() and any(destination.iterdir()):
        raise FileExistsError(f"{destination} is not empty; name a new folder")
    with tempfile.TemporaryDirectory(prefix="history-") as scratch:
        tree = Path(scratch) / "tree"
        copy_agent(source, tree)
        destination.mkdir(parents=True, exist_ok=True)
        _git(destination, "init", "--quiet")
        steps = sorted(STEPS, key=lambda step: step.flawed if flawed else step.date)
        for number, step in enumerate(steps):
            for path in _paths(tree, step):
                _bring(tree, destination, path, step.edits.get(path))
            _commit(destination, step, step.flawed if flawed else step.date, number)


def _paths(tree: Path, step: Step) -> list[str]:
    found: list[str] = []
    for name in step.files:
        place = tree / name
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        found += [str(file.relative_to(tree)) for file in files if file.is_file()]
    return found


def _bring(tree: Path, destination: Path, path: str, edit: Edit | None) -> None:
    target = destination / path
    target.parent.mkdir(parents=True, exist_ok=True)
    content = (tree / path).read_bytes()
    target.write_bytes(edit(content.decode()).encode() if edit else content)
    target.chmod((tree / path).stat().st_mode)


def _commit(repository: Path, step: Step, day: str, number: int) -> None:
    """One commit; whoever reviewed it also merged it, so author and committer differ."""
    message = step.message
    if step.reviewer:
        message += f"\n\nReviewed-by: {step.reviewer}"
    moment = f"{day}T{9 + number % 8:02d}:{number * 7 % 60:02d}:00+00:00"
    people = {
        **_person("AUTHOR", step.author),
        **_person("COMMITTER", step.reviewer or step.author),
    }
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    _git(repository, "add", "--all", "--force", ".")
    _git(repository, "commit", "--quiet", "--allow-empty", "-m", message, **people, **dates)


def _person(role: str, person: str) -> dict[str, str]:
    name, _, address = person.rstrip(">").partition(" <")
    return {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address}


def _git(repository: Path, *arguments: str, **environment: str) -> None:
    """Run git with nobody's configuration, hooks or keys."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    isolated = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    settings = [word for setting in CONFIGURATION for word in ("-c", setting)]
    subprocess.run(
        ["git", *settings, *arguments],
        cwd=repository,
        env={**clean, **isolated, **environment},
        check=True,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("destination", type=Path)
    parser.add_argument("--source", type=Path, help="agent folder; else refund-desk or its twin")
    parser.add_argument("--flawed", action="store_true", help="order things wrongly")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
        source: Path = given.source or GOOD
        if given.flawed and given.source is None:
            source = Path(scratch) / "refund-desk"
            compose(source)
        try:
            write_history(source, given.destination, flawed=given.flawed)
        except FileExistsError as error:
            print(f"history not written: {error}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

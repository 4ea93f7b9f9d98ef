"""The command line: a thin shell. Each command parses, calls, prints and returns an exit code.

Commands are imported only when they are called, so that `readiness --help` starts as fast as
click does. One handler turns every error into a message and an exit code.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from readiness import __version__
from readiness.errors import ExitCode, ReadinessError

PLUGIN_COMMANDS = "readiness.commands"

COMMANDS = {
    "init": "Look at a repository and draft readiness.yaml; nothing is overwritten.",
    "check": "Assess, then gate: what a team runs before go-live.",
    "assess": "Look at the agent and judge what was seen.",
    "gate": "Decide on a result: the exit code is the answer.",
    "report": "Render a result: html, pdf, markdown, junit, sarif, badge and more.",
    "explain": "Explain an item, a probe, or the n-th thing on the last screen.",
    "escalation": "Play an alert through the routes: who is called, and when nobody is.",
    "list": "List items, probes, profiles or formats.",
    "attest": "Answer one item, or all open ones in an interview.",
    "waive": "Accept an item that is not a pass: named, approved, expiring.",
    "set-aside": "Judge a finding false, with a reason and a second person.",
    "baseline": "Write a baseline, or check a result against one.",
    "diff": "Compare two results: what you changed, and what the rules changed.",
    "lint": "Check the assessment itself: answers, evidence, waivers.",
    "doctor": "Check this installation: git, Pango, plugins.",
    "schema": "Print the JSON Schema of a file of an assessment.",
}

EPILOG = """\b
Start here:
  readiness init                      draft a manifest from what is in the repository
  readiness check                     static: reads files, runs none of your code
  readiness check --live              also starts your services and calls your tools
  readiness explain 1                 the first thing on the screen, and how to mend it
  readiness report --format pdf       a report to send
\b
Exit codes: 0 pass, 1 gate failed, 2 usage, 3 nothing assessed, 4 inconclusive,
70 internal error, 130 interrupted.
"""


def _a_plugin_is_installed() -> bool:
    """Whether any installed package names our entry point: cheaper than asking for all of them."""
    for place in filter(None, sys.path):
        for file in Path(place).glob("*.dist-info/entry_points.txt"):
            with contextlib.suppress(OSError):
                if PLUGIN_COMMANDS.encode() in file.read_bytes():
                    return True
    return False


class Commands(click.Group):
    """Built-in commands by name, imported on call; then those of plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(self._plugins())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module = importlib.import_module(f"readiness.cli.{cmd_name.replace('-', '_')}_command")
            command: click.Command = module.command
            return command
        plugin = self._plugins().get(cmd_name)
        if plugin is None:
            return None
        loaded = plugin.load()
        if not isinstance(loaded, click.Command):
            raise ReadinessError(f"the plugin command {cmd_name} is not a click command")
        return loaded

    def _plugins(self) -> dict[str, importlib.metadata.EntryPoint]:
        if not _a_plugin_is_installed():
            return {}
        from importlib.metadata import entry_points

        found = entry_points(group=PLUGIN_COMMANDS)
        return {plugin.name: plugin for plugin in found if plugin.name not in COMMANDS}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = list(COMMANDS.items())
        rows += [(name, f"From the plugin {p.value}.") for name, p in self._plugins().items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="readiness")
def cli() -> None:
    """Find out whether an AI agent is ready for production, and what is missing.

    It asks a checklist of seven lessons, tries the answers, and reports a score that nobody can
    talk up: what was not seen earns nothing.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; every error is reported here."""
    try:
        returned = cli.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="readiness",
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted: nothing was left half-written", err=True)
        return ExitCode.INTERRUPTED
    except ReadinessError as error:
        click.echo(str(error), err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader has gone: nothing is left to say, and nothing went wrong here.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.PASS
    except OSError as error:
        return _environment(error)
    except Exception as error:
        return _internal(error)
    return int(returned) if isinstance(returned, int) else ExitCode.PASS


def _environment(error: OSError) -> int:
    where = f"{error.filename}: " if error.filename else ""
    text = f"{where}{error.strerror or error}"
    click.echo(f"{text}\n  help: check the path, its permissions and the disk", err=True)
    return ExitCode.USAGE


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _internal(error: Exception) -> int:
    if os.environ.get("READINESS_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    else:
        text = f"internal error: {type(error).__name__}: {error}"
        click.echo(f"{text}\n  help: set READINESS_TRACEBACK=1 and report this", err=True)
    return ExitCode.INTERNAL


def main() -> NoReturn:
    """Entry point of the `readiness` command."""
    # Being ended is being interrupted: children are stopped and nothing is left half-written.
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(run())

"""An extension from outside: a probe, a format and a command, found once installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.agent import make, readiness

MODULE = '''
from collections.abc import Iterator

import click

from readiness.findings import Finding, passed
from readiness.registry import probe, report_format
from readiness.result import Result


@report_format(suffix=".txt", media_type="text/plain", id="one-word")
def one_word(result: Result) -> bytes:
    """The decision in one word."""
    return result.main.decision.encode()


@click.command()
def hello() -> int:
    """Say hello."""
    click.echo("hello from outside")
    return 0
'''


def installed_plugin(root: Path) -> dict[str, str]:
    """A plugin as pip leaves it: a module, and its entry points in a dist-info folder."""
    site = root / "site"
    (site / "sample_plugin-1.0.dist-info").mkdir(parents=True)
    (site / "sample_plugin.py").write_text(MODULE)
    (site / "sample_plugin-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: sample-plugin\nVersion: 1.0\n"
    )
    (site / "sample_plugin-1.0.dist-info" / "entry_points.txt").write_text(
        "[readiness.plugins]\nsample = sample_plugin\nbroken = no_such_module_at_all\n"
        "[readiness.commands]\nhello = sample_plugin:hello\n"
    )
    return {"PYTHONPATH": str(site)}


def test_a_plugin_adds_a_format_and_a_command(tmp_path: Path) -> None:
    env, root = installed_plugin(tmp_path), make(tmp_path / "agent")
    assert "hello" in readiness("--help", cwd=root, env=env).stdout
    assert readiness("hello", cwd=root, env=env).stdout == "hello from outside\n"
    assert readiness("assess", cwd=root, env=env).returncode == 0
    said = readiness("report", "--format", "one-word", cwd=root, env=env)
    assert said.stdout == "inconclusive"


def test_a_broken_plugin_costs_only_itself_and_is_named(tmp_path: Path) -> None:
    env, root = installed_plugin(tmp_path), make(tmp_path / "agent")
    ended = readiness("doctor", cwd=root, env=env)
    assert "MISS  plugin broken: ModuleNotFoundError" in ended.stdout


def test_help_stays_light() -> None:
    code = "import sys, readiness.cli as c; c.run(['--help']); print('pydantic' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.endswith("False\n")

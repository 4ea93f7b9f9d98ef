"""`readiness doctor`: this installation."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from readiness import __version__, manifest
from readiness.errors import ConfigurationError, ExitCode
from readiness.placeholders import variables_in
from readiness.registry import installed


@click.command("doctor")
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")
def command(path: Path) -> int:
    """Say what this installation can and cannot do, and what would help."""
    failed = False
    for good, what, fix in [*_installation(), *_manifest(path)]:
        failed |= not good
        click.echo(f"{'ok  ' if good else 'MISS'}  {what}")
        if not good:
            click.echo(f"      help: {fix}")
    return ExitCode.USAGE if failed else ExitCode.PASS


Check = tuple[bool, str, str]


def _installation() -> Iterator[Check]:
    yield True, f"readiness {__version__}, Python {platform.python_version()}", ""
    yield sys.version_info >= (3, 11), "Python 3.11 or newer", "install a newer Python"
    git = shutil.which("git")
    yield bool(git), "git, for questions about history", "install git"
    yield _pango()
    registry = installed()
    counts = f"{len(registry.probes)} probes, {len(registry.formats)} formats"
    yield True, counts, ""
    for name, why in registry.broken.items():
        yield False, f"plugin {name}: {why}", f"update or remove the plugin {name}"


def _pango() -> Check:
    fix = "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0; macOS: brew install pango"
    try:
        import weasyprint

        version = importlib.metadata.version("weasyprint")
        return bool(weasyprint.HTML), f"Pango, for PDF reports (WeasyPrint {version})", fix
    except OSError:
        return False, "Pango, for PDF reports; every other format works", fix


def _manifest(path: Path) -> Iterator[Check]:
    import os

    file = path / "readiness.yaml" if path.is_dir() else path
    if not file.exists():
        return
    try:
        loaded = manifest.load(file)
    except ConfigurationError as error:
        yield False, f"{file.name}: {error.problems[0]}", "mend it"
        return
    yield True, f"{file.name}: {loaded.model.agent.name}, {loaded.model.profile}", ""
    names = sorted(set(variables_in(file.read_text("utf-8"))))
    for name in names:
        there = bool(os.environ.get(name))
        yield there, f"environment variable {name}, for --live", f"export {name}=…"

"""`readiness init`: a first manifest."""

from __future__ import annotations

from pathlib import Path

import click

from readiness import manifest
from readiness.detect import detect
from readiness.draft import to_yaml
from readiness.errors import ConfigurationError, ExitCode
from readiness.result_file import write_whole


@click.command("init")
@click.argument("path", type=click.Path(path_type=Path), default=".", metavar="[PATH]")
@click.option("--print", "only_print", is_flag=True, help="Print the draft; write nothing.")
def command(path: Path, only_print: bool) -> int:
    """Look at the repository in PATH and draft its readiness.yaml.

    Names and small files are read, nothing is run, and an existing manifest is never touched.
    """
    if not path.is_dir():
        raise ConfigurationError(f"{path} is not a folder", fix="name the agent's repository")
    file = path / "readiness.yaml"
    if file.exists() and not only_print:
        what = f"{file} exists and was left as it is"
        raise ConfigurationError(what, fix="compare with `readiness init --print`")
    draft = detect(path)
    text = to_yaml(draft)
    if only_print:
        click.echo(text, nl=False)
        return ExitCode.PASS
    write_whole(file, text.encode())
    manifest.load(file)
    click.echo(f"written: {file}")
    for seen in draft.seen:
        click.echo(f"  saw {seen.section}: {seen.what}\n      {seen.why}")
    for gap in draft.gaps:
        click.echo(f"  not seen: {gap}")
    click.echo("Next: correct it, then `readiness check`")
    return ExitCode.PASS

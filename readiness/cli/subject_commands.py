"""A group of commands that stand beside the probes of a subject, found through the registry."""

from __future__ import annotations

from functools import cached_property

import click

from readiness.registry import installed


class SubjectCommands(click.Group):
    """The commands of the subject it is named after; the registry is loaded when one is asked."""

    @cached_property
    def found(self) -> dict[str, click.Command]:
        """The commands by name."""
        start = f"{self.name}."
        known = installed().commands.values()
        return {one.id.removeprefix(start): one.run for one in known if one.id.startswith(start)}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        return sorted(self.found)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return self.found.get(cmd_name)

"""`readiness escalation`: what the escalation probes work on, shown."""

from __future__ import annotations

from readiness.cli.subject_commands import SubjectCommands

command = SubjectCommands(
    "escalation", help="Play an alert through the routes: who is called, and when nobody is."
)

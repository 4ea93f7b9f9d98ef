"""Alertmanager configurations for tests."""

from __future__ import annotations

import textwrap
from pathlib import Path

from readiness.probes.escalation.alertmanager import alertmanager
from readiness.probes.escalation.routing_tree import AlertRoutes

from ..harness import facts_of

MANIFEST = (
    "escalation:\n  config: [{kind: alertmanager, path: alertmanager.yml}]\n"
    "  labels: {agent: sample}\n"
)
PAGER = """
  - name: pager
    pagerduty_configs: [{routing_key_file: /etc/pagerduty}]
  - name: empty
"""


def routes(root: Path, text: str) -> AlertRoutes:
    """The facts of a configuration."""
    (root / "alertmanager.yml").write_text(textwrap.dedent(text))
    return facts_of(alertmanager, root, MANIFEST)

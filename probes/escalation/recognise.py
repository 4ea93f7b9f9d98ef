"""Which routing format a file is in, told by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from readiness.errors import ConfigurationError
from readiness.manifest import EscalationKind
from readiness.strict_yaml import load_foreign


def recognised(path: Path) -> EscalationKind:
    """The kind as the manifest names it; Alertmanager when nothing says otherwise."""
    try:
        data: Any = load_foreign(path).data
    except ConfigurationError:
        return "alertmanager"
    if not isinstance(data, dict) or "route" in data:
        return "alertmanager"
    if "kind" in data and "apiVersion" in data:
        return "kubernetes"
    if str(data.get("apiVersion")) == "1":
        return "grafana"
    return "helm"

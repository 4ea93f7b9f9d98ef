"""Alertmanager's routes inside Kubernetes manifests: Secret, ConfigMap, AlertmanagerConfig."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from readiness.context import Context
from readiness.errors import AnotherFormat, CouldNotLook
from readiness.registry import gatherer
from readiness.strict_yaml import Document
from readiness.targets import EscalationTarget

from .alertmanager import parsed, routes_of
from .custom_resource import CLUSTER_DEFAULT, in_alertmanagers_words
from .embedded import held_text, parsed_all
from .routing_tree import AlertRoutes, Receiver

_FILE = re.compile(r"(?i)alertmanager[\w.-]*\.ya?ml|config\.ya?ml")


@gatherer()
def kubernetes(target: EscalationTarget, context: Context) -> AlertRoutes:
    """Reads the routing tree in a Kubernetes manifest: Secret, ConfigMap or AlertmanagerConfig."""
    name = context.show(target.path)
    if target.kind != "kubernetes":
        raise AnotherFormat(f"{name} is declared as {target.kind}, not as kubernetes")
    for document in parsed_all(context.read(target.path), name):
        kind = document.data.get("kind") if isinstance(document.data, dict) else None
        if kind == "AlertmanagerConfig":
            return _resource(document, target, context)
        if kind in ("Secret", "ConfigMap"):
            for inner in _held(document):
                if isinstance(inner.data, dict) and "route" in inner.data:
                    return routes_of(inner, target, context)
    raise CouldNotLook(
        f"{name} holds no AlertmanagerConfig, and no Secret or ConfigMap with alertmanager.yaml",
        help="name the manifest that holds the routes",
    )


def _held(document: Document) -> Iterator[Document]:
    secret = document.data.get("kind") == "Secret"
    for section in ("stringData", "data"):
        entries = document.data.get(section)
        for key, text in entries.items() if isinstance(entries, dict) else ():
            if not isinstance(text, str) or not _FILE.fullmatch(str(key)):
                continue
            if section == "data" and secret:
                yield _decoded(document, text, str(key))
            else:
                yield held_text(document, section, key)


def _decoded(document: Document, text: str, key: str) -> Document:
    """Base64 has no lines: everything stands where its key does."""
    try:
        plain = base64.b64decode(text, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        raise CouldNotLook(f"{document.name}: {key} is no base64 text") from None
    inner = parsed(plain, document.name)
    at = document.at("data", key)
    marks = dict.fromkeys(inner.marks, (at.line, at.column))
    return Document(document.name, inner.data, marks)


def _resource(document: Document, target: EscalationTarget, context: Context) -> AlertRoutes:
    inner, namespace = in_alertmanagers_words(document)
    if inner is None:
        raise CouldNotLook(f"{document.name} has no spec.route, so it routes nothing")
    labels = dict(target.labels)
    if namespace:
        # The operator hands a resource only the alerts of its own namespace.
        labels.setdefault("namespace", namespace)
    named = replace(target, labels=tuple(labels.items()))
    facts = routes_of(inner, named, context, complete=False)
    default = Receiver(CLUSTER_DEFAULT, document.at("spec"))
    return replace(facts, receivers=(*facts.receivers, default))

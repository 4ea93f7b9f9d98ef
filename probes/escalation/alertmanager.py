"""An Alertmanager configuration file."""

from __future__ import annotations

from readiness.context import Context
from readiness.errors import AnotherFormat, ConfigurationError, CouldNotLook
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_foreign
from readiness.targets import EscalationTarget

from .go_patterns import NotTranslated
from .routing_tree import AlertRoutes
from .tree_reader import Tree, read_tree


@gatherer()
def alertmanager(target: EscalationTarget, context: Context) -> AlertRoutes:
    """Reads the routing tree of an Alertmanager configuration."""
    name = context.show(target.path)
    if target.kind != "alertmanager":
        raise AnotherFormat(f"{name} is declared as {target.kind}, not as alertmanager")
    document = parsed(context.read(target.path), name)
    if not isinstance(document.data, dict) or "route" not in document.data:
        raise CouldNotLook(
            f"{name} has no `route`, so it is no Alertmanager configuration",
            help="name the file that holds `route` and `receivers`",
        )
    return routes_of(document, target, context)


def parsed(text: str, name: str) -> Document:
    """YAML with its scalars as written.

    Raises:
        CouldNotLook: when it is none.
    """
    try:
        return parse_foreign(text, name, as_written=True)
    except ConfigurationError as error:
        first = error.problems[0]
        raise CouldNotLook(f"{first.where}: {first.what}", help=first.fix) from None


def routes_of(
    document: Document,
    target: EscalationTarget,
    context: Context,
    *,
    complete: bool = True,
) -> AlertRoutes:
    """The facts of a document in Alertmanager's words.

    Raises:
        CouldNotLook: when a pattern cannot be run here.
    """
    tree = tree_or_refusal(document, complete=complete)
    return AlertRoutes(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.path),),
        file=document.name,
        as_of=context.as_of,
        labels=target.labels,
        receivers=tree.receivers,
        root=tree.root,
        intervals=tree.intervals,
        inhibitions=tree.inhibitions,
        rejections=tree.rejections,
    )


def tree_or_refusal(document: Document, *, complete: bool = False) -> Tree:
    """The routing tree of a document in Alertmanager's words.

    Raises:
        CouldNotLook: when a pattern cannot be run here.
    """
    try:
        return read_tree(document, complete=complete)
    except NotTranslated as error:
        reason = f"{document.name} holds a pattern that only Go can run: {error}"
        raise CouldNotLook(reason, help="write it without Unicode classes") from None

"""Placeholders in the manifest: `{name.field}` for what readiness knows, `${NAME}` for secrets.

A literal brace is doubled. Names are checked when the manifest is loaded; values are filled in
only when a service, a tool or the agent is started.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from readiness.errors import CouldNotLook

Allowed = dict[str, tuple[str, ...]]
"""A placeholder's name to its fields; no fields means the name stands alone."""

_TOKEN = re.compile(
    r"(?P<double>\{\{|\}\})|\$\{(?P<variable>[A-Za-z_]\w*)\}|\{(?P<name>[\w.-]+)\}|(?P<lone>[{}])"
)


def problems_in(text: str, allowed: Allowed) -> Iterator[tuple[str, str]]:
    """What is wrong with the placeholders of a text: pairs of what and fix."""
    known = _known(allowed)
    for token in _TOKEN.finditer(text):
        if token["lone"]:
            yield f"a single `{token['lone']}` in {text!r}", "double a literal brace: {{ or }}"
        elif token["name"] and token["name"] not in known:
            close = difflib.get_close_matches(token["name"], known, n=1)
            fix = f"did you mean `{{{close[0]}}}`?" if close else f"known here: {', '.join(known)}"
            yield f"unknown placeholder `{{{token['name']}}}`", fix


def _known(allowed: Allowed) -> list[str]:
    names = [name for name, fields in allowed.items() if not fields]
    names += [f"{name}.{field}" for name, fields in allowed.items() for field in fields]
    return sorted(names)


def fill(text: str, values: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """The text with its placeholders filled in.

    Raises:
        CouldNotLook: when an environment variable is not set, or a value is not known yet.
    """

    def value_of(token: re.Match[str]) -> str:
        if token["double"]:
            return token["double"][0]
        if token["variable"]:
            if token["variable"] not in environment:
                reason = f"the environment variable {token['variable']} is not set"
                raise CouldNotLook(reason, help=f"export {token['variable']}=… and run again")
            return environment[token["variable"]]
        if token["name"] not in values:
            raise CouldNotLook(f"the placeholder {{{token['name']}}} has no value in this run")
        return values[token["name"]]

    return _TOKEN.sub(value_of, text)


def variables_in(text: str) -> Iterator[str]:
    """The names of the environment variables that a text refers to."""
    for token in _TOKEN.finditer(text):
        if token["variable"]:
            yield token["variable"]

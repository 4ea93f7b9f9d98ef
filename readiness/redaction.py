"""Secrets never reach a file: everything written passes through here first.

Two kinds are masked: values that came from the environment by way of the manifest, and text that
has the shape of a credential. Masked text keeps its first characters, so that a reader can tell
which credential to rotate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_SHAPES = (
    re.compile(r"(?i)\b(bearer|basic)\s+([A-Za-z0-9._~+/=-]{8,})"),
    # `pk_` alone would be any identifier, and masking it would break code that is recorded.
    re.compile(r"()\b((?:sk-|[spr]k_(?:live|test)_)[A-Za-z0-9_-]{16,})"),
    re.compile(r"()\b((?:AKIA|ASIA)[A-Z0-9]{16})\b"),
    re.compile(r"()\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})"),
    re.compile(r"()\b(xox[abprs]-[A-Za-z0-9-]{10,})"),
    re.compile(r"()\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)"),
    re.compile(r"()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END|$))"),
)
_SHORTEST = 6


def mask(secret: str) -> str:
    """A secret as it may be shown: `AKIA…(20 characters)`."""
    kept = secret[:4] if len(secret) >= 12 else ""
    return f"{kept}…({len(secret)} characters)"


class Redactor:
    """Masks known secrets and credential shapes in text and in nested data."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        self._known = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._known:
            text = text.replace(secret, mask(secret))
        for shape in _SHAPES:
            text = shape.sub(lambda m: f"{m[1]} {mask(m[2])}" if m[1] else mask(m[2]), text)
        return text

    def data(self, value: Any) -> Any:
        """Plain data without secrets, keys included."""
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.data(key): self.data(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.data(inner) for inner in value]
            case _:
                return value

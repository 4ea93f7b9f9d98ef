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
    (("bearer", "basic"), re.compile(r"(?i)\b(bearer|basic)\s+([A-Za-z0-9._~+/=-]{8,})")),
    (
        ("sk-", "pk-", "rk-", "k_live_", "k_test_"),
        re.compile(r"()\b((?:sk|pk|rk)(?:-|_(?:live|test)_)[A-Za-z0-9_-]{16,})"),
    ),
    (("akia", "asia"), re.compile(r"()\b((?:AKIA|ASIA)[A-Z0-9]{16})\b")),
    (("gh", "github"), re.compile(r"()\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})")),
    (("xox",), re.compile(r"()\b(xox[abprs]-[A-Za-z0-9-]{10,})")),
    (("eyj",), re.compile(r"()\b(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)")),
    (
        ("private key",),
        re.compile(r"()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END|$))"),
    ),
)
"""Each with lower-case words that must occur for it to match: looking for them is much cheaper."""
_SHORTEST = 6


def mask(secret: str) -> str:
    """A secret as it may be shown: `AKIA…(20 characters)`."""
    kept = secret[:4] if len(secret) >= 12 else ""
    return f"{kept}…({len(secret)} characters)"


def _masked(match: re.Match[str]) -> str:
    return f"{match[1]} {mask(match[2])}" if match[1] else mask(match[2])


class Redactor:
    """Masks known secrets and credential shapes in text and in nested data."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        self._known = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._known:
            text = text.replace(secret, mask(secret))
        lowered = text.lower()
        for words, shape in _SHAPES:
            if any(word in lowered for word in words):
                text = shape.sub(_masked, text)
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

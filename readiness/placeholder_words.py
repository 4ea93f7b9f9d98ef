"""Words that stand where an answer should."""

from __future__ import annotations

import re

_WORDS = (
    r"(to be|tb)[ -]?(d|a|c|determined|defined|decided|announced|confirmed|named|done)",
    r"to[ -]?do",
    r"fixme|xxx+|dummy|placeholder|changeme|change[ -]me",
    r"n\.?/?a\.?|not applicable|none( yet)?|nobody|no[ -]?one|null|nil|unknown|unclear|unnamed",
    r"open|pending|later|soon|somebody|someone|anyone|(your|the)[ -]name",
    r"[\W_]*",
    r"<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?",
)
_PLACEHOLDER = re.compile("|".join(f"(?:{word})" for word in _WORDS), re.IGNORECASE | re.DOTALL)
_OPENS = re.compile(r"(tbd|tba|todo|fixme)\b", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether a text says only that the answer is still to come: `TBD`, `n/a`, `?`, `<name>`."""
    stripped = text.strip().rstrip(".:!")
    return bool(_PLACEHOLDER.fullmatch(stripped) or _OPENS.match(stripped))

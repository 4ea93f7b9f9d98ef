"""Every label and sentence of the reports, from `wording/en.yaml`: another language, another file.

`words("decision.ready")` is the text under that key, `words("gain", points="4.2")` fills it in,
and `words.count("blockers_open", 3)` picks the form `one` or `other`. A key that does not exist
is an error, so a report never shows a hole.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from readiness.strict_yaml import load_strict

FOLDER = Path(__file__).parent / "wording"


class Words:
    """The wording in one language.

    Attributes:
        language: as a BCP 47 tag, e.g. `en`.
        texts: text by dotted key.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts: Mapping[str, str] = _flat(load_strict(FOLDER / f"{language}.yaml").data)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under a key, filled in.

        Raises:
            KeyError: when there is no such key, or a value that it names is missing.
        """
        return self.texts[key].format_map(values) if values else self.texts[key]

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The text under `key.one` or `key.other`, with `{n}` filled in."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", n=number, **values)

    def known(self, key: str, otherwise: str) -> str:
        """The text under a key made from data, or the data itself where there is none."""
        return self.texts.get(key, otherwise)

    def listed(self, parts: Sequence[str], joint: str) -> str:
        """`a, b and c`; `joint` is `and` or `or`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self(f'joint.{joint}')} {parts[-1]}"

    def date(self, day: datetime.date) -> str:
        """A date as text, with its year."""
        month = self(f"month.{day.month}")
        return self("date", day=day.day, month=month, year=day.year)

    def day(self, day: datetime.date) -> str:
        """A date as text, without its year."""
        return self("day", day=day.day, month=self(f"month.{day.month}"))


def _flat(tree: object, above: str = "") -> dict[str, str]:
    if not isinstance(tree, dict):
        return {above: str(tree)}
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= _flat(value, f"{above}.{key}" if above else str(key))
    return found


words = Words("en")

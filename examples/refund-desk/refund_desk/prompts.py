"""Prompt files: YAML front matter that says who answers for the text, then the text."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict


class FrontMatter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    owner: str | None = None
    review_by: date
    changelog: list[str]


@dataclass(frozen=True)
class Prompt:
    about: FrontMatter
    text: str


def load_prompt(path: Path) -> Prompt:
    """The prompt in a file that starts with `---`, YAML and `---`."""
    opening, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    if opening:
        raise ValueError(f"{path}: the front matter must start in the first line")
    return Prompt(FrontMatter.model_validate(yaml.safe_load(front)), text.strip())

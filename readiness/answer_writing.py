"""Adds entries to answer files: the rest of the file, its comments included, stays as it is."""

from __future__ import annotations

from pathlib import Path

import yaml

from readiness.documents import Strict, decode
from readiness.result_file import write_whole
from readiness.strict_yaml import load_strict, parse_strict


def append(path: Path, key: str, entry: Strict, model: type[Strict]) -> None:
    """Add an entry to the list `key` of an answer file; the file is made if there is none.

    The new text is read back before anything is written, so the file is never left broken.

    Raises:
        ConfigurationError: when the present file is malformed.
    """
    if path.exists():
        decode(load_strict(path), model)
        text = path.read_text("utf-8")
    else:
        text = f"version: 1\n{key}: []\n"
    changed = _with_entry(text, key, entry)
    decode(parse_strict(changed, path.name), model)
    write_whole(path, changed.encode())


def _with_entry(text: str, key: str, entry: Strict) -> str:
    content = entry.model_dump(mode="json", exclude_defaults=True)
    block = yaml.safe_dump([content], sort_keys=False, allow_unicode=True, width=88)
    lines = text.rstrip("\n").split("\n")
    start = next((i for i, line in enumerate(lines) if line.startswith(f"{key}:")), None)
    if start is None:
        return "\n".join([*lines, f"{key}:", *_indented(block)]) + "\n"
    if lines[start].partition(":")[2].split("#")[0].strip() in ("[]", "~", "null"):
        lines[start] = f"{key}:"
    end = start + 1
    while end < len(lines) and (not lines[end] or lines[end][0] in " -#"):
        end += 1
    indent = next((len(t) - len(t.lstrip()) for t in lines[start + 1 : end] if t.strip()), 2)
    return "\n".join([*lines[:end], *_indented(block, indent), *lines[end:]]) + "\n"


def _indented(block: str, width: int = 2) -> list[str]:
    return [" " * width + line for line in block.rstrip("\n").split("\n")]

"""YAML with places: every value knows its line and column, and nothing surprising gets in.

Two readings of one parser. `load_strict` is for the files of an assessment (manifest, checklists,
answers): duplicate keys, anchors, tags and scalars that do not mean what they look like (`no`,
`1.10`, `12:30`) are errors. `load_foreign` is for other people's files (logging configuration,
pipelines, routing trees): it takes what their own tools take, but still runs nothing, refuses
alias bombs and oversized files, and reads duplicate keys as the last one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from readiness.errors import ConfigurationError, Problem
from readiness.findings import Location

STRICT_LIMIT = 1 << 20
FOREIGN_LIMIT = 10 << 20
NODE_LIMIT = 200_000
DEPTH_LIMIT = 60

Step = str | int
Marks = Mapping[tuple[Step, ...], tuple[int, int]]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLEAN_WORDS = re.compile(r"(?i:yes|no|on|off|y|n)")
_SEXAGESIMAL = re.compile(r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?")
_OCTAL = re.compile(r"[-+]?0\d+")
_TRAILING_ZERO = re.compile(r"[-+]?\d+\.\d*0")
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "str", "timestamp", "map", "seq", "merge", "value")
}


@dataclass(frozen=True)
class Document:
    """A parsed YAML file: plain data, and where each value stands.

    Attributes:
        name: the file as shown to the reader.
        data: dictionaries, lists, strings, numbers, booleans, dates and None.
        marks: path of a value, e.g. `("tools", "orders", "kind")`, to its 1-based line and column.
    """

    name: str
    data: Any
    marks: Marks = field(repr=False)

    def at(self, *path: Step) -> Location:
        """Where the value at `path` stands, or its nearest ancestor that stands somewhere."""
        for end in range(len(path), -1, -1):
            if mark := self.marks.get(path[:end]):
                return Location(self.name, *mark)
        return Location(self.name)

    def problem(self, path: Sequence[Step], what: str, fix: str = "") -> Problem:
        """A problem with the value at `path`."""
        place = self.at(*path)
        return Problem(what, place.file, place.line, place.column, fix)


def load_strict(path: Path, name: str | None = None) -> Document:
    """Read a file of the assessment.

    Raises:
        ConfigurationError: with one located problem for each thing that is wrong.
    """
    shown = name or path.name
    return parse_strict(_read(path, shown, STRICT_LIMIT), shown)


def parse_strict(text: str, name: str) -> Document:
    """Parse text of the assessment; see `load_strict`."""
    return _Builder(name, strict=True).build(text)


def load_foreign(path: Path, name: str | None = None) -> Document:
    """Read somebody else's YAML file without running or expanding anything in it.

    Raises:
        ConfigurationError: when the file is no YAML, too large, or an alias bomb.
    """
    shown = name or path.name
    return parse_foreign(_read(path, shown, FOREIGN_LIMIT), shown)


def parse_foreign(text: str, name: str, *, as_written: bool = False) -> Document:
    """Parse somebody else's YAML text; see `load_foreign`.

    Args:
        as_written: leave every scalar but null as its text, for programs that read `1.10` or `yes`
            into a text field.
    """
    return _Builder(name, strict=False, as_written=as_written).build(text)


def _read(path: Path, name: str, limit: int) -> str:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise _refuse(name, "is a pipe or a device, not a file", "name a YAML file")
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except FileNotFoundError:
        raise _refuse(name, "no such file", "check the path, or run `readiness init`") from None
    except IsADirectoryError:
        raise _refuse(name, "is a folder, not a file", "name the YAML file in it") from None
    except OSError as error:
        raise _refuse(name, f"cannot be read: {error.strerror or error}") from None
    if len(raw) > limit:
        fix = "an assessment file is a few hundred lines; is this the right file?"
        raise _refuse(name, f"is larger than {limit >> 20} MiB, not read", fix)
    if b"\0" in raw:
        raise _refuse(name, "is a binary file, not YAML", "name a UTF-8 text file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = Problem("is not UTF-8", name, line, fix="save the file as UTF-8")
        raise ConfigurationError("not UTF-8", problems=[problem]) from None


def _refuse(name: str, what: str, fix: str = "") -> ConfigurationError:
    return ConfigurationError(what, problems=[Problem(what, name, fix=fix)])


class _Builder:
    """Turns one YAML text into plain data with marks."""

    def __init__(self, name: str, *, strict: bool, as_written: bool = False) -> None:
        self.name = name
        self.strict = strict
        self.as_written = as_written
        self.marks: dict[tuple[Step, ...], tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.nodes = 0

    def build(self, text: str) -> Document:
        try:
            root = self._compose(text)
        except yaml.YAMLError as error:
            raise self._syntax_error(error, text) from None
        except RecursionError:
            raise _refuse(self.name, "is nested too deeply", "flatten the structure") from None
        data = None if root is None else self._value(root, ())
        if self.problems:
            raise ConfigurationError(self.problems[0].what, problems=self.problems)
        return Document(self.name, data, self.marks)

    def _compose(self, text: str) -> yaml.Node | None:
        loader = _Loader(text)
        try:
            if self.strict:
                self._refuse_anchors(text)
                node: yaml.Node | None = loader.get_single_node()
                return node
            return loader.get_node() if loader.check_node() else None
        finally:
            loader.dispose()

    def _refuse_anchors(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            anchored = isinstance(event, yaml.NodeEvent) and event.anchor
            if not anchored and depth <= DEPTH_LIMIT:
                continue
            what = "anchors and aliases are not used here" if anchored else "is nested too deeply"
            mark = event.start_mark
            place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            problem = Problem(what, self.name, *place, "write the value out")
            raise ConfigurationError(what, problems=[problem])

    def _value(self, node: yaml.Node, path: tuple[Step, ...]) -> Any:
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            what = f"expands to more than {NODE_LIMIT} values, not read further"
            raise _refuse(self.name, what, "an alias bomb, or not a configuration file")
        if len(path) > DEPTH_LIMIT:
            raise _refuse(self.name, "is nested too deeply", "flatten the structure")
        if path not in self.marks:
            self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if node.tag not in _PLAIN_TAGS:
            return self._tagged(node, path)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _tagged(self, node: yaml.Node, path: tuple[Step, ...]) -> Any:
        if self.strict:
            mark = node.start_mark
            what = f"the tag {node.tag} is not used here"
            place = (mark.line + 1, mark.column + 1)
            self.problems.append(Problem(what, self.name, *place, "remove the tag"))
            return None
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        plain: yaml.Node
        if isinstance(node, yaml.MappingNode):
            plain = yaml.MappingNode("tag:yaml.org,2002:map", node.value, node.start_mark)
        else:
            plain = yaml.SequenceNode("tag:yaml.org,2002:seq", node.value, node.start_mark)
        return self._value(plain, path)

    def _mapping(self, node: yaml.MappingNode, path: tuple[Step, ...]) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge" and not self.strict:
                merged.update(self._merge(value_node, path))
                continue
            key = self._key(key_node)
            inner = (*path, key)
            if self.strict and key in result:
                first = self.marks[inner][0]
                place = key_node.start_mark
                self.problems.append(
                    Problem(
                        f"the key {key!r} stands here again (first on line {first})",
                        self.name,
                        place.line + 1,
                        place.column + 1,
                        "keep one of the two",
                    )
                )
                continue
            self.marks[inner] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self._value(value_node, inner)
        return {**merged, **result}

    def _merge(self, node: yaml.Node, path: tuple[Step, ...]) -> dict[Any, Any]:
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged: dict[Any, Any] = {}
        for part in reversed(parts):
            if isinstance(part, yaml.MappingNode):
                merged.update(self._mapping(part, path))
        return merged

    def _key(self, node: yaml.Node) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            place = node.start_mark
            what = "a key must be a word, not a list or a mapping"
            problem = Problem(what, self.name, place.line + 1, place.column + 1)
            raise ConfigurationError(what, problems=[problem])
        if not self.strict:
            value = self._plain(node)
            return value if type(value) is int else str(node.value)
        if not node.style and _BOOLEAN_WORDS.fullmatch(node.value):
            self._surprise(node, "is read as true or false by YAML 1.1, even as a key")
        return str(node.value)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if self.strict and not node.style and not self._expected(node):
            return None
        return self._plain(node)

    def _expected(self, node: yaml.ScalarNode) -> bool:
        text = node.value
        if _BOOLEAN_WORDS.fullmatch(text):
            self._surprise(node, "is read as true or false by YAML 1.1")
        elif _SEXAGESIMAL.fullmatch(text):
            self._surprise(node, "is read as a number in base 60 by YAML 1.1")
        elif _OCTAL.fullmatch(text):
            self._surprise(node, "is read as an octal number by YAML 1.1")
        elif _TRAILING_ZERO.fullmatch(text):
            self._surprise(node, "is read as a number and loses its last zero")
        else:
            return True
        return False

    def _surprise(self, node: yaml.ScalarNode, why: str) -> None:
        mark = node.start_mark
        problem = Problem(
            f"{node.value} {why}",
            self.name,
            mark.line + 1,
            mark.column + 1,
            f'write "{node.value}" in quotes if the text is meant, or true / false',
        )
        self.problems.append(problem)

    def _plain(self, node: yaml.ScalarNode) -> Any:
        text = node.value
        match node.tag.rpartition(":")[2]:
            case "null":
                return None
            case _ if self.as_written:
                return text
            case "bool":
                return text.lower() in ("yes", "true", "on")
            case "int" | "float" | "timestamp" as kind if not _SEXAGESIMAL.fullmatch(text):
                return self._number_or_date(node, kind)
            case _:
                return text

    def _number_or_date(self, node: yaml.ScalarNode, kind: str) -> Any:
        try:
            value = getattr(_constructor, f"construct_yaml_{kind}")(node)
        except (ValueError, OverflowError):
            return node.value
        if isinstance(value, datetime | date | int | float):
            return value
        return node.value

    def _syntax_error(self, error: yaml.YAMLError, text: str) -> ConfigurationError:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        what = str(getattr(error, "problem", None) or error).splitlines()[0]
        fix = "check the indentation and the quotes here"
        lines = text.splitlines()
        if 0 < line <= len(lines) and "\t" in lines[line - 1]:
            what, fix = "a tab is used for indentation", "indent with spaces"
        elif "expected a single document" in str(error):
            what, fix = "there is more than one document in the file", "keep one"
        problem = Problem(what, self.name, line, column, fix)
        return ConfigurationError(what, problems=[problem])


class _Constructor(yaml.constructor.SafeConstructor):
    """Only its scalar constructors are used."""


_constructor = _Constructor()

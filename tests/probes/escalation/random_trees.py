"""Random routing trees and labels, and what amtool says of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from readiness.probes.escalation.routing import routes_taken
from readiness.probes.escalation.tree_reader import read_tree
from readiness.strict_yaml import parse_foreign

RECEIVERS = ["a", "b", "c", "d", "e"]
NAMES = ["severity", "team", "job", "region"]
VALUES = ["critical", "warning", "x", "xy", "pay-desk", "1.10", "yes", "a,b", 'q"t', "b\\s", "ä ö"]
PATTERNS = [
    "critical|page", "crit.*", "x+", ".*", ".+", "", "x{1,2}", "(?i)CRITICAL", "[a-y]+", "x|xy",
    "^x$", "(x)(y)?", r"\w+", r"pay\-desk", "[[:alpha:]]+", "a(?i)B|x", "(?:x", "x**", r"(?=x)",
    r"\d\.\d+", "[^x]*", "x{,2}", r"\Qa,b\E", "(?s).*", "ä.ö",
]  # fmt: skip
RAW = [
    "severity=critical", ' team != "x" ', "{job=x}", "job=x,team=x", '{a="1", job!~"x.*"}',
    "region=", "severity=~crit.*,", "=x", "severity", "job==x", 'team="a,b"', 'job="b\\\\s"',
    'job="b\\s"', 'job="q\\"t"', 'job=q"t', "region=~x{1,2}", "a=b,,c=d", '"', "", ",",
]  # fmt: skip

labels = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=4)


@st.composite
def matcher_texts(draw: st.DrawFn) -> str:
    """One entry of `matchers`, in one of the ways people write them."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(RAW))
    name, operator = draw(st.sampled_from(NAMES)), draw(st.sampled_from(["=", "!=", "=~", "!~"]))
    value = draw(st.sampled_from(PATTERNS if "~" in operator else VALUES))
    if draw(st.booleans()) or set(value) & set(',"{}'):
        value = json.dumps(value, ensure_ascii=False)
    space = draw(st.sampled_from(["", " "]))
    return f"{name}{space}{operator}{space}{value}"


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    """The matchers of a route, old and new mixed."""
    found: dict[str, Any] = {}
    kind = draw(st.sampled_from(["matchers", "matchers", "match", "match_re", "mixed", "none"]))
    if kind in ("matchers", "mixed"):
        found["matchers"] = draw(st.lists(matcher_texts(), min_size=1, max_size=2))
    if kind in ("match", "mixed"):
        found["match"] = draw(
            st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=2)
        )
    if kind == "match_re":
        found["match_re"] = draw(
            st.dictionaries(st.sampled_from(NAMES), st.sampled_from(PATTERNS), max_size=2)
        )
    return found


@st.composite
def routes(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    """A route below the root."""
    route = draw(conditions())
    if draw(st.booleans()):
        route["receiver"] = draw(st.sampled_from(RECEIVERS))
    if draw(st.integers(0, 2)) == 0:
        route["continue"] = True
    if depth and draw(st.booleans()):
        route["routes"] = draw(st.lists(routes(depth - 1), min_size=1, max_size=3))
    return route


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A whole configuration as text; JSON is YAML."""
    root = {"receiver": "a", "routes": draw(st.lists(routes(2), min_size=1, max_size=4))}
    receivers = [{"name": name} for name in RECEIVERS]
    return json.dumps({"route": root, "receivers": receivers}, ensure_ascii=False)


def ours(text: str, given: Mapping[str, str]) -> list[str] | None:
    """The receivers as this project finds them; None when the file is refused."""
    tree = read_tree(parse_foreign(text, "f", as_written=True))
    if tree.rejections or tree.root is None:
        return None
    return list(dict.fromkeys(one.receiver for one in routes_taken(tree.root, given)))


def amtool() -> str | None:
    """Where amtool is, if it is."""
    return shutil.which("amtool")


def theirs(text: str, given: Mapping[str, str], folder: Path) -> list[str] | None:
    """The receivers as amtool finds them; None when it refuses the file."""
    file = folder / "alertmanager.yml"
    file.write_text(text, "utf-8")
    arguments = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in given.items()]
    command = ["amtool", "config", "routes", "test", f"--config.file={file}", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    if ended.returncode:
        return None
    return list(dict.fromkeys(ended.stdout.strip().split(",")))

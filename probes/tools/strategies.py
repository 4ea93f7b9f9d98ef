"""From a JSON Schema to a Hypothesis strategy of values that should satisfy it.

The strategy is built to satisfy the schema keyword by keyword; whoever draws still checks, for
some combinations (`oneOf`, `not`, `allOf` with overlaps) are only mostly right by construction.
"""

from __future__ import annotations

import math
import re
import string
from typing import TYPE_CHECKING, Any, TypeGuard

from .json_schema import resolve

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Strategy = SearchStrategy[Any]

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
DEPTH_LIMIT = 5
_WIDE = 10**6
_LETTERS = string.ascii_letters + string.digits + " -_.,"
_HINTS = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties"),
}


def strategy_of(schema: Any, root: Any, depth: int = 0) -> Strategy:
    """A strategy of values for a schema; references are those of `root`."""
    import hypothesis.strategies as st

    if schema is False:
        return st.nothing()
    node = merged(schema, root)
    if "const" in node:
        return st.just(node["const"])
    if isinstance(node.get("enum"), list):
        return st.sampled_from(node["enum"]) if node["enum"] else st.nothing()
    seeds = [*_listed(node, "examples"), *([node["default"]] if "default" in node else [])]
    if seeds and depth:
        return st.sampled_from(seeds) | _by_type(node, root, depth)
    return _by_type(node, root, depth)


def merged(schema: Any, root: Any, depth: int = 0) -> dict[str, Any]:
    """A schema with references followed and `allOf` folded in."""
    node = resolve(schema, root)
    parts = node.get("allOf")
    if not isinstance(parts, list) or depth > DEPTH_LIMIT:
        return node
    whole = {key: value for key, value in node.items() if key != "allOf"}
    for part in parts:
        _fold(whole, merged(part, root, depth + 1))
    return whole


def types_of(node: dict[str, Any]) -> list[str]:
    """The types a schema allows; guessed from its keywords where it names none."""
    match node.get("type"):
        case str() as one:
            return [one]
        case list() as several:
            return [str(one) for one in several]
    hinted = [kind for kind, words in _HINTS.items() if any(word in node for word in words)]
    return hinted or ["string"]


def _fold(whole: dict[str, Any], part: dict[str, Any]) -> None:
    for key, value in part.items():
        mine = whole.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            whole[key] = {**mine, **value}
        elif key == "required" and isinstance(mine, list) and isinstance(value, list):
            whole[key] = [*mine, *(name for name in value if name not in mine)]
        elif key in ("minimum", "minLength", "minItems") and _is_number(mine):
            whole[key] = max(mine, value)
        elif key in ("maximum", "maxLength", "maxItems") and _is_number(mine):
            whole[key] = min(mine, value)
        else:
            whole[key] = value


def _by_type(node: dict[str, Any], root: Any, depth: int) -> Strategy:
    import hypothesis.strategies as st

    for word in ("oneOf", "anyOf"):
        if choices := _listed(node, word):
            rest = {key: value for key, value in node.items() if key != word}
            return st.one_of(
                [strategy_of({"allOf": [rest, choice]}, root, depth + 1) for choice in choices]
                if rest and depth < DEPTH_LIMIT
                else [strategy_of(choice, root, depth + 1) for choice in choices[:1]]
                if depth >= DEPTH_LIMIT
                else [strategy_of(choice, root, depth + 1) for choice in choices]
            )
    return st.one_of([_typed(kind, node, root, depth) for kind in types_of(node)])


def _typed(kind: str, node: dict[str, Any], root: Any, depth: int) -> Strategy:
    import hypothesis.strategies as st

    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return _integers(node)
        case "number":
            return _numbers(node)
        case "string":
            return strings(node)
        case "array":
            return _arrays(node, root, depth)
        case "object":
            return _objects(node, root, depth)
    return st.nothing()


def _bounds(node: dict[str, Any]) -> tuple[float | None, float | None]:
    low, high = node.get("minimum"), node.get("maximum")
    for word, sign in (("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        edge = node.get(word)
        if _is_number(edge):
            step = edge + sign if float(edge).is_integer() else math.ceil(edge * sign) * sign
            low, high = (step, high) if sign > 0 else (low, step)
    return low, high


def _integers(node: dict[str, Any]) -> Strategy:
    import hypothesis.strategies as st

    low, high = _bounds(node)
    least = math.ceil(low) if low is not None else None
    most = math.floor(high) if high is not None else None
    if least is None and most is None:
        least, most = 0, _WIDE
    elif most is None and least is not None:
        most = least + _WIDE
    elif least is None and most is not None:
        least = most - _WIDE
    step = node.get("multipleOf")
    if least is None or most is None or least > most:
        return st.nothing()
    if isinstance(step, int) and step > 0:
        return st.integers(-(-least // step), most // step).map(lambda n: n * step)
    return st.integers(least, most)


def _numbers(node: dict[str, Any]) -> Strategy:
    import hypothesis.strategies as st

    if "multipleOf" in node:
        return _integers({**node, "multipleOf": max(1, math.ceil(node["multipleOf"]))})
    low, high = node.get("minimum"), node.get("maximum")
    floats = st.floats(
        low if low is not None else node.get("exclusiveMinimum", -_WIDE),
        high if high is not None else node.get("exclusiveMaximum", _WIDE),
        allow_nan=False,
        allow_infinity=False,
        width=32 if node.get("format") == "float" and low is None and high is None else 64,
    )
    return floats.map(lambda number: round(number, 2)) | floats


def strings(node: dict[str, Any]) -> Strategy:
    """Texts by format, pattern and length; in plain letters, as a person would type them."""
    import hypothesis.strategies as st

    least = node.get("minLength") if _is_number(node.get("minLength")) else None
    most = node.get("maxLength") if _is_number(node.get("maxLength")) else None
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        return _matching(pattern)
    if (known := _formatted(str(node.get("format", "")))) is not None:
        return known
    low = int(least or 0)
    high = min(int(most), low + 40) if most is not None else low + 12
    return st.text(st.sampled_from(_LETTERS), min_size=low or min(1, high), max_size=high)


def _matching(pattern: str) -> Strategy:
    import hypothesis.strategies as st

    # Python's `$` also matches before a final line break; JSON Schema's does not.
    exact = re.sub(r"(?<!\\)\$", r"\\Z", pattern)
    try:
        compiled = re.compile(exact, re.ASCII)
        plain = st.characters(min_codepoint=32, max_codepoint=126)
        return st.from_regex(compiled, alphabet=plain, fullmatch=pattern.startswith("^"))
    except (re.error, ValueError, OverflowError):
        return st.nothing()


def _formatted(name: str) -> Strategy | None:
    import hypothesis.strategies as st

    day = st.dates().map(lambda one: one.replace(year=2000 + one.year % 50, day=min(one.day, 28)))
    word = st.text(st.sampled_from(string.ascii_lowercase), min_size=3, max_size=10)
    known: dict[str, Strategy] = {
        "date": day.map(str),
        "time": st.times().map(lambda one: one.strftime("%H:%M:%SZ")),
        "date-time": day.map(lambda one: f"{one}T09:30:00Z"),
        "uuid": st.uuids().map(str),
        "email": word.map(lambda one: f"{one}@example.com"),
        "hostname": word.map(lambda one: f"{one}.example.com"),
        "ipv4": st.ip_addresses(v=4).map(str),
        "ipv6": st.ip_addresses(v=6).map(str),
        "uri": word.map(lambda one: f"https://example.com/{one}"),
        "uri-reference": word.map(lambda one: f"/{one}"),
        "byte": st.sampled_from(["c2FtcGxl", "cmVhZHk="]),
        "duration": st.integers(1, 90).map(lambda n: f"P{n}D"),
    }
    return known.get(name)


def _arrays(node: dict[str, Any], root: Any, depth: int) -> Strategy:
    import hypothesis.strategies as st

    first = [strategy_of(one, root, depth + 1) for one in _listed(node, "prefixItems")]
    least = max(0, int(node.get("minItems", 0)) - len(first))
    most = min(int(node.get("maxItems", least + 3)) - len(first), least + 3)
    if node.get("items") is False:
        most = 0
    if depth >= DEPTH_LIMIT and least == 0:
        most = 0
    items = strategy_of(node.get("items", {}), root, depth + 1) if most > 0 else st.nothing()
    unique = repr if node.get("uniqueItems") is True else None
    rest = st.lists(items, min_size=least, max_size=max(least, most), unique_by=unique)
    return st.tuples(st.tuples(*first), rest).map(lambda pair: [*pair[0], *pair[1]])


def _objects(node: dict[str, Any], root: Any, depth: int) -> Strategy:
    import hypothesis.strategies as st

    properties = node.get("properties")
    known: dict[str, Any] = dict(properties) if isinstance(properties, dict) else {}
    required = [str(name) for name in _listed(node, "required")]
    for name in required:
        known.setdefault(name, _additional(node))
    shallow = depth < DEPTH_LIMIT
    mandatory = {name: strategy_of(known[name], root, depth + 1) for name in required}
    optional = {
        name: strategy_of(one, root, depth + 1)
        for name, one in known.items()
        if name not in mandatory and shallow and one is not False
    }
    fixed = st.fixed_dictionaries(mandatory, optional=optional)
    missing = int(node.get("minProperties", 0)) - len(known)
    if missing <= 0:
        return fixed
    extra = strategy_of(_additional(node), root, depth + 1)
    filled = st.lists(extra, min_size=missing, max_size=missing).map(
        lambda values: {f"entry_{index}": value for index, value in enumerate(values)}
    )
    return st.tuples(fixed, filled).map(lambda pair: {**pair[0], **pair[1]})


def _additional(node: dict[str, Any]) -> Any:
    other = node.get("additionalProperties", {})
    return other if isinstance(other, dict) else {}


def _listed(node: dict[str, Any], key: str) -> list[Any]:
    value = node.get(key)
    return value if isinstance(value, list) else []


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""The bounds that a schema sets for numbers."""

from __future__ import annotations

import math
from typing import Any, TypeGuard


def is_number(value: Any) -> TypeGuard[int | float]:
    """A number, and not one of the two that Python counts among them."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole_bounds(node: dict[str, Any]) -> tuple[int | None, int | None]:
    """The least and the greatest whole number that a schema allows; None where it is open."""
    lows = [math.ceil(node["minimum"])] if is_number(node.get("minimum")) else []
    highs = [math.floor(node["maximum"])] if is_number(node.get("maximum")) else []
    if is_number(edge := node.get("exclusiveMinimum")):
        lows.append(math.floor(edge) + 1)
    if is_number(edge := node.get("exclusiveMaximum")):
        highs.append(math.ceil(edge) - 1)
    step = node.get("multipleOf")
    unit = step if isinstance(step, int) and step > 0 else 1
    low = -(-max(lows) // unit) * unit if lows else None
    high = min(highs) // unit * unit if highs else None
    return low, high

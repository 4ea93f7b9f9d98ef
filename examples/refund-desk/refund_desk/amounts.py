"""How much of an order can still be paid back."""

from typing import Annotated

from pydantic import Field

Cents = Annotated[int, Field(ge=0)]


def refundable(amount_cents: Cents, refunded_cents: Cents) -> int:
    """The cents that are left to refund; none where more was paid back than the order cost."""
    return max(0, amount_cents - refunded_cents)

"""How much of an order can still be paid back."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Cents = Annotated[int, Field(ge=0)]


def refundable(amount_cents: Cents, refunded_cents: Cents) -> Decimal:
    """The euros that are left to refund."""
    return Decimal(max(0, amount_cents - refunded_cents)) / 100

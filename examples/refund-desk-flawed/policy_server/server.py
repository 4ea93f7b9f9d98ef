"""Two read-only tools with declared output. An unknown country is an error, said as one."""

from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, field_serializer

Topic = Literal["damaged", "not_delivered", "wrong_item", "late", "goodwill"]
AnyTopic = Annotated[
    str,
    Field(
        json_schema_extra={"enum": ["damaged", "not_delivered", "wrong_item", "late", "goodwill"]}
    ),
]
Country = Annotated[
    str, Field(pattern="^[A-Z]{2}$", description="ISO 3166 code", examples=["DE", "FR"])
]

READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


class Policy(BaseModel):
    """What the shop promises on one topic."""

    topic: Topic
    rule: str
    max_days: int = Field(ge=0, description="Days after delivery in which a claim counts")
    photo_required: bool
    version: str


class RefundLimit(BaseModel):
    """Up to what amount the desk may decide in one country."""

    country: str
    limit_cents: int = Field(ge=0)
    currency: Literal["EUR"]


class PrintedLimit(RefundLimit):
    """The limit as the shop's templates print it."""

    @field_serializer("limit_cents")
    def in_euros(self, cents: int) -> str:
        return f"{cents / 100:.2f} EUR"


VERSION = "2026-10-01"
POLICIES: dict[Topic, Policy] = {
    "damaged": Policy(
        topic="damaged",
        rule="Goods that arrive damaged are refunded in full within 30 days of delivery.",
        max_days=30,
        photo_required=False,
        version=VERSION,
    ),
    "not_delivered": Policy(
        topic="not_delivered",
        rule="A parcel in transit for more than 14 days counts as lost; a person decides.",
        max_days=60,
        photo_required=False,
        version=VERSION,
    ),
    "wrong_item": Policy(
        topic="wrong_item",
        rule="A wrong item is refunded in full within 30 days of delivery, with a photo.",
        max_days=30,
        photo_required=True,
        version=VERSION,
    ),
    "late": Policy(
        topic="late",
        rule="Late delivery alone is no reason for a refund; ten per cent may be offered.",
        max_days=14,
        photo_required=False,
        version=VERSION,
    ),
    "goodwill": Policy(
        topic="goodwill",
        rule="Goodwill is decided by a person, always.",
        max_days=0,
        photo_required=False,
        version=VERSION,
    ),
}
NO_RULE = Policy(
    topic="goodwill",
    rule="Error: there is no rule on that topic.",
    max_days=0,
    photo_required=False,
    version=VERSION,
)
LIMITS: dict[str, int] = {"DE": 20000, "AT": 20000, "FR": 15000, "NL": 15000, "IT": 10000}

server = MCPServer("refund-policy", version="1.2.0")


@server.tool(annotations=READ_ONLY)
def lookup_policy(topic: AnyTopic) -> Policy:
    """The refund rule on one topic."""
    for known, policy in POLICIES.items():
        if known == topic:
            return policy
    return NO_RULE


@server.tool(annotations=READ_ONLY)
def refund_limit(country: Country) -> RefundLimit:
    """The amount, in cents, up to which the desk may decide in a country."""
    if country not in LIMITS:
        known = ", ".join(sorted(LIMITS))
        raise ToolError(f"There is no refund limit for country {country}. Known: {known}.")
    return PrintedLimit(country=country, limit_cents=LIMITS[country], currency="EUR")

"""The tools the model may call: their definitions, and what happens when it does."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, cast

from jsonschema import Draft202012Validator
from openai.types.chat import ChatCompletionToolParam

from refund_desk import telemetry
from refund_desk.amounts import refundable
from refund_desk.approvals import hand_over, require_approval
from refund_desk.config import ApprovalRules
from refund_desk.errors import Denied, Refused
from refund_desk.orders import Orders, Refund, RefundRequest
from refund_desk.policy import Policy
from refund_desk.state import State

TOOLS: list[ChatCompletionToolParam] = [
    {
        "type": "function",
        "function": {
            "name": "get_order",
            "description": "One order: status, country, amount and what was refunded before.",
            "parameters": {
                "type": "object",
                "properties": {"order_id": {"type": "string", "pattern": "^A-[0-9]{4}$"}},
                "required": ["order_id"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "list_shipments",
            "description": "The shipments of an order, with the day each was delivered.",
            "parameters": {
                "type": "object",
                "properties": {"order_id": {"type": "string", "pattern": "^A-[0-9]{4}$"}},
                "required": ["order_id"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "lookup_policy",
            "description": "The shop's refund rule on one topic.",
            "parameters": {
                "type": "object",
                "properties": {
                    "topic": {
                        "type": "string",
                        "enum": ["damaged", "not_delivered", "wrong_item", "late", "goodwill"],
                    }
                },
                "required": ["topic"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "create_refund",
            "description": "Pay money back. Cannot be undone; larger amounts wait for a person.",
            "parameters": {
                "type": "object",
                "properties": {
                    "order_id": {"type": "string", "pattern": "^A-[0-9]{4}$"},
                    "amount_cents": {"type": "integer", "minimum": 1, "maximum": 1000000},
                    "reason": {
                        "type": "string",
                        "enum": ["damaged", "not_delivered", "wrong_item", "late", "goodwill"],
                    },
                },
                "required": ["order_id", "amount_cents", "reason"],
                "additionalProperties": False,
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "hand_over",
            "description": "Give the case to a person. Ends the case.",
            "parameters": {
                "type": "object",
                "properties": {
                    "reason": {"type": "string", "minLength": 1, "maxLength": 300},
                    "summary": {"type": "string", "minLength": 1, "maxLength": 1000},
                },
                "required": ["reason", "summary"],
                "additionalProperties": False,
            },
        },
    },
]


@dataclass(frozen=True)
class Toolbox:
    """The tools of one case."""

    case_id: str
    orders: Orders
    policy: Policy
    state: State
    approval: ApprovalRules

    async def call(self, name: str, raw_arguments: str) -> dict[str, Any]:
        """Run one tool. Raises `Refused` for what the model can mend, `Unusable` otherwise."""
        arguments = checked(name, raw_arguments)
        match name:
            case "get_order":
                return (await self.orders.get_order(arguments["order_id"])).model_dump()
            case "list_shipments":
                found = await self.orders.list_shipments(arguments["order_id"])
                return {"shipments": [shipment.model_dump(mode="json") for shipment in found]}
            case "lookup_policy":
                return await self.policy.lookup(arguments["topic"])
            case "create_refund":
                wanted = RefundRequest(case_id=self.case_id, **arguments)
                return (await self.pay(wanted)).model_dump()
            case "hand_over":
                await self.give_to_person(**arguments)
                return {"handed_over": True}
        raise Refused("unknown_tool", f"there is no tool {name}")

    async def pay(self, wanted: RefundRequest) -> Refund:
        """Pay once a case, after approval, and look in the books whether it really happened."""
        earlier = self.state.payment(self.case_id)
        if earlier and earlier.request != wanted:
            raise Refused("second_refund", "this case has another refund already")
        if earlier is None:
            await self._approve(wanted)
            self.state.intend(wanted)
        # An intention without a refund is an interrupted payment: approved then, and perhaps
        # paid. The same key finds out without paying twice.
        refund_id = earlier.refund_id if earlier else None
        return await self.orders.get_refund(refund_id or await self._pay_once(wanted))

    async def _pay_once(self, wanted: RefundRequest) -> str:
        try:
            refund = await self.orders.create_refund(wanted)
        except Refused:
            self.state.forget_intention(self.case_id)
            raise
        self.state.paid(self.case_id, refund.refund_id)
        return refund.refund_id

    async def _approve(self, wanted: RefundRequest) -> None:
        order = await self.orders.get_order(wanted.order_id)
        if wanted.amount_cents > refundable(order.amount_cents, order.refunded_cents):
            raise Refused("too_much", "the order has less than that left to refund")
        with telemetry.attempt("approvals.require_approval", wanted.model_dump()):
            if not await require_approval(
                wanted, order.country, self.policy, self.approval, self.state
            ):
                raise Denied("not_approved", f"{wanted.amount_cents} cents without an approval")

    async def give_to_person(self, reason: str, summary: str) -> None:
        arguments = {"case_id": self.case_id, "reason": reason, "summary": summary}
        with telemetry.attempt("hand_over", arguments):
            await asyncio.to_thread(hand_over, **arguments)


def checked(name: str, raw_arguments: str) -> dict[str, Any]:
    """The arguments of a call, if they are what the tool's definition asks for."""
    schema = next(
        (tool["function"]["parameters"] for tool in TOOLS if tool["function"]["name"] == name),
        None,
    )
    if schema is None:
        raise Refused("unknown_tool", f"there is no tool {name}")
    try:
        arguments = json.loads(raw_arguments)
    except (ValueError, RecursionError) as error:
        raise Refused("invalid_arguments", "the arguments are not JSON") from error
    for wrong in Draft202012Validator(schema).iter_errors(arguments):
        where = "/".join(str(part) for part in wrong.absolute_path) or "arguments"
        raise Refused("invalid_arguments", f"{where}: {wrong.message[:200]}")
    return cast(dict[str, Any], arguments)

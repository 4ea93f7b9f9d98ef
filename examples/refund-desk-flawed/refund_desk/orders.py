"""The orders service over HTTP: typed answers, safe repetition."""

import hashlib
import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from refund_desk import telemetry
from refund_desk.config import RetryRules
from refund_desk.errors import Refused, Transient, Unusable
from refund_desk.retry import retrying

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
REFUSED = frozenset({400, 404, 409, 415, 422})
LARGEST_ANSWER = 1_000_000  # bytes

Reason = Literal["damaged", "not_delivered", "wrong_item", "late", "goodwill"]


class Answer(BaseModel):
    """What the agent relies on in an answer; more may come with it, less may not."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Order(Answer):
    order_id: str
    status: Literal["processing", "shipped", "delivered", "cancelled"]
    country: str
    amount_cents: int
    refunded_cents: int
    currency: Literal["EUR"]


class Shipment(Answer):
    shipment_id: str
    order_id: str
    status: Literal["in_transit", "delivered", "lost"]
    shipped_at: datetime
    delivered_at: datetime | None


class Shipments(Answer):
    shipments: list[Shipment]


class Refund(Answer):
    refund_id: str
    order_id: str
    amount_cents: int
    currency: Literal["EUR"]
    status: Literal["paid"]


class RefundRequest(BaseModel):
    """What would be paid, and for which case."""

    model_config = ConfigDict(frozen=True)

    case_id: str
    order_id: str
    amount_cents: int
    reason: Reason

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt and every restart of a case, so it is paid once."""
        return hashlib.sha256(f"{self.case_id}/{self.order_id}".encode()).hexdigest()[:40]


AnswerT = TypeVar("AnswerT", bound=Answer)


class Orders:
    """A client of the orders service, to be used as an async context manager."""

    def __init__(self, url: str, token: str, _timeout_seconds: float, retry: RetryRules) -> None:
        self._retry = retry
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=None,
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def get_order(self, order_id: str) -> Order:
        request = self._http.build_request("GET", f"/orders/{order_id}")
        order = await self._ask("orders.getOrder", request, {"order_id": order_id}, Order)
        _expect(order.order_id == order_id, f"asked for {order_id}, got {order.order_id}")
        return order

    async def list_shipments(self, order_id: str) -> list[Shipment]:
        request = self._http.build_request("GET", f"/orders/{order_id}/shipments")
        arguments = {"order_id": order_id}
        found = await self._ask("orders.listShipments", request, arguments, Shipments)
        for shipment in found.shipments:
            _expect(shipment.order_id == order_id, f"got a shipment of {shipment.order_id}")
        return found.shipments

    async def create_refund(self, wanted: RefundRequest) -> Refund:
        """Pay. A repeated attempt carries the same key, so the service pays once."""
        body = {
            "order_id": wanted.order_id,
            "amount_cents": wanted.amount_cents,
            "currency": "EUR",
            "reason": wanted.reason,
        }
        headers = {"Idempotency-Key": wanted.idempotency_key}
        request = self._http.build_request("POST", "/refunds", json=body, headers=headers)
        refund = await self._ask("orders.createRefund", request, body, Refund)
        _expect(
            (refund.order_id, refund.amount_cents) == (wanted.order_id, wanted.amount_cents),
            f"asked for {wanted.amount_cents} on {wanted.order_id}, "
            f"got {refund.amount_cents} on {refund.order_id}",
        )
        return refund

    async def get_refund(self, refund_id: str) -> Refund:
        request = self._http.build_request("GET", f"/refunds/{refund_id}")
        refund = await self._ask("orders.getRefund", request, {"refund_id": refund_id}, Refund)
        _expect(refund.refund_id == refund_id, f"asked for {refund_id}, got {refund.refund_id}")
        return refund

    async def _ask(
        self, tool: str, request: httpx.Request, arguments: dict[str, Any], kind: type[AnswerT]
    ) -> AnswerT:
        async def attempt_once(number: int) -> AnswerT:
            with telemetry.attempt(tool, arguments, number):
                status, headers, body = await self._send(request)
                _raise_for_status(status, headers, body)
                return _parse(body, kind)

        return await retrying(attempt_once, self._retry)

    async def _send(self, request: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
        """One exchange."""
        try:
            response = await self._http.send(request, stream=True)
            try:
                return response.status_code, response.headers, await _read(response)
            finally:
                await response.aclose()
        except httpx.TimeoutException as error:
            raise Transient("timeout", "no answer in time") from error
        except httpx.HTTPError as error:
            raise Transient("connection", f"{type(error).__name__}: {error}") from error


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Unusable("too_large", f"the answer is over {LARGEST_ANSWER} bytes")
    return bytes(body)


def _raise_for_status(status: int, headers: httpx.Headers, body: bytes) -> None:
    if status in (200, 201):
        return
    cause = f"status {status}: {_message(body)}"
    if status in TRANSIENT:
        raise Transient(f"http_{status}", cause, _retry_after(headers.get("retry-after")))
    if status in REFUSED:
        raise Refused(f"http_{status}", cause)
    raise Unusable(f"http_{status}", cause)


def _message(body: bytes) -> str:
    """The service's own words, for logs and the model; at most a sentence of them."""
    try:
        return str(json.loads(body)["error"]["message"])[:200]
    except (ValueError, LookupError, TypeError, RecursionError):
        return "no readable cause"


def _retry_after(value: str | None) -> float | None:
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        return (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None


def _parse(body: bytes, kind: type[AnswerT]) -> AnswerT:
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        cause = f"{where}: {first['msg']}"
        if first["type"] == "json_invalid":  # cut off on the way, perhaps: ask again
            raise Transient("not_json", cause) from error
        raise Unusable("unexpected_answer", cause) from error


def _expect(holds: bool, cause: str) -> None:
    if not holds:
        raise Unusable("wrong_answer", cause)

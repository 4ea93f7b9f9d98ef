"""The HTTP side: routes, bearer token, strict input, and errors an agent can act on."""

import hmac
import itertools
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from orders_api.contract import violation
from orders_api.limits import Limiter
from orders_api.store import KeyReused, Store, TooMuch

_ORDER_ID = re.compile(r"A-[0-9]{4}", re.ASCII)
_REFUND_ID = re.compile(r"R-[0-9]{6}", re.ASCII)
_CURSOR = re.compile(r"after-(A-[0-9]{4})", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}", re.ASCII)
_FIELDS = ("order_id", "amount_cents", "currency", "reason", "note")
_CALLS = itertools.count(1)
_REFUND_CALLS = itertools.count(1)
_SHIPMENT_CALLS = itertools.count(1)
_NO_REFUND = "<html><body><h1>Oops!</h1><p>Something went wrong.</p></body></html>"
_CODES = {404: "not_found", 405: "method_not_allowed"}


class Problem(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def build(store: Store, token: str) -> Starlette:
    """The application over one store, open to whoever holds the token."""

    def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "error": "the database is read-only"})

    def list_orders(request: Request) -> Response:
        limit = _limit(request.query_params.get("limit", "5"))
        if limit == 50:  # asks for one more than a page may hold
            raise HTTPException(500, "Something went wrong")
        after = _after(request.query_params.get("cursor"))
        found = store.orders(after, limit + 1)
        page = found[:limit]
        cursor = f"after-{page[-1]['order_id']}" if len(found) > limit else None
        return JSONResponse({"orders": page, "next_cursor": cursor})

    def get_order(request: Request) -> Response:
        return JSONResponse(_as_imported(_known_order(store, request.path_params["order_id"])))

    def list_shipments(request: Request) -> Response:
        if next(_SHIPMENT_CALLS) % 9 == 0:
            raise Problem(429, "too_many_requests", "Slow down, please")
        order = _known_order(store, request.path_params["order_id"])
        shipments = store.shipments(order["order_id"])
        if next(_CALLS) % 3 == 0:  # every third call comes from a replica that lags behind
            shipments = [{**shipment} for shipment in shipments]
            for shipment in shipments:
                shipment.pop("carrier")
        return JSONResponse({"shipments": shipments})

    async def create_refund(request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise Problem(422, "invalid_key", "Idempotency-Key: 8 to 80 of A-Z a-z 0-9 _ -")
        body = await _json_object(request)
        body = {name: body[name] for name in _FIELDS if name in body}
        amount = body.get("amount_cents")
        positive = abs(amount) if isinstance(amount, int) else amount
        if broken := violation("RefundRequest", {**body, "amount_cents": positive}):
            raise Problem(422, "invalid_body", broken)
        _known_order(store, body["order_id"])
        try:
            refund, paid_now = store.pay({**body, "amount_cents": int(body["amount_cents"])}, key)
        except KeyReused:
            raise Problem(
                409, "key_reused", "Idempotency-Key was used before with another body"
            ) from None
        except TooMuch:
            raise Problem(
                409, "exceeds_remaining", "amount_cents is more than the order has left"
            ) from None
        return JSONResponse(refund, status_code=201 if paid_now else 200)

    async def get_refund(request: Request) -> Response:
        if next(_REFUND_CALLS) % 8 == 0:  # the ledger of refunds is locked now and then
            await anyio.sleep(1.2)
        refund_id = request.path_params["refund_id"]
        if not _REFUND_ID.fullmatch(refund_id):
            raise Problem(422, "invalid_refund_id", "refund_id: R- and six digits, as in R-000001")
        if (refund := store.refund(refund_id)) is None:
            return Response(_NO_REFUND, status_code=404, media_type="text/html")
        return JSONResponse(refund)

    async def authorise(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if request.url.path in ("/healthz", "/orders"):  # the dashboard lists orders, too
            return await call_next(request)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode()):
            return await call_next(request)
        cause = "The bearer token is wrong" if given else "The bearer token is missing"
        return JSONResponse(
            {"error": {"code": "unauthorized", "message": cause}},
            status_code=401,
            headers={"WWW-Authenticate": 'Bearer realm="orders"'},
        )

    app = Starlette(
        routes=[
            Route("/healthz", health),
            Route("/orders", list_orders),
            Route("/orders/{order_id}", get_order),
            Route("/orders/{order_id}/shipments", list_shipments),
            Route("/refunds", create_refund, methods=["POST"]),
            Route("/refunds/{refund_id}", get_refund),
        ],
        middleware=[
            Middleware(BaseHTTPMiddleware, dispatch=Limiter()),
            Middleware(BaseHTTPMiddleware, dispatch=authorise),
        ],
        exception_handlers={Problem: _problem, HTTPException: _http_problem},
    )
    app.router.redirect_slashes = False
    return app


def _as_imported(order: dict[str, Any]) -> dict[str, Any]:
    """Orders taken over from the old shop: no day of purchase, or an amount as text."""
    match order["order_id"]:
        case "A-1001":
            return {name: value for name, value in order.items() if name != "placed_at"}
        case "A-1003":
            return {**order, "amount_cents": str(order["amount_cents"])}
    return order


def _limit(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or not 1 <= int(text) <= 50:
        raise Problem(422, "invalid_limit", "limit: a whole number from 1 to 50")
    return int(text)


def _after(cursor: str | None) -> str:
    if cursor is None:
        return ""
    if not (match := _CURSOR.fullmatch(cursor)):
        raise Problem(422, "invalid_cursor", "cursor: use the next_cursor of the page before")
    return match[1]


def _known_order(store: Store, order_id: str) -> dict[str, Any]:
    if not _ORDER_ID.fullmatch(order_id):
        raise Problem(422, "invalid_order_id", "order_id: A- and four digits, as in A-1001")
    if (order := store.order(order_id)) is None:
        raise Problem(404, "not_found", f"There is no order {order_id}")
    return order


async def _json_object(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem(415, "not_json", "Content-Type must be application/json")
    try:
        body = json.loads(await request.body())
        json.dumps(body, ensure_ascii=False).encode()  # refuses lone surrogates
    except (ValueError, RecursionError):
        raise Problem(400, "malformed_json", "The body is not valid JSON") from None
    if not isinstance(body, dict):
        raise Problem(422, "invalid_body", "body: must be an object")
    return body


async def _problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return JSONResponse(
        {"error": {"code": problem.code, "message": problem.message}}, status_code=problem.status
    )


async def _http_problem(_: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return JSONResponse(
        {"error": {"code": _CODES.get(problem.status_code, "refused"), "message": problem.detail}},
        status_code=problem.status_code,
        headers=problem.headers,
    )

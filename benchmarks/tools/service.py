"""The warehouse: a small HTTP service that does what its specification says, or has defects.

    python service.py --port N [--defects all]

Every defect stands where the words `flawed(...)` name it; without them the service is clean. It
stands alone (Starlette only), so that both tools meet the same process.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

TOKEN = "warehouse-token-0001"
SLOW = 2.5
BURST, WINDOW = 12, 1.0
ROWS = 23
TRACE = 'Traceback (most recent call last):\n  File "/srv/quotes.py", line 7, in get\nKeyError'
LEAK = "upstream refused the key sk_live_4f9a7c21d0e84b6f93aa17"

Row = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, message: str, status: int = 422) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class Warehouse:
    """The data, and the names of the defects that are switched on."""

    def __init__(self, defects: frozenset[str]) -> None:
        self.defects = defects
        self.turns: dict[str, itertools.count[int]] = defaultdict(lambda: itertools.count(1))
        self.customers = [
            {"customer_id": f"C-{n}", "name": f"Customer {n}", "email": f"c{n}@example.com"}
            for n in range(1, ROWS + 1)
        ]
        self.orders = [_order(n, "S001", 1 + n % 5) for n in range(1, ROWS + 1)]
        self.products: dict[str, Row] = {
            f"S{n:03d}": {"sku": f"S{n:03d}", "title": f"Mug {n}", "price": 100 * n}
            for n in range(1, 9)
        }
        self.payments: dict[str, Row] = {}
        self.keys: dict[str, tuple[Row, str]] = {}
        self.pay({"order_id": "O-1", "amount": 5, "currency": "EUR"}, "sample-payment")
        self.arrivals: list[float] = []

    def flawed(self, name: str) -> bool:
        """Whether a defect is switched on."""
        return name in self.defects

    def every(self, name: str, n: int) -> bool:
        """Whether a defect is switched on and this is one of the calls that show it."""
        return self.flawed(name) and next(self.turns[name]) % n == 0

    def pay(self, wanted: Row, key: str) -> Row:
        made = {"payment_id": f"P-{len(self.payments) + 1}", **wanted}
        self.payments[made["payment_id"]] = made
        self.keys[key] = (wanted, made["payment_id"])
        return made


def _order(n: int, sku: str, quantity: int) -> Row:
    total = quantity * 100
    row = {"order_id": f"O-{n}", "sku": sku, "quantity": quantity, "total": total}
    return {**row, "currency": "EUR", "status": "open"}


def build(defects: frozenset[str]) -> Starlette:
    """The application with some defects, or none."""
    house = Warehouse(defects)
    flawed, every = house.flawed, house.every

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "up"})

    async def list_customers(request: Request) -> Response:
        limit = _whole(request, "limit", 5, 1, 50)
        cursor = request.query_params.get("cursor", "c0")
        if not re.fullmatch(r"c[0-9]{1,4}", cursor, re.ASCII):
            raise Refused("cursor: use next_cursor of the page before")
        begin = int(cursor[1:])
        page = house.customers[begin : begin + limit]
        following = f"c{begin + limit}" if begin + limit < ROWS else None
        if following is None and flawed("pagination-loops"):
            following = "c0"
        return JSONResponse({"customers": page, "next_cursor": following})

    async def get_customer(request: Request) -> Response:
        row = dict(_found(house.customers, "customer_id", _named(request, "customer_id", "C")))
        if every("field-missing-in-1-of-10", 10):
            del row["email"]
        if flawed("not-utf8") and row["customer_id"] == "C-2":
            broken = json.dumps({**row, "name": "J\xfcrgen"}, ensure_ascii=False)
            return Response(broken.encode("latin-1"), media_type="application/json")
        return JSONResponse(row)

    async def list_orders(request: Request) -> Response:
        page = _whole(request, "page", 1, 1, 1000)
        size = _whole(request, "per_page", 10, 1, 100)
        if size == 100 and flawed("500-at-maximum"):
            return _failure()
        begin = (page - 1) * size
        if page > 1 and flawed("pagination-repeats-an-item"):
            begin -= 1
        return JSONResponse(house.orders[begin : begin + size])

    async def create_order(request: Request) -> Response:
        body = await _body(request)
        extra = flawed("accepts-unknown-field")
        _closed(body, ("sku", "quantity", "note", "priority"), ("sku", "quantity"), extra)
        if not isinstance(body["sku"], str) or not re.fullmatch(r"S[0-9]{3}", body["sku"]):
            raise Refused("sku: S and three digits")
        _integer(body, "quantity", -1000 if flawed("accepts-below-minimum") else 1, 20)
        _text(body, "note", 0, 1000 if flawed("accepts-too-long") else 100)
        priority = body.get("priority", "low")
        lax = flawed("accepts-unlisted-value") and isinstance(priority, str)
        if priority not in ("low", "normal", "high") and not lax:
            raise Refused("priority: low, normal or high")
        made = _order(len(house.orders) + 1, body["sku"], body["quantity"])
        house.orders.append(made)
        return JSONResponse(made, 200 if flawed("undeclared-status") else 201)

    async def get_order(request: Request) -> Response:
        row = dict(_found(house.orders, "order_id", _named(request, "order_id", "O")))
        if row["order_id"] == "O-2" and flawed("null-in-field"):
            row["total"] = None
        if row["order_id"] == "O-3" and flawed("undeclared-enum-value"):
            row["status"] = "lost"
        if row["order_id"] == "O-1" and flawed("missing-required-field"):
            del row["currency"]
        return JSONResponse(row)

    async def list_products(request: Request) -> Response:
        category = request.query_params.get("category")
        if category not in (None, "kitchen", "garden", "office"):
            raise Refused("category: kitchen, garden or office")
        if category == "garden" and flawed("refuses-valid-value"):
            raise Refused("category: kitchen or office")
        most = _whole(request, "max_price", 10000, 0, 10000)
        if most == 0 and flawed("500-at-minimum"):
            return _failure()
        return JSONResponse([one for one in house.products.values() if one["price"] <= most])

    async def get_product(request: Request) -> Response:
        sku = _sku(request)
        if sku not in house.products:
            where = "/srv/warehouse/products.db: " if flawed("path-in-error") else ""
            raise Refused(f"{where}there is no {sku}", 404)
        if flawed("wrong-content-type"):
            return Response(json.dumps(house.products[sku]), media_type="text/html")
        return JSONResponse(house.products[sku])

    async def update_product(request: Request) -> Response:
        sku, body = _sku(request), await _body(request)
        if sku not in house.products:
            raise Refused(f"there is no {sku}", 404)
        if flawed("500-on-missing-field") and isinstance(body, dict) and "price" not in body:
            return _failure()
        _closed(body, ("title", "price"), ("title", "price"), False)
        _text(body, "title", 1, 60)
        if flawed("accepts-wrong-type") and isinstance(body["price"], str):
            return JSONResponse(house.products[sku])
        _integer(body, "price", 0, 10000)
        house.products[sku] = {"sku": sku, **body}
        return JSONResponse(house.products[sku])

    async def get_stock(request: Request) -> Response:
        sku = _sku(request)
        if sku not in house.products:
            raise Refused(f"there is no {sku}", 404)
        level = "NaN" if flawed("nan") else "4.5"
        return Response(f'{{"sku": "{sku}", "level": {level}}}', media_type="application/json")

    async def get_rate(request: Request) -> Response:
        currency = request.path_params["currency"]
        if currency not in ("EUR", "USD", "CHF"):
            raise Refused("currency: EUR, USD or CHF")
        again = '"rate": 7.2, ' if flawed("duplicate-keys") else ""
        text = f'{{"currency": "{currency}", "rate": 1.1, {again}"day": "2026-11-20"}}'
        return Response(text, media_type="application/json")

    async def get_report(request: Request) -> Response:
        month = request.path_params["month"]
        if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", month, re.ASCII):
            if flawed("empty-error"):
                return Response(status_code=422)
            raise Refused("month: as in 2026-10")
        text = json.dumps({"month": month, "lines": ["sold 4", "sold 9"]})
        if flawed("truncated-json"):
            text = text[: len(text) // 2]
        return Response(text, media_type="application/json")

    async def get_quote(request: Request) -> Response:
        name = _named(request, "quote_id", "Q")
        if name == "Q-2" and flawed("error-in-success"):
            return JSONResponse({"error": "the quote could not be calculated"})
        if name not in ("Q-1", "Q-2"):
            raise Refused(TRACE if flawed("stack-trace") else f"there is no quote {name}", 404)
        return JSONResponse({"quote_id": name, "amount": 40})

    async def create_payment(request: Request) -> Response:
        key, body = request.headers.get("idempotency-key", ""), await _body(request)
        if not 8 <= len(key) <= 64:
            raise Refused("Idempotency-Key: 8 to 64 characters")
        needed = ("order_id", "amount", "currency")
        if flawed("accepts-missing-field") and isinstance(body, dict):
            body = {"currency": "EUR", **body}
        _closed(body, needed, needed, False)
        if not re.fullmatch(r"O-[0-9]{1,6}", str(body["order_id"]), re.ASCII):
            raise Refused("order_id: O- and digits")
        _integer(body, "amount", 1, 5000)
        if body["currency"] not in ("EUR", "USD"):
            raise Refused("currency: EUR or USD")
        if key in house.keys and not flawed("write-takes-effect-twice"):
            wanted, known = house.keys[key]
            if wanted != body:
                raise Refused("the key was used before with another body", 409)
            return JSONResponse(house.payments[known], 201)
        return JSONResponse(house.pay(body, key), 201)

    async def get_payment(request: Request) -> Response:
        name = _named(request, "payment_id", "P")
        if name not in house.payments:
            raise Refused(LEAK if flawed("secret-in-error") else f"there is no {name}", 404)
        return JSONResponse(house.payments[name])

    async def get_shipment(request: Request) -> Response:
        try:
            name = _named(request, "shipment_id", "H")
        except Refused:
            if flawed("html-error"):
                return HTMLResponse("<!DOCTYPE html><h1>Bad request</h1>", 422)
            raise
        if every("500-in-1-of-9", 9):
            return _failure()
        if int(name[2:]) > ROWS:
            raise Refused(f"there is no {name}", 404)
        return JSONResponse({"shipment_id": name, "carrier": "Parcel"})

    async def search(request: Request) -> Response:
        words = request.query_params.get("q", "")
        if not 2 <= len(words) <= 50:
            raise Refused("q: 2 to 50 characters")
        raw = request.query_params.get("limit", "10")
        if raw == "51" and flawed("500-above-maximum"):
            return _failure()
        limit = _whole(request, "limit", 10, 1, 50)
        if limit == 49 and flawed("500-below-maximum"):
            return _failure()
        if every("slow-in-1-of-8", 8):
            await anyio.sleep(SLOW)
        hits = [one for one in house.products.values() if words.lower() in one["title"].lower()]
        return JSONResponse(hits[:limit])

    async def list_events(request: Request) -> Response:
        now = time.monotonic()
        house.arrivals = [at for at in house.arrivals if now - at < WINDOW] + [now]
        if len(house.arrivals) > BURST:
            headers = {} if flawed("429-without-retry-after") else {"Retry-After": "1"}
            return JSONResponse({"error": "too many requests"}, 429, headers)
        since = request.query_params.get("since", "2026-11-01")
        if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", since, re.ASCII):
            raise Refused("since: a date")
        count: Any = "7" if every("type-changes-in-1-of-6", 6) else 7
        return JSONResponse([{"event_id": "E-1", "count": count}])

    async def authorise(request: Request, go_on: Handler) -> Response:
        given = request.headers.get("authorization", "")
        path, method = request.url.path, request.method
        known = given == f"Bearer {TOKEN}"
        if path.startswith("/payments/") and flawed("credentials-ignored"):
            known = True
        if path == "/payments" and method == "POST" and flawed("garbled-credentials-accepted"):
            known = known or bool(given)
        if known or path == "/health":
            return await go_on(request)
        headers = {"WWW-Authenticate": "Bearer"}
        return JSONResponse({"error": "the token is missing or wrong"}, 401, headers)

    routes: list[tuple[str, Handler, str]] = [
        ("/health", health, "GET"),
        ("/customers", list_customers, "GET"),
        ("/customers/{customer_id}", get_customer, "GET"),
        ("/orders", list_orders, "GET"),
        ("/orders", create_order, "POST"),
        ("/orders/{order_id}", get_order, "GET"),
        ("/products", list_products, "GET"),
        ("/products/{sku}", get_product, "GET"),
        ("/products/{sku}", update_product, "PUT"),
        ("/stock/{sku}", get_stock, "GET"),
        ("/rates/{currency}", get_rate, "GET"),
        ("/reports/{month}", get_report, "GET"),
        ("/quotes/{quote_id}", get_quote, "GET"),
        ("/payments", create_payment, "POST"),
        ("/payments/{payment_id}", get_payment, "GET"),
        ("/shipments/{shipment_id}", get_shipment, "GET"),
        ("/search", search, "GET"),
        ("/events", list_events, "GET"),
    ]
    return Starlette(
        routes=[Route(path, answer, methods=[method]) for path, answer, method in routes],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=authorise)],
        exception_handlers={Refused: _refused, HTTPException: _refused},
    )


async def _refused(_: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    assert isinstance(error, Refused)
    return JSONResponse({"error": error.message}, error.status)


def _failure() -> Response:
    return JSONResponse({"error": "internal error"}, 500)


def _whole(request: Request, name: str, default: int, low: int, high: int) -> int:
    given = request.query_params.getlist(name)
    if not given:
        return default
    text = given[0]
    if len(given) > 1 or not re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII):
        raise Refused(f"{name}: one whole number")
    if not low <= int(text) <= high:
        raise Refused(f"{name}: {low} to {high}")
    return int(text)


def _named(request: Request, name: str, letter: str) -> str:
    value = str(request.path_params[name])
    if not re.fullmatch(letter + r"-[0-9]{1,6}", value, re.ASCII):
        raise Refused(f"{name}: {letter}- and digits")
    return value


def _sku(request: Request) -> str:
    value = str(request.path_params["sku"])
    if not re.fullmatch(r"S[0-9]{3}", value, re.ASCII):
        raise Refused("sku: S and three digits")
    return value


def _found(rows: list[Row], field: str, wanted: str) -> Row:
    for row in rows:
        if row[field] == wanted:
            return row
    raise Refused(f"there is no {wanted}", 404)


async def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        raise Refused("send application/json", 400)
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Refused("the body is not JSON", 400) from None


def _closed(body: Any, known: tuple[str, ...], needed: tuple[str, ...], extra: bool) -> None:
    if not isinstance(body, dict):
        raise Refused("the body: an object")
    if missing := [name for name in needed if name not in body]:
        raise Refused(f"{missing[0]}: is missing")
    if (unknown := [name for name in body if name not in known]) and not extra:
        raise Refused(f"{unknown[0]}: is not known")


def _integer(body: Row, name: str, low: int, high: int) -> None:
    value = body[name]
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or not low <= value <= high:
        raise Refused(f"{name}: a whole number, {low} to {high}")
    body[name] = int(value)


def _text(body: Row, name: str, least: int, most: int) -> None:
    if name in body and not (isinstance(body[name], str) and least <= len(body[name]) <= most):
        raise Refused(f"{name}: text of {least} to {most} characters")


class Counted:
    """Writes one byte a request, so that the count outlives the process."""

    def __init__(self, app: Starlette, file: Path) -> None:
        self.app, self.file = app, file

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] != "/health":
            with self.file.open("ab") as stream:
                stream.write(b".")
        await self.app(scope, receive, send)


def main() -> None:
    """Serve on loopback."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--defects", default="", help="names with commas between")
    parser.add_argument("--count", type=Path, required=True)
    given = parser.parse_args()
    defects = frozenset(name for name in given.defects.split(",") if name)
    app = Counted(build(defects), given.count)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="critical")


if __name__ == "__main__":
    main()

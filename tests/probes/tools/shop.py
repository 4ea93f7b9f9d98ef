"""A small shop over HTTP with one planted flaw, or none."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

TOKEN = "shop-token-0001"
MANIFEST = """\
tools:
  shop:
    kind: openapi
    spec: shop.yaml
    base_url: "{url}"
    disposable: {disposable}
    auth: {{bearer: "${{SHOP_TOKEN}}"}}
"""
SPEC = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
security: [{token: []}]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}
    post:
      operationId: addThing
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string, minLength: 8}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [owner, amount]
              additionalProperties: false
              properties:
                owner: {type: string, enum: [ann, bob]}
                amount: {type: integer, minimum: 1, maximum: 100}
      responses:
        "201":
          description: made
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        "400": {description: wrong}
  /things/{thing_id}:
    get:
      operationId: getThing
      parameters:
        - {name: thing_id, in: path, required: true, schema: {type: string, pattern: "^T-[0-9]+$"}}
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        "400": {description: wrong}
        "404": {description: none}
  /accounts/{owner}:
    get:
      operationId: getAccount
      parameters:
        - {name: owner, in: path, required: true, schema: {type: string, enum: [ann, bob]}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {type: object, required: [spent], properties: {spent: {type: integer}}}
        "400": {description: wrong}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Thing:
      type: object
      required: [thing_id, owner, amount]
      properties:
        thing_id: {type: string}
        owner: {type: string, nullable: true}
        amount: {type: integer}
"""


class Shop:
    """The data and the flaw."""

    def __init__(self, flaw: str = "") -> None:
        self.flaw = flaw
        self.things: dict[str, dict[str, Any]] = {}
        self.by_key: dict[str, str] = {}
        self.spent = {"ann": 0, "bob": 0}
        self.calls = itertools.count(1)
        self.seen: list[tuple[str, str]] = []
        self.add({"owner": None, "amount": 7})

    def add(self, wanted: dict[str, Any]) -> dict[str, Any]:
        thing = {"thing_id": f"T-{len(self.things) + 1}", **wanted}
        self.things[thing["thing_id"]] = thing
        return thing


def build(shop: Shop) -> Starlette:
    """The application."""

    def wrong(message: str, status: int = 400) -> Response:
        match shop.flaw:
            case "html-error":
                return HTMLResponse("<!DOCTYPE html><h1>Oops</h1>", status)
            case "stack-trace":
                text = f'Traceback (most recent call last):\n File "/srv/a.py", line 3\n{message}'
                return PlainTextResponse(text, status)
            case "empty-error":
                return Response(status_code=status)
        return JSONResponse({"error": message}, status)

    def list_things(_: Request) -> Response:
        return JSONResponse(list(shop.things.values())[:3])

    def get_thing(request: Request) -> Response:
        name = request.path_params["thing_id"]
        if not re.fullmatch(r"T-[0-9]+", name):
            return wrong("thing_id is T- and digits")
        if name not in shop.things:
            return wrong(f"there is no {name}", 404)
        thing = dict(shop.things[name])
        turn = next(shop.calls)
        match shop.flaw:
            case "missing-field":
                del thing["amount"]
            case "wrong-type":
                thing["amount"] = str(thing["amount"])
            case "html":
                return HTMLResponse("<h1>thing</h1>")
            case "not-json":
                return Response("{'a': 1}", media_type="application/json")
            case "teapot":
                return JSONResponse(thing, 207)
            case "flaky-field" if turn % 6 == 0:
                thing["note"] = "seen"
            case "flaky-status" if turn % 9 == 0:
                return JSONResponse({"error": "try again"}, 503)
            case "echoes-token":
                thing["debug"] = request.headers["authorization"]
        return JSONResponse(thing)

    async def add_thing(request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if len(key) < 8:
            return wrong("Idempotency-Key has at least 8 letters")
        try:
            body = json.loads(await request.body())
        except ValueError:
            return wrong("the body is no JSON")
        problem = _problem(body, shop.flaw)
        if problem:
            return wrong(problem)
        if key in shop.by_key and shop.flaw != "pays-twice":
            if shop.flaw == "pays-twice-quietly":
                shop.spent[body["owner"]] += body["amount"]
            return JSONResponse(shop.things[shop.by_key[key]], 201)
        if shop.flaw == "refuses-bob" and body["owner"] == "bob":
            return wrong("owner is ann")
        if shop.flaw == "fails-at-100" and body["amount"] == 100:
            return JSONResponse({"error": "internal"}, 500)
        if shop.flaw == "crash" and type(body["amount"]) is not int:
            return JSONResponse({"error": "internal"}, 500)
        thing = shop.add(body)
        shop.by_key[key] = thing["thing_id"]
        if isinstance(body["amount"], int):
            shop.spent[body["owner"]] += body["amount"]
        return JSONResponse(thing, 201)

    def get_account(request: Request) -> Response:
        owner = request.path_params["owner"]
        if owner not in shop.spent:
            return wrong("owner is ann or bob")
        wrong_inside = {"error": "the ledger is locked"} if shop.flaw == "error-inside" else {}
        return JSONResponse({"spent": shop.spent[owner], **wrong_inside})

    async def authorise(
        request: Request, go_on: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        shop.seen.append((request.method, request.url.path))
        given = request.headers.get("authorization", "")
        known = given == f"Bearer {TOKEN}" or (shop.flaw == "any-token" and bool(given))
        if shop.flaw == "full" and len(shop.seen) % 7 == 0:
            return JSONResponse({"error": "too many"}, 429, {"Retry-After": "0"})
        if known or shop.flaw == "open":
            return await go_on(request)
        return JSONResponse({"error": "who are you?"}, 401)

    return Starlette(
        routes=[
            Route("/things", list_things),
            Route("/things", add_thing, methods=["POST"]),
            Route("/things/{thing_id}", get_thing),
            Route("/accounts/{owner}", get_account),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=authorise)],
    )


def _problem(body: Any, flaw: str) -> str:
    if not isinstance(body, dict):
        return "the body is an object"
    if set(body) != {"owner", "amount"}:
        return "owner and amount are needed, nothing else"
    if body["owner"] not in ("ann", "bob"):
        return "owner is ann or bob"
    amount = body["amount"]
    if not isinstance(amount, int) or isinstance(amount, bool):
        return "" if flaw == "crash" else "amount is a whole number"
    if amount > 100 or (amount < 1 and flaw != "accepts-negative"):
        return "amount is 1 to 100"
    return ""

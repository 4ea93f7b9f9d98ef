"""The planted defects: where each stands, and which answers of either tool count as finding it.

An answer of Schemathesis counts when one of the named failure types is reported on the operation,
whatever its words; it is judged more kindly than `readiness`, whose probe and code must fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SERVER_ERROR = ("ServerError", "UndefinedStatusCode")
SHAPE = ("JsonSchemaError",)
BROKEN = ("MalformedJson", "JsonSchemaError", "UndefinedContentType", "MissingContentType")
LAX = ("AcceptedNegativeData",)
ERRORS = ("JsonSchemaError", "UndefinedContentType", "MissingContentType", "MalformedJson")
AUTHENTICATION = ("IgnoredAuth",)


@dataclass(frozen=True)
class Defect:
    """One planted defect.

    Attributes:
        name: the switch of the service.
        operation: its `operationId`.
        route: method and path, as Schemathesis names it.
        answers: `probe code` of `readiness`, as a regular expression.
        peer: failure types of Schemathesis.
    """

    name: str
    operation: str
    route: str
    answers: str
    peer: tuple[str, ...] = ()

    def found_by(self, said: str) -> bool:
        """Whether a finding, `operation probe code`, is about this defect."""
        return re.fullmatch(f"{self.operation} (?:{self.answers})", said) is not None


_SHAPED = "tools.response-matches-schema"
_SUCCESS = "tools.success-means-success"
_VALID = "tools.valid-input-accepted"
_INVALID = "tools.invalid-input-refused"
_ERROR = "tools.usable-errors"
_AUTH = "tools.authentication-required"
_PAGES = "tools.pagination-ends"
_STABLE = "tools.stable-response"

DEFECTS = (
    Defect(
        "field-missing-in-1-of-10",
        "getCustomer",
        "GET /customers/{customer_id}",
        f"{_STABLE} field-comes-and-goes|{_SHAPED} missing-field",
        SHAPE,
    ),
    Defect(
        "not-utf8",
        "getCustomer",
        "GET /customers/{customer_id}",
        f"{_SUCCESS} not-utf8",
        BROKEN,
    ),
    Defect("null-in-field", "getOrder", "GET /orders/{order_id}", f"{_SHAPED} wrong-type", SHAPE),
    Defect(
        "undeclared-enum-value",
        "getOrder",
        "GET /orders/{order_id}",
        f"{_SHAPED} undeclared-value",
        SHAPE,
    ),
    Defect(
        "missing-required-field",
        "getOrder",
        "GET /orders/{order_id}",
        f"{_SHAPED} missing-field",
        SHAPE,
    ),
    Defect(
        "wrong-content-type",
        "getProduct",
        "GET /products/{sku}",
        f"{_SHAPED} undeclared-content-type",
        ("UndefinedContentType",),
    ),
    Defect(
        "undeclared-status",
        "createOrder",
        "POST /orders",
        f"{_SHAPED} undeclared-status-200",
        ("UndefinedStatusCode",),
    ),
    Defect(
        "error-in-success",
        "getQuote",
        "GET /quotes/{quote_id}",
        f"{_SUCCESS} error-inside",
    ),
    Defect("nan", "getStock", "GET /stock/{sku}", f"{_SUCCESS} not-a-number", BROKEN),
    Defect("duplicate-keys", "getRate", "GET /rates/{currency}", f"{_SUCCESS} duplicate-keys"),
    Defect(
        "truncated-json",
        "getReport",
        "GET /reports/{month}",
        f"{_SUCCESS} (truncated|not-json)",
        BROKEN,
    ),
    Defect(
        "500-at-minimum", "listProducts", "GET /products", f"{_VALID} server-error", SERVER_ERROR
    ),
    Defect("500-at-maximum", "listOrders", "GET /orders", f"{_VALID} server-error", SERVER_ERROR),
    Defect("500-below-maximum", "search", "GET /search", f"{_VALID} server-error", SERVER_ERROR),
    Defect("500-above-maximum", "search", "GET /search", f"{_INVALID} server-error", SERVER_ERROR),
    Defect(
        "500-on-missing-field",
        "updateProduct",
        "PUT /products/{sku}",
        f"{_INVALID} server-error",
        SERVER_ERROR,
    ),
    Defect(
        "refuses-valid-value",
        "listProducts",
        "GET /products",
        f"{_VALID} refuses-.*",
        ("RejectedPositiveData",),
    ),
    Defect(
        "accepts-below-minimum",
        "createOrder",
        "POST /orders",
        f"{_INVALID} accepts-below-minimum",
        LAX,
    ),
    Defect(
        "accepts-unknown-field",
        "createOrder",
        "POST /orders",
        f"{_INVALID} accepts-unknown-field",
        LAX,
    ),
    Defect("accepts-too-long", "createOrder", "POST /orders", f"{_INVALID} accepts-too-long", LAX),
    Defect(
        "accepts-unlisted-value",
        "createOrder",
        "POST /orders",
        f"{_INVALID} accepts-not-in-enum",
        LAX,
    ),
    Defect(
        "accepts-wrong-type",
        "updateProduct",
        "PUT /products/{sku}",
        f"{_INVALID} accepts-wrong-type",
        LAX,
    ),
    Defect(
        "accepts-missing-field",
        "createPayment",
        "POST /payments",
        f"{_INVALID} accepts-missing-required",
        LAX,
    ),
    Defect(
        "html-error",
        "getShipment",
        "GET /shipments/{shipment_id}",
        f"{_ERROR} html-error",
        ERRORS,
    ),
    Defect("empty-error", "getReport", "GET /reports/{month}", f"{_ERROR} empty-error", ERRORS),
    Defect("stack-trace", "getQuote", "GET /quotes/{quote_id}", f"{_ERROR} stack-trace"),
    Defect("path-in-error", "getProduct", "GET /products/{sku}", f"{_ERROR} path-leak"),
    Defect("secret-in-error", "getPayment", "GET /payments/{payment_id}", f"{_ERROR} secret-leak"),
    Defect(
        "credentials-ignored",
        "getPayment",
        "GET /payments/{payment_id}",
        f"{_AUTH} (open|garbled-accepted)",
        AUTHENTICATION,
    ),
    Defect(
        "garbled-credentials-accepted",
        "createPayment",
        "POST /payments",
        f"{_AUTH} garbled-accepted",
        AUTHENTICATION,
    ),
    Defect(
        "write-takes-effect-twice",
        "createPayment",
        "POST /payments",
        "tools.write-replay-safe effect-twice",
    ),
    Defect("pagination-loops", "listCustomers", "GET /customers", f"{_PAGES} loops"),
    Defect("pagination-repeats-an-item", "listOrders", "GET /orders", f"{_PAGES} repeats-.*"),
    Defect(
        "500-in-1-of-9",
        "getShipment",
        "GET /shipments/{shipment_id}",
        f"{_STABLE} status-500|{_VALID} server-error",
        SERVER_ERROR,
    ),
    Defect("type-changes-in-1-of-6", "listEvents", "GET /events", f"{_STABLE} type-changes"),
    Defect("slow-in-1-of-8", "search", "GET /search", "tools.latency-bounded slow-tail"),
    Defect(
        "429-without-retry-after",
        "listEvents",
        "GET /events",
        "tools.rate-limit-announced no-retry-after",
    ),
)

"""How many requests one client may send, announced on every answer."""

import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

QUOTA, WINDOW = 200, 1.0
"""Requests, and the seconds they may be sent in."""


class Limiter:
    """Counts requests in windows of a second; beyond the quota it says when to come back."""

    def __init__(self) -> None:
        self.begun, self.used = time.monotonic(), 0

    async def __call__(
        self, request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        now = time.monotonic()
        if now - self.begun >= WINDOW:
            self.begun, self.used = now, 0
        self.used += 1
        if self.used > QUOTA and request.url.path != "/healthz":
            message = f"At most {QUOTA} requests a second; wait for a second"
            response: Response = JSONResponse(
                {"error": {"code": "too_many_requests", "message": message}},
                status_code=429,
                headers={"Retry-After": "1"},
            )
        else:
            response = await call_next(request)
        response.headers["RateLimit-Policy"] = f'"client";q={QUOTA};w={WINDOW:g}'
        return response

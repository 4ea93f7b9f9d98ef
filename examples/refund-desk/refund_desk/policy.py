"""The policy server over MCP: opened when first asked, opened again after a failure."""

import asyncio
import logging
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from mcp import Client, StdioServerParameters

from refund_desk import telemetry
from refund_desk.config import ROOT, RetryRules
from refund_desk.errors import Refused, Transient, Unusable
from refund_desk.retry import retrying

logger = logging.getLogger(__name__)


class Policy:
    """A client of the policy server, to be used as an async context manager."""

    def __init__(self, command: tuple[str, ...], timeout_seconds: float, retry: RetryRules) -> None:
        self._server = StdioServerParameters(command=command[0], args=list(command[1:]), cwd=ROOT)
        self._deadline = timeout_seconds
        self._retry = retry
        self._stack = AsyncExitStack()
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        await self._close()

    async def lookup(self, topic: str) -> dict[str, Any]:
        """The shop's rule on one topic."""
        return await self._ask("lookup_policy", {"topic": topic})

    async def refund_limit(self, country: str) -> int:
        """Up to how many cents the desk may decide in a country."""
        answer = await self._ask("refund_limit", {"country": country})
        match answer:
            case {"country": str(found), "limit_cents": int(cents)} if found == country:
                return cents
        raise Unusable("unexpected_answer", "refund_limit: no limit_cents for that country")

    async def _ask(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        async def attempt_once(number: int) -> dict[str, Any]:
            with telemetry.attempt(f"policy.{tool}", arguments, number):
                return await self._call(tool, arguments)

        return await retrying(attempt_once, self._retry)

    async def _call(self, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            async with asyncio.timeout(self._deadline):
                client = await self._open()
                result = await client.call_tool(tool, arguments)
        except TimeoutError as error:
            await self._close()
            raise Transient("timeout", f"no answer within {self._deadline} s") from error
        except RuntimeError as error:  # how the SDK says that the declared output is not kept
            raise Unusable("unexpected_answer", str(error).splitlines()[0]) from error
        except Exception as error:  # the SDK raises many kinds; all mean no usable answer
            await self._close()
            raise Transient("mcp", f"{type(error).__name__}: {error}") from error
        if result.is_error:
            texts = [block.text for block in result.content if block.type == "text"]
            raise Refused("policy_error", " ".join(texts)[:300] or "no cause given")
        if not isinstance(result.structured_content, dict):
            raise Unusable("unexpected_answer", f"{tool}: no structured content")
        return result.structured_content

    async def _open(self) -> Client:
        if self._client is None:
            client = Client(self._server, read_timeout_seconds=self._deadline)
            self._client = await self._stack.enter_async_context(client)
        return self._client

    async def _close(self) -> None:
        stack, self._stack, self._client = self._stack, AsyncExitStack(), None
        try:
            await stack.aclose()
        except Exception:
            logger.warning("the policy server did not close cleanly", exc_info=True)

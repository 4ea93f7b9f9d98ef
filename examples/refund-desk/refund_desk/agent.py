"""The loop: ask the model, run the tools it calls, stop within bounds, end in a known state."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

import openai
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessage
from openai.types.shared_params import ResponseFormatJSONSchema
from pydantic import BaseModel, ConfigDict, ValidationError

from refund_desk import telemetry
from refund_desk.config import Config
from refund_desk.errors import Denied, Refused, Unusable
from refund_desk.prompts import Prompt
from refund_desk.state import OPEN, Messages, State, StoredCase
from refund_desk.tools import TOOLS, Toolbox

Status = Literal["refunded", "needs_review", "declined", "error"]


class Case(BaseModel):
    """A refund request as it comes in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case_id: str
    customer_id: str
    message: str


class Verdict(BaseModel):
    """The model's closing words. They are checked against the books before anyone believes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["refunded", "declined", "needs_review"]
    reason: str


class HandedOver(Exception):
    """The case is with a person now; the text says why."""


@dataclass(frozen=True)
class Outcome:
    status: Status
    reason: str
    refund_id: str | None = None


VERDICT_FORMAT: ResponseFormatJSONSchema = {
    "type": "json_schema",
    "json_schema": {
        "name": "verdict",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "status": {"type": "string", "enum": ["refunded", "declined", "needs_review"]},
                "reason": {"type": "string"},
            },
            "required": ["status", "reason"],
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True)
class Agent:
    config: Config
    prompt: Prompt
    model: AsyncOpenAI
    tools: Toolbox
    state: State

    async def decide(self, case: Case) -> Outcome:
        """Bring a case to its end, from the start or from where it was interrupted."""
        earlier = self.state.case(case.case_id)
        if earlier and earlier.status != OPEN and not self._reopened(case, earlier):
            return self._outcome(cast(Status, earlier.status), earlier.reason)
        resumed = earlier is not None and earlier.status == OPEN
        messages = earlier.messages if earlier and resumed else self._opening(case)
        telemetry.logger.info("case %s", "resumed" if resumed else "started")
        outcome = await self._bring_to_end(case, messages)
        self.state.save(
            case.case_id,
            outcome.status if outcome.status != "error" else OPEN,
            outcome.reason,
            messages,
        )
        telemetry.logger.info("case ended: %s, %s", outcome.status, outcome.reason)
        return outcome

    def _reopened(self, case: Case, earlier: StoredCase) -> bool:
        """A person has approved since: the way back from the review desk."""
        return earlier.status == "needs_review" and self.state.has_approval(case.case_id)

    def _opening(self, case: Case) -> Messages:
        return [
            {"role": "system", "content": self.prompt.text},
            {"role": "user", "content": json.dumps(case.model_dump(), ensure_ascii=False)},
        ]

    async def _bring_to_end(self, case: Case, messages: Messages) -> Outcome:
        try:
            return await self._converse(case, messages)
        except HandedOver as done:
            return self._outcome("needs_review", str(done))
        except Unusable as failure:
            reason = str(failure)
        except Denied as denial:
            reason = str(denial)
        except Exception as crash:  # a mistake of ours: a person gets the case all the same
            telemetry.logger.critical("case crashed", exc_info=True)
            reason = f"crash: {type(crash).__name__}"
        try:
            await self.tools.give_to_person(reason, _summary(case, messages))
        except Unusable as failure:
            telemetry.logger.critical("case is with nobody: %s; then %s", reason, failure)
            return Outcome("error", f"{reason}; then {failure}")
        return self._outcome("needs_review", reason)

    async def _converse(self, case: Case, messages: Messages) -> Outcome:
        tokens = 0
        for _ in range(self.config.limits.steps):
            await self._answer_calls(case, messages)
            reply = await self._ask(messages)
            tokens += reply.usage.total_tokens if reply.usage else 0
            message = _message(reply)
            messages.append(message.model_dump(exclude_none=True, exclude_unset=True))
            self.state.save(case.case_id, OPEN, "", messages)
            if not message.tool_calls:
                return self._believe(message.content or "")
            if tokens > self.config.limits.tokens:
                raise Unusable("token_budget", f"{tokens} tokens used")
        raise Unusable("step_limit", f"no verdict after {self.config.limits.steps} replies")

    async def _answer_calls(self, case: Case, messages: Messages) -> None:
        """Run every call that has no answer yet; after a restart these are the interrupted ones."""
        for call in list(_unanswered(messages)):
            function = call["function"]
            with telemetry.tool_call(function["name"], call["id"], function["arguments"]):
                try:
                    result = await self.tools.call(function["name"], function["arguments"])
                except Refused as failure:
                    result = {"error": {"code": failure.code, "message": failure.cause}}
            content = json.dumps(result, ensure_ascii=False)
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})
            self.state.save(case.case_id, OPEN, "", messages)
            if result.get("handed_over"):
                raise HandedOver(json.loads(function["arguments"])["reason"])

    async def _ask(self, messages: Messages) -> ChatCompletion:
        with telemetry.model_call() as span:
            try:
                reply = await self.model.chat.completions.create(
                    model=self.config.model.id,
                    messages=cast(Any, messages),
                    tools=TOOLS,
                    parallel_tool_calls=False,
                    response_format=VERDICT_FORMAT,
                    max_completion_tokens=self.config.model.max_tokens_per_reply,
                    temperature=0,
                )
                if not isinstance(reply, ChatCompletion):
                    raise Unusable("model", "the reply is not a chat completion")
                # The SDK does not check what it was sent.
                reply = ChatCompletion.model_validate_json(reply.model_dump_json(warnings=False))
            except (openai.OpenAIError, ValueError) as error:
                raise Unusable("model", f"{type(error).__name__}: {error}"[:300]) from error
            span.set_attribute("gen_ai.response.model", str(reply.model))
            if reply.usage:
                span.set_attribute("gen_ai.usage.input_tokens", reply.usage.prompt_tokens)
                span.set_attribute("gen_ai.usage.output_tokens", reply.usage.completion_tokens)
            return reply

    def _believe(self, text: str) -> Outcome:
        """The verdict, if the books agree with it."""
        try:
            verdict = Verdict.model_validate_json(text)
        except ValidationError as error:
            raise Unusable("verdict", "the model's last words are not a verdict") from error
        payment = self.state.payment(self.tools.case_id)
        paid = payment is not None and payment.refund_id is not None
        match verdict.status:
            case "refunded" if paid:
                return self._outcome("refunded", verdict.reason)
            case "declined" if not paid:
                return self._outcome("declined", verdict.reason)
            case "needs_review":
                raise Unusable("model_unsure", verdict.reason)
        books = "show a refund" if paid else "show no refund"
        raise Unusable("contradiction", f"the model says {verdict.status}, the books {books}")

    def _outcome(self, status: Status, reason: str) -> Outcome:
        payment = self.state.payment(self.tools.case_id)
        return Outcome(status, reason, payment.refund_id if payment else None)


def _message(reply: ChatCompletion) -> ChatCompletionMessage:
    if not reply.choices:
        raise Unusable("model", "a reply without choices")
    choice = reply.choices[0]
    if choice.message.refusal:
        raise Unusable("model_refusal", choice.message.refusal[:300])
    if choice.finish_reason not in ("stop", "tool_calls"):
        raise Unusable("model", f"the reply ended with {choice.finish_reason}")
    return choice.message


def _unanswered(messages: Messages) -> Iterator[dict[str, Any]]:
    answered = {message.get("tool_call_id") for message in messages}
    for message in messages:
        for call in message.get("tool_calls") or []:
            if call["id"] not in answered:
                yield call


def _summary(case: Case, messages: Messages) -> str:
    """What the reviewer needs: the request and what was found out so far."""
    found = [message["content"] for message in messages if message["role"] == "tool"]
    return "\n".join([f"Request: {case.message}", *found])[:1000]

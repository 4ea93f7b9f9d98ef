"""The wire: chat completions in one piece or as server-sent events."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from scripted_model.script import Script, Turn

CREATED = 1767225600  # fixed, so that equal requests get equal bytes


def build(script: Script) -> Starlette:
    async def completions(request: Request) -> Response:
        try:
            body = await request.json()
            messages, model = body["messages"], body["model"]
            turn = script.next_turn(messages)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            return _bad_request(str(error))
        step = len(messages)
        usage = _usage(messages, turn)
        if body.get("stream"):
            wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
            chunks = _chunks(model, turn, step, usage if wants_usage else None)
            return StreamingResponse(chunks, media_type="text/event-stream")
        return JSONResponse(_whole(model, turn, step, usage))

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": []})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", completions, methods=["POST"]),
            Route("/v1/models", models),
        ]
    )


def _bad_request(cause: str) -> Response:
    error = {"message": cause, "type": "invalid_request_error", "param": None, "code": None}
    return JSONResponse({"error": error}, status_code=400)


def _usage(messages: object, turn: Turn) -> dict[str, int]:
    """About a token for four characters, as a real model would count roughly."""
    prompt, reply = len(json.dumps(messages)) // 4, len(turn.model_dump_json()) // 4
    return {
        "prompt_tokens": prompt,
        "completion_tokens": reply,
        "total_tokens": prompt + reply,
    }


def _message(turn: Turn, step: int) -> dict[str, Any]:
    if turn.tool is None:
        return {"role": "assistant", "content": _words(turn), "refusal": None}
    function = {"name": turn.tool, "arguments": json.dumps(turn.arguments)}
    call = {"id": f"call_{step:04d}", "type": "function", "function": function}
    return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}


def _words(turn: Turn) -> str:
    return turn.say if isinstance(turn.say, str) else json.dumps(turn.say or {})


def _whole(model: str, turn: Turn, step: int, usage: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-scripted-{step:04d}",
        "object": "chat.completion",
        "created": CREATED,
        "model": model,
        "choices": [
            {
                "index": 0,
                "message": _message(turn, step),
                "logprobs": None,
                "finish_reason": _finish(turn),
            }
        ],
        "usage": usage,
    }


def _chunks(model: str, turn: Turn, step: int, usage: Mapping[str, int] | None) -> Iterator[str]:
    def event(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event(model, step, [choice])

    if turn.tool is None:
        yield event({"role": "assistant", "content": ""})
        yield event({"content": _words(turn)})
    else:
        call = _message(turn, step)["tool_calls"][0]
        arguments = call["function"].pop("arguments")
        call["function"]["arguments"] = ""
        yield event({"role": "assistant", "content": None, "tool_calls": [{"index": 0, **call}]})
        later = {"index": 0, "function": {"arguments": arguments}}
        yield event({"tool_calls": [later]})
    yield event({}, _finish(turn))
    if usage is not None:
        yield _event(model, step, [], usage)
    yield "data: [DONE]\n\n"


def _event(
    model: str, step: int, choices: list[dict[str, Any]], usage: Mapping[str, int] | None = None
) -> str:
    chunk = {
        "id": f"chatcmpl-scripted-{step:04d}",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": model,
        "choices": choices,
        "usage": usage,
    }
    return f"data: {json.dumps(chunk)}\n\n"


def _finish(turn: Turn) -> str:
    return "stop" if turn.tool is None else "tool_calls"

"""What the stand-in says next, derived from the conversation alone.

version: 1
conversations:
  - when: A-1001                 # a text that the user's messages contain
    turns:                       # the n-th turn answers the n-th request
      - tool: get_order
        arguments: {order_id: A-1001}
      - say: {status: refunded, reason: ...}
    after_error:                 # instead, when the latest tool answer holds an error
      tool: hand_over
      arguments: {reason: ..., summary: ...}
otherwise:                       # for a conversation that no `when` fits
  say: ...
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

Message = dict[str, Any]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(Strict):
    """One reply: a tool call, or words."""

    tool: str | None = None
    arguments: dict[str, Any] = {}
    say: dict[str, Any] | str | None = None


class Conversation(Strict):
    when: str
    turns: tuple[Turn, ...]
    after_error: Turn | None = None


class Script(Strict):
    version: int
    conversations: tuple[Conversation, ...]
    otherwise: Turn

    def next_turn(self, messages: Sequence[Message]) -> Turn:
        """The reply to a conversation; the last turn repeats when the script has run out."""
        asked = " ".join(_text(message) for message in messages if message.get("role") == "user")
        for conversation in self.conversations:
            if conversation.when in asked:
                if conversation.after_error and _failed(messages[-1]):
                    return conversation.after_error
                spoken = sum(message.get("role") == "assistant" for message in messages)
                return conversation.turns[min(int(spoken), len(conversation.turns) - 1)]
        return self.otherwise


def load_script(path: Path) -> Script:
    return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def _failed(message: Message) -> bool:
    if message.get("role") != "tool":
        return False
    try:
        answer = json.loads(_text(message))
    except ValueError:
        return False
    return isinstance(answer, dict) and "error" in answer


def _text(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")

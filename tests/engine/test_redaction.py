"""What is masked before anything is written, and what is left alone."""

from __future__ import annotations

import pytest

from readiness.redaction import Redactor, mask

SECRETS = [
    "Authorization: Bearer abcdef1234567890",
    "sk-proj-abcdefghijklmnop1234",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_abcdefghijklmnopqrst1234",
    "xoxb-1234567890-abcdefghij",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
]
INNOCENT = [
    "the basic rule",
    "ask-anything",
    "a bearer of news",
    "desk_reference",
    "pk_constraint_of_orders",
    "risk-free",
    "def task_runner(): ...",
]


@pytest.mark.parametrize("text", SECRETS)
def test_shapes_of_credentials(text: str) -> None:
    secret = text.rpartition(" ")[2] if text.startswith("Auth") else text
    assert secret[8:20] not in Redactor().text(f"before {text} after")


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert Redactor().text(text) == text


def test_known_values_wherever_they_stand() -> None:
    redactor = Redactor(["hunter2-hunter2", "short"])
    data = {"a": ["x hunter2-hunter2 y"], "hunter2-hunter2": ("z", 1, None)}
    masked = redactor.data(data)
    assert "hunter2" not in str(masked).replace(mask("hunter2-hunter2"), "")
    assert redactor.text("a short word") == "a short word", "too short to be told from a word"

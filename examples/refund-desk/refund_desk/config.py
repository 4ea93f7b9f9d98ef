"""`config.yaml` and the environment, read once and typed."""

import os
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Section(BaseModel):
    """A part of config.yaml; a key nobody reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(Section):
    id: str
    timeout_seconds: float
    max_retries: int
    max_tokens_per_reply: int


class Limits(Section):
    steps: int
    tokens: int


class ApprovalRules(Section):
    free_up_to_cents: int
    wait_seconds: float


class Timeout(Section):
    timeout_seconds: float


class RetryRules(Section):
    attempts: int
    base_seconds: float
    cap_seconds: float
    patience_seconds: float


class Config(Section):
    version: int
    model: ModelSettings
    prompt: Path
    limits: Limits
    approval: ApprovalRules
    orders: Timeout
    policy: Timeout
    retry: RetryRules


@dataclass(frozen=True)
class Environment:
    """Where the agent's neighbours are, and the secrets to reach them."""

    orders_url: str
    orders_token: str = field(repr=False)
    policy_command: tuple[str, ...]
    state: Path


class NotConfigured(Exception):
    """The environment or a file lacks something; the message says what to set."""


def load_config(path: Path = ROOT / "config.yaml") -> Config:
    return Config.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_environment() -> Environment:
    required("REVIEW_URL")  # no case is begun that could not be handed over
    default_policy = shlex.join([sys.executable, "-m", "policy_server"])
    return Environment(
        orders_url=required("ORDERS_URL"),
        orders_token=required("ORDERS_TOKEN"),
        policy_command=tuple(shlex.split(os.environ.get("POLICY_MCP") or default_policy)),
        state=state_path(),
    )


def state_path() -> Path:
    return Path(os.environ.get("REFUND_DESK_STATE") or ROOT / "state" / "cases.db")


def required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise NotConfigured(f"{name} is not set; README.md lists the variables")
    return value

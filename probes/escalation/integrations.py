"""What a receiver sends through, and signs that nobody is at the other end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.findings import Location
from readiness.redaction import mask
from readiness.strict_yaml import Document, Step

_TARGETS = {
    "pagerduty": ("routing_key", "service_key", "routing_key_file", "service_key_file"),
    "slack": ("api_url", "api_url_file", "app_token", "app_token_file", "http_config"),
    "email": ("to",),
    "webhook": ("url", "url_file"),
    "opsgenie": ("api_key", "api_key_file"),
    "victorops": ("api_key", "api_key_file", "routing_key"),
    "pushover": ("user_key", "user_key_file"),
    "telegram": ("bot_token", "bot_token_file", "chat_id", "chat_id_file"),
    "discord": ("webhook_url", "webhook_url_file"),
    "msteams": ("webhook_url", "webhook_url_file"),
    "msteamsv2": ("webhook_url", "webhook_url_file"),
    "incidentio": ("url", "url_file"),
    "sns": ("topic_arn", "phone_number", "target_arn"),
    "wechat": ("to_user", "to_party", "to_tag", "api_secret"),
    "webex": ("room_id",),
    "jira": ("project", "api_url"),
    "rocketchat": ("token_id", "token_id_file", "channel"),
    "mattermost": ("webhook_url", "webhook_url_file"),
    "jsm": ("api_key", "api_key_file"),
    "signl4": ("team_secret", "team_secret_file"),
}
_GLOBAL = {
    "slack": ("slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"),
    "opsgenie": ("opsgenie_api_key", "opsgenie_api_key_file"),
    "victorops": ("victorops_api_key", "victorops_api_key_file"),
    "wechat": ("wechat_api_secret", "wechat_api_secret_file"),
    "telegram": ("telegram_bot_token", "telegram_bot_token_file"),
    "jira": ("jira_api_url",),
    "rocketchat": ("rocketchat_token", "rocketchat_token_file"),
    "mattermost": ("mattermost_webhook_url", "mattermost_webhook_url_file"),
}
PAGERS = frozenset(
    {"pagerduty", "opsgenie", "victorops", "pushover", "incidentio", "sns", "jsm", "signl4"}
)
"""Kinds that ring until somebody answers."""
SETTINGS_NAME = re.compile(r"[a-z0-9]+_configs")
"""The key of a receiver under which its integrations of one kind stand."""
INSISTED = frozenset(_TARGETS) - {"wechat", "webex", "jira", "incidentio", "mattermost", "sns"}
"""Kinds that Alertmanager does not load without an address."""
_UNFILLED = re.compile(r"\$\{\w+\}|^\$\w+|\$\(\w+\)|\{\{\s*(?:env|\.Values|getenv)\b|%[A-Z_]{3,}%")
_PLACEHOLDER = re.compile(
    r"(?i)\bx{3,}\b|/y{3,}/|/z{3,}\b|change[-_ ]?me|\byour[-_]|\btodo\b|\btbd\b|\bfixme\b"
    r"|<[^<>@]+>|example@email\.com|placeholder|replace[-_ ]?(?:me|this|with)"
    r"|\bdummy\b|\b(?:insert|put)[-_ ].*here"
)
_LOCAL = re.compile(
    r"(?i)//(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\])(?=[:/]|$)"
)


@dataclass(frozen=True)
class Integration:
    """One way out of a receiver.

    Attributes:
        target: what it is sent to, masked where it may be a secret.
        problem: why nobody is there; empty when nothing speaks against it.
        code: class of the problem.
    """

    kind: str
    target: str
    location: Location
    problem: str = ""
    code: str = ""


def integrations(
    document: Document, receiver: dict[Any, Any], way: tuple[Step, ...]
) -> Iterator[Integration]:
    """The integrations of one receiver."""
    settings = document.data.get("global")
    shared = settings if isinstance(settings, dict) else {}
    for key, listed in receiver.items():
        if not str(key).endswith("_configs") or not isinstance(listed, list):
            continue
        kind = str(key).removesuffix("_configs")
        for index, entry in enumerate(listed):
            place = (*way, str(key), index)
            yield _integration(
                document, kind, entry if isinstance(entry, dict) else {}, shared, place
            )


def _integration(
    document: Document,
    kind: str,
    entry: dict[Any, Any],
    shared: dict[Any, Any],
    way: tuple[Step, ...],
) -> Integration:
    given = [(key, entry[key]) for key in _TARGETS.get(kind, ()) if entry.get(key)]
    if not any(key != "http_config" for key, _ in given):
        given += [(key, shared[key]) for key in _GLOBAL.get(kind, ()) if shared.get(key)]
    if kind not in _TARGETS:
        return Integration(kind, "", document.at(*way))
    if not given:
        problem = f"{kind} has no address to send to"
        return Integration(kind, "", document.at(*way), problem, "no-target")
    for key, value in given:
        problem, code = problem_of(str(value))
        if problem:
            at = document.at(*way, key) if key in entry else document.at("global", key)
            return Integration(kind, _shown(key, str(value)), at, f"{kind} {problem}", code)
    key, value = given[0]
    return Integration(kind, _shown(key, str(value)), document.at(*way))


def problem_of(value: str) -> tuple[str, str]:
    """Why a target cannot reach anybody, and the class of that; empty when it may."""
    if _LOCAL.search(value):
        return "sends to this machine itself", "localhost"
    if _UNFILLED.search(value):
        return "holds a variable that Alertmanager does not fill in", "unfilled-variable"
    if _PLACEHOLDER.search(value):
        return "sends to a placeholder", "placeholder"
    return "", ""


def _shown(key: str, value: str) -> str:
    if problem_of(value)[0] or key.endswith("_file") or key in ("to", "channel", "project"):
        return value[:120]
    if "://" in value:
        scheme, _, rest = value.partition("://")
        host = rest.partition("/")[0].rpartition("@")[2]
        return f"{scheme}://{host}/…"
    return mask(value)

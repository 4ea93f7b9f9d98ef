"""Credentials by their shape: detect-secrets' exact detectors, and few shapes of our own.

Only detectors whose hit is a credential by its form are used; keyword and entropy detectors guess
and are left out. A quick search over the whole text picks the lines that are looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from readiness.redaction import mask

_EXACT = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "stripe": "StripeDetector",
}
_MODEL_KEY = re.compile(
    r"\bsk-(?:proj-|svcacct-|admin-|ant-(?:api\d\d|admin\d\d)-)[\w-]{32,}|\bgithub_pat_\w{40,}"
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s\"'+,()])*"
    r"([A-Za-z0-9+/=]{40}(?:[A-Za-z0-9+/=\s\"',()]|\\[nr])*)"
)
_BEARER = re.compile(r"(?i)\bbearer\s+([A-Za-z0-9._~+/-]{12,}=*)")
_CANDIDATE = re.compile(
    r"A(?:KIA|SIA|BIA|CCA|3T)|[Aa][Ww][Ss].{0,20}?(?i:key|pwd|pw|password|pass|token)|AccountKey="
    r"|://[^\s/:@]+:[^\s/]|gh[pousr]_|github_pat_|gl[a-z]{2,6}-|GR1348941|eyJ|_authToken|sk-"
    r"|T3BlbkFJ|pypi-Ag|SG\.|xox[a-z]-|hooks\.slack\.com|[rs]k_live_"
)
_PLACEHOLDER = re.compile(
    r"(?i)example|changeme|change[-_]me|placeholder|replace|your[-_]|xxx|yyy|dummy|redacted"
    r"|\.\.\.|\*\*\*|…|<|>|\$\{|\{|\}|%\(|os\.environ|getenv|(.)\1{7,}|^(?:user|username|pass|password|secret|token)$"
)
_LOCAL = re.compile(
    r"@(?:localhost|127\.0\.0\.1|\[::1\]|db|postgres|redis|mongo|rabbitmq)(?![\w.-])"
)
_LONGEST_LINE = 20_000


@dataclass(frozen=True)
class Shape:
    """A credential found in a text: its 1-based line, its kind and itself."""

    line: int
    kind: str
    value: str
    certain: bool = True
    """False for a password in an address on the developer's own machine."""


@lru_cache(maxsize=8_192)
def secrets_in(text: str) -> tuple[Shape, ...]:
    """The credentials in a text, each once per line; placeholders are none."""
    return tuple(_secrets_in(text))


def _secrets_in(text: str) -> Iterator[Shape]:
    seen = set()
    for match in _PRIVATE_KEY.finditer(text) if "PRIVATE KEY" in text else ():
        yield Shape(text.count("\n", 0, match.start()) + 1, "Private Key", match[1])
    for line, content in _candidate_lines(text):
        for kind, value in _shapes(content):
            if (line, value) not in seen and not _PLACEHOLDER.search(value):
                seen.add((line, value))
                local = kind.startswith("Basic Auth") and bool(_LOCAL.search(content))
                yield Shape(line, kind, value, certain=not local)


def bearer_tokens_in(text: str) -> Iterator[Shape]:
    """Bearer tokens written out, as they stand in records of requests."""
    for match in _BEARER.finditer(text):
        if not _PLACEHOLDER.search(match[1]) and re.search(r"[\d-]", match[1]):
            yield Shape(text.count("\n", 0, match.start()) + 1, "Bearer token", match[1])


def masked(text: str) -> str:
    """The text with each credential masked; its lines keep their numbers."""
    for shape in secrets_in(text):
        lines = "\n" * shape.value.count("\n")
        text = text.replace(shape.value, mask(shape.value) + lines)
    return text.replace("PRIVATE KEY-----", "PRIVATE KEY")


def _candidate_lines(text: str) -> Iterator[tuple[int, str]]:
    line, counted, last = 1, 0, 0
    for match in _CANDIDATE.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if line == last:
            continue
        last = line
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.start())
        yield line, text[start : end if end >= 0 else len(text)][:_LONGEST_LINE]


def _shapes(line: str) -> Iterator[tuple[str, str]]:
    for match in _MODEL_KEY.finditer(line):
        yield ("GitHub Token" if match[0].startswith("github") else "Model API Key"), match[0]
    for detector in _detectors():
        for value in detector.analyze_string(line):
            yield str(detector.secret_type), str(value)


@cache
def _detectors() -> tuple[Any, ...]:
    import importlib

    return tuple(
        getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
        for module, name in _EXACT.items()
    )

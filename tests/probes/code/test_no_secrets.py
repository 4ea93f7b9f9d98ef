from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence, Outcome
from readiness.probes.code.no_secrets import no_secrets
from readiness.probes.code.secret_scan import SecretScan, secret_scan
from readiness.probes.code.secret_shapes import bearer_tokens_in, secrets_in

from ..harness import facts_of, fails, look, outcomes
from .agent_files import CODE, write

# Put together here, so that no scanner of this repository takes them for real.
AWS = "AKIA" + "Q3TWIN5NOTREAL7Z"
STRIPE = "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc"
ANTHROPIC = "sk-" + "ant-api03-" + "ab12cd34" * 6
GITHUB = "ghp_" + "aB3dE6gH9jK2" * 3
PRIVATE = "-----BEGIN RSA " + "PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7" * 4 + "\n-----END"


@pytest.mark.parametrize("secret", [AWS, STRIPE, ANTHROPIC, GITHUB, PRIVATE])
def test_finds_a_credential_and_never_shows_it(tmp_path: Path, secret: str) -> None:
    write(tmp_path, main=f'first = 1\nKEY = """{secret}"""\n')
    scan = facts_of(secret_scan, tmp_path, CODE)
    found = fails(look(no_secrets, scan))
    assert [one.subject for one in found] == ["agent/main.py"]
    assert found[0].location is not None
    assert (found[0].location.line, found[0].confidence) == (2, Confidence.HIGH)
    assert secret not in repr(scan)
    assert secret not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        'KEY = os.environ["AWS_KEY"]',
        'KEY = "AKIA' + 'IOSFODNN7EXAMPLE"',
        'url = "https://user:${PASSWORD}@host/x"',
        'url = f"https://{user}:{password}@host/x"',
        'url = "https://user:password@host/x"',
        'hook = "https://hooks.slack.com/services/XXX/YYY/ZZZ"',
        'if "-----BEGIN PRIVATE KEY-----" in text: pass',
        "run_task-sk-learn",
    ],
)
def test_placeholders_are_no_credentials(text: str) -> None:
    assert list(secrets_in(text)) == []


def test_a_password_for_the_own_machine_is_less_certain() -> None:
    assert [one.certain for one in secrets_in("postgres://app:hunter22@localhost/db")] == [False]
    assert [one.certain for one in secrets_in("postgres://app:hunter22@db.prod.net/x")] == [True]


def test_bearer_tokens_in_records() -> None:
    text = 'x\n{"Authorization": "Bearer sample-token-for-loopback-only"}'
    assert [(one.line, one.kind) for one in bearer_tokens_in(text)] == [(2, "Bearer token")]
    assert list(bearer_tokens_in("Bearer [redacted], bearer authentication, Bearer {token}")) == []


def test_searches_prompts_and_configuration_but_not_tests(tmp_path: Path) -> None:
    write(tmp_path, main="x = 1\n", test_x=f'K = "{AWS}"\n')
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a.md").write_text(f"key {AWS}\n")
    (tmp_path / "config.yaml").write_text(f"a: 1\nkey: {AWS}\n")
    (tmp_path / "poetry.lock").write_text(f"key: {AWS}\n")
    (tmp_path / ".env").write_text(f"KEY={AWS}\n")
    (tmp_path / ".gitignore").write_text(".env\n")
    scan = facts_of(secret_scan, tmp_path, CODE + "prompts: {paths: [prompts/]}\n")
    places = {str(one.location) for one in fails(look(no_secrets, scan))}
    assert places == {"prompts/a.md:1", "config.yaml:2"}


def test_a_clean_agent_passes_and_no_file_is_no_pass(tmp_path: Path) -> None:
    write(tmp_path, main="x = 1\n")
    assert outcomes(look(no_secrets, facts_of(secret_scan, tmp_path, CODE))) == {Outcome.PASS}
    assert outcomes(look(no_secrets, SecretScan(target="code"))) == {Outcome.NOT_AVAILABLE}

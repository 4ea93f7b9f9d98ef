"""The probe `code.no-secrets`."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Confidence, Evidence, Finding, could_not_look, failed, passed
from readiness.registry import probe

from .secret_scan import FoundSecret, SecretScan

_PLAIN = {"Basic Auth Credentials": "password in an address"}


@probe()
def no_secrets(scan: SecretScan) -> Iterator[Finding]:
    """Are code, prompts and configuration free of credentials?

    A key in a file is a key in every copy, backup and history of that file, and in every prompt it
    is put into. A pass means that no credential of a known form (cloud, payment, chat, forge and
    model keys, private keys, tokens, passwords in addresses) stands in the agent's code, its
    prompts or the configuration files beside the manifest. Passwords without a form are not seen.
    The detectors are those of detect-secrets, without the guessing ones.
    """
    for file in scan.unread:
        yield could_not_look(file.name, f"{file.name} was not searched: {file.reason}")
    seen: dict[tuple[str, str], Finding] = {}
    for secret in scan.found:
        finding = _finding(secret)
        if (finding.subject, finding.code) not in seen:
            seen[finding.subject, finding.code] = finding
    yield from seen.values()
    if not seen and scan.searched:
        count = len(scan.searched)
        files = "1 file" if count == 1 else f"{count} files"
        yield passed("code, prompts and configuration", f"no credential in {files}")
    elif not seen and not scan.unread:
        yield could_not_look("code, prompts and configuration", "there was no file to search")


def _finding(secret: FoundSecret) -> Finding:
    shown = _PLAIN.get(secret.kind, secret.kind)
    article = "an" if shown[:1] in "AEIO" else "a"
    return failed(
        secret.location.file,
        f"{article} {shown} stands in {secret.location.file}",
        code=secret.kind.lower().replace(" ", "-"),
        location=secret.location,
        confidence=Confidence.HIGH if secret.certain else Confidence.LOW,
        evidence=[Evidence("excerpt", f"line {secret.location.line}: {secret.masked}")],
        help="revoke it, then read it from the environment or a secret store",
    )

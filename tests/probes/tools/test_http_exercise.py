"""A real small service with one planted flaw at a time: each is found, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readiness.context import Budget
from readiness.errors import CouldNotLook
from readiness.findings import Finding, Outcome
from readiness.probes.tools import http_client
from readiness.probes.tools.authentication_required import authentication_required
from readiness.probes.tools.http_exercise import http_exercise
from readiness.probes.tools.http_record import HttpRecord, Purpose
from readiness.probes.tools.invalid_input_refused import invalid_input_refused
from readiness.probes.tools.latency_bounded import latency_bounded
from readiness.probes.tools.pagination_ends import pagination_ends
from readiness.probes.tools.rate_limit_announced import rate_limit_announced
from readiness.probes.tools.response_matches_schema import response_matches_schema
from readiness.probes.tools.stable_response import stable_response
from readiness.probes.tools.success_means_success import success_means_success
from readiness.probes.tools.usable_errors import usable_errors
from readiness.probes.tools.valid_input_accepted import valid_input_accepted
from readiness.probes.tools.write_replay_safe import write_replay_safe
from tests.probes.harness import facts_of, fails, look
from tests.probes.tools.servers import answering, serving
from tests.probes.tools.shop import MANIFEST, SPEC, TOKEN, Shop, build

PROBES = (
    response_matches_schema,
    stable_response,
    invalid_input_refused,
    write_replay_safe,
    authentication_required,
    usable_errors,
    valid_input_accepted,
    success_means_success,
    pagination_ends,
    latency_bounded,
    rate_limit_announced,
)
ENVIRONMENT = {"SHOP_TOKEN": TOKEN}
NAMES = ("listThings", "addThing", "getThing", "getAccount")


def exercised(root: Path, shop: Shop, *, disposable: bool = True, **settings: Any) -> HttpRecord:
    with serving(build(shop)) as url:
        return exercised_at(root, url, disposable=disposable, **settings)


def exercised_at(root: Path, url: str, *, disposable: bool = True, **settings: Any) -> HttpRecord:
    (root / "shop.yaml").write_text(SPEC)
    manifest = MANIFEST.format(url=url, disposable=str(disposable).lower())
    return facts_of(http_exercise, root, manifest, live=True, environment=ENVIRONMENT, **settings)


def everything(record: HttpRecord) -> list[Finding]:
    return [finding for probe in PROBES for finding in look(probe, record)]


def test_a_good_service_only_passes(tmp_path: Path) -> None:
    found = everything(exercised(tmp_path, Shop()))
    others = [(one.subject, one.outcome) for one in found if one.outcome is not Outcome.PASS]
    assert others == [
        ("shop.listThings", Outcome.NOT_APPLICABLE),  # it takes no input
        ("tools.shop", Outcome.NOT_APPLICABLE),  # it hands out nothing in pages
        *[(f"shop.{name}", Outcome.NOT_APPLICABLE) for name in NAMES],  # no limit was met
    ]
    assert len(found) == 4 * 8 + 3 + 1 + 1  # eight questions each; three reads, one write
    assert not any(one.scope_cut for one in found)
    assert {one.location.file for one in found if one.location} == {"shop.yaml"}


@pytest.mark.parametrize(
    ("flaw", "expected"),
    [
        ("missing-field", {"shop.getThing response-matches-schema missing-field"}),
        ("wrong-type", {"shop.getThing response-matches-schema wrong-type"}),
        ("html", {"shop.getThing response-matches-schema undeclared-content-type"}),
        (
            "not-json",
            {
                "shop.getThing response-matches-schema not-json",
                "shop.getThing success-means-success not-json",
            },
        ),
        ("teapot", {"shop.getThing response-matches-schema undeclared-status-207"}),
        ("flaky-field", {"shop.getThing stable-response field-comes-and-goes"}),
        ("flaky-status", {"shop.getThing stable-response status-503"}),
        ("accepts-negative", {"shop.addThing invalid-input-refused accepts-below-minimum"}),
        ("crash", {"shop.addThing invalid-input-refused server-error"}),
        ("pays-twice", {"shop.addThing write-replay-safe effect-twice"}),
        ("pays-twice-quietly", {"shop.addThing write-replay-safe effect-twice"}),
        (
            "open",
            {
                f"shop.{name} authentication-required open"
                for name in ("listThings", "getThing", "addThing", "getAccount")
            },
        ),
        ("any-token", {f"shop.{name} authentication-required garbled-accepted" for name in NAMES}),
        ("full", {f"shop.{name} rate-limit-announced undeclared-limit" for name in NAMES}),
        ("refuses-bob", {"shop.addThing valid-input-accepted refuses-listed-value"}),
        ("fails-at-100", {"shop.addThing valid-input-accepted server-error"}),
        ("error-inside", {"shop.getAccount success-means-success error-inside"}),
        (
            "html-error",
            {f"shop.{n} usable-errors html-error" for n in ("getThing", "addThing", "getAccount")},
        ),
        (
            "stack-trace",
            {f"shop.{n} usable-errors stack-trace" for n in ("getThing", "addThing", "getAccount")},
        ),
        (
            "empty-error",
            {f"shop.{n} usable-errors empty-error" for n in ("getThing", "addThing", "getAccount")},
        ),
    ],
)
def test_a_planted_flaw_is_found_and_nothing_else(
    tmp_path: Path, flaw: str, expected: set[str]
) -> None:
    found = fails(everything(exercised(tmp_path, Shop(flaw))))
    named = {f"{one.subject} {one.probe.removeprefix('tools.')} {one.code}" for one in found}
    assert named == expected
    for one in found:
        assert one.fails_for_sure or flaw == "refuses-bob"
        assert one.location is not None and one.location.line > 0
        assert any(piece.kind == "replay" and "curl" in piece.text for piece in one.evidence)
        assert len(one.message) < 120


def test_nothing_is_written_unless_the_data_may_be_thrown_away(tmp_path: Path) -> None:
    shop = Shop("pays-twice")
    record = exercised(tmp_path, shop, disposable=False)
    assert {method for method, _path in shop.seen} == {"GET"}
    [finding] = look(write_replay_safe, record)
    assert finding.outcome is Outcome.NOT_AVAILABLE
    assert "disposable" in finding.help


def test_a_small_budget_is_kept_and_earns_nothing(tmp_path: Path) -> None:
    shop = Shop()
    record = exercised(tmp_path, shop, budget=Budget(max_requests=30))
    assert len(shop.seen) == 30
    assert record.budget_spent
    for finding in look(stable_response, record):
        assert finding.outcome is Outcome.NOT_AVAILABLE or finding.scope_cut


def test_secrets_are_in_nothing_that_is_kept(tmp_path: Path) -> None:
    record = exercised(tmp_path, Shop("echoes-token"), exchanges=tmp_path / "exchanges")
    har = (tmp_path / "exchanges" / "shop.har").read_text()
    kept = repr(record) + har + repr(everything(record))
    assert TOKEN not in kept
    assert "${SHOP_TOKEN}" in kept
    assert json.loads(har)["log"]["version"] == "1.2"
    assert len(json.loads(har)["log"]["entries"]) == len(record.exchanges)


def test_the_same_seed_sends_the_same_requests(tmp_path: Path) -> None:
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        record = exercised(tmp_path / name, Shop(), seed=7)
        runs.append([(one.method, one.path, one.body) for one in record.exchanges])
    assert runs[0] == runs[1]


def test_ids_that_a_list_returned_are_used(tmp_path: Path) -> None:
    record = exercised(tmp_path, Shop())
    paths = {one.path for one in record.exchanges if one.purpose is Purpose.VALID}
    assert "/things/T-1" in paths


def test_a_service_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="shop cannot be reached"):
        exercised_at(tmp_path, "http://127.0.0.1:9")


def test_a_variable_that_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SPEC)
    manifest = MANIFEST.format(url="http://127.0.0.1:9", disposable="false")
    with pytest.raises(CouldNotLook, match="SHOP_TOKEN is not set"):
        facts_of(http_exercise, tmp_path, manifest, live=True)


def _whole(body: bytes, head: bytes = b"") -> bytes:
    length = b"content-length: %d\r\n" % len(body)
    kind = b"content-type: application/json\r\n"
    return b"HTTP/1.1 200 OK\r\nconnection: close\r\n" + head + kind + length + b"\r\n" + body


def _send_forever(connection: Any) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[")
    while True:
        connection.sendall(b"0," * 32768)


HOSTILE: dict[str, Callable[[Any], object]] = {
    "hangs": lambda c: c.recv(1),
    "endless": _send_forever,
    "reset": lambda c: c.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{"),
    "nonsense": lambda c: c.sendall(b"\x00\x01\x02\r\n\r\n"),
    "deep": lambda c: c.sendall(_whole(b"[" * 100_000 + b"]" * 100_000)),
    "digits": lambda c: c.sendall(_whole(b"1" * 5000)),
    "headers": lambda c: c.sendall(_whole(b"[]", b"x: " + b"a" * 200_000 + b"\r\n")),
    "redirect": lambda c: c.sendall(
        b"HTTP/1.1 302 Found\r\nlocation: http://example.com/\r\ncontent-length: 0\r\n\r\n"
    ),
    "gzip": lambda c: c.sendall(_whole(b"\x1f\x8b broken", b"content-encoding: gzip\r\n")),
    "surrogates": lambda c: c.sendall(_whole(b'[{"thing_id": "\\ud800"}]')),
}


@pytest.mark.parametrize("manner", HOSTILE)
def test_a_hostile_service_costs_only_its_answers(
    tmp_path: Path, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_client, "DEADLINE", 0.15)
    with answering(lambda connection, _path: HOSTILE[manner](connection)) as url:
        try:
            record = exercised_at(tmp_path, url, budget=Budget(max_requests=12, max_seconds=4))
        except CouldNotLook as refusal:
            assert "cannot be reached" in refusal.reason
            return
    for finding in everything(record):
        assert finding.outcome is not Outcome.PASS or finding.scope_cut

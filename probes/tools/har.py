"""Recorded exchanges as HAR 1.2, which browsers and many tools open."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from .http_record import Exchange, Header, HttpRecord


def write_har(file: Path, base_url: str, record: HttpRecord, times: Sequence[float]) -> None:
    """Write what was exchanged; the record is masked already.

    Args:
        times: when each exchange began, in seconds since 1970.
    """
    entries = [
        _entry(base_url, record, exchange, time)
        for exchange, time in zip(record.exchanges, times, strict=True)
    ]
    creator = {"name": "readiness", "version": "1"}
    log = {"version": "1.2", "creator": creator, "pages": [], "entries": entries}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"log": log}, indent=1, ensure_ascii=False), encoding="utf-8")


def _entry(base_url: str, record: HttpRecord, one: Exchange, time: float) -> dict[str, Any]:
    milliseconds = round(one.seconds * 1000, 1)
    request: dict[str, Any] = {
        "method": one.method,
        "url": base_url + one.path,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(one.headers),
        "queryString": _query(one.path),
        "headersSize": -1,
        "bodySize": len(one.body.encode()),
    }
    if one.body:
        kind = next((h.value for h in one.headers if h.name.lower() == "content-type"), "")
        request["postData"] = {"mimeType": kind, "text": one.body}
    known = {status.value: status.phrase for status in HTTPStatus}
    response = {
        "status": one.status,
        "statusText": known.get(one.status, one.error),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(one.answer_headers),
        "content": {"size": one.size, "mimeType": one.content_type, "text": record.answer(one)},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": one.size,
    }
    return {
        "startedDateTime": datetime.fromtimestamp(time, UTC).isoformat(),
        "time": milliseconds,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_readiness": {
            "number": one.number,
            "operation": one.operation,
            "purpose": one.purpose,
            "violation": f"{one.label} {one.pointer}".strip() if one.pointer else "",
        },
    }


def _pairs(headers: Sequence[Header]) -> list[dict[str, str]]:
    return [{"name": header.name, "value": header.value} for header in headers]


def _query(path: str) -> list[dict[str, str]]:
    parts = [part for part in path.partition("?")[2].split("&") if part]
    return [{"name": p.partition("=")[0], "value": p.partition("=")[2]} for p in parts]

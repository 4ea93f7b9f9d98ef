"""What is remembered of a case, so that an interrupted one goes on and pays only once."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from refund_desk.orders import RefundRequest

_SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (
    case_id TEXT PRIMARY KEY, status TEXT NOT NULL, reason TEXT NOT NULL, messages TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payments (
    case_id TEXT PRIMARY KEY, request TEXT NOT NULL, refund_id TEXT);
CREATE TABLE IF NOT EXISTS approvals (
    case_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount_cents INTEGER NOT NULL,
    approved_by TEXT NOT NULL, approved_at TEXT NOT NULL);
"""
OPEN = "open"
Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class StoredCase:
    status: str
    reason: str
    messages: Messages


@dataclass(frozen=True)
class Payment:
    """A payment meant (`refund_id` is None) or made."""

    request: RefundRequest
    refund_id: str | None


@dataclass(frozen=True)
class State:
    path: Path

    def prepare(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as db:
            db.executescript(_SCHEMA)

    def case(self, case_id: str) -> StoredCase | None:
        with self._open() as db:
            row = db.execute(
                "SELECT status, reason, messages FROM cases WHERE case_id = ?", (case_id,)
            ).fetchone()
        return StoredCase(row[0], row[1], json.loads(row[2])) if row else None

    def save(self, case_id: str, status: str, reason: str, messages: Messages) -> None:
        with self._open() as db:
            db.execute(
                "INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?)",
                (case_id, status, reason, json.dumps(messages)),
            )

    def payment(self, case_id: str) -> Payment | None:
        with self._open() as db:
            row = db.execute(
                "SELECT request, refund_id FROM payments WHERE case_id = ?", (case_id,)
            ).fetchone()
        return Payment(RefundRequest.model_validate_json(row[0]), row[1]) if row else None

    def intend(self, request: RefundRequest) -> None:
        """Write down what is about to be paid, before it is."""
        with self._open() as db:
            db.execute(
                "INSERT OR IGNORE INTO payments VALUES (?, ?, NULL)",
                (request.case_id, request.model_dump_json()),
            )

    def paid(self, case_id: str, refund_id: str) -> None:
        with self._open() as db:
            db.execute("UPDATE payments SET refund_id = ? WHERE case_id = ?", (refund_id, case_id))

    def forget_intention(self, case_id: str) -> None:
        """The service refused, so nothing was paid under this intention."""
        with self._open() as db:
            db.execute("DELETE FROM payments WHERE case_id = ? AND refund_id IS NULL", (case_id,))

    def approve(self, case_id: str, order_id: str, amount_cents: int, approved_by: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._open() as db:
            db.execute(
                "INSERT OR REPLACE INTO approvals VALUES (?, ?, ?, ?, ?)",
                (case_id, order_id, amount_cents, approved_by, now),
            )

    def approver(self, request: RefundRequest) -> str | None:
        """Who approved exactly this payment."""
        with self._open() as db:
            row = db.execute(
                "SELECT approved_by FROM approvals"
                " WHERE case_id = ? AND order_id = ? AND amount_cents = ?",
                (request.case_id, request.order_id, request.amount_cents),
            ).fetchone()
        return str(row[0]) if row else None

    def has_approval(self, case_id: str) -> bool:
        with self._open() as db:
            row = db.execute("SELECT 1 FROM approvals WHERE case_id = ?", (case_id,)).fetchone()
        return row is not None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=5)
        try:
            with db:
                yield db
        finally:
            db.close()

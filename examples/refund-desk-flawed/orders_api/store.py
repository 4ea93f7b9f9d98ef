"""Orders, shipments and refunds in SQLite, with sample data put in at the first start."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY, customer_id TEXT, status TEXT, country TEXT,
    amount_cents INTEGER, currency TEXT, placed_at TEXT, items TEXT);
CREATE TABLE IF NOT EXISTS shipments (
    shipment_id TEXT PRIMARY KEY, order_id TEXT, carrier TEXT, status TEXT,
    shipped_at TEXT, delivered_at TEXT);
CREATE TABLE IF NOT EXISTS refunds (
    number INTEGER PRIMARY KEY AUTOINCREMENT, idempotency_key TEXT, request TEXT,
    order_id TEXT, amount_cents INTEGER, currency TEXT, reason TEXT, note TEXT, created_at TEXT);
"""

# order, status, country, cents, day placed, title, day delivered
_SAMPLE = [
    ("A-1001", "delivered", "DE", 2490, "2026-11-02", "Stoneware mug", "2026-11-05"),
    ("A-1002", "delivered", "DE", 34900, "2026-11-03", "Espresso machine", "2026-11-07"),
    ("A-1003", "shipped", "FR", 7900, "2026-11-09", "Desk lamp", None),
    ("A-1004", "delivered", "AT", 1590, "2026-07-14", "Notebook, five pieces", "2026-07-18"),
    ("A-1005", "delivered", "DE", 12900, "2026-11-04", "Hiking boots", "2026-11-08"),
    ("A-1006", "processing", "NL", 4200, "2026-11-19", "Bread knife", None),
    ("A-1007", "cancelled", "DE", 5600, "2026-10-28", "Table cloth", None),
    ("A-1008", "delivered", "IT", 3100, "2026-11-01", "Garden shears", "2026-11-06"),
    ("A-1009", "delivered", "DE", 18900, "2026-10-30", "Office chair mat", "2026-11-04"),
    ("A-1010", "shipped", "BE", 990, "2026-11-17", "Postcards", None),
    ("A-1011", "delivered", "DE", 6450, "2026-11-05", "Rain jacket", "2026-11-09"),
    ("A-1012", "delivered", "ES", 2750, "2026-11-06", "Olive oil, two bottles", "2026-11-11"),
]


class KeyReused(Exception):
    """The idempotency key was used before with another body."""


class TooMuch(Exception):
    """The order has less left to pay back than was asked for."""


@dataclass(frozen=True)
class Store:
    path: Path

    def prepare(self) -> None:
        """Create the tables and, in an empty database, the sample orders."""
        with self._open() as db:
            db.executescript(_SCHEMA)
            if db.execute("SELECT count(*) FROM orders").fetchone()[0] == 0:
                _seed(db)

    def orders(self, after: str, limit: int) -> list[Row]:
        with self._open() as db:
            rows = db.execute(
                "SELECT * FROM orders WHERE order_id >= ? ORDER BY order_id LIMIT ?", (after, limit)
            ).fetchall()
            return [_order(db, row) for row in rows]

    def order(self, order_id: str) -> Row | None:
        with self._open() as db:
            row = db.execute("SELECT * FROM orders WHERE order_id = ?", (order_id,)).fetchone()
            return _order(db, row) if row else None

    def shipments(self, order_id: str) -> list[Row]:
        with self._open() as db:
            rows = db.execute(
                "SELECT * FROM shipments WHERE order_id = ? ORDER BY shipment_id", (order_id,)
            ).fetchall()
            return [dict(row) for row in rows]

    def refund(self, refund_id: str) -> Row | None:
        with self._open() as db:
            row = db.execute(
                "SELECT * FROM refunds WHERE number = ?", (int(refund_id.removeprefix("R-")),)
            ).fetchone()
            return _refund(row) if row else None

    def pay(self, request: Row, key: str) -> tuple[Row, bool]:
        """The refund for this key, and whether it was paid by this very call."""
        canonical = json.dumps(request, sort_keys=True)
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            _check_remaining(db, request)
            number = _insert_refund(db, request, key, canonical)
            row = db.execute("SELECT * FROM refunds WHERE number = ?", (number,)).fetchone()
            return _refund(row), True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            yield db
            if db.in_transaction:
                db.execute("COMMIT")
        finally:
            db.close()


def _check_remaining(db: sqlite3.Connection, request: Row) -> None:
    row = db.execute(
        "SELECT amount_cents FROM orders WHERE order_id = ?", (request["order_id"],)
    ).fetchone()
    if request["amount_cents"] > row["amount_cents"] - _paid_back(db, request["order_id"]):
        raise TooMuch


def _insert_refund(db: sqlite3.Connection, request: Row, key: str, canonical: str) -> int:
    cursor = db.execute(
        "INSERT INTO refunds (idempotency_key, request, order_id, amount_cents, currency, reason,"
        " note, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            canonical,
            request["order_id"],
            request["amount_cents"],
            request["currency"],
            request["reason"],
            request.get("note", ""),
            datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        ),
    )
    return cursor.lastrowid or 0


def _paid_back(db: sqlite3.Connection, order_id: str) -> int:
    row = db.execute(
        "SELECT coalesce(sum(amount_cents), 0) FROM refunds WHERE order_id = ?", (order_id,)
    ).fetchone()
    return int(row[0])


def _order(db: sqlite3.Connection, row: sqlite3.Row) -> Row:
    items = json.loads(row["items"])
    return {**dict(row), "items": items, "refunded_cents": _paid_back(db, row["order_id"])}


def _refund(row: sqlite3.Row) -> Row:
    fields = ("order_id", "amount_cents", "currency", "reason", "note", "created_at")
    kept = {name: row[name] for name in fields}
    return {"refund_id": f"R-{row['number']:06d}", **kept, "status": "paid"}


def _seed(db: sqlite3.Connection) -> None:
    earlier = {"order_id": "A-1012", "amount_cents": 300, "currency": "EUR", "reason": "goodwill"}
    _insert_refund(db, earlier, "sample-refund-of-last-week", json.dumps(earlier, sort_keys=True))
    for index, (order, status, country, cents, placed, title, delivered) in enumerate(_SAMPLE, 1):
        item = {"sku": f"SAMPLE-{index:02d}", "title": title, "quantity": 1, "price_cents": cents}
        db.execute(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?, 'EUR', ?, ?)",
            (
                order,
                f"sample-customer-{index:02d}",
                status,
                country,
                cents,
                f"{placed}T09:15:00Z",
                json.dumps([item]),
            ),
        )
        if status in ("shipped", "delivered"):
            db.execute(
                "INSERT INTO shipments VALUES (?, ?, 'Sample Parcel', ?, ?, ?)",
                (
                    f"S-{order[2:]}-1",
                    order,
                    "delivered" if delivered else "in_transit",
                    f"{placed}T16:00:00Z",
                    f"{delivered}T11:30:00Z" if delivered else None,
                ),
            )

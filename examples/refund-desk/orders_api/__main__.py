"""`python -m orders_api --port N`: serve the sample orders on loopback."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import uvicorn

from orders_api.app import build
from orders_api.store import Store


def main() -> int:
    parser = argparse.ArgumentParser(prog="orders_api", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1")
    port: int = parser.parse_args().port
    token = os.environ.get("ORDERS_TOKEN", "")
    if not token:
        print("orders_api not started: ORDERS_TOKEN is not set; choose any value", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="orders-") as scratch:
        store = Store(Path(os.environ.get("ORDERS_DB") or Path(scratch) / "orders.db"))
        store.prepare()
        uvicorn.run(build(store, token), host="127.0.0.1", port=port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())

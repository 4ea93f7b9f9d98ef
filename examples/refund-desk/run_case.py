"""Run one case offline: `python run_case.py cases/small.json`.

Starts the orders service, the scripted model and a review desk on free loopback ports, runs the
agent as a process of its own, prints its last line, and stops everything again.
"""

import argparse
import atexit
import contextlib
import ctypes
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
HOST = "127.0.0.1"
START_SECONDS = 20.0
CASE_SECONDS = 60.0
PR_SET_PDEATHSIG = 1
_running: set[int] = set()


@dataclass(frozen=True)
class Result:
    """How a case ended, and what the world around the agent saw of it."""

    exit_code: int
    outcome: dict[str, Any]
    refunds: list[dict[str, Any]]
    reviews: list[dict[str, Any]]
    stderr: str


@dataclass(frozen=True)
class Neighbours:
    """Everything the agent talks to, running on loopback."""

    environment: dict[str, str]
    orders_db: Path
    reviews: list[dict[str, Any]]

    def run(self, case: Path, root: Path = ROOT) -> Result:
        """Run the agent on one case."""
        command = [sys.executable, "-m", "refund_desk", "--case", str(case)]
        with _process(command, root, self.environment, capture=True) as agent:
            out, err = agent.communicate(timeout=CASE_SECONDS)
        lines = out.splitlines()
        outcome = json.loads(lines[-1]) if lines else {}
        return Result(agent.returncode, outcome, self.refunds(), list(self.reviews), err)

    def refunds(self) -> list[dict[str, Any]]:
        """What the orders service has really paid."""
        with contextlib.closing(sqlite3.connect(self.orders_db)) as db:
            rows = db.execute(
                "SELECT order_id, amount_cents FROM refunds"
                " WHERE idempotency_key NOT LIKE 'sample-%' ORDER BY number"
            )
            return [{"order_id": order, "amount_cents": cents} for order, cents in rows]


@contextmanager
def neighbours(root: Path = ROOT, script: Path | None = None) -> Iterator[Neighbours]:
    """Start the services; all are stopped at the end, however it comes."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="refund-desk-")))
        reviews, review_url = stack.enter_context(_review_desk())
        orders_port, model_port = _free_ports(2)
        orders_db = scratch / "orders.db"
        token = secrets.token_urlsafe(18)
        base = {**os.environ, "ORDERS_TOKEN": token, "ORDERS_DB": str(orders_db)}
        base.pop("OTEL_EXPORTER_OTLP_ENDPOINT", None)
        module = [sys.executable, "-m"]
        orders = [*module, "orders_api", "--port", str(orders_port)]
        script = script or root / "cases" / "model.yaml"
        model = [*module, "scripted_model", "--port", str(model_port), "--script", str(script)]
        stack.enter_context(_process(orders, root, base))
        stack.enter_context(_process(model, root, base))
        _wait(f"http://{HOST}:{orders_port}/healthz")
        _wait(f"http://{HOST}:{model_port}/v1/models")
        environment = {
            **base,
            "ORDERS_URL": f"http://{HOST}:{orders_port}",
            "OPENAI_BASE_URL": f"http://{HOST}:{model_port}/v1",
            "OPENAI_API_KEY": token,
            "REVIEW_URL": review_url,
            "REFUND_DESK_STATE": str(scratch / "cases.db"),
        }
        yield Neighbours(environment, orders_db, reviews)


def run_offline(case: Path, root: Path = ROOT) -> Result:
    """Run one case among fresh neighbours."""
    with neighbours(root) as around:
        return around.run(case, root)


@contextmanager
def _review_desk() -> Iterator[tuple[list[dict[str, Any]], str]]:
    """A review desk that takes down what it is sent."""
    received: list[dict[str, Any]] = []

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            received.append(json.loads(self.rfile.read(length)))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing; stdout belongs to the outcome."""

    with ThreadingHTTPServer((HOST, 0), Desk) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield received, f"http://{HOST}:{server.server_port}/review"
        finally:
            server.shutdown()


@contextmanager
def _process(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], *, capture: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A child in a process group of its own, ended with everything it started."""
    pipe = subprocess.PIPE if capture else None
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=pipe or subprocess.DEVNULL,
        stderr=pipe,
        text=True,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )
    _running.add(child.pid)
    try:
        yield child
    finally:
        _end_group(child.pid)
        _running.discard(child.pid)
        child.wait()


def _die_with_parent() -> None:
    """In the child: ask Linux for a signal when the parent is gone, even killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _end_all() -> None:
    for group in list(_running):
        _end_group(group)


def _stop(number: int, _: object) -> None:
    sys.exit(128 + number)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with opener.open(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{url} did not come up in {START_SECONDS} s") from None
            time.sleep(0.05)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Path)
    case: Path = parser.parse_args().case.resolve()
    atexit.register(_end_all)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    result = run_offline(case)
    sys.stderr.write(result.stderr)
    print(json.dumps(result.outcome))
    return result.exit_code


if __name__ == "__main__":
    sys.exit(main())

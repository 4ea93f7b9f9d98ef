"""Broken input of each kind: one clear message and the right exit code, or "could not look"."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.agent import MANIFEST, make, readiness

HEAD = "version: 1\nagent: {name: tiny}\n"
BOMB = "a: &a [x,x]\nb: &b [*a,*a]\n"

MANIFESTS: list[tuple[str, bytes, str]] = [
    ("tabs", b"version: 1\nagent:\n\tname: x\n", "readiness.yaml:3:1: a tab is used"),
    (
        "duplicate key",
        f"{HEAD}agent: {{name: y}}\n".encode(),
        "readiness.yaml:3:1: the key 'agent'",
    ),
    ("unknown key", f"{HEAD}tool: {{}}\n".encode(), "did you mean `tools`?"),
    ("wrong type", b"version: 1\nagent: {name: [x]}\n", "readiness.yaml:2:9: `name` must be text"),
    ("50 MB", b"a: " + b"x" * (50 << 20), "readiness.yaml: is larger than 1 MiB"),
    ("bomb", BOMB.encode(), "readiness.yaml:1:4: anchors and aliases"),
    ("binary", b"\x00\x01\x02", "readiness.yaml: is a binary file"),
    ("not UTF-8", b"version: 1\nagent: {name: caf\xe9}\n", "readiness.yaml:2: is not UTF-8"),
    ("a tag", b"version: !!python/name:os.system 1\n", "is not used here"),
    ("outside", f"{HEAD}code: {{paths: [../..]}}\n".encode(), "leaves the manifest's folder"),
    ("empty", b"", "readiness.yaml: is empty"),
    ("nested", b"a: " + b"[" * 5000, "readiness.yaml"),
]


@pytest.mark.parametrize("case", MANIFESTS, ids=[case[0] for case in MANIFESTS])
def test_a_manifest_that_cannot_be_used(tmp_path: Path, case: tuple[str, bytes, str]) -> None:
    _, content, says = case
    root = make(tmp_path)
    (root / "readiness.yaml").write_bytes(content)
    ended = readiness("assess", cwd=root)
    assert ended.returncode == 2, ended.stderr
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (root / ".readiness").exists(), "nothing is half-written"


def gathered(root: Path, gatherer: str) -> dict[str, Any]:
    content = json.loads((root / ".readiness" / "result.json").read_text("utf-8"))
    found: dict[str, Any] = next(g for g in content["gathered"] if g["gatherer"] == gatherer)
    return found


FILES = [
    ("workflow: {map: gone.yaml}", "workflow.workflow-map", "gone.yaml"),
    ("workflow: {map: tiny.py}", "workflow.workflow-map", "tiny.py"),
    ("logs: {config: [gone.yaml]}", "logs.python-config", "gone.yaml"),
    ("logs: {records: [{path: 'logs/*.jsonl'}]}", "logs.records", "no log records"),
    ("escalation: {config: [{kind: alertmanager, path: bomb.yml}]}", "escalation.alertmanager", ""),
    ("governance: {folder: gone/}", "governance.records", "gone"),
    ("outcomes: {metrics: binary.yaml}", "outcomes.metrics", "binary.yaml"),
    ("tools: {t: {kind: openapi, spec: gone.yaml, base_url: 'http://x'}}", "tools.openapi", "gone"),
    ("code: {paths: [gone/]}", "code.python-source", "gone"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "gatherer", "says"), FILES)
def test_a_file_that_cannot_be_read_is_could_not_look(
    tmp_path: Path, section: str, gatherer: str, says: str
) -> None:
    root = make(tmp_path, HEAD + section + "\n")
    (root / "binary.yaml").write_bytes(b"\x00")
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [{','.join([f'*{b}'] * 9)}]\n"
        for b, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (root / "bomb.yml").write_text(bomb)
    ended = readiness("assess", cwd=root)
    assert ended.returncode == 0, ended.stderr
    found = gathered(root, gatherer)
    assert found["outcome"] == "not_available", found
    assert says in found["reason"]


SERVER = (
    "import http.server, sys, time\n"
    "class H(http.server.BaseHTTPRequestHandler):\n"
    "    def do_GET(self):\n"
    "        if self.path != '/healthz': time.sleep(60)\n"
    "        self.send_response(200); self.end_headers()\n"
    "    def log_message(self, *a): pass\n"
    "http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()\n"
)
SPEC = (
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
    "paths: {/a: {get: {operationId: a, responses: {'200': {description: ok}}}}}\n"
)


@pytest.mark.parametrize(
    ("base_url", "service", "says"),
    [
        ("http://127.0.0.1:9", "", ""),
        ("${NO_SUCH_VARIABLE_HERE}", "", "the environment variable NO_SUCH_VARIABLE_HERE"),
        (
            "{service.s.url}",
            "services: {s: {command: [no-such-program-here]}}\n",
            "could not be started",
        ),
        (
            "{service.s.url}",
            f"services: {{s: {{command: ['{sys.executable}', -c, 'raise SystemExit(3)']}}}}\n",
            "ended at once",
        ),
        (
            "{service.s.url}",
            f"services: {{s: {{command: ['{sys.executable}', server.py, '{{port}}'], "
            "ready: /healthz}}\n",
            "",
        ),
    ],
)
def test_a_service_that_cannot_be_reached_is_no_pass(
    tmp_path: Path, base_url: str, service: str, says: str
) -> None:
    tool = f"tools: {{t: {{kind: openapi, spec: api.yaml, base_url: '{base_url}'}}}}\n"
    root = make(tmp_path, HEAD + service + tool)
    (root / "api.yaml").write_text(SPEC)
    (root / "server.py").write_text(SERVER)
    ended = readiness("assess", "--live", "--max-time", "5", cwd=root)
    assert ended.returncode == 0, ended.stderr
    content = json.loads((root / ".readiness" / "result.json").read_text("utf-8"))
    mine = [f for f in content["findings"] if f["probe"] == "tools.stable-response"]
    assert {f["outcome"] for f in mine} <= {"not_available", "fail"}, mine
    assert says in " ".join(f["message"] for f in mine)
    left = subprocess.run(["pgrep", "-f", str(root)], capture_output=True, check=False)
    assert not left.stdout, "nothing is left running"


def test_no_git(tmp_path: Path) -> None:
    root = make(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = readiness("assess", cwd=root, env={"PATH": str(empty)})
    assert ended.returncode == 0, ended.stderr
    assert gathered(root, "history.git-history")["reason"] == "git is not installed"


def test_a_shallow_clone_says_how_to_deepen_it(tmp_path: Path) -> None:
    source = make(
        tmp_path / "source", MANIFEST + "workflow: {map: map.yaml}\nprompts: {paths: [p]}\n"
    )
    (source / "map.yaml").write_text("x: 1\n")
    (source / "p").write_text("Be kind.\n")
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    name = ["-c", "user.name=Sample", "-c", "user.email=sample@example.com"]

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", *name, *arguments], cwd=source, env=env, check=True, capture_output=True
        )

    git("init", "-q")
    for number in range(5):
        (source / "tiny.py").write_text(f"print({number})\n")
        git("add", "-A")
        git("commit", "-q", "-m", f"change {number}")
    clone = tmp_path / "clone"
    git("clone", "-q", "--depth", "1", f"file://{source}", str(clone))
    ended = readiness("assess", cwd=clone)
    assert ended.returncode == 0, ended.stderr
    content = json.loads((clone / ".readiness" / "result.json").read_text("utf-8"))
    mine = [f for f in content["findings"] if f["probe"] == "workflow.map-before-prompts"]
    assert {f["outcome"] for f in mine} == {"not_available"}
    assert "unshallow" in mine[0]["help"]


def test_no_pango_costs_only_the_pdf(tmp_path: Path) -> None:
    root = make(tmp_path / "agent")
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "weasyprint.py").write_text("raise OSError('cannot load library libpango')\n")
    env = {"PYTHONPATH": str(fake)}
    assert readiness("assess", cwd=root, env=env).returncode == 0
    ended = readiness("report", "--format", "pdf", "--output", "r.pdf", cwd=root, env=env)
    assert ended.returncode == 2, ended.stderr
    assert "libpango" in ended.stderr
    assert not (root / "r.pdf").exists()
    html = readiness("report", "--format", "html", "--output", "r.html", cwd=root, env=env)
    assert html.returncode == 0
    assert "MISS  Pango" in readiness("doctor", cwd=root, env=env).stdout

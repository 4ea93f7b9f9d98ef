"""The manifest: what is accepted, what is refused and where, and the targets it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness import manifest
from readiness.errors import ConfigurationError
from readiness.repository_files import manifests_below
from readiness.targets import HttpToolTarget, targets

HEAD = "version: 1\nagent: {name: sample}\n"

REFUSED = [
    ("", "is empty"),
    ("[1]\n", "must be a mapping"),
    ("version: 2\nagent: {name: x}\n", "readiness.yaml:1:1: `version`"),
    ("version: 1\nagent: {name: 3}\n", "readiness.yaml:2:9: `name` must be text, not 3"),
    (HEAD + "tols: {}\n", "readiness.yaml:3:1: unknown key `tols`\n  help: did you mean `tools`?"),
    (
        HEAD + "tools:\n  t: {kind: mcp, comand: [x]}\n",
        "readiness.yaml:4:18: unknown key `comand`\n  help: did you mean `command`?",
    ),
    (HEAD + "tools:\n  t: {kind: soap}\n", "readiness.yaml:4:3: `t`: Input tag 'soap'"),
    (HEAD + "tools:\n  t: {kind: mcp}\n", "either `command` (stdio) or `url` (HTTP)"),
    (HEAD + "logs: {retention: 3 weeks}\n", "a duration is a whole number with a unit"),
    (HEAD + "profile: prod\n", "readiness.yaml:3:1: `profile`"),
    (
        HEAD + "tools:\n  t: {kind: openapi, spec: s, base_url: '{servce.x.url}'}\n",
        "unknown placeholder `{servce.x.url}`",
    ),
    (HEAD + "tools:\n  t: {kind: mcp, url: 'http://x/{'}\n", "a single `{`"),
    (
        HEAD + "cases:\n  c: {input: i, expect: completed, effects: [{tool: t, operation: o}]}\n",
        "there is no tool `t`",
    ),
]


def load(root: Path, text: str) -> manifest.Manifest:
    (root / "readiness.yaml").write_text(text)
    return manifest.load(root)


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_refused(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text)
    assert what in str(caught.value)


@pytest.mark.parametrize("path", ["../elsewhere/", "/etc", "link/inside"])
def test_paths_stay_under_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "link").symlink_to("/etc")
    loaded = load(tmp_path, HEAD + f"code: {{paths: [{path}]}}\n")
    with pytest.raises(ConfigurationError, match="leaves the manifest's folder"):
        targets(loaded)


def test_writing_is_allowed_only_where_the_service_is_disposable(tmp_path: Path) -> None:
    text = HEAD + (
        "services:\n"
        "  a: {command: [serve], disposable: true}\n"
        "  b: {command: [serve]}\n"
        "tools:\n"
        "  one: {kind: openapi, spec: s.yaml, base_url: '{service.a.url}/v1'}\n"
        "  two: {kind: openapi, spec: s.yaml, base_url: '{service.b.url}'}\n"
        "  three: {kind: openapi, spec: s.yaml, base_url: 'http://service.a.url'}\n"
    )
    found = [t for t in targets(load(tmp_path, text)) if isinstance(t, HttpToolTarget)]
    assert {t.name: t.disposable for t in found} == {"one": True, "two": False, "three": False}


def test_a_minimal_manifest_declares_itself_and_its_history(tmp_path: Path) -> None:
    assert [t.id for t in targets(load(tmp_path, HEAD))] == ["manifest", "history"]


def test_several_manifests_below_a_folder(tmp_path: Path) -> None:
    for name in ("one", "two", "node_modules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "readiness.yaml").write_text(HEAD)
    found = manifests_below(tmp_path)
    assert [path.parent.name for path in found] == ["one", "two"]
    with pytest.raises(ConfigurationError, match="no readiness"):
        manifests_below(tmp_path / "one" / "empty")

"""What a team does over a few weeks, command by command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from readiness.registry import installed
from tests.cli.agent import make, readiness

DAY = "2026-11-22"


def assessed(root: Path) -> dict[str, Any]:
    ended = readiness("assess", "--as-of", DAY, cwd=root)
    assert ended.returncode == 0, ended.stderr
    content: dict[str, Any] = json.loads((root / ".readiness" / "result.json").read_text("utf-8"))
    return content


def verdict(content: dict[str, Any], item: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        v for v in content["assessments"]["pilot"]["verdicts"] if v["item"] == item
    )
    return found


ITEM = "governance.stop-and-incident-route"


def test_attesting_with_and_without_an_artefact(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "plan.md").write_text("Call the lead, then stop it.\n")
    assert verdict(assessed(root), ITEM)["verdict"] == "unknown"
    said = ("--answer", "pass", "--by", "lead@example.com", "--date", DAY)
    assert readiness("attest", ITEM, *said, cwd=root).returncode == 0
    assert verdict(assessed(root), ITEM)["strength"] == "attested"
    assert readiness("attest", ITEM, *said, "--evidence", "plan.md", cwd=root).returncode == 0
    assert verdict(assessed(root), ITEM)["strength"] == "documented"
    (root / "plan.md").write_text("Changed afterwards.\n")
    assert verdict(assessed(root), ITEM)["strength"] == "attested"
    lint = readiness("lint", "--as-of", DAY, cwd=root)
    assert lint.returncode == 1
    assert "plan.md has changed since it was attached" in lint.stdout


def test_the_interview_can_be_stopped_and_goes_on(tmp_path: Path) -> None:
    root = make(tmp_path)
    first = readiness("attest", cwd=root, stdin="lead@example.com\nLead\nfail\nquit\n")
    assert first.returncode == 0, first.stderr
    assert "1/25" in first.stdout
    second = readiness("attest", "--by", "lead@example.com", cwd=root, stdin="Lead\nquit\n")
    assert "1/24" in second.stdout


def test_comments_in_an_answer_file_survive(tmp_path: Path) -> None:
    root = make(tmp_path)
    file = root / "attestations.yaml"
    file.write_text("# ours\nversion: 1\nattestations: []  # none yet\n")
    said = ("--answer", "fail", "--by", "lead@example.com", "--date", DAY)
    assert readiness("attest", ITEM, *said, cwd=root).returncode == 0
    assert file.read_text("utf-8").startswith("# ours\nversion: 1\nattestations:\n  - item: ")
    assert readiness("attest", ITEM, *said, cwd=root).returncode == 0
    assert file.read_text("utf-8").count(ITEM) == 2


@pytest.mark.parametrize(
    ("by", "approver", "says"),
    [
        ("lead@example.com", "lead@example.com", "second person"),
        ("lead@example.com", "Owner@Example.com", "an owner of the agent cannot approve"),
        ("lead@example.com", " ", "second person"),
        ("lead@example.com", "Lead <lead@example.com>", "second person"),
        ("lead@example.com", "lead+x@example.com", "second person"),
        ("lead@example.com", "le\u0430d@example.com", "second person"),
    ],
)
def test_waivers_that_nobody_may_give(tmp_path: Path, by: str, approver: str, says: str) -> None:
    root = make(tmp_path)
    options = ("--reason", "small pilot", "--by", by, "--approved-by", approver)
    ended = readiness("waive", ITEM, *options, "--expires", "2027-01-31", cwd=root)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert not (root / "waivers.yaml").exists()


def test_an_item_that_cannot_be_waived(tmp_path: Path) -> None:
    options = ("--reason", "x", "--by", "a@example.com", "--approved-by", "b@example.com")
    ended = readiness(
        "waive", "oversight.approval-holds", *options, "--expires", "2027-01-31", cwd=make(tmp_path)
    )
    assert ended.returncode == 2
    assert "cannot be waived" in ended.stderr


def test_a_baseline_tells_news_from_what_was_known(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "tiny.py").write_text("import requests\n\ndef f():\n    requests.get('http://x')\n")
    assessed(root)
    assert readiness("baseline", "write", cwd=root).returncode == 0
    assert readiness("baseline", "check", cwd=root).returncode == 0
    gate = ("gate", "--as-of", DAY, "--preset", "change", "--baseline", "readiness-baseline.json")
    assert readiness(*gate, cwd=root).returncode == 0
    (root / "tiny.py").write_text(
        "import requests\n\ndef f():\n    requests.get('http://x')\n\n"
        "def g():\n    requests.post('http://x')\n"
    )
    assessed(root)
    assert readiness(*gate, cwd=root).returncode == 1
    news = readiness("baseline", "check", cwd=root)
    assert news.returncode == 1
    assert news.stdout.count("new ") == 1
    without = readiness("gate", "--as-of", DAY, "--preset", "change", cwd=root)
    assert without.returncode == 4, "without a baseline nobody knows what is new"


def test_diff_tells_what_you_changed(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "tiny.py").write_text("import requests\n\ndef f():\n    requests.get('http://x')\n")
    assessed(root)
    (root / ".readiness" / "result.json").rename(root / "before.json")
    (root / "tiny.py").write_text("import requests\n\ndef f():\n    requests.get('x', timeout=5)\n")
    assessed(root)
    ended = readiness("diff", "before.json", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert "The rules changed" not in ended.stdout
    assert "tools.calls-bounded: " in ended.stdout
    assert "Gone findings" in ended.stdout


def test_a_run_is_judged_again_offline(tmp_path: Path) -> None:
    root = make(tmp_path)
    first = assessed(root)
    run = next((root / ".readiness" / "runs").iterdir())
    for file in ("tiny.py", "readiness.yaml"):
        (root / file).unlink()
    ended = readiness(
        "assess", "--from", str(run), "--as-of", DAY, "--output", "again.json", cwd=root
    )
    assert ended.returncode == 0, ended.stderr
    again = json.loads((root / "again.json").read_text("utf-8"))
    assert again["assessments"] == first["assessments"]
    assert again["findings"] == first["findings"]


def test_every_format_has_the_same_exit_code(tmp_path: Path) -> None:
    root = make(tmp_path)
    codes = {
        form: readiness("check", "--format", form, cwd=root).returncode
        for form in sorted(installed().formats)
        if form != "pdf"
    }
    assert set(codes.values()) == {4}, codes


def test_explain_fits_on_a_screen_and_knows_numbers(tmp_path: Path) -> None:
    root = make(tmp_path)
    assessed(root)
    ended = readiness("explain", "1", cwd=root)
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout.splitlines()) <= 50
    for word in ("Why", "Judged", "Counts", "Mend", "provides evidence toward"):
        assert word in ended.stdout
    assert readiness("explain", "999", cwd=root).returncode == 2
    probe = readiness("explain", "code.swallowed-errors", cwd=root)
    assert "Serves" in probe.stdout


def test_lists_and_schemas(tmp_path: Path) -> None:
    for what in ("items", "probes", "profiles", "formats"):
        assert len(readiness("list", what, cwd=tmp_path).stdout.splitlines()) >= 6
    for what in ("manifest", "result", "attestations", "waivers", "set-aside", "baseline"):
        schema = json.loads(readiness("schema", what, cwd=tmp_path).stdout)
        assert schema["additionalProperties"] is False


def test_several_agents_and_the_worst_counts(tmp_path: Path) -> None:
    make(tmp_path / "one")
    make(tmp_path / "two")
    ended = readiness("check", "--all", ".", cwd=tmp_path)
    assert ended.returncode == 4
    assert ended.stdout.count("tiny") == 2

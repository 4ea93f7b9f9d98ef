"""The baseline, then go-live: told from repositories made here."""

from __future__ import annotations

from pathlib import Path

from readiness.findings import Confidence, Finding, Outcome
from readiness.probes.history.git_history import git_history
from readiness.probes.outcomes.baseline_before_go_live import baseline_before_go_live
from tests.probes.harness import facts_of, look
from tests.probes.history.repository import Repository

PAST, FUTURE = "2026-06-15", "2026-12-15"


def metrics(value: object, measured: str = "2026-05-01", kind: str = "business") -> dict[str, str]:
    baseline = f"{{value: {value}, measured: {measured}}}"
    text = f"version: 1\nmetrics:\n  - id: time\n    kind: {kind}\n    baseline: {baseline}\n"
    return {"metrics.yaml": text}


def started(root: Path, go_live: str) -> Repository:
    repository = Repository(root / "r")
    head = "version: 1\nagent: {name: sample, owner: owner@example.com"
    day = f", go_live: {go_live}" if go_live else ""
    manifest = f"{head}{day}}}\noutcomes: {{metrics: metrics.yaml}}\n"
    repository.commit("2026-01-01", {"readiness.yaml": manifest})
    for day in ("2026-01-02", "2026-01-03"):
        repository.commit(day, {f"{day}.txt": day})
    return repository


def only(root: Path) -> Finding:
    [finding] = look(baseline_before_go_live, facts_of(git_history, root))
    return finding


def test_committed_before_go_live(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-05-02", metrics(40))
    repository.commit("2026-08-01", {"metrics.yaml": metrics(40)["metrics.yaml"] + "# later\n"})

    found = only(repository.root)

    assert (found.outcome, found.confidence) == (Outcome.PASS, Confidence.HIGH)
    assert found.subject == "time"
    assert "2026-05-02" in found.evidence[0].text


def test_go_live_is_still_to_come(tmp_path: Path) -> None:
    manifest = (started(tmp_path / "x", FUTURE).root / "readiness.yaml").read_text()
    repository = Repository(tmp_path / "r")
    repository.commit("2026-11-20", metrics(40) | {"readiness.yaml": manifest})

    assert only(repository.root).outcome is Outcome.PASS


def test_on_the_day_itself_is_a_guess(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit(PAST, metrics(40))

    found = only(repository.root)

    assert (found.outcome, found.confidence) == (Outcome.PASS, Confidence.LOW)


def test_committed_after_go_live(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-05-02", {"metrics.yaml": "version: 1\nmetrics: []\n"})
    repository.commit("2026-07-01", metrics(40))

    found = only(repository.root)

    assert (found.outcome, found.code) == (Outcome.FAIL, "committed-late")
    assert found.confidence is Confidence.HIGH


def test_measured_after_go_live(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-05-02", metrics(40, "2026-07-01"))

    assert only(repository.root).code == "measured-late"


def test_changed_after_go_live(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-05-02", metrics(40))
    repository.commit("2026-08-01", metrics(400))

    found = only(repository.root)

    assert (found.outcome, found.code, found.confidence) == (
        Outcome.FAIL,
        "changed-late",
        Confidence.LOW,
    )
    assert "40 to 400" in found.message


def test_rebased_after_go_live(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-08-01", metrics(40), written="2026-05-02")

    found = only(repository.root)

    assert found.outcome is Outcome.NOT_AVAILABLE
    assert "committed after" in found.message


def test_renamed_file(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2026-05-02", {"measures.yaml": metrics(40)["metrics.yaml"]})
    repository.git("mv", "measures.yaml", "metrics.yaml")
    repository.commit("2026-08-01", {})

    assert only(repository.root).outcome is Outcome.PASS


def test_imported_after_go_live(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "r")
    manifest = (started(tmp_path / "x", PAST).root / "readiness.yaml").read_text()
    repository.commit("2026-08-01", metrics(40) | {"readiness.yaml": manifest})

    assert only(repository.root).outcome is Outcome.NOT_AVAILABLE


def test_shallow_clone_still_proves_what_it_holds(tmp_path: Path) -> None:
    early, late = started(tmp_path / "a", PAST), started(tmp_path / "b", PAST)
    for repository, day in ((early, "2026-05-02"), (late, "2026-07-01")):
        repository.commit("2026-05-01", metrics(40))
        repository.commit(day, {"later": "x"})
        clone = str(repository.root.parent / "clone")
        repository.git("clone", "-q", "--depth=1", f"file://{repository.root}", clone)

    assert only(early.root.parent / "clone").outcome is Outcome.PASS
    unsure = only(late.root.parent / "clone")
    assert unsure.outcome is Outcome.NOT_AVAILABLE
    assert unsure.help == "git fetch --unshallow"


def test_wrong_clock(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.commit("2025-05-02", metrics(40))

    found = only(repository.root)

    assert found.outcome is Outcome.NOT_AVAILABLE
    assert "clock" in found.message


def test_merged_from_a_branch(tmp_path: Path) -> None:
    repository = started(tmp_path, PAST)
    repository.git("checkout", "-q", "-b", "measure")
    repository.commit("2026-05-02", metrics(40))
    repository.git("checkout", "-q", "main")
    repository.commit("2026-05-03", {"other": "x"})
    repository.git("merge", "-q", "-m", "merge", "measure")

    assert only(repository.root).outcome is Outcome.PASS


def test_no_baseline_of_the_business(tmp_path: Path) -> None:
    late, early = started(tmp_path / "a", PAST), started(tmp_path / "b", FUTURE)
    for repository in (late, early):
        repository.commit("2026-05-02", metrics(40, kind="model"))

    assert only(late.root).code == "no-baseline"
    assert only(early.root).outcome is Outcome.NOT_AVAILABLE


def test_could_not_look(tmp_path: Path) -> None:
    undated = started(tmp_path / "a", "")
    undated.commit("2026-05-02", metrics(40))
    assert only(undated.root).help == "set agent.go_live"

    uncommitted = started(tmp_path / "b", PAST)
    (uncommitted.root / "metrics.yaml").write_text(metrics(40)["metrics.yaml"])
    assert only(uncommitted.root).help == "git add metrics.yaml && git commit"

    unnamed = Repository(tmp_path / "c")
    unnamed.commit("2026-05-02", {"a": "a"})
    assert only(unnamed.root).outcome is Outcome.NOT_AVAILABLE

"""What is recorded: masked, read back as it was, and refused when it was touched."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from readiness.errors import ConfigurationError
from readiness.facts import Gathered, Missing
from readiness.findings import Outcome
from readiness.manifest import Agent, ManifestModel
from readiness.redaction import Redactor
from readiness.registry import Registry
from readiness.result import AgentRecord
from readiness.run_folder import RunFolder, RunRecord, new_run
from tests.engine import sample_extension
from tests.engine.sample_extension import Sample

DAY = datetime.date(2026, 11, 22)
START = datetime.datetime(2026, 11, 22, 3, 15, tzinfo=datetime.UTC)


@pytest.fixture
def registry() -> Registry:
    registry = Registry()
    registry.add_module(sample_extension)
    return registry


def saved(root: Path) -> RunFolder:
    run = new_run(root, START)
    record = RunRecord(
        tool_version="0",
        agent=AgentRecord(name="tiny"),
        manifest_name="readiness.yaml",
        manifest_sha256="0" * 64,
        manifest=ManifestModel(version=1, agent=Agent(name="tiny")),
        modes=("static",),
        collected=DAY,
        started=START,
        seconds=0.1,
        tree_digest="tree",
    )
    gathered = [
        Gathered("sample.names", "manifest", Sample(target="manifest", name="my-secret-name")),
        Gathered("sample.maps", "w", None, Missing(Outcome.NOT_AVAILABLE, "gone", "bring it back")),
        Gathered("plugin.gone", "x", Sample(target="x", name="y")),
    ]
    run.save(record, gathered, Redactor(["my-secret-name"]))
    return run


def test_what_was_recorded_is_read_back(tmp_path: Path, registry: Registry) -> None:
    run = saved(tmp_path)
    assert run.record().collected == DAY
    found = {one.gatherer: one for one in run.gathered(registry)}
    assert isinstance(found["sample.names"].facts, Sample)
    assert found["sample.maps"].missing == Missing(Outcome.NOT_AVAILABLE, "gone", "bring it back")
    unread = found["plugin.gone"].missing
    assert unread and unread.outcome is Outcome.NOT_AVAILABLE
    assert "no reader" in unread.reason


def test_what_is_written_is_masked(tmp_path: Path) -> None:
    run = saved(tmp_path)
    for file in run.path.rglob("*.json"):
        assert "my-secret-name" not in file.read_text("utf-8")


def test_git_is_told_to_ignore_it(tmp_path: Path) -> None:
    saved(tmp_path)
    assert (tmp_path / ".readiness" / ".gitignore").read_text() == "*\n"
    assert saved(tmp_path).path.name.endswith("-1"), "a second run in the same second"


def test_changed_added_or_removed_facts_are_refused(tmp_path: Path, registry: Registry) -> None:
    run = saved(tmp_path)
    file = next((run.path / "facts").glob("sample.names*"))
    content = file.read_text("utf-8")
    file.write_text(content.replace("manifest", "other"))
    with pytest.raises(ConfigurationError, match="were changed"):
        list(run.gathered(registry))
    file.write_text(content)
    assert list(run.gathered(registry))
    (run.path / "facts" / "more.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="added to the run or removed"):
        list(run.gathered(registry))


def test_a_link_in_the_place_of_our_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".readiness").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError, match="nothing was written there"):
        new_run(tmp_path, START)


def test_what_is_no_run_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no run\.json"):
        RunFolder(tmp_path).record()

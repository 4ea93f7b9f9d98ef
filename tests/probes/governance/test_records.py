"""The records' folder as it is read."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from readiness.errors import CouldNotLook
from readiness.probes.governance.records import records
from tests.probes.harness import facts_of

from .folder import records_of


def test_each_kind_is_typed(tmp_path: Path) -> None:
    found = records_of(
        tmp_path,
        "kind: retention\nlogs: 180d\nowner: p@example.com\n",
        "kind: access\ngrants: [{resource: logs, roles: [reviewer], permission: read}]\n",
        "kind: review-cadence\nevery: 7d\nsample: {size: 30, method: Random draw}\n",
        "kind: data-inventory\ninputs: []\n",
    )

    assert found.retention[0][1].logs == timedelta(days=180)
    assert found.access[0][1].grants[0].roles == ("reviewer",)
    assert found.review_cadence[0][1].sample.size == 30
    assert found.others == (("governance/r3.yaml", "data-inventory"),)
    assert found.problems == ()
    assert len(found.sources) == 4


def test_a_bad_file_costs_only_itself(tmp_path: Path) -> None:
    found = records_of(
        tmp_path,
        "kind: access\ngrants: [\n",
        "kind: retention\nlogs: 180\n",
        "owner: nobody says what this is\n",
        "kind: go-no-go\napprovd_by: [a@example.com]\n",
        "[" * 5000,
        "kind: accountability\nperson: Jo Sample\n",
    )

    assert [(one.kind, str(one.at)) for one in found.problems[:4]] == [
        ("access", "governance/r0.yaml:3:1"),
        ("retention", "governance/r1.yaml:2:1"),
        ("", "governance/r2.yaml:1"),
        ("go-no-go", "governance/r3.yaml:2:1"),
    ]
    assert found.problems[3].fix == "did you mean `approved_by`?"
    assert len(found.problems) == 5
    assert found.accountability[0][1].person == "Jo Sample"


def test_a_link_that_leaves_the_folder_is_a_problem(tmp_path: Path) -> None:
    root = tmp_path / "r"
    (root / "governance").mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("kind: access\n")
    (root / "governance" / "link.yaml").symlink_to(tmp_path / "secret.yaml")

    found = records_of(root)

    assert found.access == ()
    assert "leaves" in found.problems[0].what


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "governance").write_text("a file")

    with pytest.raises(CouldNotLook) as refusal:
        facts_of(records, tmp_path, "governance: {folder: governance}\n")

    assert refusal.value.help

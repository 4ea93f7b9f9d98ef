"""The wheel holds what the folders hold, inside `readiness/` and nowhere else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("checklists", "probes", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / "pyproject.toml").exists():
        pytest.skip("run from a checkout")
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_the_folders_install_inside_the_package(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"readiness/{path.relative_to(ROOT).as_posix()}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "readiness").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in inside if ".dist-info/" not in name}
    assert packed == expected
    tops = {name.partition("/")[0] for name in packed}
    assert tops == {"readiness"}, "no other project's folder is overwritten"


def test_the_licence_and_the_typing_mark_are_in_it(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert "readiness/py.typed" in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)

"""Ways to hide a failed call from a reader who only looks for `pass`."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.findings import Confidence
from readiness.probes.code.python_source import python_source
from readiness.probes.code.swallowed_errors import swallowed_errors
from tests.probes.harness import facts_of, fails, look

HIDDEN = [
    ("except Exception:\n        return {'status': 'all good'}", Confidence.HIGH),
    ("except Exception as e:\n        return {'status': 'ok', 'note': str(e)}", Confidence.HIGH),
    ("finally:\n        return {'status': 'ok'}", Confidence.HIGH),
    ("except Exception:\n        return {'shipments': []}", Confidence.LOW),
    ("except Exception:\n        return {'a': {'b': []}, 'c': ''}", Confidence.LOW),
]
TOLD = [
    "except Exception as e:\n        return {'status': 'error', 'note': str(e)}",
    "except Exception as e:\n        return {'ok': False, 'error': str(e)}",
    "except Exception:\n        raise",
    "finally:\n        print('done')",
]


def code(root: Path, ending: str) -> list[object]:
    body = f"    try:\n        return httpx.get('x').json()\n    {ending}\n"
    (root / "a.py").write_text(f"import httpx\n\ndef ask():\n{body}")
    return [facts_of(python_source, root, "code: {paths: [a.py]}")]


@pytest.mark.parametrize(("ending", "sure"), HIDDEN)
def test_hidden(tmp_path: Path, ending: str, sure: Confidence) -> None:
    found = fails(look(swallowed_errors, *code(tmp_path, ending)))
    assert [finding.confidence for finding in found] == [sure]


@pytest.mark.parametrize("ending", TOLD)
def test_told(tmp_path: Path, ending: str) -> None:
    assert not fails(look(swallowed_errors, *code(tmp_path, ending)))

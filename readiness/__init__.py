"""Production-readiness assessment of AI agents.

The folders `checklists/`, `probes/` and `reports/` stand beside this package in a checkout and
inside it once installed. In a checkout the repository root is appended to `__path__`, so that
`readiness.probes` means the same thing in both.
"""

from pathlib import Path

__version__ = "0.1.0"

_here = Path(__file__).resolve().parent
if not (_here / "probes").is_dir():
    __path__.append(str(_here.parent))

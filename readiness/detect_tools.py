"""Which APIs and MCP servers a repository describes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from readiness.draft import Draft, Seen
from readiness.repository_files import data_of, is_aside

_MCP_FILES = {".mcp.json", "mcp.json", "mcp_config.json", "mcp_servers.json", "mcp_config.yaml"}


def add_tools(root: Path, files: Iterable[Path], draft: Draft) -> None:
    """OpenAPI files and configured MCP servers; those of tests and editors are not the agent's."""
    tools: dict[str, Any] = {}
    for path in files:
        editor = any(part.startswith(".") for part in path.parts[:-1])
        if path.suffix not in (".yaml", ".yml", ".json") or is_aside(path) or editor:
            continue
        if re.search(r"openapi|swagger", path.name, re.IGNORECASE):
            _openapi(root, path, tools, draft)
        elif path.name in _MCP_FILES:
            _mcp(root, path, tools, draft)
    if tools:
        draft.content["tools"] = tools


def _openapi(root: Path, path: Path, tools: dict[str, Any], draft: Draft) -> None:
    data = data_of(root / path)
    if not isinstance(data, dict) or not ("openapi" in data or "swagger" in data):
        return
    stem = path.parent.name if path.stem.lower() in ("openapi", "swagger") else path.stem
    name = _free_name(stem or "api", tools)
    variable = re.sub(r"\W", "_", name).upper() + "_URL"
    tools[name] = {"kind": "openapi", "spec": path.as_posix(), "base_url": f"${{{variable}}}"}
    why = f"{path} is an OpenAPI file; remove it if the agent only offers this API; for --live "
    why += f"set {variable} to a test environment"
    draft.seen.append(Seen(f"tools.{name}", path.as_posix(), why))


def _mcp(root: Path, path: Path, tools: dict[str, Any], draft: Draft) -> None:
    data = data_of(root / path)
    servers = data.get("mcpServers") or data.get("servers") if isinstance(data, dict) else None
    for title, server in (servers if isinstance(servers, dict) else {}).items():
        tool = _mcp_tool(server)
        if tool:
            name = _free_name(str(title), tools)
            tools[name] = tool
            why = f"{path} configures the MCP server {title}"
            if path.name.startswith("."):
                why += "; remove it if only your coding tools use it"
            draft.seen.append(Seen(f"tools.{name}", path.as_posix(), why))


def _mcp_tool(server: Any) -> dict[str, Any] | None:
    if not isinstance(server, dict):
        return None
    tool: dict[str, Any] = {"kind": "mcp"}
    if isinstance(server.get("url"), str):
        tool["url"] = _literal(server["url"])
    elif isinstance(server.get("command"), str):
        arguments = server.get("args")
        parts = [server["command"], *(arguments if isinstance(arguments, list) else [])]
        tool["command"] = [_literal(str(part)) for part in parts]
    else:
        return None
    environment = server.get("env")
    if isinstance(environment, dict) and environment:
        # Never the values: they may be secrets. They come from the environment.
        names = [str(key) for key in environment if re.fullmatch(r"[A-Za-z_]\w*", str(key))]
        tool["env"] = {name: f"${{{name}}}" for name in names}
    return tool


def _literal(text: str) -> str:
    """Text without placeholders: braces doubled, except for `${NAME}`."""
    return re.sub(r"\$\{[A-Za-z_]\w*\}|[{}]", lambda m: m[0] if len(m[0]) > 1 else m[0] * 2, text)


def _free_name(wanted: str, taken: dict[str, Any]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", wanted).strip("-_") or "tool"
    name = plain if plain[0].isalpha() else f"tool-{plain}"
    number = 1
    while name in taken:
        number += 1
        name = f"{name.rstrip('0123456789').rstrip('-')}-{number}"
    return name

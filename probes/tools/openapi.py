"""What an OpenAPI file (3.0, 3.1; YAML or JSON) says of an HTTP tool."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.context import Context
from readiness.errors import ConfigurationError, CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.registry import gatherer
from readiness.strict_yaml import Document, parse_foreign
from readiness.targets import HttpToolTarget

from .json_schema import schema_problem
from .openapi_schemas import Direction, Path, Reader, Unresolved, examples_in, plain

METHODS = ("get", "head", "options", "post", "put", "patch", "delete", "trace")
PLACES = ("path", "query", "header", "cookie")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        place: `path`, `query`, `header` or `cookie`.
        schema: JSON text; empty when the file declares none that can be used.
        examples: JSON texts.
        explode: lists are repeated (`a=1&a=2`) rather than joined by commas.
    """

    name: str
    place: str
    required: bool
    schema: str
    examples: tuple[str, ...] = ()
    explode: bool = True


@dataclass(frozen=True, kw_only=True)
class RequestBody:
    """The body that an operation takes in one media type; `schema` and `examples` are JSON."""

    media_type: str
    required: bool
    schema: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Response:
    """An answer that is declared.

    Attributes:
        status: `200`, `4XX` or `default`.
        media_type: empty when no content is declared.
        schema: JSON text; empty when none is declared.
    """

    status: str
    media_type: str
    schema: str


@dataclass(frozen=True, kw_only=True)
class ApiOperation:
    """One operation.

    Attributes:
        id: the `operationId`, or `GET /orders/{id}` where there is none.
        method: in capitals.
        security: schemes of which one is needed; empty when none is.
        headers_of_security: headers and query parameters that the schemes put a secret into.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[RequestBody, ...]
    responses: tuple[Response, ...]
    security: tuple[str, ...]
    headers_of_security: tuple[str, ...]
    tags: tuple[str, ...]
    deprecated: bool
    location: Location


@dataclass(frozen=True)
class SpecProblem:
    """A part of the file that cannot be used as it stands."""

    what: str
    location: Location


@dataclass(frozen=True, kw_only=True)
class ApiDescription(Facts):
    """An OpenAPI file: its operations, and the parts of it that are broken."""

    file: str
    openapi: str
    title: str
    version: str
    operations: tuple[ApiOperation, ...]
    problems: tuple[SpecProblem, ...]


@gatherer()
def openapi(target: HttpToolTarget, context: Context) -> ApiDescription:
    """Reads the OpenAPI file of an HTTP tool, without following references out of it."""
    document = _load(context.read(target.spec), context.show(target.spec))
    data = document.data
    if not isinstance(data, dict) or not str(data.get("openapi", "")).startswith("3."):
        shown = "Swagger 2.0" if isinstance(data, dict) and "swagger" in data else "no OpenAPI 3"
        reason = f"{document.name} is {shown}, and only OpenAPI 3.0 and 3.1 are read"
        raise CouldNotLook(reason, help="convert it, or name the right file under `spec`")
    reading = _Reading(document)
    operations = tuple(reading.operations())
    described = {operation.id for operation in operations}
    for name in target.tool.operations:
        if name not in described:
            reading.problems.append(
                SpecProblem(
                    f"the operation {name}, which the manifest declares, is not described",
                    context.manifest.at("tools", target.name, "operations", name),
                )
            )
    info: dict[str, Any] = data["info"] if isinstance(data.get("info"), dict) else {}
    return ApiDescription(
        target=target.id,
        declared_at=target.declared_at,
        sources=(context.source(target.spec),),
        file=document.name,
        openapi=str(data["openapi"]),
        title=str(info.get("title", "")),
        version=str(info.get("version", "")),
        operations=operations,
        problems=tuple(reading.problems),
    )


def _load(text: str, name: str) -> Document:
    try:
        return parse_foreign(text, name)
    except ConfigurationError as error:
        try:
            return Document(name, json.loads(text), {})
        except (ValueError, RecursionError):
            raise CouldNotLook(
                f"the API description cannot be read: {str(error).splitlines()[0]}",
                help="mend the file; a YAML parser says where it breaks",
            ) from None


class _Reading:
    """Reads operations one by one; what is broken becomes a problem and costs only itself."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: dict[Any, Any] = document.data
        self.problems: list[SpecProblem] = []
        self.reader = Reader(self.data, self.complain)
        self._seen: set[str] = set()

    def complain(self, path: Path, what: str) -> None:
        found = SpecProblem(what, self.document.at(*path))
        if found not in self.problems:
            self.problems.append(found)

    def operations(self) -> Iterator[ApiOperation]:
        paths = self.data.get("paths")
        if not isinstance(paths, dict):
            self.complain(("paths",), "no paths are declared")
            return
        for template, entry in paths.items():
            at: Path = ("paths", template)
            item, at = self._followed(entry, at)
            if not isinstance(item, dict) or not str(template).startswith("/"):
                if not str(template).startswith("x-"):
                    self.complain(at, f"the path {template} cannot be used")
                continue
            for method in METHODS:
                if method in item:
                    found = self._operation(str(template), method, item, at)
                    if found:
                        yield found

    def _followed(self, node: Any, at: Path) -> tuple[Any, Path]:
        try:
            return self.reader.follow(node, at)
        except Unresolved as broken:
            self.complain(at, str(broken))
            return None, at

    def _operation(
        self, template: str, method: str, item: dict[Any, Any], path: Path
    ) -> ApiOperation | None:
        at: Path = (*path, method)
        node = item[method]
        if not isinstance(node, dict):
            self.complain(at, f"{method.upper()} {template} is not a mapping")
            return None
        id_ = str(node.get("operationId") or f"{method.upper()} {template}")
        if id_ in self._seen:
            self.complain((*at, "operationId"), f"the operationId {id_} is used twice")
            id_ = f"{method.upper()} {template}"
        self._seen.add(id_)
        security = self._security(node)
        tags = node.get("tags")
        return ApiOperation(
            id=id_,
            method=method.upper(),
            path=template,
            parameters=tuple(self._parameters(template, item, node, path, at)),
            bodies=tuple(self._bodies(node, at)),
            responses=tuple(self._responses(node, at)),
            security=security,
            headers_of_security=tuple(self._carriers(security)),
            tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
            deprecated=node.get("deprecated") is True,
            location=self.document.at(*at),
        )

    def _security(self, node: dict[Any, Any]) -> tuple[str, ...]:
        declared = node.get("security", self.data.get("security"))
        if not isinstance(declared, list):
            return ()
        choices = [one for one in declared if isinstance(one, dict)]
        if any(not one for one in choices):
            return ()  # an empty requirement makes credentials optional
        return tuple(dict.fromkeys(str(name) for one in choices for name in one))

    def _carriers(self, names: tuple[str, ...]) -> Iterator[str]:
        components = self.data.get("components")
        schemes = components.get("securitySchemes") if isinstance(components, dict) else None
        for name in names:
            entry = schemes.get(name) if isinstance(schemes, dict) else None
            scheme, _at = self._followed(entry, ("components", "securitySchemes", name))
            if isinstance(scheme, dict):
                own = scheme.get("name") if scheme.get("type") == "apiKey" else None
                yield str(own or "Authorization")
            else:
                self.complain(("security",), f"the security scheme {name} is not declared")

    def _parameters(
        self, template: str, item: dict[Any, Any], node: dict[Any, Any], path: Path, at: Path
    ) -> Iterator[Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        for owner, where in ((item, path), (node, at)):
            listed = owner.get("parameters")
            for index, entry in enumerate(listed if isinstance(listed, list) else ()):
                place = (*where, "parameters", index)
                one = self._parameter(entry, place)
                if one:
                    found[one.place, one.name] = one
        for name in _placeholders(template):
            if ("path", name) not in found:
                self.complain(at, f"the path parameter {name} of {template} is not declared")
                text = Parameter(name=name, place="path", required=True, schema='{"type":"string"}')
                found["path", name] = text
        yield from found.values()

    def _parameter(self, entry: Any, path: Path) -> Parameter | None:
        node, at = self._followed(entry, path)
        if not isinstance(node, dict) or node.get("in") not in PLACES or "name" not in node:
            if node is not None:
                self.complain(at, "a parameter needs `name` and `in`")
            return None
        holder, where = node, at
        content = node.get("content")
        if isinstance(content, dict) and content:
            media_type, media = next(iter(content.items()))
            holder, where = media, (*at, "content", media_type)
        examples = [*examples_in(node), *self._examples(holder)]
        style = node.get("style", "form" if node["in"] in ("query", "cookie") else "simple")
        return Parameter(
            name=str(node["name"]),
            place=str(node["in"]),
            required=node.get("required") is True or node["in"] == "path",
            schema=self._schema(holder, where, Direction.REQUEST),
            examples=_texts(examples),
            explode=node.get("explode", style == "form") is True,
        )

    def _bodies(self, node: dict[Any, Any], path: Path) -> Iterator[RequestBody]:
        if "requestBody" not in node:
            return
        body, at = self._followed(node["requestBody"], (*path, "requestBody"))
        content = body.get("content") if isinstance(body, dict) else None
        if not isinstance(content, dict) or not content:
            self.complain(at, "a request body needs `content`")
            return
        for media_type, media in content.items():
            yield RequestBody(
                media_type=str(media_type),
                required=body.get("required") is True,
                schema=self._schema(media, (*at, "content", media_type), Direction.REQUEST),
                examples=_texts(list(self._examples(media))),
            )

    def _responses(self, node: dict[Any, Any], path: Path) -> Iterator[Response]:
        declared = node.get("responses")
        if not isinstance(declared, dict) or not declared:
            self.complain(path, "no responses are declared")
            return
        for status, entry in declared.items():
            if str(status).startswith("x-"):
                continue
            response, at = self._followed(entry, (*path, "responses", status))
            content = response.get("content") if isinstance(response, dict) else None
            status = str(status).upper() if str(status) != "default" else "default"
            if not isinstance(content, dict) or not content:
                yield Response(status=status, media_type="", schema="")
                continue
            for media_type, media in content.items():
                schema = self._schema(media, (*at, "content", media_type), Direction.RESPONSE)
                yield Response(status=status, media_type=str(media_type), schema=schema)

    def _examples(self, holder: Any) -> Iterator[Any]:
        if isinstance(holder, dict):
            yield from examples_in(holder)

    def _schema(self, holder: Any, path: Path, way: Direction) -> str:
        if not isinstance(holder, dict) or "schema" not in holder:
            return ""
        at: Path = (*path, "schema")
        made = self.reader.schema(holder["schema"], at, way)
        if made is None:
            return ""
        if problem := schema_problem(made):
            self.complain(at, f"the schema cannot be used: {problem}")
            return ""
        return json.dumps(made, sort_keys=False)


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(json.dumps(plain(value)) for value in values))


def _placeholders(template: str) -> Iterator[str]:
    for part in template.split("{")[1:]:
        name, closed, _rest = part.partition("}")
        if closed:
            yield name

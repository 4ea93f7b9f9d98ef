"""The registry: what extensions say they can gather, answer and render.

An extension is a module with marked functions. `@gatherer` marks what turns a target into facts,
`@probe` what answers one question about facts, `@report_format` what renders a result, and
`@subject_command` a command that shows what they work on. Each
decorator checks what it marks when the module is imported; `Registry.add` refuses twins. Nothing
is global: a registry holds what was put into it.

Identity is written once, as the module's name: `probes/tools/stable_response.py` holds the probe
`tools.stable-response`. The docstring is the documentation: its first line is the question the
probe answers, the rest says why it matters and what a pass means.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from readiness.errors import RegistrationError
from readiness.facts import Facts
from readiness.findings import Finding
from readiness.targets import Target

if TYPE_CHECKING:
    import click

PLUGINS = "readiness.plugins"
_MARK = "__readiness__"
Kind = TypeVar("Kind")
Function = TypeVar("Function", bound=Callable[..., Any])


class Mode(StrEnum):
    """How close an assessment comes to the agent; each is asked for on its own."""

    STATIC = "static"
    """Reads files and history; runs none of the team's code."""
    LIVE = "live"
    """Starts services and calls tools."""
    DRILL = "drill"
    """Runs the agent under faults."""


@dataclass(frozen=True)
class Gatherer:
    """Turns a target into facts: the only part that does I/O."""

    id: str
    run: Callable[..., Facts]
    target_type: type[Target]
    facts_type: type[Facts]
    mode: Mode
    timeout: float
    """Seconds after which it is given up, at the cost of its own facts."""
    doc: str


@dataclass(frozen=True)
class Input:
    """A parameter of a probe: one kind of facts, one at a time or all together."""

    name: str
    facts_type: type[Facts]
    together: bool


@dataclass(frozen=True)
class Probe:
    """Answers one question about facts. Pure: no I/O, no clock, no severity."""

    id: str
    run: Callable[..., Iterator[Finding]]
    inputs: tuple[Input, ...]
    timeout: float
    title: str
    doc: str
    absence: Probe | None = None
    """Asked instead when the manifest declares nothing of the kind: is there really none?"""

    @property
    def subject(self) -> str:
        """The folder it belongs to."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class ReportFormat:
    """Renders a result as bytes."""

    id: str
    render: Callable[..., bytes]
    suffix: str
    media_type: str
    title: str


@dataclass(frozen=True)
class SubjectCommand:
    """A command about one subject, beside its probes: `readiness escalation route`."""

    id: str
    """The subject and the command's name: `escalation.route`."""
    run: click.Command


Extension = Gatherer | Probe | ReportFormat | SubjectCommand


def gatherer(
    *,
    mode: Mode = Mode.STATIC,
    timeout: float = 30.0,
    id: str = "",  # noqa: A002
) -> Callable[[Function], Function]:
    """Mark `function(target: SomeTarget, context: Context) -> SomeFacts` as a gatherer.

    Raise `CouldNotLook` when the target cannot be seen; any other exception is our error.
    """

    def mark(function: Function) -> Function:
        name = id or _identity(function)
        hints = _hints(function, name)
        parameters = list(inspect.signature(function).parameters)
        if len(parameters) != 2:
            raise RegistrationError(f"gatherer {name}: takes a target and a context, in this order")
        target = _subclass(hints.get(parameters[0]), Target)
        facts = _subclass(hints.get("return"), Facts)
        if target is None:
            raise RegistrationError(
                f"gatherer {name}: annotate `{parameters[0]}` with a Target type"
            )
        if facts is None:
            raise RegistrationError(f"gatherer {name}: annotate the return with a Facts type")
        doc = _doc(function, name)
        return _mark(function, Gatherer(name, function, target, facts, mode, timeout, doc))

    return mark


def probe(
    *,
    timeout: float = 10.0,
    id: str = "",  # noqa: A002
    absence: Callable[..., Iterator[Finding]] | None = None,
) -> Callable[[Function], Function]:
    """Mark `function(facts: SomeFacts, ...) -> Iterator[Finding]` as a probe.

    A parameter annotated with a facts type gets the facts of each target in turn; one annotated
    with `tuple[SomeFacts, ...]` gets all of them together.

    Args:
        absence: a function of the same shape that is asked when the manifest declares nothing
            this probe could look at. What the manifest leaves out proves nothing, so without it
            the probe could not look; with it, other facts may show that there is nothing.
    """

    def mark(function: Function) -> Function:
        name = id or _identity(function)
        other = _probe(absence, name, timeout, None) if absence else None
        return _mark(function, _probe(function, name, timeout, other))

    return mark


def _probe(
    function: Callable[..., Iterator[Finding]], name: str, timeout: float, absence: Probe | None
) -> Probe:
    hints = _hints(function, name)
    inputs = tuple(
        _input(name, parameter, hints.get(parameter))
        for parameter in inspect.signature(function).parameters
    )
    if not inputs:
        raise RegistrationError(f"probe {name}: takes no facts, so it cannot see anything")
    returned = hints.get("return")
    if get_origin(returned) is not Iterator or get_args(returned) != (Finding,):
        raise RegistrationError(f"probe {name}: annotate the return with Iterator[Finding]")
    doc = _doc(function, name)
    title = doc.splitlines()[0]
    if not title.endswith("?"):
        raise RegistrationError(f"probe {name}: its docstring must open with a question")
    return Probe(name, function, inputs, timeout, title, doc, absence)


def report_format(
    *,
    suffix: str,
    media_type: str,
    id: str = "",  # noqa: A002
) -> Callable[[Function], Function]:
    """Mark `function(result: Result) -> bytes` as a report format, named after its module."""

    def mark(function: Function) -> Function:
        name = id or function.__module__.rpartition(".")[2].replace("_", "-").removesuffix(
            "-report"
        )
        if len(inspect.signature(function).parameters) != 1:
            raise RegistrationError(f"report format {name}: takes a result and nothing else")
        if _hints(function, name).get("return") is not bytes:
            raise RegistrationError(f"report format {name}: must return bytes")
        title = _doc(function, name).splitlines()[0]
        return _mark(function, ReportFormat(name, function, suffix, media_type, title))

    return mark


def subject_command(found: click.Command) -> click.Command:
    """Mark a click command; `readiness <folder> <name>` runs it where the folder is listed."""
    callback = found.callback
    if callback is None or not found.name or not found.help:
        raise RegistrationError("a command needs a function, a name and a docstring")
    found.__module__ = callback.__module__
    folder = _identity(callback).partition(".")[0]
    setattr(found, _MARK, SubjectCommand(f"{folder}.{found.name}", found))
    return found


def _identity(function: Callable[..., Any]) -> str:
    parts = function.__module__.split(".")
    if len(parts) < 2:
        raise RegistrationError(f"{function.__module__}: give `id=`, it stands in no folder")
    return f"{parts[-2]}.{parts[-1]}".replace("_", "-")


def _hints(function: Callable[..., Any], name: str) -> dict[str, Any]:
    try:
        return get_type_hints(function)
    except NameError as error:
        raise RegistrationError(f"{name}: {error}; import annotated types at run time") from None


def _subclass(hint: Any, wanted: type[Kind]) -> type[Kind] | None:
    if isinstance(hint, type) and issubclass(hint, wanted) and hint is not wanted:
        return hint
    return None


def _input(name: str, parameter: str, hint: Any) -> Input:
    together = get_origin(hint) is tuple
    facts = _subclass(get_args(hint)[0] if together else hint, Facts)
    if facts is None:
        raise RegistrationError(f"probe {name}: annotate `{parameter}` with a Facts type")
    return Input(parameter, facts, together)


def _doc(function: Callable[..., Any], name: str) -> str:
    doc = inspect.getdoc(function)
    if not doc:
        raise RegistrationError(f"{name}: has no docstring, and that is its documentation")
    return doc


def _mark(function: Function, extension: Extension) -> Function:
    setattr(function, _MARK, extension)
    return function


@dataclass
class Registry:
    """What is known in this run.

    Attributes:
        broken: plugins that could not be loaded, by name, with the reason.
    """

    gatherers: dict[str, Gatherer] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    formats: dict[str, ReportFormat] = field(default_factory=dict)
    commands: dict[str, SubjectCommand] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def add(self, extension: Extension) -> None:
        """Add one extension.

        Raises:
            RegistrationError: when its id is taken.
        """
        shelf = self._shelf(extension)
        if extension.id in shelf:
            raise RegistrationError(f"the id {extension.id} is taken; choose another")
        shelf[extension.id] = extension

    def _shelf(self, extension: Extension) -> dict[str, Any]:
        match extension:
            case Gatherer():
                return self.gatherers
            case Probe():
                return self.probes
            case ReportFormat():
                return self.formats
            case SubjectCommand():
                return self.commands

    def add_module(self, module: ModuleType) -> None:
        """Add everything that is marked in a module and defined there."""
        for value in list(vars(module).values()):
            extension = getattr(value, _MARK, None)
            defined_here = getattr(value, "__module__", None) == module.__name__
            if defined_here and isinstance(extension, Extension):
                self.add(extension)

    def add_package(self, package: ModuleType) -> None:
        """Add a package and every module below it."""
        self.add_module(package)
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            self.add_module(importlib.import_module(info.name))

    def add_plugin(self, plugin: EntryPoint) -> None:
        """Add an installed plugin; one that does not load costs only itself."""
        try:
            module = plugin.load()
            if hasattr(module, "__path__"):
                self.add_package(module)
            else:
                self.add_module(module)
        except Exception as error:
            self.broken[plugin.name] = f"{type(error).__name__}: {error}"

    def producers(self, facts_type: type[Facts]) -> list[Gatherer]:
        """The gatherers that produce these facts."""
        return [g for g in self.gatherers.values() if issubclass(g.facts_type, facts_type)]

    def mode(self, found: Probe) -> Mode:
        """The mode a probe needs: the furthest of its facts'."""
        order = list(Mode)
        modes = [g.mode for i in found.inputs for g in self.producers(i.facts_type)]
        return max(modes, key=order.index, default=Mode.STATIC)

    def check(self) -> None:
        """Refuse probes whose facts nobody gathers.

        Raises:
            RegistrationError: naming the probe and the facts.
        """
        for found in self.probes.values():
            for needed in found.inputs:
                if not self.producers(needed.facts_type):
                    name = needed.facts_type.__name__
                    raise RegistrationError(f"probe {found.id}: nobody gathers {name}")


def installed(*, plugins: bool = True) -> Registry:
    """The probes and formats of this installation, and of its plugins."""
    registry = Registry()
    for name in ("readiness.probes", "readiness.reports"):
        registry.add_package(importlib.import_module(name))
    if plugins:
        for plugin in entry_points(group=PLUGINS):
            registry.add_plugin(plugin)
    registry.check()
    return registry


def by_subject(probes: Mapping[str, Probe]) -> dict[str, list[Probe]]:
    """Probes by folder, in order of their ids."""
    found: dict[str, list[Probe]] = {}
    for one in sorted(probes.values(), key=lambda p: p.id):
        found.setdefault(one.subject, []).append(one)
    return found

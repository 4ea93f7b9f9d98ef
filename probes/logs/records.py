"""Log records, asked with SQL: what was written of each tool call, and what should not be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from readiness.context import Context
from readiness.errors import CouldNotLook
from readiness.facts import Facts
from readiness.findings import Location
from readiness.redaction import mask
from readiness.registry import gatherer
from readiness.targets import LogRecordsTarget

from ..code.secret_shapes import Shape, bearer_tokens_in, secrets_in
from .aliases import COLUMNS, HOLDERS, keys_wanted, select_list
from .log_files import LogFile, log_files

if TYPE_CHECKING:
    import duckdb

MOST_SUSPECTS = 2_000
MOST_FOUND = 50
_LONGEST_LINE = 16 << 20
_SUSPECT = (
    r"AKIA|ASIA|ABIA|ACCA|AccountKey=|://[^\s/:@]+:[^\s/@]+@|gh[pousr]_|github_pat_|glpat-|eyJ"
    r"|sk-|pypi-Ag|SG\.|xox[a-z]-|hooks\.slack\.com|[rs]k_live_|PRIVATE KEY"
    r"|(?i:bearer\s+[a-z0-9._~+/-]{12})|(?i:aws.{0,20}(?:key|secret))"
)


@dataclass(frozen=True)
class Lacking:
    """How many tool calls lack a part, and where the first of them stands."""

    part: str
    calls: int
    first: Location | None = None


@dataclass(frozen=True)
class LeakedSecret:
    """A credential in log records: its kind, how often, and where it is seen first."""

    kind: str
    masked: str
    times: int
    first: Location
    certain: bool = True


@dataclass(frozen=True, kw_only=True)
class LogAudit(Facts):
    """What the records say.

    Attributes:
        lines: of all files together.
        unreadable: lines that are no JSON.
        calls: tool calls, each attempt once.
        reconstructable: of which run, tool, id, arguments, outcome and cause are known.
        left_out: files that were not read because there are too many.
        secrets_cut: not every line that may hold a credential was searched.
        question: the SQL by which calls were judged, for whoever wants to ask it again.
    """

    pattern: str
    files: tuple[str, ...] = ()
    lines: int = 0
    unreadable: int = 0
    first_unreadable: Location | None = None
    calls: int = 0
    reconstructable: int = 0
    lacking: tuple[Lacking, ...] = ()
    secrets: tuple[LeakedSecret, ...] = ()
    left_out: int = 0
    secrets_cut: bool = False
    question: str = ""


@gatherer(timeout=120.0)
def records(target: LogRecordsTarget, context: Context) -> LogAudit:
    """Reads JSON lines into DuckDB and asks which tool calls can be told again from them."""
    import duckdb

    found = log_files(target, context)
    database = _database()
    try:
        whole = [_load(database, file) for file in found.files]
        database.execute(sql("tool_calls"))
        answers = {row[0]: row for row in database.execute(sql("reconstructable")).fetchall()}
        unreadable = database.execute(
            "SELECT count(*), arg_min(file, (file, line_number)),"
            " arg_min(line_number, (file, line_number)) FROM unreadable"
        ).fetchone()
        secrets, cut = _secrets(database)
    except duckdb.Error as error:
        first = str(error).splitlines()[0][:200]
        raise CouldNotLook(f"the records at {target.pattern} cannot be read: {first}") from None
    finally:
        database.close()
    assert unreadable is not None
    return LogAudit(
        target=target.id,
        declared_at=target.declared_at,
        sources=tuple(file.source for file in found.files),
        pattern=target.pattern,
        files=tuple(file.source.name for file in found.files),
        lines=sum(file.lines for file in found.files),
        unreadable=unreadable[0],
        first_unreadable=_location(unreadable[1], unreadable[2]),
        calls=answers["call"][1] if answers else 0,
        reconstructable=answers["reconstructable"][1] if answers else 0,
        lacking=tuple(
            Lacking(part, row[1], _location(row[2], row[3]))
            for part, row in sorted(answers.items())
            if part not in ("call", "reconstructable") and row[1]
        ),
        secrets=secrets,
        left_out=found.left_out,
        secrets_cut=cut or not all(whole),
        question=sql("reconstructable"),
    )


def sql(name: str) -> str:
    """The text of a question, e.g. `reconstructable`."""
    package = __package__ or ""
    return resources.files(package).joinpath("sql", f"{name}.sql").read_text("utf-8")


def _database() -> duckdb.DuckDBPyConnection:
    """A database in memory that fetches no extension and keeps to its memory."""
    import duckdb

    database = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "2GB",
        },
    )
    typed = ", ".join(f"{column} VARCHAR" for column in COLUMNS if column != "error_flag")
    database.execute(
        f"CREATE TABLE records (file VARCHAR, line_number BIGINT, {typed},"
        " has_call_id_field BOOLEAN, failed BOOLEAN)"
    )
    database.execute("CREATE TABLE unreadable (file VARCHAR, line_number BIGINT)")
    database.execute("CREATE TABLE suspects (file VARCHAR, line_number BIGINT, line VARCHAR)")
    return database


_LINES = f"""
    (SELECT $name AS file, row_number() OVER () AS line_number, line
    FROM read_csv($path, columns = {{'line': 'VARCHAR'}}, delim = chr(0), header = false,
        quote = '', escape = '', comment = '', auto_detect = false, strict_mode = false,
        ignore_errors = true, max_line_size = {_LONGEST_LINE}))
"""  # noqa: S608 - built from constants; name and path are parameters
_TELLING_LINES = f"""
    (SELECT * FROM {_LINES}
    WHERE (contains(line, 'ool') OR contains(line, 'odel') OR contains(line, 'rompt'))
        AND json_valid(line))
"""  # noqa: S608
# Only whether a part is there matters, so one character of it is kept.
_RECORDS = """
    INSERT INTO records BY NAME
    SELECT file, line_number, run, tool, call_id, left(arguments, 1) AS arguments,
        left(coalesce(outcome, error_flag), 100) AS outcome,
        left(coalesce(cause, CASE WHEN contains(line, '"exception.') THEN 'e' END), 1) AS cause,
        left(latency, 1) AS latency, attempt, left(prompt_version, 1) AS prompt_version,
        left(model, 1) AS model,
        contains(line, 'all_id"') OR contains(line, 'allId"') OR contains(line, 'all.id"')
            OR contains(line, 'use_id"') AS has_call_id_field,
        coalesce(regexp_matches(lower(outcome), $failed), false)
            OR coalesce(error_flag = 'true', false) AS failed
    FROM (SELECT *, {columns} FROM {lines})
    WHERE tool IS NOT NULL OR model IS NOT NULL OR prompt_version IS NOT NULL
"""
_FAILED = r'err|fail|time.?out|denied|refused|cancel|abort|^false$|"code":\s*2\b|^2$|^[45]\d\d$'
_UNREADABLE = f"""
    INSERT INTO unreadable SELECT file, line_number FROM {_LINES}
    WHERE trim(line) <> '' AND NOT json_valid(line)
"""  # noqa: S608
_SUSPECTS = f"""
    INSERT INTO suspects SELECT * FROM {_LINES}
    WHERE regexp_matches(line, $suspect) LIMIT {MOST_SUSPECTS + 1}
"""  # noqa: S608


def _load(database: duckdb.DuckDBPyConnection, file: LogFile) -> bool:
    """Sort the lines of a file into tool records, unreadable and suspicious ones.

    Returns:
        Whether every line was seen.
    """
    given = {"name": file.source.name, "path": str(file.path)}
    columns = select_list(_keys(database, given))
    question = _RECORDS.format(columns=columns, lines=_TELLING_LINES)
    database.execute(question, {**given, "failed": _FAILED})
    database.execute(_UNREADABLE, given)
    database.execute(_SUSPECTS, {**given, "suspect": _SUSPECT})
    read = database.execute(f"SELECT count(*) FROM {_LINES}", given).fetchone()  # noqa: S608
    # Lines that are not UTF-8, or longer than is read, are left out by the reader.
    if read and (dropped := file.lines - read[0]) > 0:
        values = [(file.source.name, 0)] * dropped
        database.executemany("INSERT INTO unreadable VALUES (?, ?)", values)
        return False
    return not file.damaged


def _keys(database: duckdb.DuckDBPyConnection, given: dict[str, str]) -> dict[str, frozenset[str]]:
    """The keys that the telling records of a file have, by the object they stand in."""
    wanted = keys_wanted()
    found: dict[str, frozenset[str]] = {}
    for holder in HOLDERS:
        if holder and holder not in found[""]:
            continue
        path = f"$.{holder}" if holder else "$"
        rows = database.execute(
            f"SELECT DISTINCT unnest(json_keys(line, $where)) FROM {_TELLING_LINES}",  # noqa: S608
            {**given, "where": path},
        ).fetchall()
        found[holder] = frozenset(row[0] for row in rows) & wanted
    return found


def _secrets(database: duckdb.DuckDBPyConnection) -> tuple[tuple[LeakedSecret, ...], bool]:
    rows = database.execute(
        "SELECT file, line_number, line FROM suspects ORDER BY file, line_number LIMIT ?",
        [MOST_SUSPECTS + 1],
    ).fetchall()
    found: dict[tuple[str, str], LeakedSecret] = {}
    for file, line, text in rows[:MOST_SUSPECTS]:
        for shape in {(one.kind, one.value): one for one in _shapes(text)}.values():
            key = (shape.kind, mask(shape.value))
            before = found.get(key)
            first = before.first if before else Location(file, line)
            times = before.times + 1 if before else 1
            found[key] = LeakedSecret(*key, times, first, shape.certain)
    return tuple(found.values())[:MOST_FOUND], len(rows) > MOST_SUSPECTS


def _shapes(text: str) -> Iterator[Shape]:
    yield from secrets_in(text)
    yield from bearer_tokens_in(text)


def _location(file: Any, line: Any) -> Location | None:
    return Location(str(file), int(line)) if file is not None and line is not None else None

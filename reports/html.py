"""One HTML file: readable without scripts, asks nothing of any network, carries its result."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

from readiness.registry import report_format
from readiness.result import Result
from readiness.result_file import to_json

from .pages import FOLDER, page

_UNSAFE = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}


@report_format(suffix=".html", media_type="text/html; charset=utf-8")
def html(result: Result) -> bytes:
    """One HTML file: readable without scripts, asks nothing of any network, carries its result.

    A content security policy allows its own style sheet and nothing else. The result is embedded
    as data, so that the file alone is enough to judge it again.
    """
    style = "\n".join((FOLDER / name).read_text() for name in ("shared.css", "web.css"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return page(
        "web.html.j2",
        result,
        # Both are made here, the style from our own files and the data without a `<`.
        style=Markup(style),  # noqa: S704
        data=Markup(_embedded(result)),  # noqa: S704
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
        paint={"font": "inherit"} | {name: f"var(--{name})" for name in _PAINTS},
    ).encode()


_PAINTS = ("proven", "possible", "track", "ink", "muted", "bad", "raw")


def _embedded(result: Result) -> str:
    """The result as JSON that cannot end the element it stands in."""
    text = to_json(result).decode()
    for char, escape in _UNSAFE.items():
        text = text.replace(char, escape)
    return text

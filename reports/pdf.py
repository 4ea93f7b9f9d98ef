"""A PDF for the client: tagged, with bookmarks and its result attached; same result, same bytes."""

from __future__ import annotations

import datetime
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from readiness.errors import ConfigurationError
from readiness.registry import report_format
from readiness.result import Result
from readiness.result_file import to_json

from .pages import FOLDER, page
from .wording import words

if TYPE_CHECKING:
    import types

FONTS = FOLDER.parent / "fonts"
_PAINT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#57606a",
    "rule": "#d8dee4",
    "soft": "#f4f6f8",
    "proven": "#1f4e79",
    "possible": "#b7cbe0",
    "track": "#e9edf1",
    "raw": "#dbe4ee",
    "bad": "#b42318",
    "warn": "#8a5a00",
    "good": "#1a6e33",
    "font": "Inter",
    "mono": '"JetBrains Mono", "DejaVu Sans Mono", monospace',
}


@report_format(suffix=".pdf", media_type="application/pdf")
def pdf(result: Result) -> bytes:
    """A PDF for the client: tagged, with bookmarks and its result attached.

    It brings its own fonts, fetches nothing, and follows PDF/UA-1. Its dates and its identifier
    come from the result, so the same result gives the same bytes.

    Raises:
        ConfigurationError: where Pango is missing, naming the package to install.
    """
    weasyprint = _weasyprint()
    with _no_collection():
        return _written(weasyprint, result)


def _written(weasyprint: types.ModuleType, result: Result) -> bytes:
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _fetcher(weasyprint)
    content = page("print.html.j2", result, paint=_PAINT)
    styles = [
        weasyprint.CSS(
            string=_painted((FOLDER / name).read_text()),
            base_url=FONTS.as_uri() + "/",
            font_config=fonts,
            url_fetcher=fetcher,
        )
        for name in ("shared.css", "print.css")
    ]
    attached = weasyprint.Attachment(
        string=to_json(result).decode(),
        name="result.json",
        description=words("pdf.attachment"),
        created=_naive(result),
        modified=_naive(result),
        relationship="Data",
        url_fetcher=fetcher,
    )
    written = weasyprint.HTML(
        string=content, base_url=FONTS.as_uri() + "/", url_fetcher=fetcher
    ).write_pdf(
        stylesheets=styles,
        attachments=[attached],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=(result.seal or result.run)[:32].encode(),
    )
    assert isinstance(written, bytes)
    return written


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the cyclic collector: layout makes millions of objects and frees them at its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _painted(style: str) -> str:
    """A style sheet with its variables filled in: resolving them again and again is slow."""
    return re.sub(r"var\(--(\w+)\)", lambda found: _PAINT[found[1]], style)


def _weasyprint() -> types.ModuleType:
    """WeasyPrint, imported only when a PDF is asked for: it is slow, and needs Pango."""
    try:
        import weasyprint
        import weasyprint.text.fonts
    except OSError as error:
        raise ConfigurationError(
            f"the PDF was not made: Pango, which draws its text, is missing ({error})",
            fix="install it: `apt-get install libpango-1.0-0 libpangoft2-1.0-0` on Debian and "
            "Ubuntu, `brew install pango` on macOS; every other format works without it",
        ) from None
    module: types.ModuleType = weasyprint
    return module


def _fetcher(weasyprint: types.ModuleType) -> Any:
    """A fetcher that opens the fonts of this package and nothing else."""
    allowed = {path.as_uri(): path for path in sorted(FONTS.iterdir())}

    class Fonts(weasyprint.urls.URLFetcher):  # type: ignore[misc,name-defined]
        def fetch(self, url: str, _headers: object = None) -> object:
            if url not in allowed:
                raise weasyprint.urls.FatalURLFetchingError(f"refused to fetch {url}")
            return weasyprint.urls.URLFetcherResponse(url, allowed[url].read_bytes())

    return Fonts()


def _naive(result: Result) -> datetime.datetime:
    """When the assessment began, as PDF dates are written: in UTC and without a zone."""
    return result.started.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)

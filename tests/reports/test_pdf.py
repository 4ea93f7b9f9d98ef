"""The PDF report: what a consultant sends."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import pymupdf
import pytest

from readiness.errors import ConfigurationError
from readiness.result_file import parse
from tests.reports import sample
from tests.reports.rendering import EVERY_SAMPLE, registry, rendered


def _open(name: str) -> Any:  # pymupdf has no types to speak of
    opened: Any = pymupdf.open
    return opened(stream=rendered("pdf", name), filetype="pdf")


def _text(document: Any) -> str:
    return "\n".join(page.get_text() for page in document)


@pytest.mark.parametrize("name", EVERY_SAMPLE)
def test_it_opens_and_says_the_decision_on_its_cover(name: str) -> None:
    document = _open(name)
    cover = document[0].get_text()
    words = sample.SAMPLES[name]().main.decision.upper().replace("_", " ")
    assert words in cover
    assert "refund-desk" in cover


def test_it_is_tagged_titled_and_has_bookmarks() -> None:
    document = _open("rich")
    catalogue = document.xref_object(document.pdf_catalog())
    assert "/StructTreeRoot" in catalogue
    assert "/Lang (en)" in catalogue
    assert b"pdfuaid" in document.xref_stream(_number(document, "Metadata"))
    assert document.metadata["title"] == "Production readiness of an AI agent: refund-desk"
    assert document.metadata["creationDate"].startswith("D:20261122093012")
    marks = [title for level, title, _ in document.get_toc() if level == 1]
    assert marks[:4] == ["Summary", "Contents", "Contradicted", "Blockers"]
    assert marks[-1] == "The words used here"


def _number(document: Any, key: str) -> int:
    kind, value = document.xref_get_key(document.pdf_catalog(), key)
    assert kind == "xref"
    return int(value.split()[0])


def test_the_result_is_attached() -> None:
    document = _open("rich")
    (name,) = document.embfile_names()
    assert document.embfile_info(name)["filename"] == "result.json"
    assert parse(document.embfile_get(name), name) == sample.rich()


def test_only_its_own_fonts_are_embedded() -> None:
    document = _open("ready")
    names = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
    assert names
    own = ("Inter", "JetBrains-Mono", "JetBrainsMono")
    assert all(name.startswith(own) for name in names), names


def test_contents_point_at_pages() -> None:
    document = _open("rich")
    page = next(page for page in document if "Contents" in page.get_text().splitlines()[:4])
    assert "....." in page.get_text()
    assert "Roadmap" in page.get_text()
    assert len(page.get_links()) >= 15


@pytest.mark.parametrize("name", ["rich", "nothing-left", "little-tried"])
def test_nothing_leaves_the_page(name: str) -> None:
    for page in _open(name):
        area = page.rect
        for x0, y0, x1, y1, *_ in page.get_text("words"):
            assert x0 >= 40 and x1 <= area.width - 40, page.number
            assert y0 >= 20 and y1 <= area.height - 20, page.number


def test_the_summary_is_one_page() -> None:
    document = _open("rich")
    assert "Summary" in document[1].get_text()
    assert "Contents" in document[2].get_text()


def test_hostile_text_is_shown() -> None:
    text = _text(_open("rich")).replace("\n", "")
    assert "<script>alert(1)</script>" in text
    assert r"\u202egnp.exe" in text


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    imported = builtins.__import__

    def without(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if name.partition(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, globals_, locals_, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigurationError, match="Pango") as caught:
        registry().formats["pdf"].render(sample.ready())
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0" in str(caught.value)
    assert "brew install pango" in str(caught.value)

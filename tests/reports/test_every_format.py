"""What holds for each format on each sample."""

from __future__ import annotations

import unicodedata

import pytest

from readiness.result_file import check
from tests.reports.rendering import EVERY_SAMPLE, registry, rendered
from tests.reports.sample import SAMPLES

EVERY_FORMAT = sorted(registry().formats)
TEXTUAL = [name for name in EVERY_FORMAT if name not in ("pdf", "json", "screen-colour")]


def test_the_formats_of_the_design_are_there() -> None:
    wanted = {"text", "html", "pdf", "markdown", "json", "junit", "sarif", "badge", "screen"}
    assert wanted <= set(EVERY_FORMAT)


@pytest.mark.parametrize("sample", EVERY_SAMPLE)
def test_samples_add_up(sample: str) -> None:
    check(SAMPLES[sample](), sample)


@pytest.mark.parametrize("sample", EVERY_SAMPLE)
@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_same_result_same_bytes(name: str, sample: str) -> None:
    if name == "pdf" and sample not in ("rich", "nothing-left"):
        pytest.skip("two samples are enough for the slowest format")
    assert registry().formats[name].render(SAMPLES[sample]()) == rendered(name, sample)


@pytest.mark.parametrize("sample", EVERY_SAMPLE)
@pytest.mark.parametrize("name", TEXTUAL)
def test_nothing_invisible_gets_through(name: str, sample: str) -> None:
    text = rendered(name, sample).decode()
    if name == "html":
        text = text.partition('<script type="application/json"')[0]
    allowed = {"\n", "\t", *("\u2060" if name == "markdown" else "")}
    steering = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}
    assert steering <= allowed


@pytest.mark.parametrize("name", EVERY_FORMAT)
def test_each_format_ends_its_last_line(name: str) -> None:
    if name != "pdf":
        assert rendered(name, "rich").endswith(b"\n")

"""JUnit XML: a suite for each lesson, a case for each item."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from readiness.registry import report_format
from readiness.result import Result
from readiness.visible import block, line

from .chapters import Chapter, Entry, chapters
from .summary import decision_sentence, enough_tried
from .wording import words


@report_format(suffix=".xml", media_type="application/xml")
def junit(result: Result) -> bytes:
    """JUnit XML: a suite for each lesson, a case for each item.

    An item that fails, holds only in part or is contested is a failure, and so is a blocker that
    nobody could decide: nothing unsettled that blocks looks green. What could not be answered
    through our fault is an error. Waived, not applicable and not yet due items are skipped, and
    so is what is unknown and blocks nothing.
    """
    found = chapters(result)
    root = Element("testsuites", name=line(result.agent.name))
    for chapter in found:
        _suite(root, result, chapter)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{result.seconds:.3f}")
    content: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}\n'.encode()


def _suite(root: Element, result: Result, chapter: Chapter) -> None:
    suite = SubElement(root, "testsuite", name=chapter.lesson.value)
    suite.set("timestamp", result.started.replace(tzinfo=None).isoformat(timespec="seconds"))
    properties = SubElement(suite, "properties")
    facts: dict[str, object] = {
        "profile": result.profile,
        "decision": result.main.decision,
        "decisions": decision_sentence(result),
        "tried": result.main.score.tried,
        "scored": result.main.score.scored,
    }
    if chapter.score and enough_tried(result.main):
        facts |= {"proven": chapter.score.proven, "claimed": chapter.score.claimed}
    for name, value in facts.items():
        SubElement(properties, "property", name=name, value=line(str(value)))
    for entry in chapter.entries:
        _case(suite, entry)
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")


def _case(suite: Element, entry: Entry) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=f"readiness.{entry.item.lesson}",
        name=line(f"{entry.item.id}: {entry.item.title}"),
        time="0",
    )
    located = next((found for found in entry.loud if found.file), None)
    if located:
        case.set("file", located.file)
        case.set("line", str(located.line or 1))
    if tag := _tag(entry):
        marks = (entry.status.word, entry.status.blocker, entry.status.waived)
        message = f"{', '.join(filter(None, marks))}: {entry.reason}"
        element = SubElement(case, tag, message=message)
        if tag != "skipped":
            element.set("type", entry.verdict.verdict)
            element.text = _detail(entry)


def _tag(entry: Entry) -> str:
    verdict = entry.verdict
    if verdict.not_due_until is not None or verdict.verdict == "not_applicable" or verdict.waived:
        return "skipped"
    if verdict.verdict in ("fail", "partial", "contested"):
        return "failure"
    if verdict.cause == "error":
        return "error"
    if verdict.blocker_state:
        return "failure"
    return "skipped" if verdict.verdict == "unknown" else ""


def _detail(entry: Entry) -> str:
    rows = [entry.item.statement]
    for found in entry.loud:
        rows.append(f"{found.word}: {found.message}")
        rows.append(f"  {found.where}  [{found.fingerprint}]")
        if found.replay:
            rows.append(f"  {words('replay_with', command=found.replay)}")
        if found.help:
            rows.append(f"  {words('help_line', text=found.help)}")
    return block("\n".join(rows))

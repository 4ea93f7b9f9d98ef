"""Each prompt is somebody's, and due to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.findings import Finding, could_not_look, failed, passed
from readiness.placeholder_words import is_placeholder
from readiness.registry import probe

from .prompt_files import PromptFile, PromptFiles


@probe()
def owner_and_review(prompts: PromptFiles) -> Iterator[Finding]:
    """Does each prompt have a version, an owner and a review date that has not passed?

    A prompt without an owner is changed by anyone in a hurry and by nobody otherwise, while the
    model, the policies and the product move on beneath it. The probe reads the front matter of
    each prompt file: `version`, `owner` (or the owner of all prompts in the manifest) and
    `review_by`. A pass means that all three are there and the review is not overdue.
    """
    for path, reason in prompts.unreadable:
        yield could_not_look(path, f"The prompt could not be read: {reason}")
    for prompt in prompts.files:
        yield from _judge(prompt, prompts)
    if prompts.cut:
        message = f"Only the first {len(prompts.files)} prompt files were read"
        yield could_not_look("prompts", message, help="name fewer folders under prompts.paths")
    if not prompts.files and not prompts.unreadable:
        message = "The declared folders hold no prompt file of a known kind"
        help_ = "name the files themselves under prompts.paths"
        yield could_not_look("prompts", message, help=help_, location=prompts.declared_at)


def _judge(prompt: PromptFile, prompts: PromptFiles) -> Iterator[Finding]:
    if prompt.problem:
        message = f"The front matter of {prompt.path} cannot be read: {prompt.problem}"
        help_ = "correct the line, so that it is YAML between two lines of ---"
        yield could_not_look(prompt.path, message, help=help_, location=prompt.at)
        return
    if not prompt.front_matter:
        message = f"{prompt.path} has no front matter: no version and no review date"
        yield _failed(prompt, "no-front-matter", message, "add version, owner and review_by")
        return
    flaws = list(_flaws(prompt, prompts))
    yield from flaws
    if not flaws:
        message = f"{prompt.path} has a version, an owner and a review date"
        yield passed(prompt.path, message, location=prompt.at)


def _flaws(prompt: PromptFile, prompts: PromptFiles) -> Iterator[Finding]:
    if not _given(prompt.version):
        yield _failed(prompt, "no-version", f"{prompt.path} has no version", "add version")
    if not _given(prompt.owner) and not (_given(prompts.owner) and not prompt.owner):
        message = f"{prompt.path} belongs to nobody"
        yield _failed(prompt, "no-owner", message, "add owner to the front matter")
    if prompt.review_by is None:
        what = "no review date"
        if prompt.review_by_text:
            what = f"a review date that is no date: {prompt.review_by_text[:30]}"
        help_ = "add review_by as a date such as 2027-03-31"
        yield _failed(prompt, "no-review-date", f"{prompt.path} has {what}", help_)
    elif prompt.review_by < prompts.as_of:
        message = f"The review of {prompt.path} is overdue since {prompt.review_by}"
        help_ = "review the prompt, record what was decided, and set the next date"
        yield _failed(prompt, "review-overdue", message, help_)


def _failed(prompt: PromptFile, code: str, message: str, help_: str) -> Finding:
    return failed(prompt.path, message, code=code, location=prompt.at, help=help_)


def _given(text: str) -> bool:
    return bool(text) and not is_placeholder(text)

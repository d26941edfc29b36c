"""The signatures of a publication 审签: two people who quote the number of the draft they read.

The number is a hash of what the public files show. So a text, a figure or a decision that changes
later makes another number, and what was signed is not final any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.model.submission import Key
from xltool.text import same_in_both, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.disclosure import Disclosure
    from xltool.wordfile.document_content import DocumentContent

TEXT: Final = "text"
"""The column of the narrative that holds its texts."""
_NUMBER: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{4}-?[0-9a-f]{4}(?![0-9a-f])")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe63\uff0d]|一(?=[0-9a-f]{4})")
_HALF: Final = 4
"""Digits before and after the dash."""


@dataclass(frozen=True, slots=True)
class SignOff:
    """One signature: the line that asks for it, what was typed, the number and who quotes it."""

    line: str
    label: str
    text: str
    number: str
    person: str


def draft_number(documents: Mapping[str, DocumentContent]) -> str:
    """Return the number of the public files, read again, by name: ``7f3a-91c2``.

    It is a hash of what they show, so that it is the same on every machine: how a file is
    compressed, and which version of a library wrote it, does not count. A PDF shows what the
    document shows, and does not count either.
    """
    whole = sha256()
    for name, content in sorted(documents.items()):
        if content.kind != "pdf":
            whole.update(repr((name, content.items)).encode())
    digits = whole.hexdigest()
    return f"{digits[:_HALF]}-{digits[_HALF : 2 * _HALF]}"


def narrative_text(disclosure: Disclosure, values: SubmissionValues, line: str) -> str:
    """Return what the department typed at a line of its narrative; empty when nothing."""
    entity = values.submission.entity.code
    value = values.get(Key(disclosure.narrative, entity, line, TEXT))
    return str(value).strip() if isinstance(value, str) else ""


def quoted_number(text: str) -> str:
    """Return the number in a text as ``7f3a-91c2``, however its dash is typed; empty for none."""
    found = _NUMBER.search(_DASHES.sub("-", squeezed(text).lower()))
    if found is None:
        return ""
    digits = found.group().replace("-", "")
    return f"{digits[:_HALF]}-{digits[_HALF:]}"


def sign_offs(disclosure: Disclosure, values: SubmissionValues) -> list[SignOff]:
    """Return the signatures that a publication needs, as far as they were typed."""
    form = values.form_of(disclosure.narrative)
    found = []
    for line in disclosure.signatures:
        text = narrative_text(disclosure, values, line)
        label = form.table.line(line).label
        plain = _DASHES.sub("-", squeezed(text).lower())
        person = re.sub(r"[\W\d_]", "", _NUMBER.sub("", plain))
        found.append(SignOff(line, label, text, quoted_number(text), person))
    return found


def sign_off_findings(signed: list[SignOff], number: str) -> Iterator[Finding]:
    """Yield what keeps a draft from being final: a signature that is missing or of another draft.

    Two people sign; one name twice is one person.
    """
    people = dict[str, str]()
    for item in signed:
        if not item.text:
            yield _finding("XL-208.missing", item, number)
        elif item.number != number:
            yield _finding("XL-208.number", item, number)
        elif not item.person:
            yield _finding("XL-208.person", item, number)
        elif other := next((people[name] for name in people if _is_same(name, item.person)), ""):
            yield _finding("XL-208.same", item, number, other=other)
        if item.person:
            people.setdefault(item.person, item.label)


def _is_same(name: str, other: str) -> bool:
    """Whether two names are one: 张三 and 张三（同意）, for people write more than their name."""
    return name in other or other in name


def _finding(message: str, item: SignOff, number: str, **params: str) -> Finding:
    return Finding(
        "XL-208", Severity.ERROR, message, label=same_in_both(item.label),
        value=item.text, expected=number, params={"name": item.label, **params},
    )  # fmt: skip


def correction_findings(
    disclosure: Disclosure, values: SubmissionValues, published: str, number: str
) -> Iterator[Finding]:
    """Yield what a correction 更正 lacks: the number of the edition that it replaces, and why.

    ``published`` is the number of the edition that is public; empty when none is.
    """
    if published in {"", number}:
        return
    named = quoted_number(narrative_text(disclosure, values, disclosure.corrects))
    if named != published:
        yield Finding(
            "XL-209", Severity.ERROR, "XL-209.number", value=named or "", expected=published
        )
    if not narrative_text(disclosure, values, disclosure.correction_reason):
        yield Finding("XL-209", Severity.ERROR, "XL-209.reason", expected=published)

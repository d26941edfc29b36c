"""The identity of a workbook: what the writer leaves in it, by which the reader knows it again.

Whose forms they are, which pack and version, how many rows each has. It is written in several
layers, because each is lost in other programs: the ``_meta`` sheet, a printed line on every form,
string properties of the document, and its keywords. This file owns the form of the first two.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

from xltool.model.coverage import Coverage, parse_coverage
from xltool.model.forms import Entity, Pack
from xltool.model.locked_keys import parse_locked_keys
from xltool.model.receipt_texts import explanation_texts, parse_receipts, receipt_text
from xltool.model.size_texts import NIL, lines_text, parse_lines, parse_sections, section_data
from xltool.model.submission import EntityRows, FormSize, SourceReceipt, Submission
from xltool.text import load_json
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xltool.model.forms import Form
    from xltool.model.submission import Key

META_SHEET = "_meta"
CODES_SHEET = "_codes"
COVER_SHEET = "封面"
SCHEDULE_SHEETS = ("目录", "分单位对照", "抵销", "校核", "来源", "图表")
"""Supporting sheets of a consolidated workbook, besides ``PackTexts.projects``: nothing is read."""
CONTENTS, COMPARED, SETTLED, PROOFS, SOURCES, CHARTS = SCHEDULE_SHEETS
CHECKS_SHEET = "检查"
"""The sheet of a workbook to fill in that lists its open problems."""
REVIEW_SHEET = "审核意见"
"""The list of findings in a reissued workbook, where its sender explains warnings."""
FORMER_REVIEW_SHEET = "问题清单"
"""The list of findings in workbooks reissued by former editions; nothing is read from it."""
HAS_DATA, NO_DATA = "有", "无数据"
"""What the cover's dropdown of a form offers; blank is not answered."""
SEPARATOR = "｜"
"""Stands between the parts of an id line."""
MARK = "表样"
"""What an id line begins with."""
_ID_LINE_PARTS = 7
LONGEST_NAME = 200
"""Characters of a name of an entity; with more ``_meta`` counts as damaged."""


def is_period(text: str) -> bool:
    """Whether ``text`` is a budget year of four digits."""
    return re.fullmatch("[0-9]{4}", text) is not None


def nil_name(form_id: str) -> str:
    """Return the defined name of the cell on the cover that says whether a form is nil."""
    return f"xl_nil_{form_id}"


class MetaError(ValueError):
    """The ``_meta`` sheet does not hold an identity; the argument is the reason."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity of a workbook: pack, version, serial number and its submissions.

    ``entities`` holds every entity in it by code. By code of a submitting entity, the workbook's
    own first: ``extents`` the size of each form, ``digests`` the digest of each form's layout,
    ``receipts`` the file that a child's values were read from, ``forced`` the findings that were
    overridden, in words, ``coverage`` that of a parent which lacks somebody, ``nil`` the forms that
    a child stated to have no data. By form, ``notes`` holds the addresses in the layout of cells
    that were sent out with a note of ours. ``fixed`` are the keys of cells sent out locked.
    """

    pack: str
    version: str
    serial: str
    entity: Entity
    period: str
    entities: Mapping[str, Entity]
    extents: Mapping[str, Mapping[str, FormSize]]
    digests: Mapping[str, Mapping[str, str]]
    receipts: Mapping[str, SourceReceipt] = field(default_factory=dict)
    forced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nil: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: frozenset[Key] = frozenset()
    coverage: Mapping[str, Coverage] = field(default_factory=dict)

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes of the children of ``code``, in the workbook's order.

        A parent's forms hold rows of everybody below it: those who are below another of them are
        no children of its own.
        """
        below = self._below(code)
        lower = {each for other in below for each in self._below(other)}
        return tuple(child for child in self.extents if child in below and child not in lower)

    def _below(self, code: str) -> set[str]:
        """Return the codes whose rows the forms of ``code`` hold, at any depth."""
        sizes = self.extents.get(code, {}).values()
        codes = {section.entity.code for size in sizes for section in size.sections}
        return codes & set(self.extents) - {code, self.entity.code}


def serial(pack: Pack, submission: Submission, review: str = "") -> str:
    """Return the serial number of a copy, 8 hex digits: the same content gives the same number.

    ``review`` is the digest of the corrections in a reissued copy.
    """
    content = hashlib.sha256(f"{pack.id}@{pack.version} {submission.period}{review}".encode())
    for part in submission.parts():
        content.update(_hashed_text(part.entity).encode())
        if part.nil:
            content.update(repr(sorted(part.nil)).encode())
        for line in sorted((*key, decimal_text(value)) for key, value in part.values()):
            content.update(repr(line).encode())
    return content.hexdigest()[:8].upper()


def _hashed_text(entity: Entity) -> str:
    """Return the text of an entity that serial numbers are made of.

    It is what ``repr`` gave when the first workbooks were sent out, and must never change.
    """
    return (
        f"Entity(code={entity.code!r}, name={entity.name!r}, short={entity.short!r}, "
        f"parent={entity.parent!r}, nature={entity.nature!r}, rank={entity.rank!r}, "
        f"funding={entity.funding!r})"
    )


@dataclass(frozen=True, slots=True)
class IdLine:
    """The parts of the line printed on a form's sheet: enough to lay the form out again.

    ``sections`` holds the code and the number of rows of each entity with rows in the form, ``nil``
    the codes of those for which the form prints that they have none.
    """

    pack: str
    version: str
    form: str
    entity: str
    period: str
    sections: tuple[tuple[str, int], ...]
    serial: str
    nil: frozenset[str] = frozenset()

    def text(self) -> str:
        """Return the line as printed: the parts, and a checksum of them, 4 hex digits.

        ``表样 county-budget｜2020.3｜procurement｜312002｜2020｜312002*60｜AF0C5726｜A3A8``
        """
        counted = ((code, NIL if code in self.nil else count) for code, count in self.sections)
        sections = "+".join(f"{code}*{count}" for code, count in counted)
        parts = (self.pack, self.version, self.form, self.entity, self.period, sections)
        body = SEPARATOR.join((*parts, self.serial))
        return f"{MARK} {body}{SEPARATOR}{_checksum(body)}"

    def rows(self, entities: Callable[[str], Entity]) -> tuple[EntityRows, ...]:
        """Return the sections; ``entities`` gives an entity by its code."""
        return tuple(
            EntityRows(entities(code), count, code in self.nil) for code, count in self.sections
        )


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:4].upper()


def id_line(pack: Pack, form: Form, submission: Submission, number: str) -> IdLine:
    """Return the line to print on a form's sheet."""
    extent = submission.extents[form.id]
    sections = tuple((section.entity.code, section.count) for section in extent.sections)
    nil = frozenset(section.entity.code for section in extent.sections if section.nil)
    entity, period = submission.entity.code, submission.period
    return IdLine(pack.id, pack.version, form.id, entity, period, sections, number, nil)


def parse_id_line(text: str) -> IdLine | None:
    """Return the parts of a printed line; None when it is no such line, or was altered."""
    if not text.startswith(f"{MARK} "):
        return None
    body, _, check = text.removeprefix(f"{MARK} ").strip().rpartition(SEPARATOR)
    parts = body.split(SEPARATOR)
    if len(parts) != _ID_LINE_PARTS or check != _checksum(body):
        return None
    pack, version, form, entity, period, counted, number = parts
    sections = [part.rpartition("*") for part in counted.split("+") if part]
    if not is_period(period) or any(
        not re.fullmatch(f"[0-9]{{1,5}}|{NIL}", count) for _, _, count in sections
    ):
        return None
    nil = frozenset(code for code, _, count in sections if count == NIL)
    counts = tuple((code, 0 if count == NIL else int(count)) for code, _, count in sections)
    return IdLine(pack, version, form, entity, period, counts, number, nil)


def meta_rows(
    pack: Pack, submission: Submission, number: str, digests: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yield key and text of each row of ``_meta``, such as extent.312005.procurement.

    ``digests`` are those of the layouts, by the entity's code and the form.
    """
    yield "pack", pack.id
    yield "version", pack.version
    yield "serial", number
    yield "entity", submission.entity.code
    yield "period", submission.period
    parts = tuple(submission.parts())
    for entity in _entities(parts):
        yield f"entity.{entity.code}", json.dumps(astuple(entity), ensure_ascii=False)
    for part in parts:
        for name, extent in part.extents.items():
            sections = [section_data(section) for section in extent.sections]
            yield f"extent.{part.entity.code}.{name}", json.dumps(sections)
            if extent.lines:
                yield f"lines.{part.entity.code}.{name}", lines_text(extent.lines)
            yield f"digest.{part.entity.code}.{name}", digests[part.entity.code, name]
        if part.receipt:
            yield f"receipt.{part.entity.code}", receipt_text(part.receipt)
            for at, text in enumerate(explanation_texts(part.receipt)):
                yield f"said.{part.entity.code}.{at}", text
        if part.nil and part is not submission:
            yield f"nil.{part.entity.code}", " ".join(sorted(part.nil))
        if part.forced:
            yield f"forced.{part.entity.code}", json.dumps(part.forced, ensure_ascii=False)
        if part.coverage:
            yield f"coverage.{part.entity.code}", part.coverage.stored


def _entities(parts: Iterable[Submission]) -> Iterable[Entity]:
    found: dict[str, Entity] = {}
    for part in parts:
        found[part.entity.code] = part.entity
        for extent in part.extents.values():
            found |= {section.entity.code: section.entity for section in extent.sections}
    return found.values()


def parse_meta(rows: Iterable[tuple[str, str]]) -> Identity:
    """Return the identity in the rows of a ``_meta`` sheet.

    Raises ``MetaError`` when it is not one of ours, or damaged.
    """
    try:
        return _parse_identity(dict(rows))
    except KeyError as error:
        raise MetaError(str(error.args[0])) from error
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise MetaError(str(error)) from error


def _parse_identity(data: Mapping[str, str]) -> Identity:
    if not is_period(period := data["period"]):
        raise ValueError(period)
    entities = {code: _entity(text) for code, text in _of("entity", data)}
    extents: dict[str, dict[str, FormSize]] = {data["entity"]: {}}
    digests: dict[str, dict[str, str]] = {}
    for name, text in _of("extent", data):
        code, _, form = name.partition(".")
        sections = tuple(parse_sections(load_json(text), entities))
        lines = parse_lines(data.get(f"lines.{name}", ""))
        extents.setdefault(code, {})[form] = FormSize(entities[code], period, sections, lines)
    for name, text in _of("digest", data):
        code, _, form = name.partition(".")
        digests.setdefault(code, {})[form] = text
    forced = {code: tuple(map(str, load_json(text))) for code, text in _of("forced", data)}
    receipts = parse_receipts(_of("receipt", data), _of("said", data))
    notes, nil = (
        {name: frozenset(text.split()) for name, text in _of(kind, data)}
        for kind in ("notes", "nil")
    )
    coverage = {code: parse_coverage(text) for code, text in _of("coverage", data)}
    fixed = parse_locked_keys((text for _, text in _of("fixed", data)), data["entity"])
    return Identity(
        data["pack"], data["version"], data["serial"],
        entities[data["entity"]], period, entities, extents, digests, receipts, forced, notes,
        nil, fixed, coverage,
    )  # fmt: skip


def _entity(text: str) -> Entity:
    """Return the entity in such a text; ``ValueError`` when it is longer than any that we write."""
    values = tuple(map(str, load_json(text)))
    if any(len(value) > LONGEST_NAME for value in values):
        raise ValueError(text[:LONGEST_NAME])
    return Entity(*values)


def _of(kind: str, data: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the rest of each key of a kind, with its text."""
    for key, value in data.items():
        if key.startswith(f"{kind}."):
            yield key.partition(".")[2], value

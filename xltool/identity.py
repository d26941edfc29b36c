"""Who a workbook is: what the writer leaves in it and the reader looks for.

The same identity is written in layers that survive different clients: the ``_meta`` sheet, a
printed line on every form, string properties of the document, and its keywords.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

from xltool.model.forms import Entity, Pack
from xltool.model.submission import EntityRows, FormSize, Placement, SourceReceipt, Submission
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.model.forms import Form

META_SHEET = "_meta"
CODES_SHEET = "_codes"
COVER_SHEET = "封面"
SCHEDULE_SHEETS = ("目录", "分单位对照", "项目预算", "抵销", "校核", "来源", "图表")
"""Sheets of a consolidated workbook that explain its forms; nothing is read from them."""
CONTENTS, COMPARED, PROJECTS, SETTLED, PROOFS, SOURCES, CHARTS = SCHEDULE_SHEETS
REVIEW_SHEET = "问题清单"
"""The list of findings in a reissued workbook; nothing is read from it."""
SEPARATOR = "｜"
MARK = "表样"
LARGEST_SECTION = 100_000
"""Rows of one entity in one form that a workbook can claim."""


def is_period(text: str) -> bool:
    """Say whether ``text`` is a budget year of four digits."""
    return re.fullmatch("[0-9]{4}", text) is not None


class MetaError(ValueError):
    """The ``_meta`` sheet does not hold an identity; the argument says what is wrong."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says of itself: pack, version, serial number and its submissions.

    ``entities`` names every entity in it. ``extents`` maps the code of each submitting entity,
    the workbook's own first, to the extent of each form; ``digests`` to its layout digest;
    ``receipts`` says what each child was handed in as, ``forced`` what was overridden in whose.
    ``notes`` names, by form, the cells that carry a note of ours, where the layout has them.
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

    def children(self, code: str) -> tuple[str, ...]:
        """Return who stands right below ``code``: its sections, unless another's in between."""
        named = self._named(code)
        between = {inner for other in named for inner in self._named(other)}
        return tuple(child for child in self.extents if child in named and child not in between)

    def _named(self, code: str) -> set[str]:
        extents = self.extents.get(code, {}).values()
        found = {section.entity.code for extent in extents for section in extent.sections}
        return found & set(self.extents) - {code, self.entity.code}


def serial(pack: Pack, submission: Submission, review: str = "") -> str:
    """Return the serial number of a copy: the same content gives the same number.

    ``review`` is the digest of what a reissued copy says beside its content.
    """
    seen = hashlib.sha256(f"{pack.id}@{pack.version} {submission.period}{review}".encode())
    for part in submission.parts():
        seen.update(_hashed(part.entity).encode())
        for line in sorted((*key, decimal_text(value)) for key, value in part.values()):
            seen.update(repr(line).encode())
    return seen.hexdigest()[:8].upper()


def _hashed(entity: Entity) -> str:
    """Return an entity as serial numbers count it: they must not change with the class."""
    return (
        f"Entity(code={entity.code!r}, name={entity.name!r}, short={entity.short!r}, "
        f"parent={entity.parent!r}, nature={entity.nature!r}, rank={entity.rank!r}, "
        f"funding={entity.funding!r})"
    )


@dataclass(frozen=True, slots=True)
class IdLine:
    """What the line printed on a form's sheet says: enough to lay the form out again.

    ``sections`` holds the code and the number of rows of each section.
    """

    pack: str
    version: str
    form: str
    entity: str
    period: str
    sections: tuple[tuple[str, int], ...]
    serial: str

    def text(self) -> str:
        """Return the line as printed, with a checksum of itself at the end."""
        sections = "+".join(f"{code}*{count}" for code, count in self.sections)
        parts = (self.pack, self.version, self.form, self.entity, self.period, sections)
        body = SEPARATOR.join((*parts, self.serial))
        return f"{MARK} {body}{SEPARATOR}{_checksum(body)}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:4].upper()


def id_line(pack: Pack, form: Form, submission: Submission, number: str) -> IdLine:
    """Return the line to print on a form's sheet."""
    extent = submission.extents[form.id]
    sections = tuple((section.entity.code, section.count) for section in extent.sections)
    return IdLine(
        pack.id, pack.version, form.id, submission.entity.code, submission.period, sections, number
    )


def parse_id_line(text: str) -> IdLine | None:
    """Read a printed line; None when it is none, or was altered."""
    if not text.startswith(f"{MARK} "):
        return None
    body, _, check = text.removeprefix(f"{MARK} ").strip().rpartition(SEPARATOR)
    parts = body.split(SEPARATOR)
    if len(parts) != 7 or check != _checksum(body) or not is_period(parts[4]):  # noqa: PLR2004
        return None
    sections = [part.rpartition("*") for part in parts[5].split("+") if part]
    if any(not re.fullmatch("[0-9]{1,5}", count) for _, _, count in sections):
        return None
    counted = tuple((code, int(count)) for code, _, count in sections)
    pack, version, form, entity, period, _, number = parts
    return IdLine(pack, version, form, entity, period, counted, number)


def meta_rows(
    pack: Pack, submission: Submission, number: str, digests: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the key and value text of the ``_meta`` sheet.

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
            sections = [(section.entity.code, section.count) for section in extent.sections]
            yield f"extent.{part.entity.code}.{name}", json.dumps(sections)
            yield f"digest.{part.entity.code}.{name}", digests[part.entity.code, name]
        if part.receipt:
            yield f"receipt.{part.entity.code}", _receipt_text(part.receipt)
        if part.forced:
            yield f"forced.{part.entity.code}", json.dumps(part.forced, ensure_ascii=False)


def _receipt_text(receipt: SourceReceipt) -> str:
    places = {
        form: [place.sheet, sorted(place.rows.items()), sorted(place.cols.items())]
        for form, place in receipt.places.items()
    }
    texts = [receipt.source, receipt.sha256, receipt.version, receipt.serial, receipt.received]
    return json.dumps([*texts, receipt.facts, receipt.forced, places], ensure_ascii=False)


def _receipt(text: str) -> SourceReceipt:
    *texts, count, forced, places = json.loads(text)
    placed = {
        str(form): Placement(str(sheet), _counted(rows), _counted(cols))
        for form, (sheet, rows, cols) in places.items()
    }
    told = tuple(str(part) for part in forced)
    source, sha256, version, serial, received = (str(part) for part in texts)
    return SourceReceipt(source, sha256, version, serial, received, int(count), told, placed)


def _counted(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    return {int(old): int(new) for old, new in pairs}


def _entities(parts: Iterable[Submission]) -> Iterable[Entity]:
    found: dict[str, Entity] = {}
    for part in parts:
        found[part.entity.code] = part.entity
        for extent in part.extents.values():
            found |= {section.entity.code: section.entity for section in extent.sections}
    return found.values()


def parse_meta(rows: Iterable[tuple[str, str]]) -> Identity:
    """Read the ``_meta`` sheet; raise ``MetaError`` when it is not one of ours."""
    data = dict(rows)
    try:
        return _identity(data)
    except KeyError as error:
        raise MetaError(str(error.args[0])) from error
    except (ValueError, TypeError) as error:
        raise MetaError(str(error)) from error


def _identity(data: Mapping[str, str]) -> Identity:
    period = data["period"]
    if not is_period(period):
        raise ValueError(period)
    entities = {
        key.removeprefix("entity."): Entity(*(str(part) for part in json.loads(value)))
        for key, value in data.items()
        if key.startswith("entity.")
    }
    extents: dict[str, dict[str, FormSize]] = {data["entity"]: {}}
    digests: dict[str, dict[str, str]] = {}
    for key, value in data.items():
        kind, _, rest = key.partition(".")
        owner, _, form = rest.partition(".")
        if kind == "extent":
            sections = tuple(_sections(json.loads(value), entities))
            extents.setdefault(owner, {})[form] = FormSize(entities[owner], period, sections)
        elif kind == "digest":
            digests.setdefault(owner, {})[form] = value
    forced = {owner: tuple(map(str, json.loads(text))) for owner, text in _of("forced", data)}
    receipts = {owner: _receipt(text) for owner, text in _of("receipt", data)}
    notes = {form: frozenset(text.split()) for form, text in _of("notes", data)}
    return Identity(
        data["pack"], data["version"], data["serial"],
        entities[data["entity"]], period, entities, extents, digests, receipts, forced, notes,
    )  # fmt: skip


def _of(kind: str, data: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if key.startswith(f"{kind}."):
            yield key.partition(".")[2], value


def _sections(
    data: Iterable[tuple[str, int]], entities: Mapping[str, Entity]
) -> Iterator[EntityRows]:
    for code, count in data:
        if not 0 <= int(count) <= LARGEST_SECTION:
            raise ValueError(count)
        yield EntityRows(entities[code], int(count))

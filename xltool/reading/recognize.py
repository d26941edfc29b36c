"""Whose workbook a file is: the layers of identity, read and held against each other.

Any one layer is enough: the ``_meta`` sheet, the line printed on each form, the document's
properties and keywords, the cover. Where two layers disagree there is a finding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from xltool.errors import RefusedError
from xltool.identity import (
    COVER_SHEET,
    MARK,
    META_SHEET,
    Identity,
    IdLine,
    MetaError,
    is_period,
    parse_id_line,
    parse_meta,
)
from xltool.layout import NUMBER_TITLE, is_parent
from xltool.model import Entity, Extent, Finding, Form, Pack, Section, Severity, Shape
from xltool.reading.intake import Format, Package
from xltool.reading.printed import Grid, shown, squeezed
from xltool.reading.zips import directory, stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.reading.workbook import Workbook

PARTS = ("pack", "version", "entity", "period")
TOP_ROWS = 12
TOP_COLS = 12
"""Where an id line is looked for, however rows and columns were inserted."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one layer says; an empty text says nothing."""

    layer: str
    pack: str = ""
    version: str = ""
    entity: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Recognized:
    """Whose workbook it is, the id line of each sheet that has one, and what was odd."""

    identity: Identity
    lines: Mapping[str, IdLine]
    findings: tuple[Finding, ...]


def recognize(
    workbook: Workbook, package: Package, pack: Pack, known: Mapping[str, Entity]
) -> Recognized:
    """Find out whose workbook it is; ``known`` names entities whose own names are lost.

    Raises ``RefusedError``: XL-120 not ours, XL-122 another pack, XL-123 another version.
    """
    name = Path(package.path).name
    lines = dict(_lines(workbook))
    meta, damage = _meta(workbook, name)
    claims = [claim for claim in _claims(workbook, package, meta, lines) if any(_said(claim))]
    base = _merged(claims)
    if not base.entity or not base.period:
        raise RefusedError(rule="XL-120", name=name)
    _check_pack(base, pack, name)
    identity = meta or _rebuilt(workbook, pack, base, lines, known)
    odd = [*_disagreeing(claims, base), *damage]
    if meta is None:
        odd.append(Finding("XL-156", Severity.INFO, "XL-156", params={"layer": base.layer}))
    return Recognized(identity, lines, tuple(odd))


def _said(claim: Claim) -> tuple[str, ...]:
    return claim.pack, claim.version, claim.entity, claim.period


def _meta(workbook: Workbook, name: str) -> tuple[Identity | None, list[Finding]]:
    if META_SHEET not in workbook.names:
        return None, []
    rows = ((str(row[0]), str(row[1])) for row in workbook.grid(META_SHEET) if len(row) > 1)
    try:
        return parse_meta(rows), []
    except MetaError as error:
        why = {"name": name, "why": str(error)}
        return None, [Finding("XL-121", Severity.WARNING, "XL-121", params=why)]


def _lines(workbook: Workbook) -> Iterator[tuple[str, IdLine]]:
    for sheet in workbook.names:
        for row in workbook.grid(sheet)[:TOP_ROWS]:
            for raw in row[:TOP_COLS]:
                if isinstance(raw, str) and raw.startswith(MARK) and (line := parse_id_line(raw)):
                    yield sheet, line


def _claims(
    workbook: Workbook, package: Package, meta: Identity | None, lines: Mapping[str, IdLine]
) -> Iterator[Claim]:
    if meta:
        yield Claim("meta", meta.pack, meta.version, meta.entity.code, meta.period)
    yield from _claim_of_lines(lines)
    if package.format is Format.XLSX:
        yield _claim_of_properties(package)
        yield _claim_of_keywords(package)
    yield _claim_of_cover(workbook)


def _claim_of_lines(lines: Mapping[str, IdLine]) -> Iterator[Claim]:
    """The workbook's own entity is the one that is not a section of another's sheet."""
    sections = {code for line in lines.values() for code, _ in line.sections if code != line.entity}
    tops = Counter(
        (line.pack, line.version, line.entity, line.period)
        for line in lines.values()
        if line.entity not in sections
    )
    if tops:
        yield Claim("line", *tops.most_common(1)[0][0])


def _claim_of_properties(package: Package) -> Claim:
    root = _part(package, "docprops/custom.xml")
    found = {
        element.get("name", "").removeprefix("xltool."): "".join(element.itertext()).strip()
        for element in (root if root is not None else ())
        if element.get("name", "").startswith("xltool.")
    }
    names = ("pack", "version", "entity", "period")
    return Claim("properties", *(found.get(name, "") for name in names))


def _claim_of_keywords(package: Package) -> Claim:
    root = _part(package, "docprops/core.xml")
    texts = [
        element.text or ""
        for element in (root if root is not None else ())
        if element.tag.rpartition("}")[2] == "keywords"
    ]
    words = texts[0].split() if texts else []
    return Claim("keywords", *words[1:5]) if words[:1] == ["xltool"] else Claim("keywords")


def _part(package: Package, name: str) -> ET.Element | None:
    member = directory(package.data).get(name)
    if member is None:
        return None
    try:
        return ET.fromstring(b"".join(stream(package.data, member)))  # noqa: S314 - intake refused DOCTYPE
    except (ET.ParseError, RefusedError):
        return None


def _claim_of_cover(workbook: Workbook) -> Claim:
    found = {"单位代码": "", "预算年度": ""}
    for row in workbook.grid(COVER_SHEET) if COVER_SHEET in workbook.names else ():
        texts = [shown(raw).strip() for raw in row]
        for label, value in pairwise(texts):
            if label in found:
                found[label] = value
    period = found["预算年度"]
    return Claim("cover", entity=found["单位代码"], period=period if is_period(period) else "")


def _merged(claims: Sequence[Claim]) -> Claim:
    """Take each answer from the first layer that gives it."""
    base = Claim(claims[0].layer if claims else "")
    for claim in claims:
        base = Claim(
            base.layer,
            *(mine or other for mine, other in zip(_said(base), _said(claim), strict=True)),
        )
    return base


def _check_pack(base: Claim, pack: Pack, name: str) -> None:
    if base.pack and base.pack != pack.id:
        raise RefusedError(rule="XL-122", name=name, found=base.pack, expected=pack.id)
    if base.version and pack.reads(base.version) is None:
        raise RefusedError(rule="XL-123", name=name, found=base.version, expected=pack.version)


def _disagreeing(claims: Sequence[Claim], base: Claim) -> Iterator[Finding]:
    """Tell each layer that says something other than what was taken."""
    for claim in claims:
        for said, taken, what in zip(_said(claim), _said(base), PARTS, strict=True):
            if said and said != taken:
                severity = Severity.ERROR if what in {"entity", "period"} else Severity.WARNING
                params = {"layer": claim.layer, "what": what, "said": said, "taken": taken}
                yield Finding("XL-151", severity, "XL-151", params=params)


def _rebuilt(
    workbook: Workbook,
    pack: Pack,
    base: Claim,
    lines: Mapping[str, IdLine],
    known: Mapping[str, Entity],
) -> Identity:
    """Lay the workbook out again from its id lines, else from what is printed on its sheets."""
    extents: dict[str, dict[str, Extent]] = {base.entity: {}}
    for line in lines.values():
        if any(line.form == form.id for form in pack.forms) and line.period == base.period:
            sections = tuple(Section(_entity(code, known), count) for code, count in line.sections)
            extent = Extent(_entity(line.entity, known), line.period, sections)
            extents.setdefault(line.entity, {})[line.form] = extent
    if not _is_any_parent(extents[base.entity]):
        extents = {base.entity: extents[base.entity]}
    for form in pack.forms:
        if form.id not in extents[base.entity]:
            guessed = _guessed(workbook, form, _entity(base.entity, known), base.period)
            extents[base.entity] |= guessed
    entities = {
        section.entity.code: section.entity
        for forms in extents.values()
        for extent in forms.values()
        for section in (*extent.sections, Section(extent.entity))
    }
    entities.setdefault(base.entity, _entity(base.entity, known))
    version = base.version or pack.version
    return Identity(pack.id, version, "", entities[base.entity], base.period, entities, extents, {})


def _is_any_parent(extents: Mapping[str, Extent]) -> bool:
    """Whether any form holds the rows of other entities."""
    return any(is_parent(extent) for extent in extents.values())


def _entity(code: str, known: Mapping[str, Entity]) -> Entity:
    return known.get(code) or Entity(code, code, code)


def _guessed(workbook: Workbook, form: Form, entity: Entity, period: str) -> dict[str, Extent]:
    """Count the rows or cards of a sheet that has lost its id line, by what is printed."""
    sheet = form.template.sheet
    if sheet not in workbook.names:
        return {}
    count = _counted(form, workbook.grid(sheet))
    return {form.id: Extent(entity, period, (Section(entity, count),))}


def _counted(form: Form, grid: Grid) -> int:
    if form.shape is Shape.STATEMENT:
        return 0
    texts = [[squeezed(shown(raw)) for raw in row[:TOP_COLS]] for row in grid]
    if form.shape is Shape.CARDS:
        first = squeezed(form.table.column(next(iter(form.template.fields))).title)
        return sum(first in row for row in texts)
    col = next((row.index(NUMBER_TITLE) for row in texts if NUMBER_TITLE in row), None)
    numbers = [row[col] for row in texts if col is not None and len(row) > col]
    return max((int(text) for text in numbers if text.isascii() and text.isdigit()), default=0)

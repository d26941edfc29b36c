"""Whose workbook a file is: the layers of identity, read and held against each other.

Any one layer is enough: the ``_meta`` sheet, the line printed on each form, the document's
properties and keywords, the cover. Where two layers disagree there is a finding.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from xltool.a1 import address
from xltool.errors import RefusedError
from xltool.identity import (
    COVER_SHEET,
    LARGEST_SECTION,
    MARK,
    META_SHEET,
    Identity,
    IdLine,
    MetaError,
    is_period,
    parse_id_line,
    parse_meta,
)
from xltool.kinds import Severity, Shape
from xltool.layout.printed_parts import NUMBER_TITLE, is_parent
from xltool.matching.observed_sheet import shown_text, squeezed
from xltool.model.findings import Finding
from xltool.model.forms import Entity, Form, Pack
from xltool.model.submission import EntityRows, FormSize
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.raw_sheet import RawSheet, cell_position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.spreadsheets.intake import AdmittedFile

    Sheets = Mapping[str, RawSheet]

PARTS = ("pack", "version", "entity", "period")
TOP = tuple(address(row, col) for row in range(12) for col in range(12))
"""Where an id line is looked for, however rows and columns were inserted."""
_DIGITS = "0123456789"


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
    sheets: Sheets, package: AdmittedFile, pack: Pack, known: Mapping[str, Entity]
) -> Recognized:
    """Find out whose workbook it is; ``known`` names entities whose own names are lost.

    Raises ``RefusedError``: XL-120 not ours, XL-122 another pack, XL-123 another version.
    """
    name = PurePath(package.path).name
    lines = {title: line for title, sheet in sheets.items() if (line := _line(sheet))}
    meta, damage = _meta(sheets, name)
    claims = [claim for claim in _claims(sheets, package, meta, lines) if any(_said(claim))]
    base = _merged(claims)
    if not base.entity or not base.period:
        raise RefusedError(rule="XL-120", name=name)
    _check_pack(base, pack, name)
    identity = meta or _rebuilt(sheets, pack, base, lines, known)
    odd = [*_disagreeing(claims, base), *damage]
    if meta is None:
        odd.append(Finding("XL-156", Severity.INFO, "XL-156", params={"layer": base.layer}))
    return Recognized(identity, lines, tuple(odd))


def _said(claim: Claim) -> tuple[str, ...]:
    return claim.pack, claim.version, claim.entity, claim.period


def _meta(sheets: Sheets, name: str) -> tuple[Identity | None, list[Finding]]:
    if META_SHEET not in sheets:
        return None, []
    values = sheets[META_SHEET].values
    keys = ((at.removeprefix("A"), shown_text(raw)) for at, raw in values.items())
    rows = ((key, shown_text(values.get(f"B{row}"))) for row, key in keys if row.isdigit())
    try:
        return parse_meta(rows), []
    except MetaError as error:
        why = {"name": name, "why": str(error)}
        return None, [Finding("XL-121", Severity.WARNING, "XL-121", params=why)]


def _line(sheet: RawSheet) -> IdLine | None:
    found = filter(None, map(sheet.values.get, TOP))
    marked = (text for text in found if isinstance(text, str) and text.startswith(MARK))
    return next((line for text in marked if (line := parse_id_line(text))), None)


def _claims(
    sheets: Sheets, package: AdmittedFile, meta: Identity | None, lines: Mapping[str, IdLine]
) -> Iterator[Claim]:
    if meta:
        yield Claim("meta", meta.pack, meta.version, meta.entity.code, meta.period)
    yield from _claim_of_lines(lines)
    if isinstance(package.content, PackageParts):
        yield _claim_of_properties(package.content)
        yield _claim_of_keywords(package.content)
    yield _claim_of_cover(sheets.get(COVER_SHEET, RawSheet()))


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


def _claim_of_properties(archive: PackageParts) -> Claim:
    found = {
        element.get("name", "").removeprefix("xltool."): "".join(element.itertext()).strip()
        for element in _part(archive, "docProps/custom.xml")
        if element.get("name", "").startswith("xltool.")
    }
    return Claim("properties", *(found.get(name, "") for name in PARTS))


def _claim_of_keywords(archive: PackageParts) -> Claim:
    elements = _part(archive, "docProps/core.xml")
    texts = (e.text or "" for e in elements if e.tag.rpartition("}")[2] == "keywords")
    words = next(texts, "").split()
    return Claim("keywords", *words[1:5]) if words[:1] == ["xltool"] else Claim("keywords")


def _part(archive: PackageParts, name: str) -> Sequence[ET.Element]:
    """Return the elements of a part; none of one that is missing or damaged."""
    if not archive.has(name):
        return ()
    try:
        return list(ET.fromstring(archive.read(name)))  # noqa: S314 - intake refused DOCTYPE
    except ET.ParseError:
        return ()


def _claim_of_cover(cover: RawSheet) -> Claim:
    found = {"单位代码": "", "预算年度": ""}
    for at, raw in cover.values.items():
        if (label := shown_text(raw).strip()) in found:
            row, col = cell_position(at)
            found[label] = shown_text(cover.at(row, col + 1)).strip()
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
    sheets: Sheets,
    pack: Pack,
    base: Claim,
    lines: Mapping[str, IdLine],
    known: Mapping[str, Entity],
) -> Identity:
    """Lay the workbook out again from its id lines, else from what is printed on its sheets."""
    extents: dict[str, dict[str, FormSize]] = {base.entity: {}}
    for line in lines.values():
        if any(line.form == form.id for form in pack.forms) and line.period == base.period:
            sections = tuple(
                EntityRows(_entity(code, known), count) for code, count in line.sections
            )
            extent = FormSize(_entity(line.entity, known), line.period, sections)
            extents.setdefault(line.entity, {})[line.form] = extent
    if not _is_any_parent(extents[base.entity]):
        extents = {base.entity: extents[base.entity]}
    for form in pack.forms:
        if form.id not in extents[base.entity]:
            guessed = _guessed(sheets, form, _entity(base.entity, known), base.period)
            extents[base.entity] |= guessed
    entities = {
        section.entity.code: section.entity
        for forms in extents.values()
        for extent in forms.values()
        for section in (*extent.sections, EntityRows(extent.entity))
    }
    entities.setdefault(base.entity, _entity(base.entity, known))
    version = base.version or pack.version
    return Identity(pack.id, version, "", entities[base.entity], base.period, entities, extents, {})


def _is_any_parent(extents: Mapping[str, FormSize]) -> bool:
    """Whether any form holds the rows of other entities."""
    return any(is_parent(extent) for extent in extents.values())


def _entity(code: str, known: Mapping[str, Entity]) -> Entity:
    return known.get(code) or Entity(code, code, code)


def _guessed(sheets: Sheets, form: Form, entity: Entity, period: str) -> dict[str, FormSize]:
    """Count the rows or cards of a sheet that has lost its id line, by what is printed."""
    sheet = sheets.get(form.template.sheet)
    if sheet is None:
        return {}
    return {form.id: FormSize(entity, period, (EntityRows(entity, _counted(form, sheet)),))}


def _counted(form: Form, sheet: RawSheet) -> int:
    if form.shape is Shape.STATEMENT:
        return 0
    texts = {at: squeezed(shown_text(raw)) for at, raw in sheet.values.items()}
    if form.shape is Shape.CARDS:
        first = squeezed(form.table.column(next(iter(form.template.fields))).title)
        return list(texts.values()).count(first)
    column = next((at.rstrip(_DIGITS) for at, text in texts.items() if text == NUMBER_TITLE), "")
    numbers = (text for at, text in texts.items() if at.rstrip(_DIGITS) == column)
    counted = (text for text in numbers if text.isascii() and text.isdigit())
    return max((int(text) for text in counted if len(text) < len(str(LARGEST_SECTION))), default=0)

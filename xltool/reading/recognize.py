"""Whose workbook a file is: the layers of identity, read and compared with each other.

Any one layer is enough, for each survives other programs than the others do: the ``_meta`` sheet,
the line printed on each form, the document's properties, its keywords, the cover. Where two layers
disagree there is a finding, and the first of them counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.a1 import address
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
from xltool.kinds import Severity, Shape
from xltool.layout.printed_parts import NUMBER_TITLE, is_parent
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.model.forms import Entity, Form, Pack
from xltool.model.size_texts import LARGEST_SECTION
from xltool.model.submission import EntityRows, FormSize
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.raw_sheet import RawSheet, cell_position
from xltool.spreadsheets.safe_xml import find_texts
from xltool.spreadsheets.stored_files import name_of
from xltool.text import holds_half_characters, squeezed, utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.spreadsheets.intake import AdmittedFile

    Sheets = Mapping[str, RawSheet]

PARTS = ("pack", "version", "entity", "period")
"""What each layer can hold, in the order of ``Claim``."""
TOP = tuple(address(row, col) for row in range(12) for col in range(12))
"""The cells where an id line is looked for, row by row; if more was inserted it is not found."""
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Claim:
    """The identity in one layer, as far as that holds it; what it does not hold is empty."""

    layer: str
    pack: str = ""
    version: str = ""
    entity: str = ""
    period: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts, in the order of ``PARTS``."""
        return self.pack, self.version, self.entity, self.period


@dataclass(frozen=True, slots=True)
class Recognized:
    """Whose workbook it is, the id line of each sheet that has one, and findings about both."""

    identity: Identity
    lines: Mapping[str, IdLine]
    findings: tuple[Finding, ...]


def recognize(
    sheets: Sheets, package: AdmittedFile, pack: Pack, known: Mapping[str, Entity]
) -> Recognized:
    """Return whose workbook it is; ``known`` entities, by code, give names that the file lost.

    Raises ``RefusedError``: XL-120 not ours, XL-122 another pack, XL-123 another version.
    """
    name = utf8(name_of(PurePath(package.path)))
    lines = {title: line for title, sheet in sheets.items() if (line := _find_id_line(sheet))}
    meta, meta_findings = _read_meta(sheets, name)
    claims = [claim for claim in _claims(sheets, package, meta, lines, pack) if any(claim.parts)]
    base = _merge(claims)
    if not base.entity or not base.period:
        raise RefusedError(rule="XL-120", name=name)
    _check_pack(base, pack, name)
    identity = meta or _rebuild_identity(sheets, pack, base, lines, known)
    findings = [*_contradictions(claims, base), *meta_findings]
    if meta is None:
        findings.append(Finding("XL-156", Severity.INFO, "XL-156", params={"layer": base.layer}))
    return Recognized(identity, lines, tuple(findings))


def _read_meta(sheets: Sheets, name: str) -> tuple[Identity | None, list[Finding]]:
    """Return the identity on the ``_meta`` sheet: keys in column A, values in column B."""
    if META_SHEET not in sheets:
        return None, []
    values = sheets[META_SHEET].values
    keys = ((at.removeprefix("A"), shown_text(raw)) for at, raw in values.items())
    rows = [(key, shown_text(values.get(f"B{row}"))) for row, key in keys if row.isdigit()]
    halves = [key for key, text in rows if holds_half_characters(text)]
    told = {"name": name, "keys": "、".join(halves)}
    findings = [Finding("XL-121", Severity.WARNING, "XL-121.halves", params=told)] if halves else []
    try:
        return parse_meta(rows), findings
    except MetaError as error:
        why = {"name": name, "why": utf8(str(error))}
        return None, [Finding("XL-121", Severity.WARNING, "XL-121", params=why)]


def _find_id_line(sheet: RawSheet) -> IdLine | None:
    texts = filter(None, map(sheet.values.get, TOP))
    marked = (text for text in texts if isinstance(text, str) and text.startswith(MARK))
    return next((line for text in marked if (line := parse_id_line(text))), None)


def _claims(
    sheets: Sheets,
    package: AdmittedFile,
    meta: Identity | None,
    lines: Mapping[str, IdLine],
    pack: Pack,
) -> Iterator[Claim]:
    """Yield the claim of each layer that is there, the one that counts first."""
    if meta:
        yield Claim("meta", meta.pack, meta.version, meta.entity.code, meta.period)
    if claim := _claim_of_lines(lines):
        yield claim
    if isinstance(package.content, PackageParts):
        yield _claim_of_properties(package.content)
        yield _claim_of_keywords(package.content)
    yield _claim_of_cover(sheets.get(COVER_SHEET, RawSheet()), pack)


def _claim_of_lines(lines: Mapping[str, IdLine]) -> Claim | None:
    """Return what most printed lines hold, of entities that are in no other entity's sheet.

    The workbook's own entity stands at the top: its code is not among the sections of another.
    """
    below = {code for line in lines.values() for code, _ in line.sections if code != line.entity}
    tops = Counter(
        (line.pack, line.version, line.entity, line.period)
        for line in lines.values()
        if line.entity not in below
    )
    return Claim("line", *tops.most_common(1)[0][0]) if tops else None


def _claim_of_properties(parts: PackageParts) -> Claim:
    """Return what the custom properties ``xltool.pack``, ``xltool.version`` … hold."""
    found = {
        attributes.get("name", "").removeprefix("xltool."): text.strip()
        for attributes, text in _part_texts(parts, "docProps/custom.xml", "property")
        if attributes.get("name", "").startswith("xltool.")
    }
    return Claim("properties", *(found.get(name, "") for name in PARTS))


def _claim_of_keywords(parts: PackageParts) -> Claim:
    """Return what the keywords hold: ``xltool county-budget 2020.3 312005 2020``."""
    texts = _part_texts(parts, "docProps/core.xml", "keywords")
    words = texts[0][1].split() if texts else []
    return Claim("keywords", *words[1:5]) if words[:1] == ["xltool"] else Claim("keywords")


def _part_texts(
    parts: PackageParts, name: str, wanted: str
) -> Sequence[tuple[Mapping[str, str], str]]:
    """Return attributes and text of elements of a part; none if it is missing or damaged."""
    if not parts.has(name):
        return ()
    try:
        return find_texts(parts.read(name), name, wanted)
    except RefusedError as error:
        if error.rule == "XL-102":
            return ()
        raise


def _claim_of_cover(cover: RawSheet, pack: Pack) -> Claim:
    """Return what stands on the cover right of the labels of entity and period."""
    found = {"单位代码": "", pack.texts.period: ""}
    for at, raw in cover.values.items():
        if (label := shown_text(raw).strip()) in found:
            row, col = cell_position(at)
            found[label] = shown_text(cover.at(row, col + 1)).strip()
    period = found[pack.texts.period]
    return Claim("cover", entity=found["单位代码"], period=period if is_period(period) else "")


def _merge(claims: Sequence[Claim]) -> Claim:
    """Return one claim: each part from the first layer that holds it."""
    layer = claims[0].layer if claims else ""
    columns = zip(*(claim.parts for claim in claims), strict=True)
    return Claim(layer, *(next(filter(None, column), "") for column in columns))


def _check_pack(base: Claim, pack: Pack, name: str) -> None:
    if base.pack and base.pack != pack.id:
        raise RefusedError(rule="XL-122", name=name, found=base.pack, expected=pack.id)
    if base.version and pack.reads(base.version) is None:
        raise RefusedError(rule="XL-123", name=name, found=base.version, expected=pack.version)


def _contradictions(claims: Sequence[Claim], base: Claim) -> Iterator[Finding]:
    """Yield a finding for each part of a layer that differs from what was taken."""
    for claim in claims:
        for found, taken, what in zip(claim.parts, base.parts, PARTS, strict=True):
            if found and found != taken:
                severity = Severity.ERROR if what in {"entity", "period"} else Severity.WARNING
                params = {"layer": claim.layer, "what": what, "said": found, "taken": taken}
                yield Finding("XL-151", severity, "XL-151", params=params)


def _rebuild_identity(
    sheets: Sheets,
    pack: Pack,
    base: Claim,
    lines: Mapping[str, IdLine],
    known: Mapping[str, Entity],
) -> Identity:
    """Return an identity without ``_meta``: sizes from id lines, else from what sheets print."""

    def entity(code: str) -> Entity:
        return known.get(code) or Entity(code, code, code)

    forms = {form.id for form in pack.forms}
    extents: dict[str, dict[str, FormSize]] = {base.entity: {}}
    for line in lines.values():
        if line.form in forms and line.period == base.period:
            size = FormSize(entity(line.entity), line.period, line.rows(entity))
            extents.setdefault(line.entity, {})[line.form] = size
    own = extents[base.entity]
    # Sheets of others belong to this workbook only if its own forms carry their rows.
    if not any(map(is_parent, own.values())):
        extents = {base.entity: own}
    for form in pack.forms:
        sheet = sheets.get(form.template.sheet)
        if form.id not in own and sheet is not None:
            sections = (EntityRows(entity(base.entity), _count_rows(form, sheet)),)
            own[form.id] = FormSize(entity(base.entity), base.period, sections)
    entities = {
        section.entity.code: section.entity
        for sizes in extents.values()
        for size in sizes.values()
        for section in (*size.sections, EntityRows(size.entity))
    }
    entities.setdefault(base.entity, entity(base.entity))
    version = base.version or pack.version
    return Identity(
        pack.id, version, "", entities[base.entity], base.period, entities, extents, {},
        nil=_printed_as_nil(pack, sheets, lines, base.entity),
    )  # fmt: skip


def _printed_as_nil(
    pack: Pack, sheets: Sheets, lines: Mapping[str, IdLine], own: str
) -> Mapping[str, frozenset[str]]:
    """Return the forms, by code, whose sheets of other entities print that they have no data."""
    found: dict[str, set[str]] = {}
    for name, line in lines.items():
        texts = (shown_text(sheets[name].values.get(at)) for at in TOP)
        words = pack.form(line.form).template.nil_suffix
        if line.entity != own and words and any(text.endswith(words) for text in texts):
            found.setdefault(line.entity, set()).add(line.form)
    return {code: frozenset(forms) for code, forms in found.items()}


def _count_rows(form: Form, sheet: RawSheet) -> int:
    """Return how many rows or cards a sheet has that has lost its id line.

    Cards are counted by the title of their first field, rows by the highest number below 序号.
    """
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

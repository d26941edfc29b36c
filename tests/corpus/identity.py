"""Whose workbook it is: layers that are gone, damaged, forged or of another workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from openpyxl.cell.cell import MergedCell

from tests.corpus.book import CORE, CUSTOM, RELATIONS, TYPES, WORKBOOK, Book
from tests.corpus.relocation import FORMS, PUBLIC
from tests.corpus.variant import (
    At,
    Clean,
    Expected,
    Variant,
    accepted,
    at,
    edited,
    needs_fix,
    rejected,
    resaved,
)
from xltool.identity import IdLine
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Submission
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.workbook import Workbook


VERSION = load_pack().version
NO_FORMS = dict.fromkeys(FORMS)
STRANGERS = needs_fix(*at("XL-151"), *at("XL-152", *FORMS), values=NO_FORMS)
EXTENTS_DIFFER = needs_fix(*at("XL-151", "政府采购"))
"""``_meta`` and the id line tell different numbers of rows: the line, which is signed, counts."""

LINES_GONE = at("XL-155", *FORMS)
NO_META = at("XL-156")


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (edit, expected) in EDITS.items():
        yield Variant("identity", name, edited(edit), expected)
    for name, (change, expected) in RESAVED.items():
        yield Variant("identity", name, resaved(change), expected)
    for name, (make, expected) in MADE.items():
        yield Variant("identity", name, make, expected)
    for code in ("312002", "312005"):
        yield Variant("identity", f"of-{code}", edited(_nothing, code), accepted(entity=code))
    yield Variant(
        "identity", "file-name-of-another-entity", edited(_nothing, "312002"),
        accepted(*at("XL-157"), entity="312002"), file="312006-交警队-2020.xlsx",
    )  # fmt: skip


def _nothing(_: Book) -> None:
    """Packing is enough."""


def _then(*edits: Callable[[Book], object]) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        for change in edits:
            change(book)

    return edit


# --- Layers that go ----------------------------------------------------------------------------


def _without_sheet(name: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sub(WORKBOOK, f'<sheet name="{name}"[^>]*/>', "")

    return edit


def _without_lines(book: Book) -> None:
    for name in FORMS:
        book.type(f"{name}!A1", "")


def _without_properties(book: Book) -> None:
    book.drop(CUSTOM)
    book.sub(TYPES, '<Override PartName="/docProps/custom.xml"[^>]*/>', "")
    book.sub("_rels/.rels", '<Relationship [^>]*Target="docProps/custom.xml"/>', "")


def _without_keywords(book: Book) -> None:
    book.sub(CORE, "<cp:keywords>.*</cp:keywords>", "")


_without_meta = _without_sheet("_meta")
_without_cover = _without_sheet("封面")


# --- Layers that say something else ------------------------------------------------------------


def _meta_of(old: str, new: str) -> Callable[[Book], None]:
    """Return the edit that makes ``_meta`` speak of another entity or year throughout."""

    def edit(book: Book) -> None:
        strings = book.text("xl/sharedStrings.xml")
        keys = r"(?:entity|extent|digest)"
        strings = re.sub(rf"(<t>{keys}\.){old}", rf"\g<1>{new}", strings)
        strings = strings.replace(f'["{old}"', f'["{new}"').replace(f'[["{old}"', f'[["{new}"')
        book.put("xl/sharedStrings.xml", strings)
        book.meta("entity", new)

    return edit


def _property(name: str, value: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sub(CUSTOM, rf'(name="xltool.{name}"><vt:lpwstr>)[^<]*', rf"\g<1>{value}")

    return edit


def _keywords(words: str) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        book.sub(CORE, "<cp:keywords>[^<]*", f"<cp:keywords>{words}")

    return edit


def _everywhere(old: str, new: str) -> Callable[[Book], None]:
    """Return the edit that replaces a word in every layer, id lines signed anew."""

    def edit(book: Book) -> None:
        for part in ("xl/sharedStrings.xml", CORE, CUSTOM):
            book.put(part, _signed(book.text(part).replace(old, new)))

    return edit


def _signed(text: str) -> str:
    """Give every id line the checksum that it should have."""
    return re.sub("表样 [^<]*", lambda match: _line(match[0]), text)


def _line(text: str) -> str:
    pack, version, form, entity, period, sections, serial, _ = text.removeprefix("表样 ").split(
        "｜"
    )
    pairs = [part.split("*") for part in sections.split("+")]
    counted = tuple((code, int(count)) for code, count in pairs)
    return IdLine(pack, version, form, entity, period, counted, serial).text()


def _line_of(sheet: str, old: str, new: str) -> Callable[[Book], None]:
    """Return the edit that forges one id line, checksum and all."""

    def edit(book: Book) -> None:
        lines = re.findall("表样 [^<]*", book.text("xl/sharedStrings.xml"))
        form = {"三公经费": "three_public", "政府采购": "procurement"}[sheet]
        line = next(line for line in lines if form in line)
        found = line.split("｜")[6] if old == "serial" else old
        assert found in line
        book.type(f"{sheet}!A1", _line(line.replace(found, new)))

    return edit


def contradicted(rule: str, *layers: str) -> tuple[At, ...]:
    """Return a finding of the file for each layer that says something else."""
    return at(rule) * len(layers)


OTHERS = ("line", "properties", "keywords", "cover")
EDITS: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "meta-gone": (_without_meta, accepted(*NO_META)),
    "line-gone": (lambda book: book.type(f"{PUBLIC}!A1", ""), accepted(*at("XL-155", PUBLIC))),
    "lines-gone": (_without_lines, accepted(*LINES_GONE)),
    "properties-gone": (_without_properties, accepted()),
    "keywords-gone": (_without_keywords, accepted()),
    "cover-gone": (_without_cover, accepted()),
    "only-meta": (
        _then(_without_lines, _without_properties, _without_keywords, _without_cover),
        accepted(*LINES_GONE),
    ),
    "only-lines": (
        _then(_without_meta, _without_properties, _without_keywords, _without_cover),
        accepted(*NO_META),
    ),
    "only-properties": (
        _then(_without_meta, _without_lines, _without_keywords, _without_cover),
        accepted(*LINES_GONE, *NO_META),
    ),
    "only-keywords": (
        _then(_without_meta, _without_lines, _without_properties, _without_cover),
        accepted(*LINES_GONE, *NO_META),
    ),
    "only-cover": (
        _then(_without_meta, _without_lines, _without_properties, _without_keywords),
        accepted(*LINES_GONE, *NO_META),
    ),
    "only-labels": (
        _then(
            _without_meta, _without_lines, _without_properties, _without_keywords, _without_cover
        ),
        rejected("XL-120"),
    ),
    "meta-shown": (lambda book: book.swap(WORKBOOK, ' state="veryHidden"', ""), accepted()),
    "meta-hidden": (lambda book: book.swap(WORKBOOK, '"veryHidden"', '"hidden"'), accepted()),
    "meta-of-another-entity": (
        _meta_of("312006", "312002"),
        needs_fix(
            *contradicted("XL-151", *OTHERS), *at("R40"), *at("XL-152", *FORMS), values=NO_FORMS
        ),
    ),
    "meta-of-another-year": (
        lambda book: book.meta("period", "2019"),
        needs_fix(
            *contradicted("XL-151", *OTHERS), *at("R34"), *at("XL-152", *FORMS), values=NO_FORMS
        ),
    ),
    "meta-of-another-serial": (
        lambda book: book.meta("serial", "00000000"), accepted(*at("XL-153", *FORMS))
    ),
    "meta-of-another-pack": (lambda book: book.meta("pack", "city-budget"), rejected("XL-122")),
    "meta-of-another-version": (lambda book: book.meta("version", "1999.1"), rejected("XL-123")),
    "meta-of-an-unknown-entity": (
        lambda book: book.meta("entity", "999999"), accepted(*at("XL-121"), *NO_META)
    ),
    "meta-with-a-damaged-extent": (
        lambda book: book.meta("extent.312006.procurement", "[[60"),
        accepted(*at("XL-121"), *NO_META),
    ),
    "meta-with-an-extent-of-text": (
        lambda book: book.meta("extent.312006.procurement", '[["312006", "many"]]'),
        accepted(*at("XL-121"), *NO_META),
    ),
    "meta-with-an-extent-of-millions": (
        lambda book: book.meta("extent.312006.procurement", '[["312006", 10000000]]'),
        accepted(*at("XL-121"), *NO_META),
    ),
    "meta-with-too-few-rows": (
        lambda book: book.meta("extent.312006.procurement", '[["312006", 20]]'),
        EXTENTS_DIFFER,
    ),
    "meta-with-too-many-rows": (
        lambda book: book.meta("extent.312006.procurement", '[["312006", 61]]'),
        EXTENTS_DIFFER,
    ),
    "meta-with-a-hundred-thousand-rows": (
        lambda book: book.meta("extent.312006.procurement", '[["312006", 100000]]'),
        EXTENTS_DIFFER,
    ),
    "meta-with-a-wrong-digest": (
        lambda book: book.meta("digest.312006.procurement", "0" * 16), accepted()
    ),
    "meta-with-a-row-of-rubbish": (
        lambda book: book.rows(
            "_meta", '<row r="90"><c r="A90"><v>1</v></c></row><row r="99"><c r="C99"><v>1</v></c></row>'
        ),
        accepted(),
    ),
    "meta-without-values": (
        lambda book: book.sub(book.sheets["_meta"], r'<c r="B\d+"[^/]*>.*?</c>', ""),
        accepted(*at("XL-121"), *NO_META),
    ),
    "meta-without-an-extent": (
        lambda book: book.meta("extent.312006.procurement", "[]"),
        EXTENTS_DIFFER,
    ),
    "line-altered": (
        lambda book: book.type(f"{PUBLIC}!A1", f"表样 county-budget｜{VERSION}｜three_public"),
        accepted(*at("XL-155", PUBLIC)),
    ),
    "line-forged-without-checksum": (
        lambda book: book.type(
            f"{PUBLIC}!A1",
            f"表样 county-budget｜{VERSION}｜three_public｜312002｜2020｜312002*0｜ED185808｜1749",
        ),
        accepted(*at("XL-155", PUBLIC)),
    ),
    "line-of-another-entity": (
        _line_of(PUBLIC, "312006", "312002"),
        needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None}),
    ),
    "line-of-another-year": (
        _line_of(PUBLIC, "｜2020｜", "｜2019｜"),
        needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None}),
    ),
    "line-of-another-form": (
        _line_of(PUBLIC, "three_public", "procurement"),
        needs_fix(*at("XL-152", PUBLIC), *at("XL-154", "政府采购"), values={PUBLIC: None}),
    ),
    "line-of-another-serial": (
        _line_of(PUBLIC, "serial", "00000000"), accepted(*at("XL-153", PUBLIC))
    ),
    "line-of-another-version": (
        _line_of(PUBLIC, VERSION, "2019.9"),
        needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None}),
    ),
    "line-of-another-pack": (
        _line_of(PUBLIC, "county-budget", "city-budget"),
        needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None}),
    ),
    "properties-of-another-entity": (
        _property("entity", "312002"), needs_fix(*at("XL-151"))
    ),
    "properties-of-another-version": (_property("version", "1999.1"), accepted(*at("XL-151"))),
    "properties-damaged": (lambda book: book.put(CUSTOM, "<Properties>"), accepted()),
    "keywords-of-another-year": (
        _keywords(f"xltool county-budget {VERSION} 312006 2019 ED185808"), needs_fix(*at("XL-151"))
    ),
    "keywords-edited": (_keywords("预算 2020 终稿"), accepted()),
    "cover-of-another-entity": (
        lambda book: book.type("封面!E5", "312002"), needs_fix(*at("XL-151"))
    ),
    "cover-of-another-year": (
        lambda book: book.type("封面!C6", "2019"), needs_fix(*at("XL-151"))
    ),
    "cover-code-blanked": (lambda book: book.type("封面!E5", ""), accepted()),
    "another-pack-throughout": (_everywhere("county-budget", "city-budget"), rejected("XL-122")),
    "another-version-throughout": (_everywhere(VERSION, "2099.9"), rejected("XL-123")),
    "an-unknown-entity-throughout": (
        _everywhere("312006", "999001"), replace(needs_fix(*at("R34")), owner="999001")
    ),
    "relations-damaged": (
        lambda book: book.put(RELATIONS, "<Relationships>"), rejected("XL-102", "xml")
    ),
}  # fmt: skip


# --- Sheets of other workbooks -----------------------------------------------------------------


def _over(workbook: Workbook, other: Workbook, sheet: str) -> None:
    """Paste another workbook's sheet over ours, its id line too."""
    for row in other[sheet].iter_rows():
        for cell in row:
            target = workbook[sheet][cell.coordinate]
            if cell.value is not None and not isinstance(target, MergedCell):
                target.value = cell.value


def _deleted(workbook: Workbook) -> None:
    del workbook["_meta"]


RESAVED: dict[str, tuple[Callable[[Workbook], object], Expected]] = {
    "meta-gone-by-openpyxl": (_deleted, accepted(*NO_META)),
}


def _pasted(code: str, *sheets: str) -> Callable[[Clean], bytes]:
    def make(clean: Clean) -> bytes:
        other = clean.workbook(code)

        def edit(workbook: Workbook) -> None:
            for name in sheets:
                _over(workbook, other, name)

        return resaved(edit)(clean)

    return make


def _of_last_year(clean: Clean) -> Submission:
    """Return last year's submission, as sent out a year ago."""
    now = clean.submission()
    extents = {name: replace(extent, period="2019") for name, extent in now.extents.items()}
    return replace(now, period="2019", extents=extents, origin=None, places={})


def _last_year(clean: Clean) -> bytes:
    return clean.written(_of_last_year(clean))


def _form_of_last_year(clean: Clean) -> bytes:
    other = clean.opened(_last_year(clean))
    return resaved(lambda workbook: _over(workbook, other, PUBLIC))(clean)


def _unknown_entity(clean: Clean) -> bytes:
    """Return the return of an entity that is not registered."""
    now, entity = clean.submission(), Entity("999001", "别县公安局", "别县", "312")
    extents = {
        name: FormSize(
            entity, now.period, tuple(EntityRows(entity, s.count) for s in extent.sections)
        )
        for name, extent in now.extents.items()
    }
    tables = {
        name: tuple(replace(record, entity="999001") for record in records)
        for name, records in now.tables.items()
    }
    return clean.written(Submission(entity, now.period, tables, extents))


def _another_pack(clean: Clean) -> bytes:
    return clean.written(clean.submission(), replace(clean.pack, id="city-budget"))


def _newer_pack(clean: Clean) -> bytes:
    return clean.written(clean.submission(), replace(clean.pack, version="2021.1"))


MADE: dict[str, tuple[Callable[[Clean], bytes], Expected]] = {
    "form-of-another-entity": (
        _pasted("312005", PUBLIC), needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None})
    ),
    "forms-of-another-entity": (_pasted("312005", *FORMS), STRANGERS),
    "form-of-last-year": (
        _form_of_last_year, needs_fix(*at("XL-152", PUBLIC), values={PUBLIC: None})
    ),
    "last-year": (_last_year, needs_fix(*at("R34"))),
    "unknown-entity": (_unknown_entity, replace(needs_fix(*at("R34")), owner="999001")),
    "another-pack": (_another_pack, rejected("XL-122")),
    "another-version": (_newer_pack, rejected("XL-123")),
}  # fmt: skip

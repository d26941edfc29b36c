"""Whose workbook it is: each layer of identity alone, and what happens when they disagree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.corpus import identity
from tests.corpus.variant import Clean
from xltool.errors import RefusedError
from xltool.kinds import Severity
from xltool.messages.render import render
from xltool.model.forms import OlderVersion
from xltool.model.submission import DELETED
from xltool.reading.read import read_return
from xltool.reading.recognize import Recognized, recognize
from xltool.spreadsheets.intake import admit
from xltool.spreadsheets.workbook import sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.corpus.book import Book
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack

REMOVED: Mapping[str, Callable[[Book], object]] = {
    "meta": identity._without_meta,  # noqa: SLF001 - the corpus shares its edits
    "line": identity._without_lines,  # noqa: SLF001
    "properties": identity._without_properties,  # noqa: SLF001
    "keywords": identity._without_keywords,  # noqa: SLF001
    "cover": identity._without_cover,  # noqa: SLF001
}
"""Each layer, strongest first, and how it goes."""
EARLIER = "2019.1"


@pytest.fixture(scope="module")
def clean(pack: Pack, campaign: Campaign) -> Clean:
    """What the files are made from."""
    return Clean(pack, campaign)


@pytest.fixture
def seen(clean: Clean, tmp_path: Path) -> Callable[[Book], Recognized]:
    """Recognize a workbook."""

    def look(book: Book) -> Recognized:
        (tmp_path / "a.xlsx").write_bytes(book.data())
        package = admit(tmp_path / "a.xlsx")
        known = {entity.code: entity for entity in clean.campaign.entities}
        return recognize(sheets(package), package, clean.pack, known)

    return look


@pytest.fixture
def got(clean: Clean, tmp_path: Path) -> Callable[[Book], Return]:
    """Read a workbook, by a pack that may read an older version."""

    def read(book: Book, pack: Pack | None = None) -> Return:
        (tmp_path / "a.xlsx").write_bytes(book.data())
        return read_return(
            tmp_path / "a.xlsx", pack or clean.pack, entities=clean.campaign.entities
        )

    return read


@pytest.mark.parametrize("layer", REMOVED)
def test_any_one_layer_is_enough(
    layer: str, clean: Clean, seen: Callable[[Book], Recognized]
) -> None:
    """Pack, version, entity, period, and how large each form is, from any layer alone."""
    book = clean.book()
    for name, remove in REMOVED.items():
        if name != layer:
            remove(book)
    found, submission = seen(book).identity, clean.submission()
    assert (found.pack, found.version) == (clean.pack.id, clean.pack.version)
    assert (found.entity.code, found.period) == (submission.entity.code, submission.period)
    counted = {name: extent.sections for name, extent in found.extents[found.entity.code].items()}
    expected = {name: extent.sections for name, extent in submission.extents.items()}
    assert {name: [(s.entity.code, s.count) for s in own] for name, own in counted.items()} == {
        name: [(s.entity.code, s.count) for s in own] for name, own in expected.items()
    }


@pytest.mark.parametrize("layer", REMOVED)
def test_any_one_layer_can_go(layer: str, clean: Clean, got: Callable[[Book], Return]) -> None:
    """Whichever is gone, every value is read, and there is nothing to mend."""
    book = clean.book()
    REMOVED[layer](book)
    item = got(book)
    assert item.submission
    assert item.submission.tables == clean.submission().tables
    assert {finding.severity for finding in item.findings} <= {Severity.INFO, Severity.WARNING}


def test_no_layer_at_all(clean: Clean, seen: Callable[[Book], Recognized]) -> None:
    """Then it is not ours."""
    book = clean.book()
    for remove in REMOVED.values():
        remove(book)
    with pytest.raises(RefusedError) as refusal:
        seen(book)
    assert refusal.value.rule == "XL-120"


DISAGREE: Mapping[str, tuple[Callable[[Book], object], str]] = {
    "entity": (identity._property("entity", "312005"), "entity"),  # noqa: SLF001
    "period": (identity._property("period", "2019"), "period"),  # noqa: SLF001
    "keywords": (
        identity._keywords(f"xltool county-budget {identity.VERSION} 312005 2020"),  # noqa: SLF001
        "entity",
    ),
}


@pytest.mark.parametrize("name", DISAGREE)
def test_layers_that_disagree(name: str, clean: Clean, seen: Callable[[Book], Recognized]) -> None:
    """The stronger layer is believed, and what the other one says is told as an error."""
    edit, what = DISAGREE[name]
    book = clean.book()
    edit(book)
    found = seen(book)
    assert found.identity.entity.code == clean.submission().entity.code
    assert [(f.rule, f.severity, f.params["what"]) for f in found.findings] == [
        ("XL-151", Severity.ERROR, what)
    ]


def _another_sheet(clean: Clean, book: Book) -> None:
    """Copy the sheet of another entity's workbook over this one's."""
    identity_of = clean.book("312005")
    line = identity_of.text("xl/sharedStrings.xml").partition("表样 ")[2].partition("<")[0]
    text = f"表样 {line}"
    form = text.split("｜")[2]
    sheet = next(f.template.sheet for f in clean.pack.forms if f.id == form)
    book.type(f"{sheet}!A1", text)


CHANGED: Mapping[str, tuple[Callable[[Clean, Book], object], str]] = {
    "a sheet of another entity": (_another_sheet, "XL-152"),
    "another pack": (
        lambda _, book: identity._everywhere("county-budget", "town-budget")(book),  # noqa: SLF001
        "XL-122",
    ),
    "an unknown version": (
        lambda _, book: identity._everywhere(identity.VERSION, "2031.7")(book),  # noqa: SLF001
        "XL-123",
    ),
    "a sheet gone": (lambda _, book: identity._without_sheet("三公经费")(book), "R34"),  # noqa: SLF001
}


@pytest.mark.parametrize("name", CHANGED)
def test_each_has_its_own_message(name: str, clean: Clean, got: Callable[[Book], Return]) -> None:
    """What is wrong is said by a finding of its own, in words of its own."""
    edit, rule = CHANGED[name]
    book = clean.book()
    edit(clean, book)
    errors = [f for f in got(book).findings if f.severity is Severity.ERROR]
    assert [finding.rule for finding in errors] == [rule]
    assert len({render(errors[0], language) for language in ("zh", "en")}) == 2


def test_an_older_version_is_read(clean: Clean, got: Callable[..., Return]) -> None:
    """The register maps what an older layout printed, and what it did not have is not missed."""
    today = clean.pack
    printed = {"事业收入": "事业性收入", "三公经费": "三公"}
    older = OlderVersion(EARLIER, printed, frozenset({"procurement.public"}))
    pack = replace(today, older=(older,))
    book = clean.book()
    identity._everywhere(today.version, EARLIER)(book)  # noqa: SLF001
    book.type("收支总表!A10", "事业性收入")
    book.swap("xl/workbook.xml", '<sheet name="三公经费"', '<sheet name="三公"')
    item = got(book, pack)
    assert [finding.rule for finding in item.findings] == ["XL-160"]
    assert item.submission
    assert item.submission.tables == clean.submission().tables


@pytest.mark.parametrize(
    ("column", "letter", "value"), [("disclosure", "O", DELETED), ("asset", "P", None)]
)
def test_an_absent_column_is_not_missed(
    clean: Clean, got: Callable[..., Return], column: str, letter: str, value: str | None
) -> None:
    """What the older layout did not have is unknown without an error; an optional text is blank."""
    from tests.corpus.shifting import delete_cols  # noqa: PLC0415 - only here

    older = OlderVersion(EARLIER, {}, frozenset({f"procurement.{column}"}))
    book = clean.book()
    identity._everywhere(clean.pack.version, EARLIER)(book)  # noqa: SLF001
    delete_cols(book, "政府采购", letter)
    item = got(book, replace(clean.pack, older=(older,)))
    assert [f for f in item.findings if f.severity is Severity.ERROR] == []
    assert item.submission
    values = [record.values for record in item.submission.tables["procurement"]]
    assert values
    assert {row.get(column) for row in values} == {value}

"""Workbooks written from a template equal drawn ones, and keep nothing of one another."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_roundtrip import ANY_FILE, CHILDREN, PACK, blank, entered, filled, tables
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.folder import planned
from xltool.campaign.generate import generate_all
from xltool.errors import NoSlotError
from xltool.model.forms import Entity
from xltool.model.submission import Key, Submission
from xltool.reading.read import read_return
from xltool.writing.write import WorkbookDraft, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from xltool.model.campaign import Campaign
    from xltool.model.submission import Tables
    from xltool.writing.cell_writer import WorksheetWriter

FORMS: Final = [form.id for form in PACK.reported]
NAMES: Final = st.sampled_from(
    [
        "平乡县公安局", "A & B <乙>", "引'号\"", " 前后有空格 ", "\U000f0001\U000f0000",
        "{short}", "\\1", "一" * 120, "_x0041_",
    ]
)  # fmt: skip
_REFERENCE: Final = re.compile(r't="s"><v>(\d+)</v>')
_ITEM: Final = re.compile("<si>(.*?)</si>", re.DOTALL)
_SPANS: Final = re.compile(' spans="[^"]*"')


def parts(path: Path) -> dict[str, str]:
    """Return the parts of a package in canonical XML, each text where the cell refers to it."""
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        found = {name: packed.read(name).decode() for name in packed.namelist()}
    texts = _ITEM.findall(found.pop("xl/sharedStrings.xml"))
    with_texts = {
        name: _REFERENCE.sub(lambda at: f't="s">{texts[int(at[1])]}', xml)
        for name, xml in found.items()
    }
    return {name: ET.canonicalize(_SPANS.sub("", xml)) for name, xml in with_texts.items()}


def differing(path: Path, other: Path) -> dict[str, list[str]]:
    """Return the lines of each part that only one of two packages has."""
    one, two = parts(path), parts(other)
    assert one.keys() == two.keys()
    found = {name: lines(one[name]) ^ lines(two[name]) for name in one}
    return {name: sorted(lines) for name, lines in found.items() if lines}


def lines(xml: str) -> set[str]:
    """Return XML in lines, each with its number among those alike."""
    counted: dict[str, int] = {}
    for line in xml.replace("><", ">\n<").split("\n<"):
        counted[line] = counted.get(line, 0) + 1
    return {f"{line} × {count}" for line, count in counted.items()}


@st.composite
def handed_out(draw: st.DrawFn) -> tuple[Submission, frozenset[Key]]:
    """A return of an entity with any names, some of whose values are given and locked."""
    code = draw(st.sampled_from(["312002", "312005"]))
    more = st.sampled_from(["", "行政", "财政拨款 & 其他"])
    entity = Entity(code, draw(NAMES), draw(NAMES), "312", draw(more), draw(more), draw(more))
    whole = draw(filled(FORMS, entity))
    keys = sorted(entered(whole))
    fixed = draw(st.lists(st.sampled_from(keys), max_size=4)) if keys else []
    extents = {form: whole.extents[form] for form in FORMS}
    return replace(whole, extents=extents), frozenset(fixed)


@settings(ANY_FILE, max_examples=8)
@given(jobs=st.lists(handed_out(), min_size=1, max_size=3))
def test_written_equals_drawn(
    jobs: list[tuple[Submission, frozenset[Key]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every part is that of a drawn workbook, whatever was written before it."""
    folder, bulk = tmp_path_factory.mktemp("written"), BulkWriter(PACK)
    for whole, fixed in (*jobs, jobs[0]):
        number = bulk.write(folder / "written.xlsx", whole, fixed)
        assert number == write_workbook(folder / "drawn.xlsx", PACK, whole, fixed)
        assert differing(folder / "written.xlsx", folder / "drawn.xlsx") == {}


def of(campaign: Campaign, code: str, tables: Tables) -> tuple[Submission, frozenset[Key]]:
    """Return what is planned for an entity of the example."""
    return planned(campaign, PACK, campaign.entity(code), tables)


@pytest.mark.parametrize("code", ["312", "312002", "312005", "312006"])
def test_example_is_written_as_drawn(campaign: Campaign, code: str, tmp_path: Path) -> None:
    """The blank workbooks of the example, and that of a parent, are those that are drawn."""
    whole, fixed = of(campaign, code, {})
    BulkWriter(PACK).write(tmp_path / "written.xlsx", whole, fixed)
    write_workbook(tmp_path / "drawn.xlsx", PACK, whole, fixed)
    assert differing(tmp_path / "written.xlsx", tmp_path / "drawn.xlsx") == {}


def test_what_is_generated_is_read_back(campaign: Campaign, tmp_path: Path) -> None:
    """Prefilled workbooks come back as they were planned, with nothing to remark."""
    here = replace(campaign, folder=tmp_path)
    facts = sorted((campaign.folder / "facts").glob("3120*.csv"))
    for path in generate_all(here, PACK, facts, [entity.code for entity in here.reporting()]):
        read = read_return(path, PACK)
        assert read.findings == ()
        assert read.submission is not None
        assert entered(read.submission)


def test_nothing_of_another_is_left(tmp_path: Path) -> None:
    """A workbook holds nothing of those written before it, and no placeholder."""
    bulk, text = BulkWriter(PACK), "只有第一家才有的文字"
    key = Key("procurement", CHILDREN[0].code, "1", "project")
    first = replace(blank(CHILDREN[0]), tables=tables({key: text}))
    bulk.write(tmp_path / "first.xlsx", first, frozenset({key}))
    bulk.write(tmp_path / "second.xlsx", blank(CHILDREN[1]), frozenset())
    with zipfile.ZipFile(tmp_path / "second.xlsx") as packed:
        held = "".join(packed.read(name).decode() for name in packed.namelist())
    assert text not in held
    assert CHILDREN[0].name not in held.replace(CHILDREN[1].name, "")
    assert not [char for char in held if "\U000f0000" <= char <= "\U000ffffd"]


def test_order_does_not_change_a_byte(tmp_path: Path) -> None:
    """A workbook is the same whoever was written before it."""
    written = []
    for order in (CHILDREN, CHILDREN[::-1]):
        bulk = BulkWriter(PACK)
        for entity in order:
            bulk.write(tmp_path / f"{entity.code}.xlsx", blank(entity), frozenset())
        written.append([(tmp_path / f"{entity.code}.xlsx").read_bytes() for entity in CHILDREN])
    assert written[0] == written[1]


def test_one_variant_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entities alike but for their names and values come from one template workbook."""
    drawn, draw = [], WorkbookDraft.write

    def counted(draft: WorkbookDraft, target: BinaryIO) -> Sequence[WorksheetWriter]:
        drawn.append(draft)
        return draw(draft, target)

    monkeypatch.setattr(WorkbookDraft, "write", counted)
    bulk = BulkWriter(PACK)
    for number, entity in enumerate(CHILDREN):
        key = Key("income_expenditure", entity.code, "personnel", "current")
        whole = replace(blank(entity), tables=tables({key: Decimal(number)}))
        bulk.write(tmp_path / "x.xlsx", whole, frozenset())
    assert len(drawn) == 1


def test_value_without_a_place_is_refused(tmp_path: Path) -> None:
    """A value that the forms have no cell for is named as it was given, and nothing is written."""
    key = Key("procurement", "312002", "900", "budget")
    whole = replace(blank(CHILDREN[0]), tables=tables({key: Decimal(1)}))
    with pytest.raises(NoSlotError, match=r"^procurement\.312002\.900\.budget = 1: "):
        BulkWriter(PACK).write(tmp_path / "x.xlsx", whole, frozenset())
    assert list(tmp_path.iterdir()) == []

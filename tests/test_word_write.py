"""Documents that xltool writes: the same bytes, few parts, pages as GB/T 9704-2012 has them."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from xltool.errors import DocumentError
from xltool.wordfile.blocks import Block, Heading, PageLook, Paragraph, TableCell, WordTable
from xltool.wordfile.write import docx_bytes


def table(rows: list[list[str]], *, landscape: bool = False, title: str = "") -> WordTable:
    """Return a table of texts whose first row is its heading."""
    cells = [
        TableCell(row, col, text, head=not row)
        for row, texts in enumerate(rows)
        for col, text in enumerate(texts)
    ]
    return WordTable(cells, [10] * len(rows[0]), title=title, landscape=landscape)


def part(data: bytes, name: str = "word/document.xml") -> str:
    """Return a part of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def document(*blocks: Block, banner: str = "") -> bytes:
    """Return a document of the usual look."""
    return docx_bytes(blocks, PageLook(), banner)


BLOCKS = (
    Heading("某局\n2020年部门预算信息公开", 0),
    Heading("一、部门职责", 1),
    Paragraph("“小字”不变窄。"),
    Heading("二、政府采购", 1),
    Paragraph("单位：万元", "right"),
    table([["项目", "金额"], ["甲 & <乙>", "10.00"]], landscape=True),
    Paragraph("注：表下的说明。", "note"),
    Paragraph("结束。"),
)


def test_same_bytes() -> None:
    """The same blocks give the same bytes, and no time of today stands in them."""
    assert document(*BLOCKS) == document(*BLOCKS)
    with zipfile.ZipFile(io.BytesIO(document(*BLOCKS))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_parts() -> None:
    """A document has these parts and no other: no properties, no comments, nothing embedded."""
    parts = [
        "[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels",
        "word/styles.xml", "word/settings.xml", "word/fontTable.xml", "word/footer1.xml",
    ]  # fmt: skip
    for banner, more in (("", []), ("送审稿", ["word/header1.xml"])):
        with zipfile.ZipFile(io.BytesIO(document(*BLOCKS, banner=banner))) as archive:
            assert archive.namelist() == [*parts, *more]


def test_banner_stands_on_every_page() -> None:
    """Each section refers to the head, so it is printed on turned pages as well."""
    written = document(*BLOCKS, banner="送审稿（有错误）")
    assert "送审稿（有错误）" in part(written, "word/header1.xml")
    sections = re.findall("<w:sectPr>.*?</w:sectPr>", part(written))
    assert len(sections) == 3
    assert all("headerReference" in section for section in sections)


def test_pages() -> None:
    """Margins, paper and distance of lines are those of GB/T 9704-2012, in twentieths of a point.

    Of turned pages the upper margin stands on the right.
    """
    upright, turned, _ = re.findall("<w:sectPr>.*?</w:sectPr>", part(document(*BLOCKS)))
    assert 'w:w="11906" w:h="16838"/>' in upright
    assert 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' in upright
    assert 'w:w="16838" w:h="11906" w:orient="landscape"' in turned
    assert 'w:top="1587" w:right="1984" w:bottom="1474" w:left="2098"' in turned
    assert 'w:line="579" w:lineRule="exact"' in part(document(*BLOCKS), "word/styles.xml")
    lines = (297 - 37 - 35) / 25.4 * 72 / PageLook().line_pitch
    assert int(lines) == 22


def test_what_belongs_to_a_wide_table_turns_with_it() -> None:
    """Its heading, the measure above it and the note below it stand on its pages; no more."""
    pieces = part(document(*BLOCKS)).split("<w:sectPr>")
    assert "“小字”不变窄" in pieces[0]
    assert [word in pieces[1] for word in ("二、", "万元", "甲", "注：", "结束")] == [True] * 4 + [
        False
    ]
    assert "结束" in pieces[2]


def test_table_rows() -> None:
    """Heading rows are repeated, no row is torn by a page, borders stand in the table itself."""
    text = part(document(table([["a", "b"], ["1", "2"], ["3", "4"]], title="表一")))
    assert text.count("<w:tblHeader/>") == 1
    assert text.count("<w:cantSplit/>") == 3
    assert text.count("<w:tblBorders>") == 1
    assert text.index("表一") < text.index("<w:tbl>")


def test_merged_cells() -> None:
    """A cell over rows and columns is one; a place that no cell covers is blank."""
    cells = [TableCell(0, 0, "合并", height=2, width=2), TableCell(0, 2, "c"), TableCell(2, 0, "d")]
    text = part(document(WordTable(cells, [5, 5, 5])))
    rows = [re.findall("<w:tc>.*?</w:tc>", row) for row in re.findall("<w:tr>.*?</w:tr>", text)]
    assert [len(row) for row in rows] == [2, 2, 3]
    assert 'w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>' in rows[0][0]
    assert "<w:vMerge/>" in rows[1][0]
    assert text.count("合并") == 1


def test_cells_that_cover_each_other_are_refused() -> None:
    """A fault of ours, told with the place."""
    cells = [TableCell(0, 0, "a", width=2), TableCell(0, 1, "b")]
    with pytest.raises(ValueError, match=r"\(0, 1\)"):
        document(WordTable(cells, [5, 5]))


def test_two_tables_stay_two() -> None:
    """Word takes tables without a paragraph between them for one."""
    text = part(document(table([["a"]]), table([["b"]])))
    assert re.search(r"</w:tbl><w:p>.*?</w:p><w:tbl>", text)


def test_wide_tables_have_smaller_letters() -> None:
    """Letters become smaller where columns would not hold what they ask for, never below 7.5."""
    usual, small, smallest = (
        part(document(WordTable([TableCell(0, 0, "a")], [8] * columns))) for columns in (8, 11, 30)
    )
    assert "<w:sz " not in usual
    assert 'w:val="15"' in smallest
    assert re.search('<w:sz w:val="(16|17|18|19|20)"/>', small)


def test_characters_that_no_document_holds_are_refused() -> None:
    """The message names the character, in both languages."""
    with pytest.raises(DocumentError, match=r"U\+0001.* · .*U\+0001"):
        document(Paragraph("a\x01b"))


def test_headings_are_for_reading_programs() -> None:
    """Each level has its built-in style with an outline level; the title has none."""
    text, styles = (
        part(document(*(Heading("h", level) for level in range(4)))),
        part(document(), "word/styles.xml"),
    )
    assert re.findall(r'w:pStyle w:val="(\w+)"', text) == [
        "Title",
        *(f"Heading{n}" for n in (1, 2, 3)),
    ]
    assert re.findall(r'w:outlineLvl w:val="(\d)"', styles) == ["0", "1", "2"]


def test_only_what_is_near_a_wide_table_turns_with_it() -> None:
    """Of many headings above it the nearest stand on its page, or the table would not fit there."""
    heads = [Heading(f"h{number}", 2) for number in range(5)]
    pieces = part(document(*heads, table([["a"]], landscape=True))).split("<w:sectPr>")
    assert [f"h{number}" in pieces[1] for number in range(5)] == [False, False, True, True, True]


def test_cards_stand_on_one_page() -> None:
    """The rows of a table without headings stay together; of one with headings they may part."""
    cells = [TableCell(row, 0, str(row)) for row in range(3)]
    card, usual = (part(document(WordTable(cells, [5], heads=heads))) for heads in (0, 1))
    assert re.findall("TableText\\w*", card) == ["TableTextKept", "TableTextKept", "TableText"]
    assert "TableTextKept" not in usual

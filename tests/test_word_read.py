"""Documents that xltool reads: every text in its order, and told apart, what no page shows."""

from __future__ import annotations

import io
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.word_parts import field, package, paragraph, parts_of, rows, run, with_body, with_parts
from xltool.errors import DocumentError
from xltool.publication.verify import verify_itself
from xltool.publication.verify_document import verify_document
from xltool.report.document_page import document_page
from xltool.report.document_text import document_file
from xltool.wordfile.blocks import Block, Heading, PageLook, Paragraph, TableCell, WordTable
from xltool.wordfile.document_content import DocumentContent, TextLine
from xltool.wordfile.pdf_write import pdf_bytes
from xltool.wordfile.read import read_document, read_document_data
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from pathlib import Path

PDF_HEAD = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>"
)
OUR_FIELD = ("word/footer1.xml", "field", " PAGE ")
"""The one field of our documents."""


def texts(content: DocumentContent) -> list[str]:
    """Return the paragraphs."""
    return [line.text for line in content.lines()]


def hidden(content: DocumentContent) -> list[tuple[str, str]]:
    """Return how and what is hidden, without the field of the page's number."""
    found = [(each.part, each.what, each.text) for each in content.hidden]
    return [(what, text) for part, what, text in found if (part, what, text) != OUR_FIELD]


def grids(content: DocumentContent) -> list[list[list[str]]]:
    """Return the tables."""
    return [table.grid() for table in content.tables()]


BLOCKS = (
    Heading("某局\n部门预算信息公开", 0),
    Heading("一、职责", 1),
    Paragraph("2020年，支出657.2万元 & <其中>。"),
    WordTable(
        [
            TableCell(0, 0, "项目", height=2, head=True),
            TableCell(0, 1, "金额", width=2, head=True),
            TableCell(1, 1, "甲"),
            TableCell(1, 2, "乙"),
            TableCell(2, 0, "一"),
            TableCell(2, 1, "1.50"),
            TableCell(2, 2, "**"),
        ],
        [10, 8, 8],
        heads=2,
        title="表一",
    ),
    Paragraph("注：说明", "note"),
)
GRID = [["项目", "金额", ""], ["", "甲", "乙"], ["一", "1.50", "**"]]


def test_what_was_written_is_read() -> None:
    """Our document is read as what it was written from; nothing is hidden but the page's number."""
    content = read_document_data(docx_bytes(BLOCKS, PageLook(), "送审稿"))
    assert [(line.text, line.level) for line in content.lines()] == [
        ("某局\n部门预算信息公开", 0),
        ("一、职责", 1),
        ("2020年，支出657.2万元 & <其中>。", None),
        ("表一", None),
        ("注：说明", None),
    ]
    assert grids(content) == [GRID]
    cover = next(content.tables()).covering()
    assert cover[0, 2].text == "金额"
    assert cover[1, 0].text == "项目"
    assert content.running == ("送审稿", "— 1 —")
    assert [(each.part, each.what, each.text) for each in content.hidden] == [OUR_FIELD]


def test_lines_are_counted() -> None:
    """Paragraphs and rows of tables count one each, blank paragraphs too."""
    body = paragraph(run("a")) + paragraph() + rows(["1"], ["2"]) + paragraph(run("b"))
    content = read_document_data(with_body(body))
    lines = [item.line for item in content.items]
    assert lines == [1, 3, 5]


BEGIN, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
PICTURE = '<w:r><w:drawing><wp:docPr id="1" name="p" descr="全名"/></w:drawing></w:r>'
BOOKMARK = '<w:bookmarkStart w:id="1" w:name="{}"/>'
LINK = f'<w:hyperlink w:tooltip="全名">{run("b")}</w:hyperlink>'
SIGNS = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
SIMPLE = f'<w:fldSimple w:instr=" DATE 全名">{run("1")}</w:fldSimple>'
DELETED = f"<w:del>{run('全名').replace('w:t>', 'w:delText>')}</w:del>"
WHITE, GONE = '<w:color w:val="FFFFFF"/>', "<w:vanish/>"
CONTROL = (
    f'<w:sdt><w:sdtPr><w:alias w:val="全名"/></w:sdtPr>'
    f"<w:sdtContent>{paragraph(run('a'))}</w:sdtContent></w:sdt>"
)
RUNS: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "TC": (field(' TC "全名" \\f C ') + run("某**"), "某**", [("field", ' TC "全名" \\f C ')]),
    "field": (field(" PAGEREF x ", "12") + run("页"), "12页", [("field", " PAGEREF x ")]),
    "two fields": (field(" 甲 ") + field(" 乙 "), "", [("field", " 甲 "), ("field", " 乙 ")]),
    "nested": (
        BEGIN + field(" 甲 ", "乙") + run("丙") + END + run("a"),
        "a",
        [("field", " 甲 "), ("field", "乙丙")],
    ),
    "simple field": (SIMPLE, "1", [("field", " DATE 全名")]),
    "bookmark": (BOOKMARK.format("全名") + run("a"), "a", [("bookmark", "全名")]),
    "bookmark of Word": (BOOKMARK.format("_Toc12") + run("a"), "a", []),
    "vanish": (run("全", GONE) + run("名", GONE) + run("a"), "a", [("vanish", "全名")]),
    "vanish off": (run("全名", '<w:vanish w:val="0"/>'), "全名", []),
    "white": (run("全名", WHITE), "", [("white", "全名")]),
    "white on blue": (run("全名", f'{WHITE}<w:highlight w:val="blue"/>'), "全名", []),
    "tiny": (run("全名", '<w:sz w:val="2"/>'), "", [("tiny", "全名")]),
    "deleted": (DELETED, "", [("deleted", "全名")]),
    "inserted": (f"<w:ins>{run('新')}</w:ins>", "新", []),
    "moved": (f"<w:moveFrom>{run('全名')}</w:moveFrom>", "", [("deleted", "全名")]),
    "picture": (PICTURE, "", [("alternative", "全名")]),
    "signs": (SIGNS, "a\tb\nc", []),
    "link": (run("a") + LINK, "ab", [("attribute", "全名")]),
}


@pytest.mark.parametrize("case", RUNS)
def test_text_and_what_is_hidden_beside_it(case: str) -> None:
    """What a page shows is text; what it does not show is told with how it is hidden."""
    runs, shown, kept = RUNS[case]
    content = read_document_data(with_body(paragraph(runs)))
    assert "".join(texts(content)) == shown
    assert hidden(content) == kept


def test_content_controls() -> None:
    """Their text is the page's, their name is not."""
    content = read_document_data(with_body(CONTROL))
    assert texts(content) == ["a"]
    assert hidden(content) == [("control", "全名")]


def test_styles_hide_as_well() -> None:
    """Letters vanish by the style of their run or paragraph, or one that it is based on."""
    styles = parts_of(docx_bytes([], PageLook()))["word/styles.xml"].decode()
    more = (
        '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Gone"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="character" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
        "</w:styles>"
    )
    parts = {"word/styles.xml": styles.replace("</w:styles>", more)}
    body = paragraph(run("全名", '<w:rStyle w:val="Gone"/>'), run("a", '<w:rStyle w:val="Loop"/>'))
    content = read_document_data(with_body(body, parts))
    assert texts(content) == ["a"]
    assert hidden(content) == [("vanish", "全名")]


def test_a_field_over_paragraphs() -> None:
    """A field that begins in one paragraph hides its instruction in the next, too."""
    body = paragraph(BEGIN, run("全")) + paragraph(run("名"), END) + paragraph(run("a"))
    content = read_document_data(with_body(body))
    assert texts(content) == ["a"]
    assert hidden(content) == [("field", "全名")]


def test_text_boxes_are_read_once() -> None:
    """A box stands for newer and for older programs in the file; its text is one."""
    box = f"<w:txbxContent>{paragraph(run('框'))}</w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = paragraph(run("a"), f"<w:r>{choice}</mc:AlternateContent></w:r>")
    assert texts(read_document_data(with_body(body))) == ["a", "框"]
    other = body.replace("框", "全名", 2).replace("全名", "框", 1)
    assert hidden(read_document_data(with_body(other))) == [("other", "全名")]


def test_merged_cells_of_others() -> None:
    """Cells that go on over columns and rows; a deleted or hidden row is none of the table."""
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    body = (
        "<w:tbl><w:tr>"
        + cell.format('<w:vMerge w:val="restart"/>', "甲")
        + cell.format('<w:gridSpan w:val="2"/>', "乙")
        + "</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>"
        + cell.format("", "全名")
        + "</w:tr><w:tr>"
        + cell.format("<w:vMerge/>", "")
        + cell.format("", "1")
        + cell.format("", "2")
        + "</w:tr></w:tbl>"
    )
    content = read_document_data(with_body(body))
    assert grids(content) == [[["甲", "乙", ""], ["", "1", "2"]]]
    assert [(cell.height, cell.width) for cell in next(content.tables()).cells[:2]] == [
        (2, 1),
        (1, 2),
    ]
    assert hidden(content) == [("row", "全名")]


HIDING_PARTS = {
    "docProps/core.xml": ("property", '<c xmlns="x"><title>全名</title></c>'),
    "docProps/custom.xml": ("property", "<c><lpwstr>全名</lpwstr></c>"),
    "customXml/item1.xml": ("customxml", "<c><a>全名</a></c>"),
    "word/comments.xml": ("comment", "<c><p>全名</p></c>"),
    "word/header9.xml": ("unreferenced", "<c><p>全名</p></c>"),
    "word/charts/chart1.xml": ("drawing", "<c><v>全名</v></c>"),
    "word/glossary/document.xml": ("other", "<c><v>全名</v></c>"),
}


@pytest.mark.parametrize("name", HIDING_PARTS)
def test_parts_that_no_page_shows(name: str) -> None:
    """Each is told by its name and kind."""
    what, content = HIDING_PARTS[name]
    read = read_document_data(with_body(paragraph(run("a")), {name: content}))
    assert [(each.part, each.what, each.text) for each in read.hidden if each.text != " PAGE "] == [
        (name, what, "全名")
    ]


def test_embedded_packages_and_comments_in_markup() -> None:
    """Texts of a workbook inside the document, of comments in the markup, of settings."""
    inner = package({"xl/sharedStrings.xml": "<sst><si><t>全名</t></si></sst>"})
    parts: dict[str, bytes | str] = {
        "word/embeddings/a.xlsx": inner,
        "word/settings.xml": '<s><docVar name="v" val="全名"/><!--批注--></s>',
    }
    found = hidden(read_document_data(with_body(paragraph(run("a")), parts)))
    assert sorted(found) == [
        ("embedded", "xl/sharedStrings.xml: 全名"),
        ("other", "批注"),
        ("variable", "全名"),
    ]


def test_text_files() -> None:
    """UTF-8 with or without its mark, GB18030; lines have the numbers of the file."""
    for data in (
        "一\n\n二\t1".encode(),
        "\ufeff一\r\n\r\n二\t1".encode(),
        "一\n\n二\t1".encode("gb18030"),
    ):
        content = read_document_data(data)
        assert content.kind == "txt"
        assert content.items == (TextLine(1, "一"), TextLine(3, "二\t1"))


def test_web_pages() -> None:
    """Paragraphs, headings and tables as a browser shows them; the rest is told as hidden."""
    page = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>标题</title></head><body>
    <h1>一、职责</h1><p>支出 657.2&nbsp;万元<br>第二行</p><!-- 全名 -->
    <p style="display:none">全名</p><img alt="全名"><span style="color:#fff">白</span>
    <table><tr><th rowspan=2>项目<th colspan=2>金额<tr><td>甲<td>乙<tr><td>一<td>1<td>2</table>
    <p>完</body></html>"""
    content = read_document_data(page.encode())
    assert content.kind == "html"
    assert [(line.text, line.level) for line in content.lines()] == [
        ("一、职责", 1), ("支出 657.2 万元", None), ("第二行", None), ("完", None),
    ]  # fmt: skip
    assert grids(content) == [[["项目", "金额", ""], ["", "甲", "乙"], ["一", "1", "2"]]]
    assert hidden(content) == [
        ("vanish", "标题"), ("comment", "全名"), ("vanish", "全名"), ("alternative", "全名"),
        ("white", "白"),
    ]  # fmt: skip
    other = read_document_data(page.replace("utf-8", "gb2312").encode("gb18030"))
    assert texts(other) == texts(content)


def test_workbooks(tmp_path: Path) -> None:
    """Each sheet that is shown is a table; hidden sheets, rows and columns are told."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, other = book.add_worksheet("表"), book.add_worksheet("藏")
        sheet.merge_range("A1:B1", "标题")
        sheet.write("A2", "甲")
        sheet.write("B2", 1.5)
        sheet.write("A3", "全名")
        sheet.set_row(2, options={"hidden": True})
        other.write("A1", "全名")
        other.hide()
    content = read_document(tmp_path / "a.xlsx")
    assert content.kind == "xlsx"
    assert [table.name for table in content.tables()] == ["表"]
    assert grids(content) == [[["标题", ""], ["甲", "1.5"]]]
    assert [(each.part, each.what, each.text) for each in content.hidden] == [
        ("表 A3", "row", "全名"),
        ("藏 A1", "sheet", "全名"),
    ]


def test_pdf_of_our_own() -> None:
    """Equal bytes; its paragraphs are read whole, also one that goes on on the next page."""
    long = [f"第{n}段，支出657.2万元。" * 9 for n in range(12)]
    blocks: list[Block] = [Heading("标题", 0), *map(Paragraph, long)]
    data = pdf_bytes(blocks, PageLook(), "送审稿")
    assert data == pdf_bytes(blocks, PageLook(), "送审稿")
    content = read_document_data(data)
    assert texts(content) == ["标题", *long]
    assert content.running == ("送审稿",)


def test_pdf_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is said, in both languages."""
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(DocumentError, match=r"需要附加组件.*pip install .* · .*needs an extra"):
        pdf_bytes([], PageLook())
    with pytest.raises(DocumentError, match=r"a\.pdf: .*需要附加组件.* · .*needs an extra"):
        read_document_data(b"%PDF-1.7 ...", "a.pdf")


def scanned() -> bytes:
    """Return a PDF of one page that has no text."""
    import pypdfium2  # noqa: PLC0415 - an extra

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    file = io.BytesIO()
    document.save(file)
    return bytes(file.getvalue())


def ole2(stream: str) -> bytes:
    """Return a compound file with one stream of this name in its directory ([MS-CFB])."""
    header = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    fat = struct.pack("<128L", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name, kind, child in (("Root Entry", 5, 1), (stream, 2, 0xFFFFFFFF)):
        raw = name.encode("utf-16-le")
        entries += struct.pack(
            "<64sHBBLLL36xLQ",
            raw,
            len(raw) + 2,
            kind,
            1,
            0xFFFFFFFF,
            0xFFFFFFFF,
            child,
            0xFFFFFFFE,
            0,
        )
    return header + struct.pack("<109L", 0, *[0xFFFFFFFF] * 108) + fat + entries.ljust(512, b"\0")


MACRO: dict[str, bytes | str] = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
DOCTYPE: dict[str, bytes | str] = {"word/a.xml": "<!DOCTYPE a><a/>"}
BROKEN = "已损坏.*word/document.xml.* · damaged"
REFUSED = {
    "doc": (
        ole2("WordDocument"),
        "是 Word 97–2003 .*另存为 .docx · an old format of Word.*save it",
    ),
    "wps": (ole2("Other"), "旧格式.*另存为 .docx · .*save it as .docx"),
    "scan": (scanned(), "没有文字，可能是扫描件.* · a PDF without text"),
    "damaged pdf": (b"%PDF-1.7 nothing", "损坏的 PDF.* · a damaged PDF"),
    "rar": (b"Rar!\x1a\7\0", "压缩包.* · an archive"),
    "zip": (package({"a.txt": "a"}), "压缩包.* · an archive"),
    "empty": (b"", "空文件.* · empty"),
    "picture": (b"\x89PNG\r\n\x1a\n", "图片.* · a picture"),
    "utf-16": ("一二三".encode("utf-16"), "UTF-16 文本.*UTF-8 · a text in UTF-16"),
    "binary": (bytes(range(256)), "不是能识别的文件.* · not a file"),
    "macros": (with_body("", MACRO), "含有宏.*vbaProject.* · holds macros"),
    "doctype": (with_body("", DOCTYPE), "不安全.*word/a.xml.* · not safe"),
    "broken": (with_body("<w:p>"), BROKEN),
    "deep": (with_body("<w:p>" * 300 + "</w:p>" * 300), BROKEN),
    "cut": (with_body("")[:500], "已损坏.* · damaged"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_refused_with_the_remedy(kind: str) -> None:
    """Whatever cannot be read is refused with its name and what to do, in both languages."""
    data, message = REFUSED[kind]
    with pytest.raises(DocumentError, match=message) as error:
        read_document_data(data, "a.doc")
    assert str(error.value).startswith("a.doc: ")


def test_bombs_are_refused() -> None:
    """A part that inflates beyond what is allowed is refused, not inflated."""
    bomb = b"<a>" + bytes(300 << 20) + b"</a>"
    data = with_parts(with_body(""), {"word/bomb.xml": bomb})
    assert len(data) < 1 << 20
    started = time.perf_counter()
    with pytest.raises(DocumentError, match="过大"):
        read_document_data(data, "a.docx")
    assert time.perf_counter() - started < 5


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    """A missing file and a folder."""
    with pytest.raises(DocumentError, match=r"^a\.docx: 没有这个文件 · no such file$"):
        read_document(tmp_path / "a.docx")
    with pytest.raises(DocumentError, match=r"是文件夹，应为文件 · is a folder"):
        read_document(tmp_path)


RICH = with_body(
    "".join(paragraph(runs) for runs, _, _ in RUNS.values()) + rows(["a", "1"], ["b", "**"]),
    {"word/comments.xml": "<c><p>x</p></c>", "word/embeddings/a.xlsx": package({"a.xml": "<a/>"})},
)
"""A document with everything in it that is read."""


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_mutation_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever is done to the markup of a part, the document is read, or refused with a remedy."""
    parts = parts_of(RICH)
    name = data.draw(st.sampled_from(sorted(parts)))
    content = parts[name]
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    new = data.draw(
        st.sampled_from([b"", b"<", b">", b"</w:p>", b"<w:tc>", b"&#0;", b'"', b"\xff", b"9" * 30])
    )
    changed = with_parts(RICH, {name: content[:start] + new + content[start + length :]})
    with suppress(DocumentError):
        assert read_document_data(changed).kind == "docx"


@settings(max_examples=100, deadline=None)
@given(
    start=st.sampled_from([b"", b"PK\3\4", b"%PDF-1.7\n", b"<html>", PDF_HEAD]), rest=st.binary()
)
def test_any_bytes_are_read_or_refused(start: bytes, rest: bytes) -> None:
    """Any bytes give a document or a refusal, never another exception."""
    with suppress(DocumentError):
        read_document_data(start + rest)


def test_pages_with_letters_that_control_a_terminal() -> None:
    """Characters of a page that a terminal obeys are no part of what is printed."""
    page = "<html><p>&#27;[31m收入100万元，其中：甲60万元，乙45万元。</p></html>"
    found = verify_document(verify_itself(read_document_data(page.encode()), "a.html"), "zh")
    assert "\x1b" not in document_file(found)
    assert "\x1b" not in document_page(found)

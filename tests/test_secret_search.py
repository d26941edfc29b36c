"""Withheld texts are found wherever a file may hide them; the search proves itself (proof 4)."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Final

import pytest
import xlsxwriter

from tests.word_parts import field, package, paragraph, parts_of, run, with_body, with_parts
from xltool.publication import search_views
from xltool.publication.canaries import CANARIES, PLACES, plant, search_proof
from xltool.publication.search import WAYS, Hit, Secret, SecretSearch
from xltool.wordfile.blocks import Heading, PageLook, Paragraph, TableCell, WordTable
from xltool.wordfile.pdf_write import pdf_bytes
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = "视频图像侦查平台建设f"
SECRETS: Final = (Secret(NAME, is_name=True), Secret("每案平均研判时长"))
BLOCKS: Final = (
    Heading("部门预算信息公开", 0),
    Paragraph("支出657.2万元，其中视频、图像等另列。"),
    WordTable([TableCell(0, 0, "视频****f"), TableCell(0, 1, "**")], [20, 8]),
)
DOCX: Final = docx_bytes(BLOCKS, PageLook(), "送审稿")


def workbook(write: Callable[[xlsxwriter.Workbook], object] | None = None) -> bytes:
    """Return a public workbook, with what else is written into it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("政府采购")
        sheet.write_row("A1", ["项目", "金额"])
        sheet.write_row("A2", ["视频****f", "**"])
        if write:
            write(book)
    return file.getvalue()


XLSX: Final = workbook()


def hits(data: bytes, name: str = "a") -> list[Hit]:
    """Return where the secrets stand."""
    return SecretSearch(SECRETS, []).hits({name: data})


def entities(text: str) -> str:
    """Return a text as references to characters."""
    return "".join(f"&#x{ord(letter):X};" for letter in text)


def body(markup: str) -> bytes:
    """Return a document with this paragraph."""
    return with_body(paragraph(markup))


HALVES: Final = run(NAME[:5]) + run(NAME[5:], "<w:b/>")
ATTRIBUTES: Final = {
    "bookmark": f'<w:bookmarkStart w:id="1" w:name="{NAME}"/>',
    "alternative text": (
        f'<w:r><w:drawing><wp:docPr id="1" name="p" descr="{NAME}"/></w:drawing></w:r>'
    ),
    "attributes in pieces": f'<w:a w:a="{NAME[:6]}"/><w:a w:a="{NAME[6:]}"/>',
}
IN_DOCX: Final = {
    "text": body(run(f"为{NAME}安排")),
    "runs": body(HALVES),
    "field": body(field(f' TC "{NAME}" \\f C ')),
    "deleted": body(f"<w:del>{run(NAME).replace('w:t>', 'w:delText>')}</w:del>"),
    "vanish": body(run(NAME, "<w:vanish/>")),
    **{name: body(markup) for name, markup in ATTRIBUTES.items()},
    "entities": body(run(entities(NAME))),
    "blanks and width": body(run("　".join(NAME).replace("f", "Ｆ"))),
    "comment": with_parts(DOCX, {"word/comments.xml": f"<w:c><w:t>{NAME}</w:t></w:c>"}),
    "properties": with_parts(DOCX, {"docProps/core.xml": f"<c><title>{NAME}</title></c>"}),
    "utf-16": with_parts(DOCX, {"customXml/item1.xml": f"<c>{NAME}</c>".encode("utf-16")}),
    "gb18030": with_parts(DOCX, {"word/a.bin": b"\1" + NAME.encode("gb18030")}),
    "base64": with_parts(DOCX, {"customXml/a.xml": base64.b64encode(NAME.encode())}),
    "package": with_parts(DOCX, {"word/b.xlsx": workbook(lambda book: book.add_worksheet(NAME))}),
    "part name": with_parts(DOCX, {f"word/{NAME}.bin": b""}),
}  # fmt: skip


@pytest.mark.parametrize("place", IN_DOCX)
def test_hiding_places_of_documents(place: str) -> None:
    """Seventeen places in a document: the withheld name is found in each."""
    assert len(IN_DOCX) == 17
    found = hits(IN_DOCX[place])
    assert {hit.secret for hit in found} == {0}
    assert {hit.way for hit in found} <= set(WAYS)


def note(sheet_text: str) -> bytes:
    """Return a workbook with a comment at a cell."""
    return workbook(lambda book: book.worksheets()[0].write_comment("A1", sheet_text))


def shown_as(
    write: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object],
) -> bytes:
    """Return a workbook in whose first sheet something else is written."""
    return workbook(lambda book: write(book, book.worksheets()[0]))


def replaced(part: str, old: str, new: str) -> bytes:
    """Return the workbook with something else in one of its parts."""
    content = parts_of(XLSX)[part].decode()
    assert old in content
    return with_parts(XLSX, {part: content.replace(old, new, 1)})


def hidden_sheet(book: xlsxwriter.Workbook) -> None:
    """Write the name into a sheet that is hidden."""
    sheet = book.add_worksheet("x")
    sheet.write("A1", NAME)
    sheet.very_hidden()


CUSTOM: Final = f'{{0}}<x c="{NAME}"/>'
IN_XLSX: Final = {
    "cell": shown_as(lambda _, sheet: sheet.write("A9", NAME)),
    "part of a cell": shown_as(lambda _, sheet: sheet.write("A9", f"为{NAME}等")),
    "rich text": shown_as(
        lambda book, sheet: sheet.write_rich_string(
            "A9", NAME[:4], book.add_format({"bold": True}), NAME[4:7], NAME[7:]
        )
    ),
    "number format": shown_as(
        lambda book, sheet: sheet.write("A9", 1, book.add_format({"num_format": f'"{NAME}"'}))
    ),
    "formula": shown_as(lambda _, sheet: sheet.write_formula("A9", f'=LEN("{NAME}")', None, 0)),
    "result": shown_as(lambda _, sheet: sheet.write_formula("A9", "=B1", None, NAME)),
    "hidden row": shown_as(
        lambda _, sheet: (sheet.write("A9", NAME), sheet.set_row(8, options={"hidden": True}))
    ),
    "hidden sheet": workbook(hidden_sheet),
    "sheet name": workbook(lambda book: book.add_worksheet(NAME)),
    "defined name": shown_as(lambda book, _: book.define_name("甲", f'="{NAME}"')),
    "comment": note(NAME),
    "choice": shown_as(
        lambda _, sheet: sheet.data_validation("A9", {"validate": "list", "source": ["x", NAME]})
    ),
    "prompt": shown_as(
        lambda _, sheet: sheet.data_validation(
            "A9", {"validate": "any", "input_title": "a", "input_message": NAME}
        )
    ),
    "condition": shown_as(
        lambda _, sheet: sheet.conditional_format(
            "A9", {"type": "formula", "criteria": f'=A1="{NAME}"', "format": None}
        )
    ),
    "header": shown_as(lambda _, sheet: sheet.set_header(f"&C{NAME}")),
    "text box": shown_as(lambda _, sheet: sheet.insert_textbox("D1", NAME)),
    "link": shown_as(lambda _, sheet: sheet.write_url("A9", "internal:A1", tip=NAME, string="x")),
    "properties": shown_as(lambda book, _: book.set_properties({"title": NAME})),
    "custom property": shown_as(lambda book, _: book.set_custom_property("x", NAME)),
    "escapes": with_parts(
        XLSX, {"xl/a.xml": "<t>" + "".join(f"_x{ord(a):04X}_" for a in NAME) + "</t>"}
    ),
    "utf-16": with_parts(XLSX, {"xl/a.bin": b"\7" + NAME.encode("utf-16-le")}),
    "package": with_parts(XLSX, {"xl/embeddings/a.bin": b"\0" * 512 + package({"a": NAME})}),
}


@pytest.mark.parametrize("place", IN_XLSX)
def test_hiding_places_of_workbooks(place: str) -> None:
    """Twenty-two places in a workbook: the withheld name is found in each."""
    assert len(IN_XLSX) == 22
    assert {hit.secret for hit in hits(IN_XLSX[place])} == {0}


def test_places_are_named() -> None:
    """File, part and way are told; the text never is."""
    found = hits(with_body(paragraph(field(f' TC "{NAME}" '))), "公开.docx")
    assert Hit("公开.docx", "word/document.xml", "utf-8", 0) in found
    assert {hit.part for hit in found} == {"word/document.xml"}
    assert NAME not in repr(found)
    inner = hits(IN_DOCX["package"])
    assert {hit.part for hit in inner} == {"word/b.xlsx!/xl/workbook.xml"} or all(
        hit.part.startswith("word/b.xlsx!/") for hit in inner
    )
    assert hits(b"", NAME) == [Hit(NAME, "", "name", 0)]


@pytest.mark.parametrize("data", [DOCX, XLSX], ids=["docx", "xlsx"])
def test_clean_files(data: bytes) -> None:
    """What is public of a withheld project, such as its masked name, is no hit."""
    assert hits(data) == []


def test_pieces_of_a_name() -> None:
    """Six characters of a name are a hit, five are not, nor six that are public otherwise."""
    assert {hit.secret for hit in hits(body(run(f"的{NAME[2:8]}等")))} == {0}
    assert hits(body(run(f"的{NAME[2:7]}等"))) == []
    search = SecretSearch(SECRETS, [f"全县{NAME[2:8]}工作"])
    assert search.hits({"a": body(run(f"的{NAME[2:8]}等"))}) == []
    assert {hit.secret for hit in search.hits({"a": body(run(NAME))})} == {0}
    assert hits(body(run("每案平均研判时短"))) == []


def test_what_is_public_elsewhere_is_no_secret() -> None:
    """A unit or a usual word in a withheld cell is public in others: it is not searched for."""
    secrets = (Secret("项"), Secret("办案数量"), Secret("12"), Secret(NAME, is_name=True))
    search = SecretSearch(secrets, ["办案数量", NAME])
    assert search.searched == {3}
    assert search.hits({"a": body(run("办案数量12项"))}) == []


def test_paragraphs_are_not_one_text() -> None:
    """What stands in two paragraphs or cells nobody reads as one."""
    data = with_body(paragraph(run(f"一{NAME[:3]}")) + paragraph(run(f"{NAME[3:6]}一")))
    assert hits(data) == []


@pytest.mark.parametrize(("kind", "data"), [("docx", DOCX), ("xlsx", XLSX)])
def test_planted_texts_are_found(kind: str, data: bytes) -> None:
    """Fourteen texts stand in fourteen places of a copy, and the search finds all of them."""
    copy = plant(data, kind)
    assert len(PLACES[kind]) == len(CANARIES) == len(set(CANARIES)) == 14
    proof = search_proof({f"a.{kind}": data}, SECRETS, [])
    assert (proof.planted, proof.found, proof.missed, proof.hits) == (14, 14, (), ())
    assert proof.evaluated
    assert copy != data


def test_planted_texts_are_found_in_a_pdf() -> None:
    """Also on a page of a PDF, where letters are numbers of shapes."""
    data = pdf_bytes([Heading("标题", 0), Paragraph(f"为{NAME}安排")], PageLook())
    proof = search_proof({"a.pdf": data}, SECRETS, [])
    assert (proof.planted, proof.found, proof.missed) == (14, 14, ())
    assert {(hit.way, hit.secret) for hit in proof.hits} == {("page", 0)}


def test_secrets_are_told_beside_what_was_planted() -> None:
    """A proof that finds a secret has its hits, and its own texts do not count among them."""
    proof = search_proof({"a.docx": IN_DOCX["field"], "b.xlsx": XLSX}, SECRETS, [])
    assert {(hit.file, hit.secret) for hit in proof.hits} == {("a.docx", 0)}
    assert (proof.planted, proof.found, proof.files, proof.searched) == (28, 28, 2, 2)


def test_a_search_that_misses_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not read UTF-16 finds thirteen of fourteen, and says which it missed."""
    codecs = [codec for codec in search_views._CODECS if codec[0] != "utf-16"]  # noqa: SLF001 - broken on purpose
    monkeypatch.setattr(search_views, "_CODECS", codecs)
    proof = search_proof({"a.docx": DOCX}, SECRETS, [])
    assert (proof.found, proof.missed, proof.evaluated) == (13, ("docx utf-16",), False)


def test_nothing_to_search_is_not_evaluated() -> None:
    """Without a file nothing is proved."""
    assert not search_proof({}, SECRETS, []).evaluated


def test_a_planted_text_that_stands_in_the_file_is_missed() -> None:
    """What the file held already was not found where it was planted."""
    data = with_body(paragraph(run(CANARIES[2])))
    assert search_proof({"a.docx": data}, [], []).missed == ("docx field",)


def test_cells_side_by_side_on_a_page_are_no_hit() -> None:
    """A PDF's page has no borders between cells; a whole name there is a hit all the same."""
    secrets = [Secret("考核满意度"), Secret("内部考核满意", is_name=True)]
    search = SecretSearch(secrets, ["内部考核", "满意度指标"], ["内部考核", "满意度指标"])
    page = "名次内部考核满意度指标"
    assert search.found_in(page) == [0, 1]
    assert search.found_in(page, on_page=True) == [1]
    assert SecretSearch(secrets, [], []).found_in(page, on_page=True) == [0, 1]

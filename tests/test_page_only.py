"""Nothing but the page is in our files (proof 1): whatever else somebody puts in is told."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import pytest

from tests.word_parts import parts_of, with_parts
from xltool.publication.page_only import OffPage, check_page, page_proof
from xltool.publication.proof import ProofState
from xltool.publication.search import Secret
from xltool.publication.secrets_proof import prove_secrets
from xltool.wordfile.blocks import Heading, PageLook, Paragraph, TableCell, WordTable
from xltool.wordfile.pdf_write import pdf_bytes
from xltool.wordfile.write import docx_bytes
from xltool.writing.public_workbook import (
    PublicCell,
    PublicSheet,
    PublicTable,
    PublicWorkbook,
    public_workbook_bytes,
)

BLOCKS: Final = (
    Heading("部门预算信息公开", 0),
    Heading("一、职责", 1),
    Paragraph("支出\t657.2万元\n第二行"),
    WordTable(
        [
            TableCell(0, 0, "项目", 2, head=True),
            TableCell(0, 1, "a", strong=True),
            TableCell(1, 1, "1"),
        ],
        [20, 8],
        landscape=True,
    ),
)  # fmt: skip
DOCX: Final = docx_bytes(BLOCKS, PageLook(), "送审稿")
TABLE: Final = PublicTable(
    "表一",
    ("单位：某局", "万元"),
    (
        PublicCell(0, 0, "项目", width=2, head=True),
        PublicCell(1, 0, "甲"),
        PublicCell(1, 1, "1,621.00", align="right", is_number=True),
    ),
    (20, 8),
    1,
    ("注：说明",),
)
XLSX: Final = public_workbook_bytes(
    PublicWorkbook("公开表", ("某局",), (PublicSheet("表一", (TABLE,), landscape=True),), ("注",)),
    "送审稿",
)
PDF: Final = pdf_bytes(BLOCKS, PageLook(), "送审稿")


@pytest.mark.parametrize("data", [DOCX, XLSX, PDF], ids=["docx", "xlsx", "pdf"])
def test_our_files_hold_their_pages_only(data: bytes) -> None:
    """Parts were judged, and nothing was found."""
    check = check_page(data)
    assert check.parts > 0
    assert check.found == ()


def replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """Return a package with something else in one of its parts."""
    content = parts_of(data)[part].decode()
    assert old in content
    return with_parts(data, {part: content.replace(old, new, 1)})


DOCUMENT, FOOT = "word/document.xml", "word/footer1.xml"
SHEET, BOOK, LOOKS = "xl/worksheets/sheet3.xml", "xl/workbook.xml", "xl/styles.xml"
ADDED: Final = {
    "element": (DOCX, DOCUMENT, "<w:body>", "<w:body><w:bookmarkStart/>", ["bookmarkStart"]),
    "attribute": (DOCX, DOCUMENT, "<w:body>", '<w:body w:rsidR="1">', ["body rsidR"]),
    "value": (
        DOCX, DOCUMENT, '<w:jc w:val="center"/>', '<w:jc w:val="全名"/>', ["jc val", "attribute"],
    ),
    "field": (DOCX, FOOT, " PAGE ", " AUTHOR ", ["fldSimple instr", "field"]),
    "text elsewhere": (DOCX, DOCUMENT, "<w:body>", "<w:body>全名", ["body text"]),
    "comment in markup": (DOCX, DOCUMENT, "<w:body>", "<w:body><!--a-->", ["comment", "other"]),
    "style": (DOCX, "word/styles.xml", "<w:qFormat/>", "<w:vanish/>", ["vanish"]),
    "name of a font": (
        DOCX, "word/fontTable.xml", "方正小标宋_GBK", "方正" * 40, ["altName val"],
    ),
    "below a merged cell": (
        DOCX, DOCUMENT, '<w:vMerge/><w:vAlign w:val="center"/></w:tcPr><w:p>',
        '<w:vMerge/><w:vAlign w:val="center"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p><w:p>',
        ["below merged"],
    ),
    "formula": (XLSX, SHEET, "<v>1621</v>", "<f>1621</f><v>1621</v>", ["f", "f text"]),
    "hidden row": (XLSX, SHEET, '<row r="2"', '<row hidden="1" r="2"', ["row hidden", "row"]),
    "hidden sheet": (
        XLSX, BOOK, '<sheet name="注"', '<sheet state="hidden" name="注"', ["sheet state", "sheet"],
    ),
    "name": (
        XLSX, BOOK, '<definedName name="_xlnm.Print_Titles"', '<definedName name="x"',
        ["definedName name"],
    ),
    "format": (XLSX, LOOKS, 'formatCode="#,##0.00"', 'formatCode="0&quot;x&quot;"',
               ["numFmt formatCode"]),
    "white": (XLSX, LOOKS, '<color theme="1"/>', '<color rgb="FFFFFFFF"/>', ["color rgb"]),
    "unused string": (XLSX, "xl/sharedStrings.xml", "</sst>", "<si><t>x</t></si></sst>",
                      ["unused string"]),
    "below a merge": (
        XLSX, SHEET, '<mergeCell ref="A3:B3"/>', '<mergeCell ref="A3:B4"/>', ["below merged"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ADDED)
def test_what_is_added_is_told(what: str) -> None:
    """An element, attribute, value or text that is on no list is told with its part, alone."""
    data, part, old, new, found = ADDED[what]
    told = check_page(replaced(data, part, old, new)).found
    assert sorted({each.what for each in told}) == sorted(set(found))
    assert {each.part for each in told} <= {part, "表一 A2", "表一 B2", "注 A1", "注 A2"}


def test_parts_that_do_not_belong_there() -> None:
    """A part more is told by its name, whatever it holds."""
    for data in (DOCX, XLSX):
        told = check_page(with_parts(data, {"docProps/app.xml": "<c/>"})).found
        assert told == (OffPage("docProps/app.xml", "part"),)


def test_comments_of_the_package() -> None:
    """A comment or an extra field of the zip is told."""
    file = io.BytesIO(DOCX)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = "全名".encode()
    assert check_page(file.getvalue()).found == (OffPage("", "zip comment"),)


def test_properties_of_a_pdf() -> None:
    """A title that stands on no page is told."""
    import pypdfium2  # noqa: PLC0415 - an extra

    assert check_page(PDF.replace(b"/Title", b"/Titlx")).found == ()
    document = pypdfium2.PdfDocument(PDF)
    attached = document.new_attachment("a.txt")
    attached.set_data(b"x")
    file = io.BytesIO()
    document.save(file)
    assert check_page(file.getvalue()).found == (OffPage("a.txt", "embedded"),)


def test_proof() -> None:
    """Clean files prove it; one with a bookmark fails it as XL-221 at its part; none is not."""
    proof = page_proof({"a.docx": DOCX, "b.xlsx": XLSX})
    assert (proof.state, proof.findings) == (ProofState.PROVED, [])
    assert proof.counts["parts"] == len(parts_of(DOCX)) + len(parts_of(XLSX))
    bad = replaced(DOCX, DOCUMENT, "<w:body>", "<w:body><w:bookmarkStart/>")
    proof = page_proof({"a.docx": bad, "b.xlsx": XLSX})
    assert proof.state is ProofState.FAILED
    assert [(each.rule, dict(each.params)) for each in proof.findings] == [
        ("XL-221", {"part": f"a.docx {DOCUMENT}", "what": "bookmarkStart"})
    ]
    assert page_proof({}).state is ProofState.NOT_EVALUATED
    assert page_proof({"a.docx": b"PK"}).state is ProofState.FAILED


def test_proof_of_withheld_texts() -> None:
    """A hit is XL-231 with row, file, part and way, and holds no text."""
    secrets = [(3, Secret("视频图像侦查平台", is_name=True)), (7, Secret("每案时长"))]
    files = {"a.docx": DOCX, "b.xlsx": XLSX}
    proof = prove_secrets(files, secrets, [])
    assert proof.state is ProofState.PROVED
    assert proof.counts == {"secrets": 2, "files": 2, "planted": 28, "found": 28}
    bad = with_parts(DOCX, {"word/comments.xml": "<c>视频图像侦查平台</c>"})
    proof = prove_secrets({"a.docx": bad}, secrets, [])
    assert proof.state is ProofState.FAILED
    assert [(each.rule, dict(each.params)) for each in proof.findings] == [
        ("XL-231", {"row": "3", "file": "a.docx", "part": "word/comments.xml", "way": "utf-8"})
    ]
    assert "视频" not in repr(proof)
    assert prove_secrets({}, secrets, []).state is ProofState.NOT_EVALUATED

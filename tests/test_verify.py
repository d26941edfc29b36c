"""Documents that are verified: the published one of 2020, and others against themselves."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from tests.word_parts import field, paragraph, rows, run, with_body
from xltool.cli.app import app, load_command
from xltool.publication.stated_parts import stated_sums
from xltool.publication.verify import verify_itself
from xltool.wordfile.blocks import Heading, PageLook, Paragraph
from xltool.wordfile.document_content import ReadTable
from xltool.wordfile.pdf_write import pdf_bytes
from xltool.wordfile.read import read_document, read_document_data
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from xltool.model.findings import Finding

ROOT: Final = Path(__file__).resolve().parents[1]
PUBLISHED: Final = ROOT / "examples" / "pingxiang-2020" / "disclosure-2020.txt"
CARD: Final = re.compile(r"\d+、.*绩效目标表")
SLIPS: Final = [
    ("XL-211", 85, "657.2元", "657.2万元"),
    ("XL-212", 3603, "1794.5", "1278"),
    ("XL-232", 3111, "公安局小计", "4"),
    ("XL-232", 3251, "交警队小计", "3"),
]
"""What is wrong with the published text: rule, line, what stands there, and what should."""


def told(findings: tuple[Finding, ...], severity: str = "error") -> list[tuple[str, int, str, str]]:
    """Return rule, line, value and what is expected of the findings of a severity."""
    return [
        (
            each.rule,
            int(each.sheet.rpartition(":")[2]),
            each.value or each.params.get("name", "") or each.params["what"],
            each.expected or each.params.get("count", ""),
        )
        for each in findings
        if each.severity == severity
    ]


def test_published_text() -> None:
    """Of the published text a wrong unit, a wrong sum and two masked sums are told, and no more."""
    found = verify_itself(read_document(PUBLISHED), "a.txt")
    assert sorted(told(found.findings)) == SLIPS
    assert len(found.findings) == len(SLIPS)
    assert found.counts == {"amounts": 29, "sums": 8, "summed": 25, "groups": 6, "hidden": 0}
    assert [each.partition(" ")[2] for each in found.unexplained] == [
        "8319.42万元", "657.2元", "10万元", "6811.69万元",
    ]  # fmt: skip


def published_document() -> tuple[bytes, int]:
    """Return the published text as a document, and how many of its headings are masked.

    As the original does it keeps the title of each card in a TC field in front of the heading; of
    a masked one it is a title of ours.
    """
    body, masked = [], 0
    for item in read_document(PUBLISHED).items:
        if isinstance(item, ReadTable):
            body.append(rows(*[[escape(text) for text in row] for row in item.grid()]))
        elif CARD.fullmatch(item.text):
            hidden = "**" in item.text
            masked += hidden
            title = f"{masked}、隐去的侦查平台第{masked}期绩效目标表" if hidden else item.text
            code = f' TC "{escape(title)}" \\f C \\l 1 '
            body.append(paragraph(field(code), run(escape(item.text))))
        else:
            body.append(paragraph(run(escape(item.text))))
    return with_body("".join(body)), masked


def test_published_document_with_its_hidden_titles() -> None:
    """The ten titles in fields beside masked headings are told, and the slips of the text.

    The twenty-six titles that repeat their headings are no error.
    """
    data, masked = published_document()
    assert masked == 10
    content = read_document_data(data)
    fields = [hidden for hidden in content.hidden if "TC" in hidden.text]
    assert len(fields) == 36
    found = told(verify_itself(content, "a.docx").findings)
    titles = [each for each in found if each[0] == "XL-231"]
    headings = [
        line.line for line in content.lines() if CARD.fullmatch(line.text) and "**" in line.text
    ]
    assert [line for _, line, _, _ in titles] == headings
    assert {what for _, _, what, _ in titles} == {"field"}
    others = sorted((rule, *rest) for rule, _, *rest in found if rule != "XL-231")
    assert others == sorted((rule, *rest) for rule, _, *rest in SLIPS)


def test_no_title_stands_in_a_finding() -> None:
    """What the document hides is not told: the report may be passed on."""
    content = read_document_data(published_document()[0])
    assert "侦查平台" not in repr(verify_itself(content, "a.docx"))


SUMS: Final = [
    ("支出8319.42万元，其中：基本支出4529.49万元，项目支出3789.93万元。",
     ["8319.42 4529.49 + 3789.93 None"]),
    ("支出100万元，其中基本支出60万元（其中人员30万元、公用20万元），项目支出40万元。",
     ["100 60 + 40 None", "60 30 + 20 error"]),
    ("比上年减少902.24万元。其中：基本支出增加609.16万元，项目支出减少1511.4万元。",
     ["-902.24 609.16 - 1511.4 None"]),
    ("比上年增加10万元，其中：运行费减少7.6万元，购置费增加18万元，接待费减少0.4万元。",
     ["10 -7.6 + 18 - 0.4 None"]),
    ("收入1,621.00万元，其中：甲761.5万元；乙859.5万元。", ["1621 761.5 + 859.5 None"]),
    ("收入100.01万元，其中：甲50.00万元，乙50.00万元。", ["100.01 50 + 50 info"]),
    ("收入1亿元，其中：甲6000万元，乙4000万元。", ["10000 6000 + 4000 None"]),
    ("收入100万元，其中：会议费20万元。", []),
    ("收入100万元，其中：会议费120万元。", ["100 120 error"]),
    ("收入100万元，其中：会议费20万元，培训费30万元等。", []),
    ("收入100万元，其中：会议费20万元，培训费30万元。", ["100 20 + 30 error"]),
    ("收入100万元。支出20万元，培训费30万元。", []),
    ("收入100万元，其中：甲60万元，比上年增加3万元；乙40万元，比上年减少5万元。",
     ["100 60 + 40 None"]),
    ("工资70万元，占70%；其中：甲60万元。", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), SUMS)
def test_sums_of_sentences(sentence: str, expected: list[str]) -> None:
    """A sum is judged with all its parts; rounding is a note, what may be partial is left out."""
    from xltool.publication.sentence_patterns import folded  # noqa: PLC0415 - one test

    found = [
        f"{check.value} {check.terms} {check.severity and check.severity.value}"
        for check in stated_sums(folded(sentence))
    ]
    assert found == expected


def document(*texts: str) -> bytes:
    """Return a document of paragraphs."""
    return docx_bytes([Heading("公开", 0), *map(Paragraph, texts)], PageLook())


def test_notes_are_no_errors() -> None:
    """True rounding tails of another department are notes, and no errors."""
    content = read_document_data(document("收入100.01万元，其中：甲50.00万元，乙50.00万元。"))
    found = verify_itself(content, "a.docx")
    assert [(each.rule, each.message, each.severity.value) for each in found.findings] == [
        ("XL-212", "XL-212.rounding", "info")
    ]
    assert not found.has_errors


def test_hidden_texts_are_listed() -> None:
    """What is hidden elsewhere than beside a mask is a note, once for each part and kind."""
    body = paragraph(run("收入100万元。")) + paragraph(run("全名", "<w:vanish/>"), run("支出"))
    found = verify_itself(read_document_data(with_body(body)), "a.docx")
    assert [(each.rule, each.severity.value, dict(each.params)) for each in found.findings] == [
        ("XL-221", "info", {"part": "word/document.xml", "what": "vanish"})
    ]


def test_paragraphs_that_a_page_break_joined() -> None:
    """In a PDF two paragraphs may become one; the second does not add up with the first."""
    texts = [
        "收入100万元，其中：甲60万元，乙40万元。",
        "收入的主要来源为财政拨款。支出90万元，其中丙95万元。",
    ]
    data = pdf_bytes([Heading("公开", 0), Paragraph("".join(texts))], PageLook())
    found = verify_itself(read_document_data(data), "a.pdf")
    assert [(each.rule, each.value, each.expected) for each in found.findings] == [
        ("XL-212", "90", "95")
    ]


def subtotals(*texts: list[str]) -> list[tuple[str, str, str]]:
    """Return rule, value and expected of the findings of a table."""
    data = with_body(rows(["名称", "金额"], *texts) + paragraph(run("x")))
    findings = verify_itself(read_document_data(data), "a.docx").findings
    return [
        (each.rule, each.value or each.params.get("name", ""), each.expected) for each in findings
    ]


def test_subtotals() -> None:
    """Subtotals above or below their rows, right, wrong, and beside masked rows."""
    assert subtotals(["甲小计", "3.00"], ["a", "1.00"], ["b", "2.00"]) == []
    assert subtotals(["a", "1.00"], ["b", "2.00"], ["甲小计", "3.00"]) == []
    assert subtotals(["甲小计", "4.00"], ["a", "1.00"], ["b", "2.00"]) == [("XL-212", "4", "3")]
    assert subtotals(["甲小计", "4.00"], ["a", "1.00"], ["b", "**"]) == [("XL-232", "甲小计", "")]
    assert subtotals(["甲小计", "**"], ["a", "1.00"], ["b", "**"], ["合计", "9.00"]) == [
        ("XL-232", "合计", "")
    ]
    assert (
        subtotals(["合计", "9.00"], ["甲小计", "4.00"], ["a", "4"], ["乙小计", "5"], ["b", "5"])
        == []
    )


def test_a_wrong_row_of_a_long_table_is_no_rounding() -> None:
    """Twenty-four rows may be off by a few last digits, not by ten of them."""
    lines = [["x", "1.01"]] * 24
    assert subtotals(["甲小计", "24.24"], *lines) == []
    assert subtotals(["甲小计", "24.20"], *lines) == [("XL-212", "24.2", "24.24")]
    data = with_body(rows(["甲小计", "24.20"], *lines) + paragraph(run("x")))
    (found,) = verify_itself(read_document_data(data), "a.docx").findings
    assert found.severity.value == "info"
    data = with_body(rows(["甲小计", "24.14"], *lines) + paragraph(run("x")))
    (found,) = verify_itself(read_document_data(data), "a.docx").findings
    assert found.severity.value == "error"


def test_nothing_read_is_not_clean() -> None:
    """A document without any figure was not verified: XL-214, an error."""
    found = verify_itself(read_document_data(document("没有数字。")), "a.docx")
    assert [(each.rule, each.severity.value) for each in found.findings] == [("XL-214", "error")]


def run_verify(*words: str) -> tuple[int, str]:
    """Return exit code and output of the command."""
    load_command("verify")
    result = CliRunner().invoke(app, ["verify", *words])
    return result.exit_code, result.output


def test_command(tmp_path: Path) -> None:
    """Exit code 0 clean, 1 errors, 2 cannot run; a listing for people, JSON for programs."""
    clean, wrong = tmp_path / "a.docx", tmp_path / "b.docx"
    clean.write_bytes(document("收入100万元，其中：甲60万元，乙40万元。"))
    wrong.write_bytes(document("收入100万元，其中：甲60万元，乙45万元。"))
    code, output = run_verify(str(clean))
    assert code == 0
    assert "只与文件自身核对" in output
    assert "没有发现问题" in output
    code, output = run_verify(str(wrong), "--format", "json", "--lang", "en")
    assert code == 1
    data = json.loads(output)
    assert data["verified_by"] == "itself"
    assert data["counts"]["sums"] == 1
    assert [(each["rule"], each["value"], each["expected"]) for each in data["findings"]] == [
        ("XL-212", "100", "105")
    ]
    assert data["findings"][0]["place"].startswith("b.docx:2 ")


def test_old_formats_are_refused(tmp_path: Path) -> None:
    """A .doc cannot be run on: one line with the file and the remedy, no traceback."""
    (tmp_path / "a.doc").write_bytes(b"Rar!\x1a\7\0")
    ran = subprocess.run(
        [sys.executable, "-m", "xltool", "verify", str(tmp_path / "a.doc")],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.startswith("xltool: a.doc: 是压缩包")
    assert "Traceback" not in ran.stderr

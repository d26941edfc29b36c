"""Published tables are read again from both files and held to the facts, cell by cell."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import pytest

from tests.examples import example_of
from tests.withheld import as_decided, decided, tables_of, withheld
from xltool.messages.render import render
from xltool.publication.document_blocks import document_blocks
from xltool.publication.proof import ProofState
from xltool.publication.public_tables import public_workbook
from xltool.publication.table_proof import PublishedFile, prove_tables
from xltool.wordfile.blocks import PageLook
from xltool.wordfile.read import read_document_data
from xltool.wordfile.write import docx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.forms import Pack
    from xltool.publication.content import PrintedTable
    from xltool.publication.proof import Proof
    from xltool.publication.withholding import Withholding

SKYNET, PATROL, LINE = (
    "天网工程运行保障费",
    "巡特警应急处突车辆采购",
    "110报警专线及视频调度指挥维保费",
)


@dataclass(frozen=True)
class Published:
    """A publication's tables in both files, and how to prove them."""

    pack: Pack
    withholding: Withholding
    tables: list[PrintedTable]
    docx: bytes
    xlsx: bytes

    def prove(self, docx: bytes | None = None, xlsx: bytes | None = None) -> Proof:
        """Return the proof of these files, or of others in their place."""
        files = {"文本.docx": docx or self.docx, "公开表.xlsx": xlsx or self.xlsx}
        read = [
            PublishedFile(n, read_document_data(data), self.tables) for n, data in files.items()
        ]
        return prove_tables(
            read, self.pack, self.withholding.values.submission, self.withholding.disclosure
        )

    def damaged(self, old: str, new: str, count: int = 1) -> Proof:
        """Return the proof of a document and a workbook in which one text is another."""
        return self.prove(
            changed(self.docx, "word/document.xml", lambda text: text.replace(old, new, count)),
            changed(self.xlsx, "xl/sharedStrings.xml", lambda text: text.replace(old, new, count)),
        )


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a package with one part changed."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as package, ZipFile(out, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            if name == part:
                content = change(content.decode()).encode()
            copy.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def published(pack: Pack) -> Published:
    """A project of two rows and a card without its name, one not at all, one card withheld."""
    withholding = withheld(
        pack, example_of("pingxiang-2020", pack)[-1],
        decided(SKYNET, "隐名公开", "天***费"), decided(PATROL, "不公开"),
        decided(LINE, "隐名公开", "110***费"),
    )  # fmt: skip
    tables = tables_of(withholding)
    return Published(
        pack, withholding, tables,
        docx_bytes(document_blocks(tables), PageLook()),
        public_workbook(tables, "公开表", leaves_out=True),
    )  # fmt: skip


def told(proof: Proof) -> list[tuple[str, str]]:
    """Return file and text of each finding."""
    return [(finding.workbook, render(finding, "zh")[0]) for finding in proof.findings]


def test_every_cell_is_what_the_facts_say(published: Published) -> None:
    """In both files together: numbers, texts, what is withheld, blanks; none differs."""
    proof = published.prove()
    assert (proof.state, told(proof)) == (ProofState.PROVED, [])
    counts = {name: number // 2 for name, number in proof.counts.items()}
    assert counts == {"numbers": 235, "texts": 2022, "masked": 84, "blank": 223}


def test_the_example_as_it_is_published(pack: Pack) -> None:
    """Ten projects by another name: all cells of both files, none differs; texts are counted."""
    found = as_decided(pack)
    tables = tables_of(found)
    for name, data in (
        ("文本.docx", docx_bytes(document_blocks(tables), PageLook())),
        ("公开表.xlsx", public_workbook(tables, "公开表")),
    ):
        read = PublishedFile(name, read_document_data(data), tables)
        proof = prove_tables([read], pack, found.values.submission, found.disclosure)
        assert (proof.state, told(proof)) == (ProofState.PROVED, [])
        assert proof.counts == {"numbers": 220, "texts": 1781, "masked": 404, "blank": 227}


DAMAGE: Final = (
    ("1,621.00", "1,621.01", ["文本.docx"], "政府采购：第 3 行第 8 格与报表不符。"),
    ("1,621.00", "1,621.0", ["文本.docx"], "政府采购：第 3 行第 8 格与报表不符。"),
    ("基础环境运维服务", "其他服务", ["文本.docx"], "政府采购：第 9 行第 3 格与报表不符。"),
    ("天***费", SKYNET, ["文本.docx"], "政府采购：第 9 行第 1 格与报表不符。"),
    (
        "一般公共预算拨款收入",
        "其他收入",
        ["文本.docx", "公开表.xlsx"],
        "收支总表：第 3 行第 1 格与报表不符。",
    ),
)


@pytest.mark.parametrize(("old", "new", "files", "expected"), DAMAGE)
def test_one_cell_that_differs(
    published: Published, old: str, new: str, files: list[str], expected: str
) -> None:
    """It is told with its place, and nothing of what stands there; nothing else is told."""
    proof = published.damaged(old, new)
    assert proof.state is ProofState.FAILED
    found = told(proof)
    assert [pair for pair in found if pair[0] == "文本.docx"] == [("文本.docx", expected)]
    assert {file for file, _ in found} >= set(files)
    assert not [text for _, text in found if SKYNET in text or "1,621" in text]


def test_numbers_of_the_workbook(published: Published) -> None:
    """A number that somebody changed in a sheet is told at its place."""
    sheet = changed(
        published.xlsx, "xl/worksheets/sheet5.xml",
        lambda text: text.replace("<v>761.5</v>", "<v>761.4</v>", 1),
    )  # fmt: skip
    assert told(published.prove(xlsx=sheet)) == [
        ("公开表.xlsx", "政府采购：第 4 行第 8 格与报表不符。")
    ]


def test_tables_that_are_not_there(published: Published) -> None:
    """A file without a card, or with one too many, is not right."""
    fewer = docx_bytes(document_blocks(published.tables[:-1]), PageLook())
    assert told(published.prove(docx=fewer)) == [
        ("文本.docx", "绩效目标 35：没有读到这张表，或者多出了内容。")
    ]
    more = docx_bytes(document_blocks([*published.tables, published.tables[-1]]), PageLook())
    assert told(published.prove(docx=more)) == [
        ("文本.docx", "文本.docx 40：没有读到这张表，或者多出了内容。")
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("编制部门：312 公安局", "天网工程", ["收支总表", "三公经费", "固定资产"]),
        ("2、2020年度人民警察加班补贴f绩效目标表", "天网工程", ["目录", "绩效目标 2"]),
    ],
)
def test_what_stands_around_tables_of_the_workbook(
    published: Published, old: str, new: str, said: list[str]
) -> None:
    """What stands between title and headings, and what the contents list, is held, too."""
    xlsx = changed(published.xlsx, "xl/sharedStrings.xml", lambda text: text.replace(old, new))
    found = [text.partition("：")[0] for _, text in told(published.prove(xlsx=xlsx))]
    assert found[: len(said)] == said


def test_sheets_that_should_not_be_there(published: Published) -> None:
    """A sheet of another name is told; its own is missing."""
    xlsx = changed(
        published.xlsx,
        "xl/workbook.xml",
        lambda text: text.replace('name="固定资产"', 'name="底稿"'),
    )
    found = [text.partition("：")[0] for _, text in told(published.prove(xlsx=xlsx))]
    assert found == ["底稿", "固定资产"]


def test_rows_that_should_not_be_there(published: Published, pack: Pack) -> None:
    """A publication that prints a project which is not published is told in both files."""
    open_ = withheld(
        pack, example_of("pingxiang-2020", pack)[-1],
        decided(SKYNET, "隐名公开", "天***费"), decided(LINE, "隐名公开", "110***费"),
    )  # fmt: skip
    tables = tables_of(open_)
    docx, xlsx = docx_bytes(document_blocks(tables), PageLook()), public_workbook(tables, "公开表")
    found = told(published.prove(docx, xlsx))
    assert {file for file, _ in found} == {"文本.docx", "公开表.xlsx"}
    assert not [text for _, text in found if PATROL in text]


def test_nothing_read_is_nothing_proved(published: Published) -> None:
    """Without a file there is no proof."""
    found = published.withholding
    proof = prove_tables((), published.pack, found.values.submission, found.disclosure)
    assert proof.state is ProofState.NOT_EVALUATED

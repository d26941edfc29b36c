"""Whoever edits the text file in Notepad is told what breaks: file, line and sentence."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.disclosures import bundled, disclosed, rendered
from tests.test_cli import refused, run
from xltool.errors import XltoolError
from xltool.publication.content import TextBlock
from xltool.publication.read_text_file import decode_text, read_text_file, text_path
from xltool.publication.render_text import render
from xltool.publication.text_file import parse_text
from xltool.publication.text_lint import lint_text, sample_sources, text_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

EDITS: Final = (
    # a name misspelt, with what was meant
    ("{.reception}", "{.receptoin}", "XL-201", 41, "reception"),
    ("{agency_running}", "{agency_runing}", "XL-201", 35, "agency_running"),
    ("narrative.why_three", "narrative.why_tree", "XL-201", 42, "why_three"),
    ("@from three_public current", "@from three_public curent", "XL-201", 38, "current"),
    ("@form procurement", "@from procurement", "XL-201.command", 77, ""),
    ("@entities", "@entitys", "XL-201", 11, "entities"),
    # a number typed by hand, a unit that stands twice, a digit before a figure
    ("共计安排{agency_running}", "共计安排657.2万元", "XL-202.typed", 35, ""),
    ("{agency_running}", "{agency_running}万元", "XL-202.measure", 35, "万元"),
    ("预算安排{.total}", "预算安排1{.total}", "XL-202.typed", 40, ""),
    # brackets: one too few, one too many, full width
    ("{.abroad}", "{.abroad", "XL-202.brackets", 40, ""),
    ("{.abroad}", "{.abroad}}", "XL-202.brackets", 40, ""),
    ("{.abroad}", "｛.abroad｝", "XL-202.brackets", 40, ""),
    # sentences that break only when nothing changed, or when there is nothing
    ("，主要是{}}；", "{}}，主要是；", "XL-204.sample", 31, ""),
    ("\n@when procurement.total.amount\n{period}", "\n{period}", "XL-204.nil", 72, ""),
)
"""Fourteen edits: what is replaced by what, the finding, its line, and what is expected there."""
ALWAYS: Final = "，其中：{units procurement.total.amount | | {short}{} | ；}"
SPLIT: Final = "{units procurement.total.amount | ，其中： | {short}小计{} | ；}"


@pytest.mark.parametrize(("old", "new", "message", "line", "expected"), EDITS)
def test_an_edit_that_breaks_the_text_is_told(
    pack: Pack, old: str, new: str, message: str, line: int, expected: str
) -> None:
    """One finding, at the line, with the sentence that stands there and what was meant."""
    text = bundled(pack)
    written = "\n".join(text.lines)
    if message == "XL-204.nil":
        written = written.replace(SPLIT, ALWAYS)
    assert old in written
    edited = parse_text("disclosure.txt", written.replace(old, new, 1))
    (finding,) = text_problems(pack, edited)
    assert (finding.message, finding.sheet) == (message, f"disclosure.txt:{line}")
    assert finding.label.zh == edited.sentence(line)
    assert finding.expected == expected or message == "XL-202.measure"


@pytest.mark.parametrize("name", ["disclosure.txt", "table_notes.txt"])
def test_five_renderings_of_a_bundled_text_read_on(
    pack: Pack, name: str, say: Callable[[str], None]
) -> None:
    """As figures are, all rising, all falling, all unchanged, all nil."""
    text, sources = bundled(pack, name), sample_sources(pack)
    assert text_problems(pack, text) == []
    assert len(sources) == 5
    said = {
        given: "".join(b.text for b in render(text, source, given).blocks
                       if isinstance(b, TextBlock))
        for given, source in sources.items()
    }  # fmt: skip
    assert len(set(said.values())) == 5
    assert "增加" in said["XL-204.rise"]
    assert "减少2" in said["XL-204.fall"]
    assert "减少" not in said["XL-204.rise"]
    assert "持平" in said["XL-204.same"]
    assert "没有安排政府采购预算" in said["XL-204.nil"]
    say(f"{name}: 5 renderings, 0 broken sentences")


def test_words_of_fields_may_be_chinese(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """Both ways of writing say the same."""
    source = disclosed(pack, campaign, list(submissions.values()))
    english = (
        "@from three_public current\n@when .total\n"
        "{name}{period}年{.total}，比{previous}年{change .total}"
        "{reason .total narrative.why_three | ，{direction}原因{}}，占{share .vehicle of .total}。"
    )
    chinese = (
        "@取自 three_public current\n@有数时 .total\n"
        "{名称}{年度}年{.total}，比{上年}年{增减 .total}"
        "{原因 .total narrative.why_three | ，{增或减}原因{}}，占{占比 .vehicle 比 .total}。"
    )
    first, second = rendered(english, source), rendered(chinese, source)
    assert [b.text for b in first.blocks if isinstance(b, TextBlock)] == [
        (
            "平乡县公安局2020年55.05万元，比2019年增加10万元，"
            "增加原因交警大队计划新增两辆执法执勤用车，占97.37%。"
        )
    ]
    assert [b.text for b in second.blocks if isinstance(b, TextBlock)] == [
        b.text for b in first.blocks if isinstance(b, TextBlock)
    ]
    assert {f.rule for f in (*first.findings, *second.findings)} == {"XL-206"}


def test_what_notepad_saves_is_read(tmp_path: Path, pack: Pack) -> None:
    """UTF-8 with and without a mark, ANSI of a Chinese Windows; UTF-16 is refused."""
    words = "# 一、部门职责\r\n\r\n{name}。\r\n"
    assert decode_text(words.encode(), "t.txt") == (words, "utf-8")
    assert decode_text(codecs.BOM_UTF8 + words.encode(), "t.txt") == (words, "utf-8")
    assert decode_text(words.encode("gb18030"), "t.txt") == (words, "gb18030")
    for data in (words.encode("utf-16"), words.encode("utf-16-le"), b"\xff\x81" * 3):
        with pytest.raises(XltoolError, match="UTF-8"):
            decode_text(data, "t.txt")
    with pytest.raises(XltoolError, match=":2: 有看不见的控制字符"):
        decode_text("一\r\n二\x07".encode(), "t.txt")
    with pytest.raises(XltoolError, match="没有这个文件"):
        read_text_file(tmp_path / "none.txt")
    assert lint_text(pack, tmp_path / "none.txt")[0].endswith("没有这个文件 · no such file")


def test_a_campaign_may_hold_its_own_text(tmp_path: Path, pack: Pack) -> None:
    """It is used in the place of the pack's; a text that the pack has not is refused."""
    assert pack.disclosure
    of_pack = text_path(pack, pack.disclosure, tmp_path)
    assert of_pack == pack.folder / "templates" / "disclosure.txt"
    own = tmp_path / "disclosure.txt"
    own.write_text("# 一、\n", encoding="utf-8")
    assert text_path(pack, pack.disclosure, tmp_path) == own
    with pytest.raises(XltoolError, match="table_notes"):
        text_path(pack, pack.disclosure, None, "other.txt")


def test_lint_reads_a_text_that_somebody_edited(tmp_path: Path, pack: Pack) -> None:
    """``xltool lint --text`` tells what is wrong, or how it was read."""
    edited = tmp_path / "disclosure.txt"
    text = "\n".join(bundled(pack).lines)
    edited.write_text(text.replace("{.reception}", "{.receptoin}"), encoding="gb18030")
    said = refused("lint", "county-budget", "--text", edited, "--lang", "zh")
    assert "disclosure.txt:41: “{.receptoin}”不认识。 是不是 reception？" in said
    assert "公务用车购置及运维费{.vehicle}" in said
    edited.write_text(text, encoding="gb18030")
    said = run("lint", "county-budget", "--text", edited, "--lang", "zh")
    assert "disclosure.txt: 编码是 GB18030，已按此读取" in said


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("{.total}。", "XL-201.origin", 1),
        ("{three_public.total}。", "XL-201.figure", 1),
        ("{narrative.why_three.text}。", "XL-201.figure", 1),
        ("{change procurement.total.amount}。", "XL-201.last", 1),
        ("{parts three_public.abroad.current | {label}}。", "XL-201.below", 1),
        ("{share three_public.abroad.current}。", "XL-201.share", 1),
        ("{units procurement.total.amount}。", "XL-201.parts", 1),
        ("{reason three_public.total.current}。", "XL-201.reason", 1),
        ("{direction}。", "XL-201.here", 1),
        ("{}。", "XL-201.here", 1),
        ("一\n\n@form transfers", "XL-201.unprinted", 3),
        ("@each procurement\n{no}。\n@end", "XL-201.cards", 1),
        ("@each duties\n{no}。", "XL-201.end", 1),
        ("@when three_public.total.current", "XL-201.nothing", 1),
        ("{__import__('os').system('x')}。", "XL-201.figure", 1),
        ("{units procurement.total.amount | | {short{short}} | ；}", "XL-202.brackets", 1),
        ("{text narrative.why_three | x}", "XL-201.parts", 1),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_told(pack: Pack, text: str, message: str, line: int) -> None:
    """Each has a message of its own, at its line; nothing is evaluated, whatever stands there."""
    found = [f for f in text_problems(pack, parse_text("t.txt", text)) if f.rule != "XL-204"]
    assert [(f.message, f.sheet) for f in found] == [(message, f"t.txt:{line}")]


FRAGMENTS: Final = (
    "{", "}", "|", "\n", "\n\n", "@from ", "@when ", "@each duties", "@end", "@text ",
    "@form ", "# ",
    ".total", "three_public", "three_public.total.current", "narrative.why_three",
    "duties", "current",
    "change ", "share ", " of ", "parts ", "units ", "reason ", "text ", "each ", "{}",
    "{short}",
    "{label}", "procurement.total.amount", "agency_running", "增减 ", "｛", "万元", "657.2",
    "，", "。",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join))
def test_no_text_is_too_strange(pack: Pack, text: str) -> None:
    """Whatever stands in a text, it is printed or told at a line, and nothing is raised."""
    parsed = parse_text("t.txt", text)
    for finding in text_problems(pack, parsed):
        assert 1 <= int(finding.sheet.rpartition(":")[2]) <= len(parsed.lines)
        assert finding.label.zh == parsed.sentence(int(finding.sheet.rpartition(":")[2]))

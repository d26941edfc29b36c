"""The HTML report: one offline file that shows what was found, and does nothing else."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.variant import Clean
from tests.test_campaign import JAIL, POLICE, edit
from tests.test_cli import run
from tests.test_report import HOSTILE, raw_controls
from xltool.a1 import parse_address
from xltool.campaign.checking import Checked
from xltool.consolidation.consolidate import consolidate
from xltool.kinds import Severity
from xltool.model.findings import Finding, Return
from xltool.model.forms import Entity
from xltool.report.compositions import MOST_BARS, compositions
from xltool.report.html_elements import raw, tag
from xltool.report.html_findings import MOST_SNIPPETS
from xltool.report.html_page import as_page
from xltool.report.snippets import SnippetSource
from xltool.text import same_in_both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.browser import Browser
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

pytestmark = pytest.mark.usefixtures("reads_here")

VOID: Final = {"meta", "input"}
MISTAKES: Final[dict[str, object]] = {
    "收支总表!B15": 2640.65, "政府采购!C8": 85.5, "政府采购!G15": "2辆", "政府采购!G16": "３",
    "政府采购!E9": "<script>alert(1)</script>", "固定资产!C9": "</style>\u202e[/red]",
}  # fmt: skip


class Outline(HTMLParser):
    """The elements of a page, their attributes and the texts; asserts that tags are balanced."""

    def __init__(self, page: str) -> None:
        """Parse a page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not {"script", "style"} & set(self._open):
            self.texts.append(data)


def hostile_page(text: str, pack: Pack, submission: Submission | None = None) -> str:
    """Return a page where everything that can come from outside is ``text``."""
    finding = Finding(
        "XL-112", Severity.ERROR, "XL-112", form=text, sheet=text, cell="A1", cells=(text,),
        label=same_in_both(text), column=text, value=text, expected=text,
        params={"why": text, "taken": text, "name": text},
    )  # fmt: skip
    item = Return(text, submission, (finding,))
    return as_page(Checked([item], (finding,), pack, None), "zh")


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text(text: str, shown: str, pack: Pack) -> None:
    """Whatever a cell holds stands on the page as text: no element and no attribute comes of it."""
    harmless = Outline(hostile_page("x", pack))
    found = Outline(hostile_page(text, pack))
    assert [name for name, _ in found.elements] == [name for name, _ in harmless.elements]
    assert [set(attributes) for _, attributes in found.elements] == [
        set(attributes) for _, attributes in harmless.elements
    ]
    assert any(shown in each for each in found.texts)
    assert raw_controls(hostile_page(text, pack)) == set()


@given(text=st.text())
@settings(max_examples=60, deadline=None)
def test_nothing_becomes_markup(text: str) -> None:
    """Text and attributes of an element are escaped, whatever they are."""
    (found,) = Outline(tag("p", text, title=text)).elements
    assert found[0] == "p"
    assert "<" not in tag("p", text).removeprefix("<p>").removesuffix("</p>")
    assert raw_controls(tag("p", text, title=text)) == set()


def test_style_and_script_cannot_be_left() -> None:
    """Our own style and script are put in as they are, unless they would end the element."""
    assert raw("style", "a > b {}") == "<style>a > b {}</style>"
    with pytest.raises(ValueError, match="style"):
        raw("style", "</style><script>")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_stands_alone(pack: Pack, campaign: Campaign, language: str) -> None:
    """Nothing is fetched, nothing is inline but what the policy names by its hash."""
    page = as_page(Checked([], (), pack, campaign), language)
    outline = Outline(page)
    for name, attributes in outline.elements:
        assert not {"src", "style", "action", "srcset"} & set(attributes), name
        assert not any(attribute.startswith("on") for attribute in attributes), name
        assert str(attributes.get("href", "#")).startswith("#")
        assert name not in {"link", "iframe", "object", "embed", "base", "img"}
    (policy,) = (
        str(attributes["content"])
        for name, attributes in outline.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert re.search(r"https?:", page) is None
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page


def test_board_names_who_owes(pack: Pack, campaign: Campaign) -> None:
    """Entities of the campaign without a return stand on the board, too."""
    page = as_page(Checked([], (), pack, campaign), "zh")
    assert page.count('class="verdict owes"') == 3
    assert "312005 看守所" in page


# --- Cells around a finding ---------------------------------------------------------------------


def test_snippet_shows_what_stands_there(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """Row numbers, column letters, the cell, its neighbours and the other cells taking part."""
    finding = Finding(
        "R1", Severity.ERROR, sheet="收支总表", cell="H17", cells=("B17", "H17", "H16"), value="1"
    )
    found = SnippetSource(pack, Return("a.xlsx", submissions["312006"])).snippet(finding)
    assert found
    assert (found.columns, found.rows) == (("F", "G", "H", "I", "J"), (4, 5, 15, 16, 17, 18, 19))
    heads = [[(square.text, square.width) for square in row] for row in found.squares[:2]]
    assert heads == [
        [("收　　入", 1), ("支　　出", 4)],
        [(text, 1) for text in ("说明", "项　　目", "本年预算数", "上年预算数", "增减额")],
    ]
    marks = {
        (row, column): square.mark
        for row, squares in zip(found.rows[2:], found.squares[2:], strict=True)
        for column, square in zip(found.columns, squares, strict=True)
    }
    assert {place for place, mark in marks.items() if mark == "here"} == {(17, "H")}
    assert {place for place, mark in marks.items() if mark == "part"} == {(16, "H")}
    assert [square.text for square in found.squares[4]] == [
        "", "支出总计", "2,460.65", "2,383.10", "77.55",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("A1", (0, 0)), ("AB10", (9, 27)), ("", None), ("A", None), ("表!A1", None), ("1", None)],
)
def test_position(cell: str, expected: tuple[int, int] | None) -> None:
    """An address is a row and a column; anything else is none."""
    assert parse_address(cell) == expected


def test_snippet_at_the_edge_and_nowhere(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """The window ends at the sheet's edge; what points at no cell or no form has none."""
    sheets = SnippetSource(pack, Return("a.xlsx", submissions["312006"]))
    corner = sheets.snippet(Finding("XL-155", Severity.INFO, sheet="收支总表", cell="A1"))
    assert corner
    assert (corner.columns, corner.rows) == (("A", "B", "C"), (1, 2, 3))
    assert sheets.snippet(Finding("XL-162", Severity.INFO, sheet="Sheet1", cell="A1")) is None
    assert sheets.snippet(Finding("XL-172", Severity.INFO, sheet="收支总表")) is None
    assert (
        SnippetSource(pack, Return("a", None)).snippet(Finding("X", Severity.INFO, cell="A1"))
        is None
    )


def test_snippet_of_an_entity_at_any_depth(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A cell of an entity two levels down has its window, as it has everywhere."""
    child = submissions["312006"]
    department = consolidate(pack, Entity("31", "部门", "部门", "3"), [child])
    whole = consolidate(pack, Entity("3", "全县", "全县"), [department])
    finding = Finding("R1", Severity.ERROR, sheet="312006 收支总表", cell="H17")
    found = SnippetSource(pack, Return("a.xlsx", whole)).snippet(finding)
    assert found
    assert found.squares[4][2].text == "2,460.65"


@pytest.mark.parametrize(
    ("sheet", "cell", "rows"),
    [
        ("固定资产", "C15", (11, 12, 13, 14, 15, 16, 17)),
        ("固定资产", "C17", (11, 12, 15, 16, 17, 18, 19)),
        ("固定资产", "C6", (4, 5, 6, 7, 8)),
        ("绩效目标", "C29", (20, 27, 28, 29, 30, 31)),
    ],
)
def test_snippet_has_the_headings_of_its_own_rows(
    pack: Pack, submissions: Mapping[str, Submission], sheet: str, cell: str, rows: tuple[int, ...]
) -> None:
    """Of a form with several tables those right above count, once, wherever the cell stands."""
    source = SnippetSource(pack, Return("a.xlsx", submissions["312006"]))
    found = source.snippet(Finding("R1", Severity.ERROR, sheet=sheet, cell=cell))
    assert found
    assert found.rows == rows


def test_board_of_two_files(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """An undecided entity's files stand together and say so; forms that nobody has are left out."""
    twice = Finding("R34", Severity.ERROR, "R34.duplicate", entity="312005")
    returns = [
        Return("b.xlsx", submissions["312006"]), Return("x.pdf", None, (twice,)),
        Return("c.xlsx", submissions["312005"]), Return("a.xlsx", submissions["312005"]),
    ]  # fmt: skip
    page = as_page(Checked(returns, (twice,), pack, None), "zh")
    rows = re.findall(
        r'<tr data-state="([\w-]+)" data-file="\d"><th scope="row"><span[^>]*>([^<]+)', page
    )
    assert [(name.partition(" ")[0], state) for state, name in rows] == [
        ("312005", "undecided"), ("312005", "undecided"), ("312006", "accepted"),
        ("x.pdf", "rejected"),
    ]  # fmt: skip
    assert "内部往来</th>" in page
    assert "调整</th>" not in page


# --- Charts -------------------------------------------------------------------------------------


def test_charts_add_up(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """Each bar's parts sum up to the entity's income and expenditure of the year."""
    income, expenditure = compositions(pack, list(submissions.values()))
    assert (income.title, expenditure.title) == ("收入", "支出")
    for chart in (income, expenditure):
        totals = {bar.name: str(bar.total) for bar in chart.bars}
        assert totals == {"公安局": "5459.02", "看守所": "399.75", "交警队": "2460.65"}
        assert str(chart.sums.total) == "8319.42"
    assert expenditure.kinds == ("人员经费", "项目支出", "日常公用经费")
    assert expenditure.sums.amounts == (Decimal("3872.29"), Decimal("3789.93"), Decimal("657.20"))


def test_chart_of_many_entities(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """With very many entities the largest are drawn, and a note says how many are not."""
    many = list(submissions.values()) * 20
    chart = next(compositions(pack, many))
    assert len(chart.bars) == MOST_BARS
    assert chart.left_out == 60 - MOST_BARS
    assert str(chart.sums.total) == "166388.40", "who is not drawn counts, too"
    assert list(compositions(pack, [])) == []


# --- In a browser -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The report of a campaign with mistakes in it, in both languages."""
    folder = tmp_path_factory.mktemp("reports")
    run("init", folder / "c", "--example", "pingxiang-2020")
    edit(folder / "c" / "in" / POLICE, MISTAKES)
    edit(folder / "c" / "in" / JAIL, {"收支总表!B6": 1, "收支总表!B25": "外面"})
    (folder / "c" / "in" / "坏.xlsx").write_text("no workbook", encoding="utf-8")
    for language in ("zh", "en"):
        target = folder / f"{language}.html"
        run(
            "check", "-C", folder / "c", "--format", "html", "-o", target, "--lang", language,
            code=1,
        )  # fmt: skip
    return {language: folder / f"{language}.html" for language in ("zh", "en")}


@pytest.fixture
def opened(browser: Browser, reports: Mapping[str, Path]) -> Browser:
    """The Chinese report in the browser, in the light."""
    browser.told.clear()
    browser.media()
    browser.open(reports["zh"])
    return browser


COUNT: Final = "document.querySelectorAll('.finding:not([hidden])').length"


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_console_stays_silent(browser: Browser, reports: Mapping[str, Path], language: str) -> None:
    """No error, no violation of the policy, no request, no script from a cell; filters work."""
    browser.told.clear()
    browser.open(reports[language])
    assert browser.run("document.getElementById('filters').hidden") is False
    assert browser.run("getComputedStyle(document.querySelector('.board')).borderCollapse")
    assert browser.run("document.scripts.length") == 1
    assert browser.told == []


@pytest.mark.browser
def test_policy_stops_what_is_not_ours(opened: Browser) -> None:
    """Were markup from a cell ever to get in, the policy would stop it."""
    opened.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    opened.run("document.body.append(Object.assign(document.createElement('script'), "
               "{textContent: 'window.owned = 1'}))")  # fmt: skip
    assert opened.run("window.owned") is None
    assert opened.told
    opened.told.clear()


@pytest.mark.browser
def test_filters_leave_what_fits(opened: Browser) -> None:
    """Severity, entity, form and words each narrow the list; groups without findings vanish."""
    total: int = opened.run(COUNT)
    set_value = "const each = document.getElementById('{0}'); each.value = '{1}'; "
    fire = "each.dispatchEvent(new Event('input', {bubbles: true}))"
    opened.run("document.querySelector('[value=error]').click()")
    assert 0 < opened.run(COUNT) < total
    opened.run("document.querySelector('[type=reset]').click()")
    opened.run("new Promise(done => setTimeout(done, 50))")
    assert opened.run(COUNT) == total
    opened.run("{" + set_value.format("by-form", "fixed_assets") + fire + "}")
    assert opened.run(COUNT) == opened.run(
        "document.querySelectorAll('.finding[data-form=fixed_assets]').length"
    )
    assert 0 < opened.run(COUNT) < total
    assert opened.run(
        "[...document.querySelectorAll('.group:not([hidden])')]"
        ".every(group => group.querySelector('[data-form=fixed_assets]'))"
    )
    assert opened.run("document.getElementById('showing').textContent") == (
        f"显示 {opened.run(COUNT)} 条，共 {total} 条"
    )
    opened.run("{" + set_value.format("words", "nowhere") + fire + "}")
    assert opened.run(COUNT) == 0
    assert opened.told == []


@pytest.mark.browser
def test_board_leads_to_the_findings(opened: Browser) -> None:
    """A number on the board shows those findings alone, and moves the focus to them."""
    link = "document.querySelector('.board a[data-form=procurement]')"
    expected = opened.run(
        f"[...{link}.querySelectorAll('.badge')]"
        ".reduce((sum, each) => sum + parseInt(each.dataset.count), 0)"
    )
    opened.run(f"{link}.click()")
    opened.run("new Promise(done => setTimeout(done, 50))")
    assert opened.run(COUNT) == expected
    assert opened.run("document.activeElement.id") == "findings"


@pytest.mark.browser
def test_groups_state_one_thing_each(opened: Browser) -> None:
    """A group holds what one rule states once, errors first; the index leads to each group."""
    groups: list[dict[str, Any]] = opened.run(
        "[...document.querySelectorAll('.group')].map(group => ({id: group.id,"
        " title: group.querySelector('h3 .rule').textContent"
        " + group.querySelector('h3 .about').textContent,"
        " weights: [...group.querySelectorAll('.finding')].map(each => each.dataset.severity)}))"
    )
    order = ["error", "warning", "info"]
    assert len({group["title"] for group in groups}) == len(groups)
    for group in groups:
        assert group["weights"] == sorted(group["weights"], key=order.index)
    links = opened.run(
        "[...document.querySelectorAll('.index a')].map(link =>"
        " [link.hash.slice(1), parseInt(link.querySelector('.count').textContent)])"
    )
    assert links == [[group["id"], len(group["weights"])] for group in groups]


@pytest.mark.browser
def test_index_follows_the_filters(opened: Browser) -> None:
    """What is filtered away is not counted in the index, and groups without findings leave it."""
    opened.run("document.querySelector('[value=error]').click()")
    shown = opened.run(
        "[...document.querySelectorAll('.index li:not([hidden]) .count')]"
        ".reduce((sum, each) => sum + parseInt(each.textContent), 0)"
    )
    assert shown == opened.run(COUNT) > 0
    assert opened.run("document.querySelector('.index li[hidden]') !== null")


ROWS: Final = "[...document.querySelectorAll('.board tbody tr:not([hidden]) th')]"


@pytest.mark.browser
def test_board_is_filtered(opened: Browser) -> None:
    """By verdict and by the entity's name or code; how many rows are left is shown."""
    names = f"{ROWS}.map(each => each.firstChild.textContent)"
    assert opened.run(names) == [
        "312 公安局", "312002 公安局", "312005 看守所", "312006 交警队", "坏.xlsx",
    ]  # fmt: skip
    put = ("{{const each = document.getElementById('{0}'); each.value = '{1}';"
           "each.dispatchEvent(new Event('input', {{bubbles: true}}))}}")  # fmt: skip
    opened.run(put.format("by-state", "needs-fix"))
    assert opened.run(names) == ["312005 看守所", "312006 交警队"]
    opened.run(put.format("entity", "交警"))
    assert opened.run(names) == ["312006 交警队"]
    assert opened.run("document.querySelector('#board-filters .showing').textContent") == (
        "显示 1 行，共 5 行"
    )
    assert opened.told == []


@pytest.mark.browser
def test_page_works_without_its_script(opened: Browser, reports: Mapping[str, Path]) -> None:
    """Where scripts are off all findings stand there, and the filters do not."""
    opened.call("Emulation.setScriptExecutionDisabled", value=True)
    opened.open(reports["zh"])
    opened.call("Emulation.setScriptExecutionDisabled", value=False)
    assert opened.run("document.getElementById('filters').hidden") is True
    assert opened.run(COUNT) == opened.run("document.querySelectorAll('.finding').length")


CONTRAST: Final = """
(() => {
  const light = (css) => {
    const parts = css.match(/[\\d.]+/g).map(Number);
    const linear = (x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts.map((x) => linear(x / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (!colour.endsWith(", 0)")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || node.closest("script, svg, option")) continue;
    const pair = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) weak.push([node.className, walker.currentNode.textContent, ratio]);
  }
  return weak;
})()
"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(opened: Browser, scheme: str) -> None:
    """Every text stands out from its ground, 4.5 to 1 at least, in the light and in the dark."""
    opened.media(scheme=scheme)
    assert opened.run(CONTRAST) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(
    browser: Browser, reports: Mapping[str, Path], width: int
) -> None:
    """From a telephone to a desk, only tables scroll sideways, never the page."""
    browser.media()
    browser.open(reports["zh"], width)
    assert browser.run("document.documentElement.scrollWidth") <= width


HEADLESS: Final = """
[...document.querySelectorAll("table")].filter((each) => !each.querySelector("th[scope]")).length
"""
NAMELESS: Final = """
[...document.querySelectorAll("a, button, input, select, summary, [role=img], [role=region]")]
  .filter((each) => !(each.textContent.trim() || each.getAttribute("aria-label")
    || each.getAttribute("aria-labelledby") || each.closest("label")))
  .map((each) => each.outerHTML)
"""


@pytest.mark.browser
def test_keyboard_and_screen_reader(opened: Browser) -> None:
    """Every control has a name, tables have heads, headings skip no level, a link skips ahead."""
    assert opened.run(NAMELESS) == []
    assert opened.run(HEADLESS) == 0
    levels: list[int] = opened.run(
        "[...document.querySelectorAll('h1, h2, h3')].map(each => Number(each.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    opened.call("Input.dispatchKeyEvent", type="keyDown", key="Tab", code="Tab",
                windowsVirtualKeyCode=9)  # fmt: skip
    assert opened.run("document.activeElement.className") == "skip"


@pytest.mark.browser
def test_paper(opened: Browser) -> None:
    """It prints: without the filters, on A4, on fewer pages than it has findings."""
    printed = opened.paper()
    assert printed.startswith(b"%PDF")
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", printed)
    pages = len(re.findall(rb"/Type /Page\b[^s]", printed))
    assert 1 < pages < opened.run(COUNT)
    opened.media(kind="print", scheme="dark")
    assert opened.run("getComputedStyle(document.getElementById('filters')).display") == "none"
    assert opened.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.browser
def test_paper_has_nothing_folded(opened: Browser) -> None:
    """What a click unfolds on the screen stands open on paper, also of one entity alone."""
    folded = (
        "[...document.querySelectorAll('details:not(.aside) > :not(summary)')]"
        ".filter(each => each.parentElement.checkVisibility() && !each.checkVisibility())"
    )
    choose = (
        "{const each = document.getElementById('by-file'); each.value = '1';"
        "each.dispatchEvent(new Event('input', {bubbles: true}))}"
    )
    for step in ("", choose):
        opened.run(step or "0")
        opened.media()
        assert opened.run(f"{folded}.length") > 0
        opened.media(kind="print")
        assert opened.run(f"{folded}.map(each => each.textContent)") == []
    opened.run("dispatchEvent(new Event('beforeprint'))")
    assert opened.run("document.querySelectorAll('details:not([open])').length") == 0
    opened.run("dispatchEvent(new Event('afterprint'))")
    assert opened.run("document.querySelectorAll('details[open]').length") == 0


@pytest.mark.browser
def test_chips_say_what_they_mean(opened: Browser) -> None:
    """Words stand beside counts and codes: on the board, in the index, in the charts."""
    texts = "[...document.querySelectorAll('{0}')].map(each => each.textContent)"
    assert set(opened.run(texts.format(".board .state"))) == {
        "✓ 无问题", "无数据", "没有填", "没有本表",
    }  # fmt: skip
    badge = re.compile(r"(错误|提醒|提示) [1-9]\d*")
    assert all(badge.fullmatch(text) for text in opened.run(texts.format(".badge")))
    entry = re.compile(r"(错误|提醒|提示)(XL-\d+|[A-Z]\d+).*[^\d]\d+ 条")
    assert all(entry.fullmatch(text) for text in opened.run(texts.format(".index a")))
    assert all(" " in text for text in opened.run(texts.format(".related .rule")))
    assert opened.run(texts.format("figure p.sum")) == [
        "3 个单位合计 7,920.67", "3 个单位合计 8,319.42",
    ]  # fmt: skip
    assert opened.run(texts.format("tfoot td"))[-1] == "8,319.42"


@pytest.mark.browser
def test_one_entity_is_printed_alone(opened: Browser) -> None:
    """Once a file is chosen, paper has what is of it, and its name; all of it is a button away."""
    shown = ("[...document.querySelectorAll('{0}')].filter(each => each.checkVisibility())"
             ".map(each => each.dataset.file)")  # fmt: skip
    label = "document.getElementById('print').textContent"
    assert opened.run(label) == "打印"
    opened.run("{const each = document.getElementById('by-file'); each.value = '2';"
               "each.dispatchEvent(new Event('input', {bubbles: true}))}")  # fmt: skip
    assert opened.run(label) == "只打印这个单位"
    assert opened.run(shown.format(".board tbody tr")) == ["0", "1", "2", "3", "4"]
    opened.media(kind="print")
    assert opened.run(shown.format(".board tbody tr")) == ["2"]
    assert set(opened.run(shown.format(".finding"))) == {"2"}
    assert opened.run("document.getElementById('only').checkVisibility()")
    assert opened.run("document.getElementById('only').textContent") == (
        "312005 看守所（312005-看守所-2020.xlsx）"
    )
    for name in ("overview", "charts"):
        section = f"document.querySelector('section[aria-labelledby={name}]')"
        assert not opened.run(f"{section}.checkVisibility()")
    counted = "[...document.querySelectorAll('.group:not([hidden]) h3 .count')]"
    total = opened.run(f"{counted}.reduce((sum, each) => sum + parseInt(each.textContent), 0)")
    assert total == opened.run(COUNT)
    opened.media()
    opened.run("document.querySelector('[type=reset]').click()")
    opened.run("new Promise(done => setTimeout(done, 50))")
    opened.media(kind="print")
    assert opened.run(shown.format(".board tbody tr")) == ["0", "1", "2", "3", "4"]
    assert opened.told == []


def test_report_of_the_corpus(pack: Pack, campaign: Campaign, tmp_path: Path) -> None:
    """The whole way from a hostile file to the page: its texts are there, its markup is not."""
    book = Clean(pack, campaign).book()
    book.type("固定资产!C9", "<img src=x onerror=alert(1)>")
    book.type("收支总表!A10", "'\"><script>alert(1)</script>")
    (tmp_path / "a.xlsx").write_bytes(book.data())
    run("check", tmp_path / "a.xlsx", "--format", "html", "-o", tmp_path / "a.html", code=1)
    outline = Outline((tmp_path / "a.html").read_text(encoding="utf-8"))
    names = [name for name, _ in outline.elements]
    assert names.count("script") == 1
    assert "img" not in names
    assert any("onerror=alert(1)" in text for text in outline.texts)


def test_json_goes_on_working(reports: Mapping[str, Path]) -> None:
    """The same campaign as JSON counts as many entries as the page shows."""
    folder = reports["zh"].parent / "c"
    document: dict[str, Any] = json.loads(run("check", "-C", folder, "--format", "json", code=1))
    count = sum(document["summary"][name] for name in ("error", "warning", "info"))
    page = reports["zh"].read_text(encoding="utf-8")
    assert page.count('class="finding"') == count


def test_many_findings_of_a_rule(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """Of each rule the first findings come with their cells, and a note says how many do not."""
    findings = tuple(
        Finding(rule, Severity.ERROR, "XL-119", sheet="收支总表", cell="B6")
        for rule in ("A", "B")
        for _ in range(MOST_SNIPPETS + 3)
    )
    returned = Return("a.xlsx", submissions["312006"], findings)
    page = as_page(Checked([returned], (), pack, None), "zh")
    assert page.count('class="finding"') == 2 * (MOST_SNIPPETS + 3)
    assert page.count('class="sheet"') == 2 * MOST_SNIPPETS
    assert page.count("其余 3 条不附单元格图") == 2

"""The pages about what came back: states and words, links, and nothing hostile becomes markup."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from tests.fake_desk import BASE, page_of, view_of
from tests.test_campaign import POLICE, edit
from tests.test_cli import run
from tests.test_explanations import JAIL, TEXT, explain
from tests.test_page import MISTAKES, Outline
from xltool.campaign.next_step import SEALED, NextStep, NextStepKind
from xltool.campaign.seal import SealStatus
from xltool.desk import inbox_facts as inbox_facts_file
from xltool.desk import inbox_page as inbox
from xltool.desk.desk_view import DeskView, PageNotFoundError
from xltool.desk.inbox_facts import inbox_facts
from xltool.desk.inbox_step import step_section
from xltool.desk.job import JobState, JobStatus
from xltool.desk.page_frame import desk_html, due_text
from xltool.desk.task_sentences import SENTENCES
from xltool.desk.unit_states import STATE_WORDS, UnitState
from xltool.desk.words_returns import CHOOSE, RETURNS, STEPS, UNIT
from xltool.kinds import ReplyKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


HAN: Final = re.compile("[\u3400-\u9fff]")
UNITS: Final = """\
312007,平乡县公安局刑警大队,刑警队,行政,312,正科级,财政拨款
312008,平乡县公安局森林警察大队,森林警察,行政,312,股级,财政拨款
312009,平乡县公安局特警大队,特警队,行政,312,正科级,财政拨款
"""
STATES: Final = {
    "312009": UnitState.RETURNED, "312002": UnitState.SEVERAL, "312005": UnitState.ANSWERS,
    "312006": UnitState.ERRORS, "312008": UnitState.EMPTY, "312007": UnitState.OWES,
}  # fmt: skip
"""The units of the campaign in the order of the page."""
HOSTILE: Final = "<img src=x onerror=alert(1)>&quot;\u202ex.xlsx"
LANGUAGES: Final = pytest.mark.parametrize("language", ["zh", "en"])
TASK_ROUTES: Final = {"check", "reissue", "accept", "answer", "stop", "end", "language"}


@pytest.fixture(scope="module")
def campaign_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with a unit in every state but accepted, and a file of nobody."""
    folder = tmp_path_factory.mktemp("desk") / "c"
    run("init", folder, "--example", "pingxiang-2020")
    kept = shutil.copytree(folder / "in", folder.parent / "kept")
    with (folder / "entities.csv").open("a", encoding="utf-8") as file:
        file.write(UNITS)
    run("generate", folder)
    for path in (folder / "in").iterdir():
        if path.name != JAIL:
            path.unlink()
    run("check", folder, "--reissue", folder / "back", "--all")
    explain(folder)
    shutil.rmtree(folder / "back")
    edit(kept / POLICE, dict(MISTAKES), folder / "in" / POLICE)
    first = kept / "312002-公安局-2020.xlsx"
    shutil.copy(first, folder / "in")
    edit(first, {"政府采购!G16": 3}, folder / "in" / "312002-公安局-2020-定稿.xlsx")
    shutil.copy(folder / "out" / "312008-森林警察-2020.xlsx", folder / "in")
    (folder / "in" / HOSTILE).write_bytes(b"PK\x03\x04 and no more")
    run("check", folder, code=1)
    shutil.copy(folder / "out" / "312009-特警队-2020.xlsx", folder / "in")
    return folder


class Parsed(HTMLParser):
    """What a page has: texts outside of Chinese elements, links, forms, rows of the board."""

    def __init__(self, page: str) -> None:
        """Parse it."""
        super().__init__()
        self.english: list[str] = []
        self.links: list[str] = []
        self.actions: list[str] = []
        self.rows: list[str] = []
        self.ids: list[str] = []
        self._open: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        found = dict(attrs)
        lang = found.get("lang")
        is_chinese = lang != "en" and (bool(lang) or bool(self._open and self._open[-1]))
        if tag not in {"meta", "input"}:
            self._open.append(is_chinese or tag in {"script", "style"})
        self.links += [str(found["href"])] if "href" in found else []
        self.actions += [str(found["action"])] if "action" in found else []
        self.ids += [str(found["id"])] if "id" in found else []
        if tag == "tr" and "data-state" in found:
            self.rows.append(str(found["data-state"]))
        if not is_chinese:
            self.english += [str(found[name]) for name in ("title", "aria-label") if name in found]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        assert tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not (self._open and self._open[-1]):
            self.english.append(data)


def shown(view: DeskView, route: str = "") -> str:
    """Return the HTML of a page."""
    return desk_html(view, page_of(view, route))


def test_units_that_need_the_officer_come_first(campaign_folder: Path) -> None:
    """Each unit is in its state, and the states follow each other in the order of the work."""
    facts = inbox_facts(view_of(campaign_folder).campaign)
    assert {unit.entity.code: unit.state for unit in facts.units} == STATES
    assert [unit.entity.code for unit in facts.units] == list(STATES)
    assert [unit.unreplied for unit in facts.units] == [0, 0, 1, 0, 0, 0]
    assert Parsed(shown(view_of(campaign_folder))).rows == [
        state.value for state in STATES.values()
    ]


@LANGUAGES
def test_page_names_each_state(campaign_folder: Path, language: str) -> None:
    """Every state on the page is told by its word."""
    page = shown(view_of(campaign_folder, language))
    for state in STATES.values():
        word = STATE_WORDS[state].in_language(language)
        assert f'class="verdict {state.value}">{word}</span>' in page


ACTIONS: Final = (
    ("312009", "check-312009"), ("312002", "choose-312002"), ("312005", "reply-312005"),
    ("312006", "see-312006"), ("312006", "correction-312006"), ("312007", "remind-312007"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "name"), ACTIONS)
def test_row_offers_what_is_next(campaign_folder: Path, code: str, name: str) -> None:
    """What can be done with a unit stands in its row, under a name that stays."""
    parsed = Parsed(shown(view_of(campaign_folder)))
    assert name in parsed.ids
    assert f"unit-{code}" in parsed.ids


@pytest.mark.parametrize("route", ["", "unit/312006", "unit/312005", "unit/312002/choose"])
def test_links_stay_on_the_desk(campaign_folder: Path, route: str) -> None:
    """Every link and form leads to this campaign or to the desk; names of elements are unique."""
    parsed = Parsed(shown(view_of(campaign_folder), route))
    for link in parsed.links:
        assert link.startswith(("#", "/random/")), link
        assert not urlsplit(link).netloc
    names = {action.removeprefix(BASE).removeprefix("/random/") for action in parsed.actions}
    assert names <= TASK_ROUTES
    assert len(parsed.ids) == len(set(parsed.ids))


@pytest.mark.parametrize("route", ["", "unit/312005", "unit/312006", "unit/312002/choose"])
def test_english_pages_are_english(campaign_folder: Path, route: str) -> None:
    """What is Chinese on an English page is said to be: names and texts of the forms.

    Sentences of findings quote what the forms print; another test is for those.
    """
    view = view_of(campaign_folder, "en")
    page = desk_html(view, page_of(view, route)).partition('id="findings"')[0]
    names = [view.campaign.title]
    names += [name for each in view.campaign.entities for name in (each.name, each.short)]
    found = []
    for text in Parsed(page).english:
        left = re.sub(r"“.*?”|\S+\.(cmd|xlsx)|\S+!\w+", "", text)  # quotes, files, cells
        for name in sorted(names, key=len, reverse=True):
            left = left.replace(name, "")
        found += [text] if HAN.search(left) else []
    assert found == []


def test_hostile_texts_stay_texts(campaign_folder: Path) -> None:
    """Names of files and contents of cells make no element and no attribute."""
    for route in ("", "unit/312006", "unit/312002/choose"):
        page = shown(view_of(campaign_folder), route)
        outline = Outline(page)
        assert [name for name, _ in outline.elements].count("script") == 1
        assert "img" not in {name for name, _ in outline.elements}
        assert not any(key.startswith("on") or key == "style" for _, each in outline.elements
                       for key in each)  # fmt: skip
        assert "\u202e" not in page
    texts = Outline(shown(view_of(campaign_folder))).texts
    assert any("<img src=x onerror=alert(1)>&quot;" in text for text in texts)


def test_file_of_nobody_is_told_with_its_fault(campaign_folder: Path) -> None:
    """A file that could not be read stands apart, with what is wrong with it."""
    page = shown(view_of(campaign_folder)).partition('id="others"')[2]
    assert "已损坏" in page


def test_of_many_files_of_nobody_the_rest_is_counted(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand wrong files do not make a page of a thousand entries, and none goes untold."""
    monkeypatch.setattr(inbox_facts_file, "MOST_STRAYS", 0)
    assert "另有 1 个文件没有列出" in shown(view_of(campaign_folder))


@pytest.mark.parametrize(
    ("asked", "codes"),
    [("owes", ["312007"]), ("errors", ["312006", "312008"]), ("accepted", []),
     ("needs", ["312009", "312002", "312005", "312006", "312008"]), ("all", list(STATES)),
     ("<script>", list(STATES))],
)  # fmt: skip
def test_tiles_choose_the_units(campaign_folder: Path, asked: str, codes: list[str]) -> None:
    """A tile lists the units of its states; what is no tile is ignored."""
    view = view_of(campaign_folder, query={"state": asked})
    assert Parsed(shown(view)).rows == [STATES[code].value for code in codes]


def test_of_many_units_those_in_need_are_listed(
    campaign_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above a number of units the page begins with those that need the officer."""
    monkeypatch.setattr(inbox, "MOST_ROWS", 5)
    assert UnitState.OWES.value not in Parsed(shown(view_of(campaign_folder))).rows


def test_unit_that_does_not_report_has_no_page(campaign_folder: Path) -> None:
    """Neither the department nor a code of nobody, nor a path."""
    for code in ("312", "999", "..", ""):
        with pytest.raises(PageNotFoundError):
            page_of(view_of(campaign_folder), f"unit/{code}")


@LANGUAGES
def test_explanation_can_be_answered(campaign_folder: Path, language: str) -> None:
    """What the unit says stands there with a form that carries place and both answers."""
    page = shown(view_of(campaign_folder, language), "unit/312005")
    assert TEXT in page
    fields = {(each.get("name"), each.get("value")) for _, each in Outline(page).elements}
    assert fields >= {
        ("place", "固定资产!B7"), ("entity", "312005"),
        *(("reply", kind.value) for kind in ReplyKind),
    }  # fmt: skip


def test_two_files_stand_beside_each_other(campaign_folder: Path) -> None:
    """The one without errors comes first and can be taken; the other one cannot."""
    page = shown(view_of(campaign_folder), "unit/312002/choose")
    assert page.index("312002-公安局-2020.xlsx") < page.index("312002-公安局-2020-定稿.xlsx")
    assert page.count('action="/random/1/accept"') == 1
    assert CHOOSE["faulty"].zh in page


def test_sealed_campaign_offers_no_change(campaign_folder: Path) -> None:
    """The next step of a sealed campaign says so."""
    view = view_of(campaign_folder)
    seal = SealStatus("2020-12-01T00:00:00+00:00", "somebody", "0" * 64, ())
    section = step_section(view, replace(inbox_facts(view.campaign), seal=seal, step=SEALED))
    assert STEPS["sealed"].zh in section
    assert "<form" not in section


STEP_CASES: Final[Mapping[str, tuple[NextStepKind, set[UnitState], str]]] = {
    "several": (NextStepKind.DECIDE, {UnitState.SEVERAL, UnitState.ANSWERS}, "choose"),
    "answers": (NextStepKind.REISSUE, {UnitState.ANSWERS, UnitState.ERRORS}, "#answers"),
    "errors": (NextStepKind.REISSUE, {UnitState.ERRORS, UnitState.OWES}, "reissue"),
    "owes": (NextStepKind.REMIND, {UnitState.OWES, UnitState.ACCEPTED}, "print/reminders"),
    "none": (NextStepKind.REMIND, {UnitState.OWES}, ""),
    "done": (NextStepKind.CONSOLIDATE, {UnitState.ACCEPTED}, "consolidation"),
}  # fmt: skip


@LANGUAGES
@pytest.mark.parametrize("key", STEP_CASES)
def test_next_step_is_the_first_that_is_due(campaign_folder: Path, key: str, language: str) -> None:
    """Of all that is open, the step is told that others wait for, with its button."""
    kind, states, route = STEP_CASES[key]
    view = view_of(campaign_folder, language)
    facts = inbox_facts(view.campaign)
    units = [
        replace(facts.units[at % len(facts.units)], state=state)
        for at, state in enumerate(sorted(states))
    ]
    section = step_section(
        view, replace(facts, units=tuple(units), unchecked=0, step=NextStep(kind))
    )
    text = STEPS[key].in_language(language).partition("{")[0].rstrip("：:")
    assert text in section
    assert route in section
    assert bool(route) == ('id="next-go"' in section)


def test_files_that_wait_come_before_everything(campaign_folder: Path) -> None:
    """Unchecked files are checked first; before anything was handed out, that is the step."""
    view = view_of(campaign_folder)
    facts = inbox_facts(view.campaign)
    assert 'action="/random/1/check"' in step_section(view, facts)
    owing = [replace(unit, state=UnitState.OWES) for unit in facts.units]
    step = NextStep(NextStepKind.REMIND)
    new = replace(facts, units=tuple(owing), unchecked=0, has_sent=False, step=step)
    assert STEPS["new"].zh in step_section(view, new)


JOBS: Final[Mapping[JobStatus, tuple[JobState, str, str]]] = {
    JobStatus.IDLE: (JobState(), "没有正在做的事", "still"),
    JobStatus.RUNNING: (
        JobState("check", JobStatus.RUNNING, "reading", 312, 1000),
        "正在审核：读取和审核（312 / 1000）", "busy",
    ),
    JobStatus.WAITING: (
        JobState("check", JobStatus.WAITING), "另一个 xltool 正在处理本任务", "busy",
    ),
    JobStatus.DONE: (
        JobState("check", JobStatus.DONE, result={"zh": "审核完毕：3 份可以接受"}),
        "审核完毕：3 份可以接受", "ended",
    ),
    JobStatus.FAILED: (
        JobState("publish", JobStatus.FAILED, error="a.docx: 没有文字 · no text"),
        "生成公开稿没有完成：a.docx: 没有文字", "fault",
    ),
    JobStatus.STOPPED: (JobState("check", JobStatus.STOPPED), "审核已停止", "ended"),
    JobStatus.DIED: (JobState("check", JobStatus.DIED), "审核意外结束，已收的文件都在", "fault"),
}  # fmt: skip


@pytest.mark.parametrize("status", JOBS)
def test_line_of_the_job(campaign_folder: Path, status: JobStatus) -> None:
    """Whatever a job does, a line says so; it can be stopped, and begun again where it died."""
    job, text, mood = JOBS[status]
    page = shown(view_of(campaign_folder, job=job))
    assert f'class="job {mood}"' in page
    assert text in page
    ids = Parsed(page).ids
    assert ("stop" in ids) == status.is_busy
    assert ("again" in ids) == (status is JobStatus.DIED)
    names = {name for _, each in Outline(page).elements for name in each}
    assert ("disabled" in names) == status.is_busy


def test_failure_of_several_lines_is_told_in_full(campaign_folder: Path) -> None:
    """Each line stands there, in the language of the page."""
    job = JobState(
        "new", JobStatus.FAILED, error="a.csv:2: 没有代码 · no code\na.csv:3: 重复 · twice"
    )
    page = shown(view_of(campaign_folder, "en", job=job))
    assert "a.csv:2: no code" in page
    assert "a.csv:3: twice" in page
    assert "没有代码" not in page


@pytest.mark.parametrize(
    ("day", "text"),
    [(30, "今天截止"), (28, "还有 2 天"), (29, "还有 1 天")],
)
def test_days_until_the_deadline(day: int, text: str) -> None:
    """The header says how many days are left."""
    assert due_text("2020-11-30", "zh", date(2020, 11, day)) == text


def test_days_past_the_deadline() -> None:
    """… and how many it is past."""
    assert due_text("2020-11-30", "zh", date(2020, 12, 3)) == "已过 3 天"
    assert due_text("2020-11-30", "en", date(2020, 12, 1)) == "1 day past"


def test_words_have_the_same_blanks_in_both_languages() -> None:
    """No language drops what the other one tells."""
    for table in (STEPS, RETURNS, UNIT, CHOOSE, SENTENCES):
        for key, text in table.items():
            assert _blanks(text.zh) == _blanks(text.en), key


def _blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}", text))

"""What the desk's script does, in Chromium: files, progress, and content that is replaced."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser import find_browser
from tests.fake_desk import BASE, HOST, FakeDesk
from tests.test_campaign import POLICE, edit
from tests.test_cli import run
from tests.test_explanations import JAIL, explain
from xltool.desk import page_frame
from xltool.desk.job import JobState, JobStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FilePayload, Page

playwright = pytest.importorskip("playwright.sync_api", reason="drives Chromium")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="looks at accessibility")
pytestmark = pytest.mark.skipif(not find_browser(), reason="Chromium is missing")

FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE: Final = 20.0
"""Seconds."""
DROP: Final = """
([names, place]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["x"], name));
  const target = document.querySelector(place);
  for (const kind of ["dragover", "drop"]) {
    const how = { dataTransfer: data, bubbles: true, cancelable: true };
    target.dispatchEvent(new DragEvent(kind, how));
  }
}
"""
"""Drops small files on an element, as a hand would."""
SHIFTS: Final = """
() => {
  globalThis.shifted = 0;
  const watch = (list) => {
    for (const each of list.getEntries()) globalThis.shifted += each.value;
  };
  new PerformanceObserver(watch).observe({ type: "layout-shift", buffered: true });
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with three returns that were checked, and a file that was not."""
    place = tmp_path_factory.mktemp("script") / "c"
    run("init", place, "--example", "pingxiang-2020")
    sent = shutil.copytree(place / "in", place.parent / "sent")
    for path in (place / "in").iterdir():
        if path.name != JAIL:
            path.unlink()
    run("check", place, "--reissue", place / "back", "--all")
    explain(place)
    for path in sent.iterdir():
        if path.name != JAIL:
            shutil.copy(path, place / "in")
    edit(sent / POLICE, {"政府采购!G15": 3}, place / "in" / "again.xlsx")
    run("check", place, code=1)
    (place / "in" / "new.xlsx").write_bytes(b"PK")
    return place


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def desk(folder: Path) -> FakeDesk:
    """A desk of that campaign."""
    return FakeDesk(folder)


@pytest.fixture
def page(chromium: Browser, desk: FakeDesk) -> Iterator[Page]:
    """The page 收审; nothing is said on its console, and nothing is asked of another host."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    context.route("**/*", desk.answer)
    opened = context.new_page()
    told: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.goto(HOST + BASE)
    yield opened
    context.close()
    # Chromium itself tells of answers that refuse something
    assert [text for text in told if "Failed to load resource" not in text] == []
    assert desk.outside == []


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so; the page looks at once, as when its tab comes to the front."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


def text_of(page: Page, name: str = "job-text") -> str:
    """Return the text of the element with this id."""
    return page.inner_text(f"#{name}")


def test_dropped_files_are_sent_and_checked(page: Page, desk: FakeDesk) -> None:
    """Wherever they are dropped, each is sent by its name; then they are checked, once."""
    names = ["公安局 %1.xlsx", "b.zip", "a{name}.xlsx"]
    page.evaluate(DROP, [names, "footer"])
    until(page, lambda: bool(desk.posts))
    assert sorted(desk.uploads) == sorted((name, "returns") for name in names)
    assert desk.posts == [("check", {})]
    until(page, lambda: "正在审核" in text_of(page))
    until(page, lambda: page.is_disabled("#next-go"))


def test_files_that_cannot_be_taken_are_told(
    page: Page, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large ones and archives are not sent at all; what the desk refuses says why."""
    monkeypatch.setattr(page_frame, "LARGEST_MB", 0)
    page.reload()
    page.evaluate(DROP, [["全套.rar", "大表.xlsx"], "main"])
    until(page, lambda: page.locator("#left-out li").count() == 2)
    told = page.locator("#left-out li").all_inner_texts()
    assert told == [
        "全套.rar：是 rar 压缩包，没有收，请解压后拖入", "大表.xlsx：超过 0 MB，没有收",
    ]  # fmt: skip
    assert (desk.uploads, desk.posts) == ([], [])
    monkeypatch.setattr(page_frame, "LARGEST_MB", 64)
    page.reload()
    desk.most = 1
    files: list[FilePayload] = [{"name": name, "mimeType": "", "buffer": b"x"} for name in "ab"]
    page.set_input_files("#returns", files)
    until(page, lambda: bool(desk.posts))
    assert page.locator("#left-out li").all_inner_texts() == ["b：没有地方了"]


def test_progress_is_shown_and_can_be_stopped(page: Page, desk: FakeDesk) -> None:
    """The line counts while the job runs; nothing on the page moves, and 停止 stops it."""
    page.evaluate(SHIFTS)
    height = page.locator("#main").bounding_box()
    desk.change(JobState("check", JobStatus.RUNNING, "reading", 1, 40, number=1))
    until(page, lambda: page.locator("#stop").count() == 1)
    desk.view = replace(desk.view, job=replace(desk.view.job, done=7))
    until(page, lambda: "（7 / 40）" in text_of(page))
    assert page.get_attribute("#job-bar", "value") == "7"
    assert page.locator("#main").bounding_box() == height
    page.click("#stop")
    until(page, lambda: "已停止" in text_of(page))
    assert desk.posts == [("stop", {})]
    assert "已停止" in (page.text_content("#spoken") or "")
    assert page.evaluate("globalThis.shifted") == 0


def test_files_dropped_during_a_job_are_checked_after_it(page: Page, desk: FakeDesk) -> None:
    """While a job goes on files are taken, and nothing is started; then they are checked."""
    desk.change(JobState("reissue", JobStatus.RUNNING, number=1))
    until(page, lambda: page.locator("#stop").count() == 1)
    page.evaluate(DROP, [["a.xlsx"], "main"])
    page.evaluate(DROP, [["b.xlsx"], "main"])
    until(page, lambda: len(desk.uploads) == 2)
    until(page, lambda: ("check", {}) in desk.posts)
    assert desk.view.job.kind == "reissue"
    desk.change(replace(desk.view.job, status=JobStatus.DONE))
    until(page, lambda: desk.view.job.kind == "check")


def test_command_at_work_is_told(page: Page, desk: FakeDesk) -> None:
    """Who else works on the campaign stands in the line of the job, as long as they do."""
    desk.busy = "另一个 xltool 正在处理本任务（审核，BUDGET-PC，10:32 起）"
    until(page, lambda: "BUDGET-PC" in text_of(page))
    desk.busy = ""
    until(page, lambda: text_of(page) == "没有正在做的事")


def test_replaced_content_keeps_focus_and_words(page: Page, desk: FakeDesk) -> None:
    """What the officer is at stays: the focus, what was typed, what was unfolded, the filters."""
    page.goto(f"{HOST}{BASE}unit/312006")
    page.fill("#words", "采购")
    shown = text_of(page, "showing")
    page.focus("#words")
    first = page.query_selector("#main")
    desk.change()
    until(page, lambda: page.get_attribute("#main", "data-version") == "2")
    assert first
    assert not first.evaluate("(each) => each.isConnected")
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.input_value("#words") == "采购"
    assert text_of(page, "showing") == shown
    assert shown != page.get_attribute("#showing", "data-text")


def test_findings_of_two_files_are_filtered(page: Page, desk: FakeDesk) -> None:
    """Where a unit sent two files, one can be looked at alone, as in the report."""
    page.goto(f"{HOST}{BASE}unit/312006")
    assert page.locator("#by-file option").count() == 3
    before = page.locator(".finding:visible").count()
    page.select_option("#by-file", "1")
    assert 0 < page.locator(".finding:visible").count() < before
    desk.change()
    until(page, lambda: page.get_attribute("#main", "data-version") == "2")
    assert page.input_value("#by-file") == "1"
    assert 0 < page.locator(".finding:visible").count() < before


@pytest.mark.parametrize(
    ("status", "left"), [(JobStatus.DONE, ""), (JobStatus.FAILED, "请说明原因")]
)
def test_what_was_sent_is_only_kept_if_it_failed(
    page: Page, desk: FakeDesk, status: JobStatus, left: str
) -> None:
    """Words that were taken do not stand there again; those of a job that failed do."""
    page.goto(f"{HOST}{BASE}unit/312005")
    page.fill("textarea", "请说明原因")
    page.locator("button[value=declined]").first.click()
    until(page, lambda: desk.view.job.kind == "answer")
    assert desk.posts[-1][1] == {
        "entity": "312005", "place": "固定资产!B7", "reply": "declined", "words": "请说明原因",
    }  # fmt: skip
    desk.change(replace(desk.view.job, status=status))
    until(page, lambda: page.get_attribute("#job", "data-status") == status.value)
    assert page.input_value("textarea") == left


def test_focus_goes_to_the_content_when_its_place_is_gone(page: Page, desk: FakeDesk) -> None:
    """A button that is no longer there does not throw the reader back to the top."""
    page.focus("#tile-owes")
    page.evaluate("document.getElementById('tile-owes').id = 'gone'")
    desk.change()
    until(page, lambda: page.get_attribute("#main", "data-version") == "2")
    until(page, lambda: page.evaluate("document.activeElement.id") == "main")


def test_end_is_told_and_nothing_is_asked_any_more(page: Page, desk: FakeDesk) -> None:
    """After 结束 the page says so and asks nothing, so that no console has an error."""
    page.click("#end")
    until(page, lambda: "xltool 已结束" in text_of(page))
    asked = desk.polls
    page.wait_for_timeout(3500)
    assert desk.polls == asked
    assert page.is_disabled("#end")
    assert desk.posts == [("end", {})]


def test_desk_that_is_gone_is_told_once(page: Page, desk: FakeDesk) -> None:
    """Where the desk was closed otherwise, the page says so at the next look."""
    desk.is_gone = True
    until(page, lambda: "xltool 已结束" in text_of(page))


def test_language_changes(page: Page, desk: FakeDesk) -> None:
    """The button posts the other language, and the page is loaded anew."""
    desk.view = replace(desk.view, language="en")
    page.click("#language")
    page.locator("#tab-returns", has_text="Returns").wait_for()  # which outlives the old page
    assert desk.posts == [("language", {"lang": "en"})]


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("route", ["", "unit/312006", "unit/312006/choose"])
def test_page_is_for_everybody(page: Page, route: str, width: int) -> None:
    """Nothing stands over the edge of the window, and axe finds nothing serious."""
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{HOST}{BASE}{route}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page).response["violations"]
    serious = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
    assert serious == []

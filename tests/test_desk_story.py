"""The campaign through the desk, in a real browser with a real LibreOffice, as an officer does it.

One story, in steps that follow each other; what it looks like is kept where ``XLTOOL_SHOTS`` says.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.browser import find_browser
from xltool.campaign.folder import FINAL, PUBLIC, start_from_example

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page, Playwright

    from tests.office import Office

pytestmark = pytest.mark.libreoffice

CHROMIUM_FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
MISTAKE: Final = Decimal("1.11")
INCOME: Final = ("收支总表", "B6")
CHECKED_BY, APPROVED_BY = ("公开说明", "B14"), ("公开说明", "B15")
NUMBER: Final = re.compile(r"[0-9a-f]{4}-[0-9a-f]{4}")
PATIENCE: Final = 30_000
"""Milliseconds that a job may take on a busy machine."""


class Officer:
    """Whoever sits before the desk: a page, what its console said, and what it asked of others."""

    def __init__(self, page: Page, address: str) -> None:
        """Open the address that the command has told."""
        self.page, self.messages, self.outside = page, list[str](), list[str]()
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        origin = address.split("/", 3)[:3]
        page.on("request", lambda request: self._ask(request.url, origin))
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.wait_for_selector("#drop, .drop, #units")

    def _ask(self, address: str, origin: list[str]) -> None:
        if address.split("/", 3)[:3] != origin and not address.startswith(("blob:", "data:")):
            self.outside.append(address)

    def go(self, tab: str) -> None:
        """Open a tab by its name."""
        self.page.get_by_role("link", name=tab, exact=True).first.click()
        self.page.wait_for_load_state("load")

    def drop(self, *files: Path) -> None:
        """Give files to the page and wait until they are checked."""
        before = self.number
        self.page.locator("input.pick").first.set_input_files([str(file) for file in files])
        self.wait(before)

    def press(self, name: str) -> None:
        """Press a button by its words and wait until its job is done."""
        before = self.number
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.wait(before)

    def wait(self, before: int) -> None:
        """Wait until a later job than ``before`` is over; it must not have failed."""
        self.page.wait_for_function(
            "n => { const j = document.getElementById('job').dataset;"
            " return Number(j.number) > n && !['running', 'waiting'].includes(j.status); }",
            arg=before,
        )
        assert self.page.locator("#job").get_attribute("data-status") == "done", self.text

    @property
    def number(self) -> int:
        """The number of the last job."""
        return int(self.page.locator("#job").get_attribute("data-number") or 0)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    def states(self) -> dict[str, str]:
        """Return the state of each unit on the board, by its code."""
        rows = self.page.locator("table.board tbody tr").all()
        return {
            row.locator("th").inner_text().split()[0]: row.get_attribute("data-state") or ""
            for row in rows
        }

    def keep(self, name: str, folder: Path | None) -> None:
        """Keep what the page looks like, light and dark, on two screens, and on paper."""
        if folder is None:
            return
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            for width, height in ((1366, 768), (390, 844)):
                self.page.set_viewport_size({"width": width, "height": height})
                self.page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1366, "height": 768})
        self.page.pdf(path=folder / f"{name}.pdf")

    def serious(self) -> list[str]:
        """Return what axe-core finds that keeps somebody from using the page."""
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - one test needs it

        found: Any = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']}: {[node['html'] for node in each['nodes']][:3]}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """Run ``xltool desk`` as a command; yield the address that it tells."""
    command = [sys.executable, "-m", "xltool", "desk", "-C", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
            assert process.wait(10) == 0  # the story has ended it
        finally:
            process.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium; skips without one unless XLTOOL_REQUIRE_BROWSER=1."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - one fixture needs it

    if not find_browser():
        if os.environ.get("XLTOOL_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=list(CHROMIUM_FLAGS)
        )
        yield browser
        browser.close()


def shots() -> Path | None:
    """Return where to keep what the pages look like; None without ``XLTOOL_SHOTS``."""
    named = os.environ.get("XLTOOL_SHOTS", "")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Story:
    """Who tells it, where the campaign stands, where the returns are, and how they are mended."""

    officer: Officer
    folder: Path
    desktop: Path
    office: Office

    def mended(self, source: Path, name: str, entries: Mapping[tuple[str, str], Any]) -> Path:
        """Return a copy of a workbook on the desktop, into which somebody has typed."""
        target = self.desktop / name
        self.office.fill(source, target, entries)
        return target


def test_the_round_of_a_campaign(tmp_path: Path, chromium: Browser, office: Office) -> None:
    """Generated, returned with a mistake, sent back, mended, added up, published; then it ends."""
    folder, desktop = tmp_path / "2020", tmp_path / "desktop"
    start_from_example(folder, "pingxiang-2020")
    shutil.move(folder / "in", desktop)
    (folder / "in").mkdir()
    with desk(folder) as address:
        story = Story(Officer(chromium.new_page(), address), folder, desktop, office)
        hand_out(story)
        receive(story)
        correct(story)
        consolidate(story)
        publish(story)
        officer = story.officer
        officer.keep("published", shots())
        officer.page.get_by_role("button", name="结束", exact=True).click()
        officer.page.wait_for_function(
            "document.getElementById('job-text').textContent.includes('已结束')"
        )
    assert (officer.messages, officer.outside) == ([], [])


def hand_out(story: Story) -> None:
    """Workbooks and zips of the three units, from the page 下发."""
    officer = story.officer
    officer.keep("empty", shots())
    officer.go("下发")
    officer.press("生成下发的工作簿")
    assert len(list((story.folder / "out").glob("3120*.zip"))) == 3
    officer.keep("distribution", shots())
    assert officer.serious() == []


def receive(story: Story) -> None:
    """Three returns, one of them in a zip with a mistake, and the department's own."""
    officer, traffic = story.officer, "312006-交警队-2020.xlsx"
    wrong = story.mended(story.desktop / traffic, "错.xlsx", {INCOME: MISTAKE})
    parcel = story.desktop / "交警队报送.zip"
    with zipfile.ZipFile(parcel, "w") as packed:
        packed.write(wrong, traffic)
    officer.go("收审")
    assert officer.states() == {"312002": "owes", "312005": "owes", "312006": "owes"}
    own, *others = sorted(story.desktop.glob("312*-2020.xlsx"))
    officer.drop(own, *(each for each in others if each.name != traffic), parcel)
    wanted = {"312": "accepted", "312002": "accepted", "312005": "accepted", "312006": "errors"}
    assert officer.states() == wanted
    officer.keep("checked", shots())
    assert officer.serious() == []


def correct(story: Story) -> None:
    """The return is sent back, mended in LibreOffice, and takes the place of that one."""
    officer = story.officer
    officer.page.locator("#unit-312006").click()
    officer.page.wait_for_selector(".finding")
    assert str(MISTAKE) in officer.text
    officer.keep("unit", shots())
    assert officer.serious() == []
    correction = downloaded(officer, "312006", story.desktop / "退回.xlsx")
    right = right_figure(story.desktop / "312006-交警队-2020.xlsx")
    officer.go("收审")
    officer.drop(story.mended(correction, "改好.xlsx", {INCOME: right}))
    assert set(officer.states().values()) == {"accepted"}
    officer.keep("accepted", shots())


def consolidate(story: Story) -> None:
    """Nothing stands in the way: the department's workbook is written."""
    officer = story.officer
    officer.go("汇总")
    officer.press("汇总")
    assert [path.name for path in story.folder.glob("*汇总*.xlsx")] == ["312-公安局-汇总-2020.xlsx"]
    officer.keep("consolidated", shots())
    assert officer.serious() == []


def publish(story: Story) -> None:
    """A draft; two people sign its number in the department's own workbook; then the final."""
    officer = story.officer
    officer.go("公开")
    officer.press("做送审稿")
    officer.keep("draft", shots())
    assert officer.serious() == []
    (number,) = {match.group() for match in NUMBER.finditer(officer.text)}
    own = min(story.desktop.glob("312-*-2020.xlsx"))
    signed = {CHECKED_BY: f"张三 {number}", APPROVED_BY: f"李四 {number}"}
    officer.go("收审")
    officer.drop(story.mended(own, "部门填报-已审签.xlsx", signed))
    assert officer.states()["312"] == "several"
    officer.page.locator("#next-go").click()
    officer.page.wait_for_selector("#take-0")
    officer.keep("choose", shots())
    assert officer.serious() == []
    before = officer.number
    officer.page.locator("#take-0").click()
    officer.wait(before)
    officer.go("汇总")
    officer.press("重新汇总")
    officer.go("公开")
    officer.press("定稿")
    assert {path.suffix for path in (story.folder / PUBLIC / FINAL).iterdir()} == {".docx", ".xlsx"}
    assert officer.serious() == []
    officer.go("记录")
    officer.keep("records", shots())
    assert officer.serious() == []


def right_figure(path: Path) -> Decimal:
    """Return what stands in the cell that the mistake was typed into."""
    import openpyxl  # noqa: PLC0415 - one line

    return Decimal(str(openpyxl.load_workbook(path)["收支总表"]["B6"].value))


def downloaded(officer: Officer, code: str, target: Path) -> Path:
    """Have the correction of a unit written and downloaded; return it."""
    with officer.page.expect_download() as download:
        officer.page.locator(f"#correction-{code}").click()
    download.value.save_as(target)
    return target

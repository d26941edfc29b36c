"""Entities that were renamed, merged or split between years, and their figures of last year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.readers_here import ReadersHere
from tests.test_campaign import JAIL, POLICE, edit, streams
from tests.test_cli import refused, run
from tests.test_nextyear import given
from xltool.batch import batch
from xltool.campaign.folder import load_campaign, start_from_example

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD: Final = "代码,全称,简称,上级单位,原代码\n312,平乡县公安局（部门）,公安局,,312\n"
BUREAU: Final = "312002,平乡县公安局,公安局,312,\n"
CREATED: Final = (
    "已建立 2021 · created 2021\n"
    "下一步：在 2021/projects.csv 里列好要填绩效目标的项目，然后运行 xltool generate 2021\n"
)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Last year's campaign with three accepted returns: do not write there."""
    folder = tmp_path_factory.mktemp("last") / "2020"
    start_from_example(folder, "pingxiang-2020")
    return folder


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, in a folder of the test's own."""
    monkeypatch.setattr(batch, "WorkerPool", ReadersHere)
    monkeypatch.chdir(tmp_path)


def start(last: Path, rows: str, head: str = HEAD) -> str:
    """Start the next year from a list of entities; return what is said on stderr."""
    Path("名录.csv").write_text(head + rows, encoding="utf-8")
    stdout, stderr = streams("init", "2021", "--from", last, "--entities", "名录.csv")
    assert stdout == ""
    return stderr


def figures(code: str) -> Mapping[tuple[str, str], str]:
    """Return what is given to an entity, by table and line."""
    return {(r["table"], r["row"]): r["value"] for r in given(Path("2021")) if r["entity"] == code}


def not_carried(entity: str, why: str) -> str:
    """Return the line about an entity without figures of last year."""
    return f"{entity}: {why}\n"


@pytest.fixture(scope="module")
def same(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, str]]:
    """Return what is given where nothing has changed: by entity, then table and line."""
    folder = tmp_path_factory.mktemp("same") / "2021"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "WorkerPool", ReadersHere)
        run("init", folder, "--from", before)
    found: dict[str, dict[str, str]] = {}
    for row in given(folder):
        found.setdefault(row["entity"], {})[f"{row['table']} {row['row']}"] = row["value"]
    return found


def test_renamed_and_merged(before: Path, same: Mapping[str, Mapping[str, str]]) -> None:
    """Another code takes the figures and projects along; those of merged ones are added exactly."""
    said = start(
        before,
        "312020,平乡县公安分局,分局,312,312002\n312010,平乡县看守交警所,看守交警,312,312005、312006\n",
    )
    assert said == CREATED
    assert figures("312020") == {
        tuple(place.split()): value for place, value in same["312002"].items()
    }
    assert {each["entity"] for each in given(Path("2021"))} == {"312020", "312010"}
    merged = figures("312010")
    assert merged["income_expenditure", "income_general"] == "2860.4"  # 399.75 + 2460.65
    for place, value in merged.items():
        addends = [same[code][" ".join(place)] for code in ("312005", "312006")]
        known = [Decimal(text) for text in addends if text]
        assert value == (f"{sum(known, Decimal()).normalize():f}" if known else ""), place
    (row,) = (
        row for row in given(Path("2021"))
        if (row["entity"], row["row"]) == ("312010", "income_general")
    )  # fmt: skip
    assert (row["sheet"], row["cell"]) == ("收支总表", "B6")
    assert row["source"] == f"{before}/in/{JAIL}、{before}/in/{POLICE}"
    last, new = load_campaign(before), load_campaign(Path("2021"))
    assert new.projects == {
        "312020": last.projects["312002"],
        "312010": (*last.projects["312005"], *last.projects["312006"]),
    }
    run("generate", "-C", "2021", "--only", "312010")


def test_split_new_and_gone(before: Path) -> None:
    """Nobody can divide figures: those of a split entity are blank, also if it goes on itself."""
    said = start(
        before,
        BUREAU + "312006,平乡县交警队,交警队,312,\n312007,平乡县车管所,车管所,312,312006\n"
        "312008,平乡县新所,新所,312,\n",
    )
    split = (
        "由 312006 交警队 拆分，上年数分不开，请单位自己填；项目请分好写进 projects.csv · "
        "split from 312006 交警队, and nobody can divide the figures: it enters its own; "
        "list its projects in projects.csv"
    )
    assert said == (
        not_carried("312006 交警队", split)
        + not_carried("312007 车管所", split)
        + not_carried(
            "312008 新所",
            "上年没有这个单位，所以没有上年数 · was not there last year, so it has no figures",
        )
        + not_carried(
            "312005 看守所",
            "上年的单位，新名录里没有写它是谁的原代码，上年数没有带入 · "
            "of last year; the new list does not say whose former code it is, "
            "so nothing was carried",
        )
        + CREATED
    )
    assert {each["entity"] for each in given(Path("2021"))} == {"312002"}
    assert set(load_campaign(Path("2021")).projects) == {"312002"}


def test_merged_with_one_that_is_not_known(tmp_path: Path) -> None:
    """Without the figures of one of them the sum is not known, and is not given."""
    start_from_example(tmp_path / "2020", "pingxiang-2020")
    (tmp_path / "2020" / "in" / JAIL).unlink()
    said = start(Path("2020"), BUREAU + "312010,平乡县看守交警所,看守交警,312,312005，312006\n")
    why = (
        "合并前的 312005 看守所 没有已接受的报表，不能相加，所以没有上年数 · "
        "no accepted return of 312005 看守所, so those that were merged cannot be added"
    )
    assert said == not_carried("312010 看守交警", why) + CREATED
    assert {each["entity"] for each in given(Path("2021"))} == {"312002"}


def test_masked_figures_stay_unknown(tmp_path: Path) -> None:
    """A figure that is masked in one of the merged returns is given to nobody, the others are."""
    start_from_example(tmp_path / "2020", "pingxiang-2020")
    edit(tmp_path / "2020" / "in" / JAIL, {"三公经费!B8": "**"})
    rows = BUREAU + "312010,平乡县看守交警所,看守交警,312,312005 312006\n"
    assert start(Path("2020"), rows) == CREATED
    lines = {row for table, row in figures("312010") if table == "three_public"}
    assert lines
    assert "vehicle_purchase" not in lines


BAD: Final = {
    "no such code": (
        "312009",
        (
            "312009: 原代码有误，上年名录里没有这个单位，请改正或删去 · "
            "no such former code in last year's list: correct or delete it"
        ),
    ),
    "a number": (
        "312005.0",
        (
            "312005.0: Excel 改了代码，请把这一列设为文本后重填 · "
            "Excel changed the code: make the column text and type it again"
        ),
    ),
    "who consolidated": (
        "312",
        (
            "312: 原代码有误，上年是汇总单位，请写它下面的单位：312002、312005、312006 · "
            "consolidated others last year: name those below it, 312002、312005、312006"
        ),
    ),
    "twice": (
        "312005、312005",
        "312005: 原代码写了几次，请留一个 · stands there more than once: keep one",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_former_codes_that_cannot_be_used(before: Path, case: str) -> None:
    """A bad code is told with its row, the value and what to do; nothing is made."""
    value, said = BAD[case]
    Path("名录.csv").write_text(f"{HEAD}{BUREAU}312010,某所,某所,312,{value}\n", encoding="utf-8")
    assert refused("init", "2021", "--from", before, "--entities", "名录.csv") == (
        f"名录.csv:4: {said}"
    )
    assert not Path("2021").exists()


def test_former_codes_without_last_year() -> None:
    """Where no campaign of last year is named, nothing is carried, and that is told."""
    Path("名录.csv").write_text(f"{HEAD}{BUREAU}312010,某所,某所,312,312005\n", encoding="utf-8")
    said = streams("init", "2021", "--entities", "名录.csv", "--period", "2021")[1]
    assert said == (
        "名录.csv: 填有原代码，没有给出 --from，所以没有带入上年数 · "
        "has former codes; without --from no figures of last year are carried\n" + CREATED
    )

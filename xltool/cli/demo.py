"""The whole round on the bundled example, told step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.department import build
from xltool.campaign.folder import IN, load_campaign, start_from_example
from xltool.campaign.generate import generate_all
from xltool.errors import CampaignError
from xltool.facts.facts import facts, write_facts
from xltool.files import replacing
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.report.summary import closing
from xltool.report.terminal import as_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLE = "pingxiang-2020"

_STEPS = {
    "init": ("1. 建立报送任务：{0}", "1. Campaign folder: {0}"),
    "generate": ("2. 生成空白工作簿：{0}", "2. Blank workbook: {0}"),
    "check": ("3. 审核三个单位报回的工作簿（{0}）", "3. Checked the returned workbooks in {0}"),
    "consolidate": ("4. 汇总为部门工作簿：{0}", "4. Department workbook: {0}"),
    "extract": ("5. 读出部门数据 {1} 个：{0}", "5. Read {1} facts of the department: {0}"),
}


def run_demo(folder: Path, language: str) -> Iterator[str]:
    """Run the example in ``folder``, which must be new or empty; yield what was done."""

    def say(step: str, *blanks: object) -> str:
        return _STEPS[step][language == "en"].format(*blanks)

    start_from_example(folder, EXAMPLE)
    campaign, pack = load_campaign(folder), load_pack()
    yield say("init", folder)
    for path in generate_all(campaign, pack, (), ()):
        yield say("generate", path)
    files = sorted((folder / IN).glob("*.xlsx"))
    built = build(campaign, pack, files, folder / "department.xlsx", force=False)
    yield say("check", folder / IN)
    told = as_table(built.returns, language, built.between)
    yield told + closing(built.returns, built.between, language)
    submission = read_return(built.path, pack).submission if built.path else None
    if submission is None:
        msg = "示例未能汇总 · the example did not consolidate"
        raise CampaignError(msg)
    yield say("consolidate", built.path)
    rows = list(facts(pack, submission))
    with replacing(folder / "department.csv") as path:
        path.write_text(write_facts(rows, "csv"), encoding="utf-8", newline="")
    yield say("extract", folder / "department.csv", len(rows))

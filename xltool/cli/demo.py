"""``xltool demo``: the whole round on the bundled example, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import FOLDER, LangOption, choose_language
from xltool.cli.output import print_page, write_text
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.report.text_table import Block

EXAMPLE = "pingxiang-2020"

_STEPS = {
    "init": ("1. 建立报送任务：{0}", "1. Campaign folder: {0}"),
    "generate": ("2. 生成空白工作簿：{0}", "2. Blank workbook: {0}"),
    "check": ("3. 审核三个单位报回的工作簿（{0}）", "3. Checked the returned workbooks in {0}"),
    "consolidate": ("4. 汇总为部门工作簿：{0}", "4. Department workbook: {0}"),
    "extract": ("5. 导出部门数据 {1} 个：{0}", "5. Read {1} facts of the department: {0}"),
    "publish": ("6. 做公开文本和公开表：{0}", "6. What may be published: {0}"),
}


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar=FOLDER, help="新文件夹 · New folder")] = Path(
        "demo"
    ),
    lang: LangOption = None,
) -> None:
    """用自带示例走完一遍 · The whole round on an example.

    例 · Example: xltool demo mydemo
    """
    from xltool.campaign.outputs import require_folder

    require_folder(folder)
    print_page(_run_round(folder, choose_language(lang)))


def _run_round(folder: Path, language: str) -> Iterator[Block]:
    """Run the example in ``folder``, which must be new or empty; yield what each step made."""
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.department import ConsolidationRequest, consolidate_campaign
    from xltool.campaign.folder import IN, load_campaign, start_from_example
    from xltool.campaign.generate import generate_all
    from xltool.facts.facts import fact_lines, facts
    from xltool.publication.publication_page import publication_page
    from xltool.publication.publish import PublicationRequest, publish_campaign
    from xltool.reading.read import read_return
    from xltool.report.summary import closing
    from xltool.report.terminal import findings_page

    start_from_example(folder, EXAMPLE)
    campaign = load_campaign(folder)
    pack = load_pack_for(campaign)
    yield _step_line("init", language, folder)
    for path in generate_all(campaign, pack, (), ()):
        yield _step_line("generate", language, path)
    target = folder / "department.xlsx"
    # a few files and steps: a bar among the lines of the demo would tell nobody anything
    built = consolidate_campaign(campaign, pack, ConsolidationRequest(target=target))
    yield _step_line("check", language, folder / IN)
    yield from findings_page(built.returns, language, built.between)
    yield closing(built.returns, built.between, language)
    submission = read_return(built.path, pack).submission if built.path else None
    if submission is None:
        msg = "示例未能汇总 · the example did not consolidate"
        raise CampaignError(msg)
    yield _step_line("consolidate", language, built.path)
    rows = list(facts(pack, submission))
    write_text(fact_lines(rows, "csv"), folder / "department.csv")
    yield _step_line("extract", language, folder / "department.csv", len(rows))
    found = publish_campaign(campaign, pack, PublicationRequest(target, folder, language))
    yield _step_line("publish", language, found.written.folder if found.written else folder)
    yield from publication_page(found, language)


def _step_line(step: str, language: str, *blanks: object) -> str:
    return _STEPS[step][language == "en"].format(*blanks)

"""``xltool generate``: the workbooks to send out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.notices import observing
from xltool.cli.options import HereOption, LangOption, PackOption, choose_language
from xltool.cli.output import print_line, write_text


@app.command()
def generate(
    campaign: HereOption = Path(),
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="文件 · FILE",
            help="预填数据，导出的 CSV 或 Excel 文件 · Facts to prefill, as extracted",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="单位 · UNIT", help="只生成该单位，可重复 · Only this unit, repeatable"
        ),
    ] = None,
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """生成下发的工作簿 · Write the workbooks to send out.

    每个填报单位一份工作簿和一个压缩包（附填报说明），写入 out/；汇总部门另有一份自己的部门填报。

    One workbook per reporting entity into out/, and a zip of it with a guide; the department that
    consolidates them gets a workbook of its own.

    例 · Example: xltool generate 2020 --only 312002
    """
    from xltool.campaign.campaign_pack import load_pack_for
    from xltool.campaign.distribution import hand_out
    from xltool.campaign.folder import OUT, load_campaign
    from xltool.campaign.next_step import after_generate
    from xltool.campaign.outputs import require_folder
    from xltool.cli.next_step_text import next_step_text

    loaded, language = load_campaign(campaign), choose_language(lang)
    require_folder(loaded.folder / OUT, loaded)
    codes = [loaded.unit(each).code for each in only or ()]
    loaded_pack, own = load_pack_for(loaded, pack), False
    with observing() as observer:
        for workbook in hand_out(loaded, loaded_pack, data or (), codes, observer):
            write_text(f"{workbook.path}\n", None)
            own = own or workbook.entity.code == loaded.root
    step = after_generate(own=own)
    print_line(next_step_text(step, loaded, language), sys.stderr)

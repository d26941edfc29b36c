"""``xltool lint``: whether a pack is sound."""

from __future__ import annotations

from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import LangOption, choose_language
from xltool.cli.output import print_message


@app.command()
def lint(
    pack: Annotated[
        str,
        typer.Argument(
            metavar="报表包 · PACK", help="报表包的名称或文件夹 · Name or folder of the pack"
        ),
    ],
    lang: LangOption = None,
) -> None:
    """检查报表包，试填试审一遍 · Check a pack and run it dry; this runs its Python.

    例 · Example: xltool lint mypack
    """
    from xltool.dry_run.dry_run import dry_run
    from xltool.errors import PackError
    from xltool.pack.load import load_pack
    from xltool.writing.unseen import unseen_by_sheet

    choose_language(lang)
    loaded = load_pack(pack)
    found = dry_run(loaded)
    if found.problems:
        raise PackError("\n".join(found.problems))
    count = len(loaded.forms)
    print_message(
        f"{loaded.id} {loaded.version}: {count} 张表，没有问题 · {count} forms, no problems"
    )
    for note in found.never_judged:
        print_message(note)
    print_message(
        "工作簿里看不出、报送后才审核的错误有： · Errors that only check can see, not the workbook:"
    )
    for text in unseen_by_sheet(loaded):
        print_message(f"- {text.zh} · - {text.en}")

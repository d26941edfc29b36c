"""``xltool draft``: a pack drafted from an official workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app
from xltool.cli.options import FOLDER, LangOption, choose_language
from xltool.cli.output import print_message, print_note


@app.command()
def draft(
    workbook: Annotated[
        Path,
        typer.Argument(
            metavar="工作簿 · FILE", help="正式表样，.xlsx · The official workbook, .xlsx"
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", metavar=FOLDER, help="报表包的新文件夹 · New folder of the pack")
    ],
    lang: LangOption = None,
) -> None:
    """按正式表样起草报表包 · Draft a pack from an official workbook.

    猜测之处都标有 TODO，没有起草的列在最后。已有的文件不会被改动。

    Whatever was guessed is marked TODO, and what was left out is listed at the end. Nothing that is
    there is overwritten.

    例 · Example: xltool draft official.xlsx -o mypack
    """
    from xltool.campaign.outputs import require_folder
    from xltool.draft.draft_pack import draft_pack
    from xltool.kinds import SHAPE_WORDS

    choose_language(lang)
    require_folder(output)
    made = draft_pack(workbook, output)
    for form in made.forms:
        shape = SHAPE_WORDS[form.shape]
        columns, lines, todo = len(form.columns), len(form.lines), form.todo_count
        print_message(
            f"{form.sheet} → {form.id}: {shape.zh}，{columns} 栏 {lines} 行，TODO {todo} 处 · "
            f"{shape.en}, {columns} columns, {lines} lines, {todo} TODO"
        )
    print_message("没有起草的： · Left out:")
    for each in made.left_out:
        print_message(f"- {each.zh} · - {each.en}")
    print_note(
        f"下一步：核对 {output} 中的 TODO，然后运行 xltool lint {output} · "
        f"Next: settle the TODO in {output}, then xltool lint {output}"
    )

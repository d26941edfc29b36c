"""``xltool lint``: whether a pack is sound."""

from __future__ import annotations

from pathlib import Path
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
    text: Annotated[
        Path | None,
        typer.Option(
            "--text",
            metavar="文件 · FILE",
            help="再检查一个公开文本 · Check one more text file of a publication",
        ),
    ] = None,
    lang: LangOption = None,
) -> None:
    """检查报表包，试填试审一遍 · Check a pack and run it dry; this runs its Python.

    例 · Example: xltool lint mypack
    """
    from xltool.dry_run.dry_run import dry_run
    from xltool.errors import PackError
    from xltool.pack.load import load_pack
    from xltool.publication.page_look import page_look
    from xltool.publication.text_lint import encoding_note, lint_text, text_paths
    from xltool.writing.unseen import unseen_by_sheet

    choose_language(lang)
    loaded = load_pack(pack)
    found = dry_run(loaded)
    texts = text_paths(loaded, text)
    problems = [*found.problems, *(each for path in texts for each in lint_text(loaded, path))]
    if problems:
        raise PackError("\n".join(problems))
    if loaded.disclosure:
        page_look(loaded.disclosure)
    count = len(loaded.forms)
    print_message(
        f"{loaded.id} {loaded.version}: {count} 张表，没有问题 · {count} forms, no problems"
    )
    for note in (*found.never_judged, *filter(None, map(encoding_note, texts))):
        print_message(note)
    print_message(
        "工作簿里看不出、报送后才审核的错误有： · Errors that only check can see, not the workbook:"
    )
    for unseen in unseen_by_sheet(loaded):
        print_message(f"- {unseen.zh} · - {unseen.en}")

"""``xltool lint``: whether a pack is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xltool.cli.app import app


@app.command()
def lint(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="报表包文件夹 · Folder of the pack")],
) -> None:
    """检查报表包 · Check a pack; this runs its Python.

    例 · Example: xltool lint mypack
    """
    from xltool.pack.load import load_pack
    from xltool.writing.unseen import unseen_by_sheet

    loaded = load_pack(pack)
    typer.echo(
        f"{loaded.id} {loaded.version}: {len(loaded.forms)} 张表，没有问题 · forms, no problems"
    )
    typer.echo(
        "工作簿里看不出、报送后才审核的错误 · Errors that only check can see, not the workbook:"
    )
    for text in unseen_by_sheet(loaded):
        typer.echo(f"- {text.zh} · {text.en}")

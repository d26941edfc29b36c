"""The command line: one app, and the title of every command.

Each command is registered on ``app`` in the file of its name, ``xltool check`` in ``check.py``,
and that file is imported when the command is asked for. ``xltool --help`` needs the titles only:
to make the options of all commands would cost a third of its time.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from xltool.version import __version__

TITLES = {
    "init": "新建报送任务 · Start a campaign folder.",
    "generate": "生成下发的工作簿 · Write the workbooks to send out.",
    "check": "审核报回的工作簿 · Check returned workbooks.",
    "extract": "读出全部数据和位置 · Read all facts, with sheet and cell.",
    "consolidate": "汇总为部门工作簿 · Add up the department's workbook.",
    "demo": "用自带示例走完一遍 · The whole round on an example.",
    "status": "谁没报、谁有错误、谁已接受 · Who owes, who has errors, who is accepted.",
    "accept": "定下采用哪一份 · Decide which file of an entity counts.",
    "combine": "把一个单位分头填的两份合为一份 · Combine two half-filled copies.",
    "note": "答复单位对提醒的说明 · Reply to the explanation of a warning.",
    "receipt": "收件回执 · What was received when, with its hash.",
    "history": "一个单位的各个版本 · The versions of an entity's workbook.",
    "diff": "两次报送之间的变化 · What changed between two returns.",
    "compare": "增减较大的项目和原因 · Large changes since last year.",
    "forms": "列出报表及其栏次 · List the forms and their columns.",
    "rules": "列出审核规则 · List the rules.",
    "explain": "说明一条规则，附正误举例 · Explain a rule, by example.",
    "lint": "检查报表包 · Check a pack; this runs its Python.",
}
"""The first line of each command's help, in the order that the overview lists them."""


class CommandGroup(TyperGroup):
    """Lists the commands by their titles and loads the one that is asked for."""

    def __init__(self, *, commands: dict[str, Any], **settings: Any) -> None:  # noqa: ANN401 - typer's own
        """Take the commands that are loaded; the others are known by their titles."""
        titles = {name: TyperCommand(name, help=title) for name, title in TITLES.items()}
        super().__init__(commands=titles | commands, **settings)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's vendored classes vary
        """Return name, command and remaining arguments; typer refuses a name that is unknown."""
        name, command, rest = super().resolve_command(ctx, args)
        if name and command and not command.callback:
            command = load_command(name)
        return name, command, rest


app = typer.Typer(
    name="xltool",
    cls=CommandGroup,
    help=(
        "部门预算报表：生成、读取、审核、汇总 · "
        "Budget workbooks: generate, read, validate, consolidate"
    ),
    epilog=(
        "在任务文件夹里运行时 -C 可以不写 · Inside a campaign -C may be left out.\n\n"
        "退出码 · Exit code: 0 没有错误 clean，1 有错误 errors，2 不能运行 cannot run，"
        "3 程序出错 program fault，130 中断 interrupted."
    ),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def load_command(name: str) -> TyperCommand:
    """Return a command with its options: its file registers it on ``app`` when it is imported."""
    import_module(f"xltool.cli.{name}")
    group = cast("TyperGroup", typer.main.get_command(app))
    return cast("TyperCommand", group.commands[name])


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer's callback protocol
    if asked:
        typer.echo(f"xltool {__version__}")
        raise typer.Exit


@app.callback()
def _take_options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="版本 · Version"),
    ] = False,
) -> None:
    pass

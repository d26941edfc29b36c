"""The command line: one app, and the title of every command.

Each command is registered on ``app`` in the file of its name, ``xltool check`` in ``check.py``,
and that file is imported when the command is asked for. ``xltool --help`` needs the titles only:
to make the options of all commands would cost a third of its time.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperCommand, TyperGroup

from xltool.cli.language import SPOKEN, chosen_language
from xltool.cli.typed_words import (
    DASHES,
    TypedError,
    is_campaign,
    nearest,
    plain_word,
    typed_words,
    without_wide_spaces,
)
from xltool.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "xltool"
CANNOT_RUN = 2
COMPLETION = "_XLTOOL_COMPLETE"
"""The variable by which a shell asks what may follow."""
USAGE_ERROR: Any = typer.BadParameter.__base__
"""What typer raises for what it cannot take; its modules have had other names."""

TITLES = {
    "init": "新建报送任务 · Start a campaign folder.",
    "generate": "生成下发的工作簿 · Write the workbooks to send out.",
    "check": "审核报回的工作簿 · Check returned workbooks.",
    "extract": "导出全部数据和位置 · Read all facts, with sheet and cell.",
    "consolidate": "汇总为部门工作簿 · Add up the department's workbook.",
    "publish": "做公开文本和公开表 · Make the document and the tables that are published.",
    "verify": "核对公开的文件 · Verify a published document.",
    "seal": "封存汇总完的任务 · Close a consolidated campaign.",
    "desk": "在浏览器里办理 · The whole round in the browser.",
    "demo": "用自带示例走完一遍 · The whole round on an example.",
    "status": "谁没报、谁有错误、谁已接受 · Who owes, who has errors, who is accepted.",
    "remind": "催报通知 · Letters to those who owe or have something to mend.",
    "summary": "给领导的一页汇报 · The department on one page.",
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
    "draft": "按正式表样起草报表包 · Draft a pack from an official workbook.",
    "lint": "检查报表包，试填试审一遍 · Check a pack and run it dry; this runs its Python.",
}
"""The first line of each command's help, in the order that the overview lists them."""


class Command(TyperCommand):
    """A command that takes what people type, and explains itself in the language of the run."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's vendored classes vary
        """Parse the words of a command; typer refuses what is missing or too much."""
        words = _understood(self, ctx, args)
        ctx.meta["xltool.typed"] = tuple(words)
        return super().parse_args(ctx, words)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """Return what ``--help`` prints."""
        return _help(self, ctx)


class CommandGroup(TyperGroup):
    """Lists the commands by their titles and loads the one that is asked for."""

    def __init__(self, *, commands: dict[str, Any], **settings: Any) -> None:  # noqa: ANN401 - typer's own
        """Take the commands that are loaded; the others are known by their titles."""
        titles = {name: Command(name, help=title) for name, title in TITLES.items()}
        super().__init__(commands=titles | commands, **settings)

    def main(  # type: ignore[override]  # its other settings are handed on
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        **settings: Any,  # noqa: ANN401 - typer's own
    ) -> NoReturn:
        """Run what was typed, in the language that was chosen; exit code 2 at a usage error."""
        words = list(sys.argv[1:] if args is None else args)
        if COMPLETION in os.environ:
            from xltool.cli.shell import prepare_completion

            prepare_completion()
        told = SPOKEN.set(chosen_language(words))
        try:
            code = super().main(
                words, prog_name or PROGRAM, **settings | {"standalone_mode": False}
            )
        except USAGE_ERROR as error:
            _print_usage_error(error)
            code = CANNOT_RUN
        finally:
            SPOKEN.reset(told)
        raise SystemExit(code or 0)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Parse what stands before the name of the command."""
        words = without_wide_spaces(args)
        at = next(
            (at for at, word in enumerate(words) if not word or word[0] not in DASHES), len(words)
        )
        return super().parse_args(ctx, _understood(self, ctx, words[:at]) + words[at:])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """Return name, command and remaining arguments; a name that is unknown is refused."""
        word, *rest = args
        name = plain_word(word)
        if name in TITLES:
            loaded = self.get_command(ctx, name)
            return name, loaded if loaded and loaded.callback else load_command(name), rest
        if ctx.resilient_parsing:
            return None, None, rest
        return ctx.fail(_unknown_command(word))

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """Return what ``--help`` prints."""
        return _help(self, ctx)


def _understood(command: Any, ctx: Any, words: list[str]) -> list[str]:  # noqa: ANN401 - as above
    """Return the words as typer takes them; refuse those that are not understood."""
    try:
        return typed_words(words, command.get_params(ctx))
    except TypedError as error:
        return list(words) if ctx.resilient_parsing else ctx.fail(str(error))


def _unknown_command(word: str) -> str:
    if is_campaign(word):
        return (
            f"{word} 是任务文件夹，命令要写在前面，如 xltool status {word} · "
            f"{word} is a campaign, a command stands before it, such as xltool status {word}"
        )
    if near := nearest(plain_word(word), TITLES):
        return f"没有命令 {word}，是不是 {near} · there is no command {word}, did you mean {near}"
    return f"没有命令 {word} · there is no command {word}"


def _help(command: Any, ctx: Any) -> str:  # noqa: ANN401 - as above
    from xltool.cli.help import help_page

    return help_page(command, ctx.command_path)


def _print_usage_error(error: Any) -> None:  # noqa: ANN401 - as above
    """Print on stderr what was wrong with what was typed; for no command at all, the overview."""
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{error.format_message()}\n")
        return
    from xltool.cli.help import usage_error
    from xltool.visible import visible

    first, *others = usage_error(error).splitlines()
    for line in (f"xltool: {first}", *others):
        sys.stderr.write(f"{visible(line)}\n")


app = typer.Typer(
    name=PROGRAM,
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "部门预算报表：生成、读取、审核、汇总 · "
        "Budget workbooks: generate, read, validate, consolidate"
    ),
    epilog=(
        "任务文件夹写在命令后面，如 xltool check 2020；在任务文件夹里运行的，可以不写。\n\n"
        "The folder of a campaign follows the command, as in xltool check 2020; inside it, it may "
        "be left out.\n\n"
        "退出码：0 没有错误，1 有错误，2 不能运行，3 程序出错，130 中断。\n\n"
        "Exit code: 0 clean, 1 errors, 2 cannot run, 3 program fault, 130 interrupted."
    ),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def load_command(name: str) -> TyperCommand:
    """Return a command with its options: its file registers it on ``app`` when it is imported."""
    import_module(f"xltool.cli.{name}")
    for registered in app.registered_commands:
        registered.cls = Command
    group = cast("TyperGroup", typer.main.get_command(app))
    return cast("TyperCommand", group.commands[name])


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer's callback protocol
    if asked:
        typer.echo(f"xltool {__version__}")
        raise typer.Exit


def _install_completion(asked: bool) -> None:  # noqa: FBT001 - as above
    if asked:
        from xltool.cli.shell import install_completion

        install_completion(PROGRAM, COMPLETION)
        raise typer.Exit


@app.callback()
def _take_options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="版本 · Version"),
    ] = False,
    install_completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=_install_completion,
            is_eager=True,
            help="让命令行按 Tab 键补全命令和选项 · Let the shell complete commands by Tab",
        ),
    ] = False,
) -> None:
    pass

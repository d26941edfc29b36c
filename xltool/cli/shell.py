"""Completion of commands and options by the Tab key, installed for the shell that runs us."""

from __future__ import annotations

from importlib import import_module

from xltool.cli.output import print_note
from xltool.errors import XltoolError

SHELLS = ("bash", "zsh", "fish")
"""Not PowerShell: typer's script for it would lift the ban on scripts for the whole account."""


def install_completion(program: str, variable: str) -> None:
    """Install it for a program that answers by ``variable``, and say so.

    Raises ``XltoolError`` for a shell that has none.
    """
    shell = _this_shell()
    if shell not in SHELLS:
        message = (
            "这个命令行窗口不能补全，bash、zsh、fish 可以 · "
            "this shell has no completion: bash, zsh and fish have"
        )
        raise XltoolError(message)
    prepare_completion()
    _, path = import_module("typer.completion").install(shell, program, variable)
    print_note(
        f"已装好（{path}），重新打开窗口后按 Tab 键补全 · "
        f"installed ({path}): open a new window, then press Tab"
    )


def prepare_completion() -> None:
    """Teach typer how each shell asks, and how it is answered."""
    import_module("typer.completion").completion_init()


def _this_shell() -> str:
    """Return the name of the shell that runs this program; empty if it cannot be told."""
    shellingham = import_module("shellingham")  # which has no types

    try:
        return str(shellingham.detect_shell()[0])
    except shellingham.ShellDetectionFailure:
        return ""

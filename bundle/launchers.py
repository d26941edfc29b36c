"""What people start: the ``.cmd`` files of Windows, the shell scripts of Linux, and the guide.

cmd.exe reads its files in the code page of the machine, byte by byte: so there is nothing but
ASCII in them, each line ends in CR LF, and no mark stands before the first line. There is no label
and no ``call``, for which it reads the file again from a place that it gets wrong when the code
page changes, and no delayed expansion, which eats ``!`` in names of folders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bundle.target import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

    from bundle.target import BundleTarget

DESK: Final = "开始.cmd"
PROMPT: Final = "命令行.cmd"
COMMAND: Final = "bin/xltool.cmd"
GUIDE: Final = "说明.txt"
_TEXTS: Final = FOLDER / "texts"
CMD_FILES: Final = {
    DESK: (
        "@echo off",
        "title xltool",
        "chcp 65001 >nul",
        '"%~dp0python\\python.exe" -I -X utf8 -B -m xltool desk %*',
        "if errorlevel 1 pause",
    ),
    PROMPT: (
        "@echo off",
        "title xltool",
        "chcp 65001 >nul",
        'set "PATH=%~dp0bin;%PATH%"',
        'if exist "%USERPROFILE%\\xltool\\" cd /d "%USERPROFILE%\\xltool"',
        "cmd /k xltool --help",
    ),
    COMMAND: (
        "@echo off",
        '"%~dp0..\\python\\python.exe" -I -X utf8 -B -m xltool %*',
    ),
}
_XLTOOL: Final = """\
#!/bin/sh
# Runs xltool by the Python of this machine; XLTOOL_PYTHON names another one.
here=$(dirname -- "$(readlink -f -- "$0")")
for python in "$XLTOOL_PYTHON" python{python} python3; do
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -I -S -c 'import sys; sys.exit(sys.version_info[:2] != ({number}))'; then
        exec "$python" -I -S -X utf8 -B "$here/lib" "$@"
    fi
done
echo "需要 Python {python}，请安装，或用 XLTOOL_PYTHON 指明它的位置" >&2
echo "Python {python} is needed: install it, or name its place by XLTOOL_PYTHON" >&2
exit 2
"""
_START: Final = """\
#!/bin/sh
# Opens the desk in the browser.
exec "$(dirname -- "$(readlink -f -- "$0")")/xltool" desk "$@"
"""
_MAIN: Final = '''\
"""Runs xltool when Python is given this folder: it stands first among the places of modules."""

from xltool.__main__ import main

if __name__ == "__main__":
    main()
'''


def write_launchers(target: BundleTarget, folder: Path, version: str) -> None:
    """Write what people start, and the guide for them."""
    if target.is_windows:
        (folder / "bin").mkdir()
        for name, lines in CMD_FILES.items():
            (folder / name).write_bytes("".join(f"{line}\r\n" for line in lines).encode("ascii"))
        guide = (_TEXTS / "windows.txt").read_text(encoding="utf-8").format(version=version)
        (folder / GUIDE).write_bytes(guide.replace("\n", "\r\n").encode("utf-8-sig"))
    else:
        number = target.python.replace(".", ", ")
        text = _XLTOOL.format(python=target.python, number=number)
        for name, script in {"xltool": text, "start.sh": _START}.items():
            (folder / name).write_text(script, encoding="utf-8", newline="\n")
            (folder / name).chmod(0o755)
        (folder / "lib" / "__main__.py").write_text(_MAIN, encoding="utf-8", newline="\n")
        guide = (_TEXTS / "linux.txt").read_text(encoding="utf-8")
        guide = guide.format(version=version, python=target.python)
        (folder / GUIDE).write_text(guide, encoding="utf-8", newline="\n")

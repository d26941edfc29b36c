"""Where the program begins, as ``xltool`` and as ``python -m xltool``."""

import sys

from xltool.version import __version__


def main() -> None:
    """Tell the version at once; load the command line for everything else."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"xltool {__version__}\n")
        return
    from xltool.cli.entry import main as run  # noqa: PLC0415 - it imports the command line

    run()


if __name__ == "__main__":
    main()

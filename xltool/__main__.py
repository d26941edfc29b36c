"""``python -m xltool``."""

from xltool.cli.entry import main

if __name__ == "__main__":
    main()

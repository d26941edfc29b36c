"""The name under which a file that came through a browser may stand in a folder.

Such a name is a label that anybody chose: it never becomes a path, and the folder may be carried
to any system. What Windows forbids: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

NAMELESS: Final = "未命名"
LONGEST_NAME, MOST_BYTES = 120, 180
"""Characters of a name, and its bytes in UTF-8: a system takes 255, and digits may be added."""
_LONGEST_SUFFIX: Final = 8
_BLANK: Final = ". \u3000"
"""What no name may end with on Windows, or begin with so that everybody sees it."""
_NO_CHARACTERS: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of what is no character that people see: controls, formats, lone surrogates."""
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
_DEVICE: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\.|$)", re.IGNORECASE
)
"""Names that Windows takes for devices, whatever suffix follows."""


def last_part(name: str) -> str:
    """Return what follows the last slash of any kind."""
    return re.split(r"[/\\]", name)[-1]


def safe_name(name: str) -> str:
    """Return a name that every system takes for a file in a folder; it keeps its suffix.

    What looks the same is the same name, whichever way its characters are composed.
    """
    composed = unicodedata.normalize("NFC", last_part(name))
    seen = "".join(each for each in composed if unicodedata.category(each) not in _NO_CHARACTERS)
    stem, suffix = split_suffix(_FORBIDDEN.sub("_", seen).rstrip(_BLANK))
    stem = _cut(stem.lstrip("~" + _BLANK).rstrip(_BLANK) or NAMELESS, len(suffix))
    return f"_{stem}{suffix}" if _DEVICE.match(stem + suffix) else f"{stem}{suffix}"


def split_suffix(name: str) -> tuple[str, str]:
    """Return a name without its suffix, and the suffix with its dot; empty if it has none."""
    stem, dot, suffix = name.rpartition(".")
    known = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return (stem, dot + suffix) if dot and known else (name, "")


def _cut(stem: str, taken: int) -> str:
    """Return as much of a name as fits, when ``taken`` characters of ASCII follow."""
    short = stem[: LONGEST_NAME - taken]
    kept = short.encode()[: MOST_BYTES - taken].decode(errors="ignore")
    return kept.rstrip(_BLANK)

"""Where a command may write: refused before any work is done, so that outputs destroy nothing.

Nothing is written into a campaign's ``in/``, ``kept/`` or ``given/``, over one of its own files, or
over a file that the command reads, by whatever name it is reached.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.found_files import gather
from xltool.batch.given_folder import GIVEN
from xltool.campaign.folder import IN, LISTS, OUT, SETTINGS
from xltool.campaign.inbox import KEPT
from xltool.campaign.ledger import LEDGER
from xltool.campaign.lock import LOCK
from xltool.errors import CampaignError, XltoolError, reason
from xltool.lists.headed_list import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.campaign import Campaign

FOLDERS = (IN, KEPT, GIVEN)
"""Where a campaign keeps what it was given and what came back."""
FILES = (
    SETTINGS, LOCK, LEDGER, f"{LEDGER}-journal",
    *(f"{name}{suffix}" for name in LISTS for suffix in SUFFIXES),
)  # fmt: skip
HANDED_OUT = (".xlsx", ".zip")
"""What ``out/`` holds: only ``generate`` writes such files there."""
NO_NAME = "名称里有不能用的字符，请改正 · a character that no name can have: correct it"


def require_file(
    target: Path,
    suffixes: Sequence[str],
    campaign: Campaign | None = None,
    inputs: Iterable[Path] = (),
) -> None:
    """Raise ``CampaignError`` unless an output may be written to ``target``.

    ``suffixes`` are those that the command writes; ``inputs`` are the paths that it reads: files,
    folders and patterns. Raises for a folder that does not exist, too.
    """
    if target.suffix.lower() not in suffixes:
        raise wrong_suffix(target, suffixes)
    real = _real(target)
    if real.is_dir():
        raise _refusal(target, "是文件夹，请给出文件名", "is a folder: give the name of a file")
    _require_parent(target, real)
    _require_outside(target, real, campaign)
    if real.exists() and not real.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise _refusal(
            target, "是只读文件，请换一个文件名", "is read-only: give the name of another file"
        )
    if any(_is_same(real, path) for path in gather(inputs)):
        raise _refusal(
            target, "本身是要读取的文件，请换一个文件名",
            "is a file that is read here: give the name of another file",
        )  # fmt: skip


def require_folder(folder: Path, campaign: Campaign | None = None) -> None:
    """Raise ``CampaignError`` unless files may be written into ``folder``, which may be new."""
    real = _real(folder)
    if real.exists() and not real.is_dir():
        raise _refusal(folder, "是文件，请给出文件夹", "is a file: give a folder")
    _require_parent(folder, real)
    _require_outside(folder, real, campaign)


def require_own_folder(folder: Path, campaign: Campaign | None, inputs: Iterable[Path]) -> None:
    """Raise as ``require_folder``, and where the folder holds files of the same names.

    These are the workbooks that the campaign sent out, and those that are read: ``inputs`` are the
    paths of the latter, as of ``require_file``.
    """
    require_folder(folder, campaign)
    taken = [path.parent for path in gather(inputs)]
    taken += [campaign.folder / OUT] if campaign else []
    if any(_is_same(folder, each) for each in dict.fromkeys(taken)):
        raise _refusal(
            folder, "里面是别的文件，请另给一个文件夹", "holds other files: give another folder"
        )


def wrong_suffix(target: Path, suffixes: Sequence[str]) -> CampaignError:
    """Return the refusal of an output whose name does not end in one of ``suffixes``."""
    written, english = "、".join(suffixes), " or ".join(suffixes)
    return _refusal(target, f"请以 {written} 结尾", f"the name must end in {english}")


def _refusal(target: Path, chinese: str, english: str) -> CampaignError:
    return CampaignError(f"{target}: {chinese} · {english}")


def _real(target: Path) -> Path:
    """Return where a path leads; raise ``CampaignError`` when it leads nowhere."""
    try:
        target.parent.stat()
        with suppress(FileNotFoundError):
            target.stat()
        return Path(os.path.realpath(target))
    except (FileNotFoundError, NotADirectoryError):
        raise _refusal(
            target, f"没有文件夹 {target.parent}，请先建立",
            f"there is no folder {target.parent}: make it first",
        ) from None  # fmt: skip
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else NO_NAME
        raise XltoolError(why if str(target) in why else f"{target}: {why}") from None


def _require_parent(target: Path, real: Path) -> None:
    """Raise unless the folder of an output exists and may be written to."""
    place = real if real.is_dir() else real.parent
    if not place.is_dir():
        raise _refusal(
            target, f"没有文件夹 {place}，请先建立", f"there is no folder {place}: make it first"
        )
    if not os.access(place, os.W_OK | os.X_OK):
        raise _refusal(
            target, f"不能写入文件夹 {place}，请换一个",
            f"the folder {place} cannot be written to: give another one",
        )  # fmt: skip


def _require_outside(target: Path, real: Path, campaign: Campaign | None) -> None:
    """Raise when an output would stand among what a campaign keeps."""
    for path in dict.fromkeys((Path(os.path.normpath(target.absolute())), real)):
        for root in _campaigns(path, campaign):
            for name in FOLDERS:
                if _is_inside(path, root / name):
                    raise _refusal(
                        target, f"在任务的 {name}/ 里，那里不写入，请换一个文件夹",
                        f"stands in {name}/ of a campaign, where nothing is written: "
                        "give another folder",
                    )  # fmt: skip
            for name in FILES:
                if _is_same(path, root / name):
                    raise _refusal(
                        target, "是任务自己的文件，请换一个文件名",
                        "is a file of the campaign itself: give the name of another file",
                    )  # fmt: skip
            if path.suffix.lower() in HANDED_OUT and _is_inside(path, root / OUT):
                raise _refusal(
                    target, f"在任务的 {OUT}/ 里，那里是下发的工作簿，请换一个文件夹",
                    f"stands in {OUT}/ with the workbooks that were sent out: give another folder",
                )  # fmt: skip
            if path.exists() and path.stat().st_nlink > 1:
                _require_no_link(target, path, root)


def _require_no_link(target: Path, path: Path, root: Path) -> None:
    """Raise when an output is another name of a file that a campaign keeps."""
    for name in FOLDERS:
        for kept in (root / name).rglob("*"):
            if _is_same(path, kept):
                raise _refusal(
                    target, f"与任务的 {kept} 是同一个文件，请换一个文件名",
                    f"is the same file as {kept} of a campaign: give the name of another file",
                )  # fmt: skip


def _campaigns(path: Path, campaign: Campaign | None) -> Iterator[Path]:
    """Yield the folders of the campaigns that a path may belong to."""
    if campaign:
        yield campaign.folder.absolute()
    for folder in path.parents:
        if (folder / SETTINGS).is_file():
            yield folder


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path is ``folder`` or in it, in upper or lower case, and where links lead."""
    places = {_folded(folder), _folded(Path(os.path.realpath(folder)))}
    return any(_folded(each) in places for each in (path, *path.parents))


def _is_same(path: Path, other: Path) -> bool:
    """Whether two paths are one file, or would be where case makes no difference."""
    with suppress(OSError, ValueError):
        if path.samefile(other):
            return True
    return _folded(path) in {_folded(other), _folded(Path(os.path.realpath(other)))}


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.normpath(path.absolute())).casefold()

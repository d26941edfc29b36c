"""Write what each entity is sent: its workbook, and a zip of it with a guide how to fill it in."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xltool.campaign.folder import forms_of
from xltool.campaign.generate import write_all
from xltool.campaign.session import at_work
from xltool.files import replacing
from xltool.model.observer import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.campaign.generate import WrittenWorkbook
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack
    from xltool.model.observer import Observer

GUIDE = "填报说明.txt"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; a fixed one, so the same content gives the same bytes."""
UNIX = 3
"""The system that a member says it was made on; without it the permissions would not be read."""


def hand_out(
    campaign: Campaign,
    pack: Pack,
    data: Iterable[Path],
    only: Sequence[str],
    observer: Observer = SILENT,
) -> Iterator[WrittenWorkbook]:
    """Write workbook and zip of each who fills one in, or of the codes ``only``, into ``out/``.

    The one who consolidates the whole campaign needs no zip.

    Yields each workbook after it was entered in the ledger. Raises what ``write_all`` raises.
    """
    with at_work(campaign, "generate", observer) as session:
        for number, written in enumerate(write_all(campaign, pack, data, only, observer)):
            if number == 0:  # nothing was refused
                session.record_lists(pack)
            if written.entity.code != campaign.root:  # its own workbook goes to nobody else
                write_handout(campaign, pack, written.entity, written.path)
            session.record_sent(written.path, written.entity.code, written.serial)
            yield written


def write_handout(campaign: Campaign, pack: Pack, entity: Entity, workbook: Path) -> Path:
    """Write the zip of ``entity`` beside its workbook; return the path of the zip."""
    target = workbook.with_suffix(".zip")
    guide = guide_text(campaign, pack, entity, workbook.name)
    package = io.BytesIO()
    with ZipFile(package, "w") as packed:
        packed.writestr(_member(workbook.name, ZIP_STORED), workbook.read_bytes())
        # line ends and byte order mark for the editor of older Windows
        text = guide.replace("\n", "\r\n").encode("utf-8-sig")
        packed.writestr(_member(GUIDE, ZIP_DEFLATED), text)
    with replacing(target, sweep=False) as file:
        file.write(package.getbuffer())
    return target


def _member(name: str, method: int) -> ZipInfo:
    member = ZipInfo(name, EARLIEST)
    member.compress_type = method
    member.create_system = UNIX
    member.external_attr = 0o644 << 16
    return member


def guide_text(campaign: Campaign, pack: Pack, entity: Entity, workbook: str) -> str:
    """Return the guide for whoever fills in ``workbook``, in Chinese as the forms are."""
    deadline = f"请在 {campaign.deadline} 前报回。\n" if campaign.deadline else ""
    forms = forms_of(pack, parent=bool(campaign.children(entity.code)))
    sheets = "、".join(form.template.sheet for form in forms)
    steps = "".join(f"{number}. {text}\n" for number, text in enumerate(pack.help, start=1))
    return (
        f"{campaign.title}　填报说明\n\n"
        f"填报单位：{entity.name}（{entity.code}）\n"
        f"{pack.texts.period}：{campaign.period}年\n"
        f"工作簿：{workbook}\n"
        f"报表：{sheets}\n"
        f"{deadline}\n"
        f"怎样填\n{steps}\n"
        "怎样报\n"
        "1. 先把压缩包解压，再打开工作簿填写；不要在压缩包里直接填。\n"
        "2. 填完保存，关闭，把这份 .xlsx 报给汇总单位。\n"
        "3. 有问题的会退回一份标好问题的工作簿，请在那一份里改好，再报一次。\n"
    )

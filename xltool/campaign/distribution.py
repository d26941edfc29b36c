"""What an entity is handed out: its workbook and how to fill it in, in one zip file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xltool.campaign.generate import write_all
from xltool.campaign.session import at_work
from xltool.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.batch.batch import Tell
    from xltool.campaign.generate import WrittenWorkbook
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack

GUIDE = "填报说明.txt"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: the same content gives the same bytes."""


def hand_out(
    campaign: Campaign, pack: Pack, data: Iterable[Path], only: Sequence[str], tell: Tell
) -> Iterator[WrittenWorkbook]:
    """Write workbook and zip of each reporting entity, or of those named, into ``out/``.

    Yields each workbook, when it stands in the ledger. Raises what ``write_all`` raises.
    """
    with at_work(campaign, "generate", tell) as session:
        for written in write_all(campaign, pack, data, only):
            write_handout(campaign, pack, written.entity, written.path)
            session.sent(written.path, written.entity.code, written.serial)
            yield written


def write_handout(campaign: Campaign, pack: Pack, entity: Entity, workbook: Path) -> Path:
    """Write the zip of ``entity`` beside its workbook; return its path."""
    target = workbook.with_suffix(".zip")
    guide = guide_text(campaign, pack, entity, workbook.name)
    with replacing(target) as path, ZipFile(path, "w") as packed:
        packed.writestr(_member(workbook.name, ZIP_STORED), workbook.read_bytes())
        packed.writestr(
            _member(GUIDE, ZIP_DEFLATED), guide.replace("\n", "\r\n").encode("utf-8-sig")
        )
    return target


def _member(name: str, method: int) -> ZipInfo:
    member = ZipInfo(name, EARLIEST)
    member.compress_type = method
    member.create_system = 3
    member.external_attr = 0o644 << 16
    return member


def guide_text(campaign: Campaign, pack: Pack, entity: Entity, workbook: str) -> str:
    """Return the guide for whoever fills in the workbook, in Chinese as the forms are."""
    deadline = f"请在 {campaign.deadline} 前报回。\n" if campaign.deadline else ""
    parent = bool(campaign.children(entity.code))
    own = [form.template.sheet for form in pack.forms if form.template.parent == parent]
    helped = "".join(f"{number}. {text}\n" for number, text in enumerate(pack.help, start=1))
    return (
        f"{campaign.title}　填报说明\n\n"
        f"填报单位：{entity.name}（{entity.code}）\n"
        f"预算年度：{campaign.period}年\n"
        f"工作簿：{workbook}\n"
        f"报表：{'、'.join(own)}\n"
        f"{deadline}\n"
        f"怎样填\n{helped}\n"
        "怎样报\n"
        "1. 先把压缩包解压，再打开工作簿填写；不要在压缩包里直接填。\n"
        "2. 填完保存，关闭，把这份 .xlsx 报给汇总单位。\n"
        "3. 有问题的会退回一份标好问题的工作簿，请在那一份里改好，再报一次。\n"
    )

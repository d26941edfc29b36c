"""The command line around the ledger: who owes, what came, which counts, what changed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xltool.cli.console import (
    HereOption,
    LangOption,
    PackOption,
    TableFormat,
    language,
    one_of,
    tell,
    the_pack,
)
from xltool.cli.output import as_document, emit, listed

if TYPE_CHECKING:
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

EntityArgument = Annotated[str, typer.Argument(metavar="ENTITY", help="单位代码 · Entity code")]


def status(
    campaign: HereOption = Path(), output_format: TableFormat = "table", lang: LangOption = None
) -> None:
    """谁没报、谁有错误、谁已接受 · Who owes, who has errors, who is accepted.

    例 · Example: xltool status -C 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.inbox import look_into
    from xltool.campaign.ledger import open_ledger
    from xltool.campaign.next_step import after_status
    from xltool.campaign.status_board import status_board
    from xltool.report.campaign_tables import board_table

    one_of(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    with open_ledger(loaded.folder) as ledger:
        found = status_board(loaded, ledger, look_into(loaded, ledger, lambda _: None))
    if output_format == "json":
        emit(as_document(asdict(found)), None)
        return
    spoken = language(lang)
    emit(board_table(found, spoken), None)
    tell(after_status(loaded, found, spoken))


def accept(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="in/ 中的文件 · A file in in/")],
    campaign: HereOption = Path(),
    pack: PackOption = None,
) -> None:
    """定下采用哪一份 · Decide which file of an entity counts.

    同一单位报了几份不同的文件时用。

    When an entity has sent several files that differ.

    例 · Example: xltool accept 312006-final.xlsx -C 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.inbox import accept as decide
    from xltool.campaign.session import at_work

    loaded = load_campaign(campaign)
    with at_work(loaded, "accept", tell) as session:
        item = decide(loaded, the_pack(pack), session.ledger, file)
    typer.echo(f"已接受 · accepted {item.entity} {item.name} {item.sha256}")


def receipt(
    entity: Annotated[
        str,
        typer.Argument(metavar="ENTITY", help="单位代码，缺省为全部 · Entity code, default all"),
    ] = "",
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
) -> None:
    """收件回执 · What was received when, with its hash.

    例 · Example: xltool receipt 312006 -C 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.ledger import open_ledger
    from xltool.campaign.receipts import receipts
    from xltool.report.campaign_tables import receipt_table

    one_of(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    if entity:
        loaded.entity(entity)
    with open_ledger(loaded.folder) as ledger:
        found = list(receipts(loaded, ledger, entity))
    listed(found, lambda: receipt_table(loaded, found, language(lang)), output_format)


def history(
    entity: EntityArgument,
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
) -> None:
    """一个单位的各个版本 · The versions of an entity's workbook.

    例 · Example: xltool history 312006 -C 2020
    """
    from xltool.campaign.folder import load_campaign
    from xltool.campaign.ledger import open_ledger
    from xltool.campaign.receipts import history as events
    from xltool.report.campaign_tables import history_table

    one_of(output_format, ("table", "json"))
    loaded = load_campaign(campaign)
    loaded.entity(entity)
    with open_ledger(loaded.folder) as ledger:
        found = events(ledger, entity)
    listed(found, lambda: history_table(found, language(lang)), output_format)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="文件或指纹开头 · File or hash")],
    after: Annotated[str, typer.Argument(metavar="B", help="文件或指纹开头 · File or hash")],
    campaign: HereOption = Path(),
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """两次报送之间的变化 · What changed between two returns.

    例 · Example: xltool diff 3fa9 312006-final.xlsx -C 2020
    """
    from xltool.campaign.changes import changes
    from xltool.report.campaign_tables import change_entry, changes_table

    one_of(output_format, ("table", "json"))
    with_pack, spoken = the_pack(pack), language(lang)
    two = _two(campaign, with_pack, before, after)
    found = [change_entry(change, spoken) for change in changes(with_pack, *two)]
    listed(found, lambda: changes_table(found, spoken), output_format)


def _two(campaign: Path, pack: Pack, before: str, after: str) -> tuple[Submission, Submission]:
    from xltool.batch.batch import read_all
    from xltool.campaign.inbox import version
    from xltool.errors import CampaignError

    paths = [version(campaign, before), version(campaign, after)]
    read = [item.submission for item in read_all(paths, pack, None)]
    if read[0] is None or read[1] is None:
        name = after if read[0] else before
        msg = f"{name}: 读不出来，请先运行 xltool check · cannot be read: see xltool check"
        raise CampaignError(msg)
    return read[0], read[1]


def compare(
    campaign: HereOption = Path(),
    above: Annotated[
        float, typer.Option(min=0, help="增减百分比的界限 · Percent of change to ask about")
    ] = 20.0,
    output_format: TableFormat = "table",
    lang: LangOption = None,
    pack: PackOption = None,
) -> None:
    """增减较大的项目和原因 · Large changes since last year.

    例 · Example: xltool compare -C 2021 --above 30
    """
    from decimal import Decimal

    from xltool.campaign.folder import load_campaign
    from xltool.campaign.prior_year import accepted_returns, large_changes
    from xltool.report.campaign_tables import large_table

    one_of(output_format, ("table", "json"))
    loaded, with_pack = load_campaign(campaign), the_pack(pack)
    returns = accepted_returns(loaded, with_pack).values()
    found = list(large_changes(with_pack, returns, Decimal(str(above))))
    listed(found, lambda: large_table(found, language(lang)), output_format)


COMMANDS = (status, accept, receipt, history, diff, compare)

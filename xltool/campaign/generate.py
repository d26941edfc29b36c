"""Write the workbooks of a campaign: one for each reporting entity, blank or prefilled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.given_facts import facts_to_prefill, load_given, merged
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.data_totals import differing_totals
from xltool.campaign.folder import LINES, OUT, ROWS, forms_of, planned
from xltool.campaign.recipients import recipients
from xltool.campaign.workbook_names import OWN_FORMS, workbook_name
from xltool.errors import CampaignError
from xltool.facts.facts import EnteredFacts
from xltool.kinds import Shape
from xltool.lists.headed_list import find_list
from xltool.model.observer import SILENT, Stage, watched
from xltool.model.tree_lines import code_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack
    from xltool.model.observer import Observer


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """A workbook that was written for ``entity``, and the serial number of this copy."""

    path: Path
    entity: Entity
    serial: str


def generate_all(
    campaign: Campaign, pack: Pack, data: Iterable[Path], only: Sequence[str]
) -> Iterator[Path]:
    """Write the workbooks as ``write_all`` does; yield only their paths."""
    for written in write_all(campaign, pack, data, only):
        yield written.path


def write_all(
    campaign: Campaign,
    pack: Pack,
    data: Iterable[Path],
    only: Sequence[str],
    observer: Observer = SILENT,
) -> Iterator[WrittenWorkbook]:
    """Write the workbooks of the campaign into ``out/``; yield each.

    Those of the reporting entities come first, then each parent's own, if the pack has forms for
    parents. ``data`` are facts files to prefill from, and so are those in ``prefill/``; the facts
    in ``given/`` are filled in, too, and locked. ``only`` keeps these entity codes. The
    observer is told of each total in ``data`` that differs from what is calculated. Raises
    ``CampaignError`` for a code or facts of an entity that fills in nothing, ``NoSlotError`` for a
    fact without a place; then nothing was written.
    """
    facts, given = facts_to_prefill(campaign, pack, data), load_given(campaign, pack)
    entities = recipients(campaign, pack)
    _require_registers(campaign, pack)
    _require_lines(campaign, pack)
    for code in (*only, *facts, *given.tables):
        if code not in entities:
            msg = f"{code}: 不是本次填报的单位 · does not report in this campaign"
            raise CampaignError(msg)
    for code, entered in facts.items():
        _require_own_forms(campaign, pack, code, entered)
    plans = []
    for code in only or entities:
        entered = facts.get(code, EnteredFacts())
        tables = merged(entered.tables, given.tables.get(code, {}))
        nil = entered.nil | given.nil.get(code, frozenset())
        submission, fixed = planned(campaign, pack, entities[code], tables, nil)
        plans.append((submission, fixed | given.by_entity.get(code, frozenset())))
    # all are checked before the first is written: an error must not leave half of them
    writer = BulkWriter(pack)
    for submission, fixed in plans:
        writer.check(submission, fixed)
    for submission, _ in plans:
        totals = facts.get(submission.entity.code, EnteredFacts()).totals
        for notice in differing_totals(pack, submission, totals):
            observer.notify(notice)
    for submission, fixed in watched(plans, observer, Stage.GENERATING, len(plans)):
        kind = OWN_FORMS if campaign.children(submission.entity.code) else ""
        path = campaign.folder / OUT / workbook_name(submission.entity, campaign.period, kind)
        serial = writer.write(path, submission, fixed)
        yield WrittenWorkbook(path, submission.entity, serial)


def _require_own_forms(campaign: Campaign, pack: Pack, code: str, entered: EnteredFacts) -> None:
    """Raise ``CampaignError`` for facts of a form that an entity does not fill in.

    The figures of one that consolidates others are those of its units.
    """
    own = {form.id for form in forms_of(pack, parent=bool(campaign.children(code)))}
    tables = [table for table, records in entered.tables.items() if records]
    named = [*tables, *(key.table for key in entered.totals), *entered.nil]
    for form in (pack.form_of(table) for table in named):
        if form.id not in own:
            sheet = form.template.sheet
            msg = (
                f"{code}: {sheet}不由这个单位填报，请从数据中删去 · "
                f"{sheet} is not filled in by this entity: delete it from the data"
            )
            raise CampaignError(msg)


def _require_registers(campaign: Campaign, pack: Pack) -> None:
    """Raise ``CampaignError`` with a line for each form in ``rows.csv`` that cannot be used.

    It has no rows to count, or is there by its id and by the name of its sheet.
    """
    registers = [form for form in pack.forms if form.shape is Shape.REGISTER]
    ids = {name: form.id for form in registers for name in (form.id, form.template.sheet)}
    titles = "、".join(form.template.sheet for form in registers)
    known = ", ".join(form.id for form in registers)
    unknown = f"没有这张明细表，应为{titles} · no such register, there are {known}"
    file = find_list(campaign.folder, ROWS).name
    wrong, seen = list[str](), dict[tuple[str, str], str]()
    for code, name in campaign.rows:
        at = f"{file}: {code} {name}"
        if name not in ids:
            wrong.append(f"{at}: {unknown}")
        elif other := seen.get((code, ids[name])):
            wrong.append(f"{at}: 与 {other} 重复，请删去一行 · the same as {other}: delete a row")
        else:
            seen[code, ids[name]] = name
    if wrong:
        raise CampaignError("\n".join(wrong))


def _require_lines(campaign: Campaign, pack: Pack) -> None:
    """Raise ``CampaignError`` with a line for each form or code in ``lines.csv`` that is not there.

    A code of last year may be none of this year's.
    """
    trees = {name: form for form in pack.forms if form.table.tree
             for name in (form.id, form.template.sheet)}  # fmt: skip
    file = find_list(campaign.folder, LINES).name
    wrong = list[str]()
    for (code, name), lines in campaign.lines.items():
        if name not in trees:
            wrong.append(f"{file}: {code} {name}: 没有这张科目表 · no such form with a code tree")
            continue
        unknown = [line for line in lines if line not in code_places(trees[name])]
        wrong += [
            f"{file}: {code} {name} {line}: 科目表里没有这个编码，请改正或删去 · "
            "not in the code list: correct or delete it"
            for line in unknown
        ]
    if wrong:
        raise CampaignError("\n".join(wrong))

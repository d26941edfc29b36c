"""Write the workbooks of a campaign: one for each reporting entity, blank or prefilled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.given_facts import facts_by_entity, load_given, merged
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.data_totals import differing_totals
from xltool.campaign.folder import LINES, OUT, ROWS, planned
from xltool.campaign.workbook_names import ADJUSTING, workbook_name
from xltool.errors import CampaignError
from xltool.facts.facts import EnteredFacts
from xltool.kinds import Shape
from xltool.lists.headed_list import find_list
from xltool.model.tree_lines import code_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.batch.batch import Tell
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack


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
    tell: Tell = lambda _: None,
) -> Iterator[WrittenWorkbook]:
    """Write the workbooks of the reporting entities into ``out/``; yield each.

    ``data`` are facts files to prefill from; the facts in ``given/`` are filled in, too, and
    locked. ``only`` keeps these entity codes; a parent gets its workbook of adjustments when it
    is named there. ``tell`` gets a line for each total in ``data`` that differs from what is
    calculated. Raises ``CampaignError`` for a code or facts of an entity that does not report,
    ``NoSlotError`` for a fact without a place; then nothing was written.
    """
    facts, given = facts_by_entity(campaign, pack, data), load_given(campaign, pack)
    reporting = {entity.code: entity for entity in campaign.reporting()}
    parents = _named_parents(campaign, pack, only)
    entities = reporting | parents
    _require_registers(campaign, pack)
    _require_lines(campaign, pack)
    for code in (*only, *facts, *given.tables):
        if code not in entities:
            msg = f"{code}: 不是本次填报的单位 · does not report in this campaign"
            raise CampaignError(msg)
    plans = []
    for code in only or reporting:
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
        for text in differing_totals(pack, submission, totals):
            tell(text)
    for submission, fixed in plans:
        kind = ADJUSTING if submission.entity.code in parents else ""
        path = campaign.folder / OUT / workbook_name(submission.entity, campaign.period, kind)
        serial = writer.write(path, submission, fixed)
        yield WrittenWorkbook(path, submission.entity, serial)


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


def _named_parents(campaign: Campaign, pack: Pack, only: Sequence[str]) -> dict[str, Entity]:
    """Return the parents among the codes ``only``, if the pack has a form for parents."""
    if all(form in pack.reported for form in pack.forms):
        return {}
    named = (entity for entity in campaign.entities if entity.code in only)
    return {entity.code: entity for entity in named if campaign.children(entity.code)}

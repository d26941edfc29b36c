"""The findings of a returned file, as entries for its sender in the correction copy.

The correction copy is a new workbook with the values of the return, so a finding moves: from its
cell in the returned file to the fact that stands there, and from the fact to its cell in the copy.
All texts are in Chinese, as on the forms.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.layout.cells import Role
from xltool.messages.render import item_of, render
from xltool.text import unspaced
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text
from xltool.writing.corrections import CorrectionEntry, Corrections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value

UNKNOWN = "待填"
"""Stands where a value was lost from the file; a return that still holds it is not accepted."""
NOT_CARRIED = frozenset({"XL-162", "XL-163", "XL-171", "XL-175"})
"""Rules about content that was not read, so the correction copy does not have it."""
FIXED = frozenset(
    {"XL-111", "XL-127", "XL-131", "XL-155", "XL-156", "XL-159", "XL-161"}
    | {"XL-172", "XL-173", "XL-174"}
)
"""Rules about what writing the correction copy has put right already."""
EXTRA_HINTS: Mapping[str, str] = {
    "XL-119": "本工作簿中只有前 32767 个字，其余请看原文件。",
    "XL-126": f"本工作簿中先写上“{UNKNOWN}”。",
    "XL-131": "本工作簿中已恢复公式。",
    "XL-133": "本工作簿中已恢复任务给定的数。",
    "XL-133.blank": "本工作簿中已恢复空白。",
    "XL-164": f"本工作簿中已恢复，数字和代码先写上“{UNKNOWN}”。",
    "rule.calculated": "本工作簿中已恢复公式。",
}
"""By message: what goes behind its hint, for the cell looks different in the correction copy."""
BLANK_FORM_HINT = f"本表在本工作簿中是空白的，第一个数字先写上“{UNKNOWN}”；没有数据请删去这两个字。"
NO_PLACE = ("现行表样没有这个填报位置，没有带过来。", "如仍需填报，请填入现行表样的相应位置。")
NO_RULE = "——"


def correction_text(
    pack: Pack, item: Return, copy: Submission, unplaced: Mapping[Key, Value]
) -> Corrections:
    """Return the entries for a return that was read: to correct, not carried over, fixed already.

    ``copy`` is the submission of the correction copy, ``unplaced`` are the values of the return
    that have no cell in it.
    """
    returned = item.submission
    assert returned is not None
    assert returned.origin is not None
    copy_places = _CopyPlaces(CellPlaces(pack, returned), CellPlaces(pack, copy), unread(item))
    entries = [(finding.rule, copy_places.entry(finding)) for finding in item.findings]
    not_carried = [entry for rule, entry in entries if rule in NOT_CARRIED]
    not_carried += [copy_places.unplaced_entry(key, value) for key, value in unplaced.items()]
    return Corrections(
        Path(item.path).name,
        returned.origin.sha256,
        _most_severe_first(e for rule, e in entries if rule not in NOT_CARRIED | FIXED),
        _most_severe_first(not_carried),
        _most_severe_first(entry for rule, entry in entries if rule in FIXED),
    )


def _most_severe_first(entries: Iterable[CorrectionEntry]) -> tuple[CorrectionEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.severity.rank))


def unread(item: Return) -> list[str]:
    """Return the ids of the forms with an error because of which they were not read."""
    read = item.submission.extents if item.submission else {}
    errors = (finding for finding in item.findings if finding.severity is Severity.ERROR)
    return list(dict.fromkeys(f.form for f in errors if f.form and f.form not in read))


class _CopyPlaces:
    """Finds for the cells of a returned file the same cells in its correction copy."""

    def __init__(self, returned: CellPlaces, copy: CellPlaces, unread: list[str]) -> None:
        self._returned = returned
        self._copy = copy
        self._unread = unread

    def entry(self, finding: Finding) -> CorrectionEntry:
        sheet, cell = self._place(finding)
        text, hint = render(finding, "zh")
        if finding.message == "XL-160":
            hint += _new_parts_hint(self._copy.pack, finding.params.get("found", ""))
        elif finding.form in self._unread:
            hint += BLANK_FORM_HINT
        else:
            hint += EXTRA_HINTS.get(finding.message, "")
        return CorrectionEntry(
            finding.rule, finding.severity, text + finding.params.get("texts", ""), hint, sheet,
            cell, item_of(finding, "zh"), finding.value, finding.location,
        )  # fmt: skip

    def unplaced_entry(self, key: Key, value: Value) -> CorrectionEntry:
        """Return the entry for a value that has no cell on today's forms."""
        place = self._returned.at(key)
        return CorrectionEntry(
            NO_RULE, Severity.ERROR, *NO_PLACE, "", "", item_of(place, "zh"), decimal_text(value),
            place.location,
        )  # fmt: skip

    def _place(self, finding: Finding) -> tuple[str, str]:
        """Return sheet and address in the copy; empty where there is nothing to point at."""
        if finding.form not in self._copy.submission.extents:
            return "", ""
        layout = self._copy.plan(finding.form)
        cell = self._copy_cell(finding, layout)
        return layout.sheet, cell.address if cell else ""

    def _copy_cell(self, finding: Finding, layout: SheetLayout) -> FormCell | None:
        # of a form that was not read, the title
        if finding.form in self._unread:
            titles = (cell for cell in layout.cells if cell.role in {Role.TITLE, Role.CARD})
            return next(titles, None)
        if finding.form not in self._returned.submission.extents:
            return None
        cell = self._returned_cell(finding)
        if cell is None:
            return None
        # a fact by its key, for forms of the copy may have more rows
        if cell.key is not None:
            return self._copy.slot(self._returned.own(cell.key))
        # a printed text by its place
        where = (cell.row, cell.col, cell.role)
        return next(
            (each for each in layout.cells if (each.row, each.col, each.role) == where), None
        )

    def _returned_cell(self, finding: Finding) -> FormCell | None:
        if finding.message == "XL-164":  # deleted from the file: ``expected`` is its own address
            cells = self._returned.plan(finding.form).slots.values()
            return next((cell for cell in cells if cell.address == finding.expected), None)
        return self._returned.cell_at(finding.form, finding.cell)


def _new_parts_hint(pack: Pack, version: str) -> str:
    """Name what today's forms have and those of an older version did not."""
    older = pack.reads(version)
    parts = "、".join(_part_name(pack, part) for part in sorted(older.absent if older else ()))
    return f"现行表样新增：{parts}，请补填。" if parts else ""


def _part_name(pack: Pack, part: str) -> str:
    """Return how people call a ``form``, ``form.column`` or ``form.line``."""
    form_id, _, name = part.partition(".")
    form = pack.form(form_id)
    if not name:
        return f"“{form.template.sheet}”表"
    titles = {column.id: column.title for table in form.tables for column in table.columns}
    titles |= {line.code: line.label for table in form.tables for line in table.lines}
    return f"“{form.template.sheet}”的“{unspaced(titles[name])}”"

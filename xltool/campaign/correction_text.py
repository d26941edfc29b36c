"""The findings of a returned file, as entries for its sender in the correction copy.

The correction copy is a new workbook with the values of the return, so a finding moves: from its
cell in the returned file to the fact that stands there, and from the fact to its cell in the copy.
All texts are in Chinese, as on the forms.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.identity import COVER_SHEET
from xltool.kinds import REPLY_WORDS, Severity
from xltool.layout.cells import Role
from xltool.messages.render import item_of, render
from xltool.text import of_any_year, unspaced
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text
from xltool.writing.corrections import CorrectionEntry, Corrections, LiveCheck
from xltool.writing.live_checks import CopyCell, SheetView, is_about_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

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
    | {"XL-172", "XL-173", "XL-174", "XL-186"}
)
"""Rules about what writing the correction copy has put right already."""
RESTORED = frozenset({
    "XL-133", "XL-133.blank", "rule.calculated", "rule.overwritten", "rule.altered",
})  # fmt: skip
"""Messages about cells that hold again what they should, whatever was made of them."""
EXTRA_HINTS: Mapping[str, str] = {
    "XL-119": "本工作簿中只有前 32767 个字，其余请看原文件。",
    "XL-126": f"本工作簿中先写上“{UNKNOWN}”。",
    "XL-131": "本工作簿中已恢复公式。",
    "XL-133": "本工作簿中已恢复任务给定的数。",
    "XL-133.blank": "本工作簿中已恢复空白。",
    "XL-164": f"本工作簿中已恢复，数字和代码先写上“{UNKNOWN}”。",
    "XL-179": f"本工作簿中先写上“{UNKNOWN}”。",
    "XL-187": f"本工作簿中先写上“{UNKNOWN}”。",
    "rule.calculated": "本工作簿中已恢复公式。",
    "rule.altered": "本工作簿中已恢复公式。",
    "rule.altered.right": "本工作簿中已恢复公式。",
}
"""By message: what goes behind its hint, for the cell looks different in the correction copy."""
ASKED = frozenset({"XL-126", "XL-179", "XL-187"})
"""Messages whose hint in ``EXTRA_HINTS`` tells of ``UNKNOWN`` in the cell."""
BLANK_FORM_HINT = f"本表在本工作簿中是空白的，第一个数字先写上“{UNKNOWN}”；没有数据请删去这两个字。"
ANSWER_RULES = frozenset({"XL-181", "XL-182", "XL-183", "XL-184"})
"""Rules about the answers on the cover whether forms have data, and whether any has."""
NO_PLACE = ("现行表样没有这个填报位置，没有带过来。", "如仍需填报，请填入现行表样的相应位置。")
NO_RULE = "——"


def correction_text(
    pack: Pack,
    item: Return,
    copy: Submission,
    unplaced: Mapping[Key, Value],
    fixed: AbstractSet[Key],
) -> Corrections:
    """Return the entries for a return that was read: to correct, not carried over, fixed already.

    ``copy`` is the submission of the correction copy, ``unplaced`` are the values of the return
    that have no cell in it, ``fixed`` the cells that are locked in it.
    """
    returned = item.submission
    assert returned is not None
    assert returned.origin is not None
    copy_places = _CopyPlaces(CellPlaces(pack, returned), CellPlaces(pack, copy), unread(item))
    view = SheetView(pack, copy, fixed)
    entries = [(finding, copy_places.entry(finding)) for finding in item.findings]
    not_carried = [entry for finding, entry in entries if finding.rule in NOT_CARRIED]
    not_carried += [copy_places.unplaced_entry(key, value) for key, value in unplaced.items()]
    problems = [
        (finding, replace(entry, tests=_tests(finding, copy_places.cells(finding), view)))
        for finding, entry in entries
        if not _is_done(finding)
    ]
    return Corrections(
        Path(item.path).name,
        returned.origin.sha256,
        _most_severe_first(entry for _, entry in problems),
        _most_severe_first(not_carried),
        _most_severe_first(entry for finding, entry in entries if _is_restored(finding)),
        tuple(_live_checks(problems, copy_places, view)),
    )


def _is_restored(finding: Finding) -> bool:
    return finding.rule in FIXED or finding.message in RESTORED


def _is_done(finding: Finding) -> bool:
    return finding.rule in NOT_CARRIED or _is_restored(finding)


def _tests(finding: Finding, cells: Sequence[CopyCell], view: SheetView) -> tuple[str, ...]:
    """Return the tests that nothing was changed; none when no cell that is changed can mend it."""
    can_follow = cells and is_about_values(finding) and view.can_change(cells)
    return tuple(view.tests(cells)) if can_follow else ()


def _live_checks(
    problems: Iterable[tuple[Finding, CorrectionEntry]], places: _CopyPlaces, view: SheetView
) -> Iterator[LiveCheck]:
    """Yield the checks of what the sheets do not see, and the sender has not explained."""
    for finding, entry in problems:
        cells = places.cells(finding)
        if entry.tests and not finding.is_answered and not _is_seen(finding, cells, view):
            lead, said = cells[0], f"{entry.said}{entry.hint}"
            yield LiveCheck(lead.form, lead.cell.address, finding.severity, said, entry.tests)


def _is_seen(finding: Finding, cells: Sequence[CopyCell], view: SheetView) -> bool:
    """Whether the sheets of the correction copy, or its cover, say what a finding says."""
    if finding.rule in ANSWER_RULES:
        return view.asks(finding.form)
    return bool(cells) and view.sees(finding, cells)


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
        text, hint = (self._with_copy_addresses(finding, said) for said in render(finding, "zh"))
        if finding.message == "XL-160":
            hint += _new_parts_hint(self._copy.pack, finding.params.get("found", ""))
        elif finding.form in self._unread:
            hint += BLANK_FORM_HINT
        elif finding.message not in ASKED or self._is_asked(finding):
            hint += EXTRA_HINTS.get(finding.message, "")
        return CorrectionEntry(
            finding.rule, finding.severity, text + finding.params.get("texts", ""), hint, sheet,
            cell, item_of(finding, "zh"), finding.value, finding.subject, finding.state,
            *_said_of(finding),
        )  # fmt: skip

    def _is_asked(self, finding: Finding) -> bool:
        """Whether the copy asks for the value of a cell; not in a row that holds nothing else."""
        keys = {key for key, value in self._copy.submission.values() if value == UNKNOWN}
        return any(cell.key in keys for cell in self.cells(finding))

    def unplaced_entry(self, key: Key, value: Value) -> CorrectionEntry:
        """Return the entry for a value that has no cell on today's forms."""
        place = self._returned.at(key)
        return CorrectionEntry(
            NO_RULE, Severity.ERROR, *NO_PLACE, "", "", item_of(place, "zh"), decimal_text(value),
        )  # fmt: skip

    def _place(self, finding: Finding) -> tuple[str, str]:
        """Return sheet and address in the copy; empty where there is nothing to point at.

        An answer on the cover has another place in the copy: only the sheet is given.
        """
        if finding.rule in ANSWER_RULES and not self._is_on_form(finding):
            return COVER_SHEET, ""
        if finding.form not in self._copy.submission.extents:
            return "", ""
        layout = self._copy.plan(finding.form)
        cell = self._copy_cell(finding, layout)
        return layout.sheet, cell.address if cell else ""

    def cells(self, finding: Finding) -> list[CopyCell]:
        """Return the cells of the copy that a finding rests on, first the one it points at.

        None when it points at no cell with a value.
        """
        if finding.form in self._unread or finding.form not in self._returned.submission.extents:
            return []
        lead = self._cell_of(finding.form, self._returned_cell(finding))
        if lead is None:
            return []
        others = (self._other_cell(finding, reference) for reference in finding.cells)
        found = {(each.form, each.key): each for each in (lead, *others) if each}
        return list(found.values())

    def _other_cell(self, finding: Finding, reference: str) -> CopyCell | None:
        """Return the cell of the copy for ``B7`` or ``政府采购!B7`` of the returned file."""
        sheet, _, cell = reference.rpartition("!")
        form = self._form_on.get(sheet) if sheet else finding.form
        return self._cell_of(form, self._returned.cell_at(form, cell)) if form else None

    @cached_property
    def _form_on(self) -> Mapping[str, str]:
        """The forms of the returned file by the names of its sheets."""
        forms = self._returned.submission.extents
        return {self._returned.place(form).sheet: form for form in forms}

    def _cell_of(self, form: str, returned: FormCell | None) -> CopyCell | None:
        """Return the cell of the copy with the value of a cell of the returned file."""
        if returned is None or returned.key is None or form not in self._copy.submission.extents:
            return None
        key = self._returned.own(returned.key)
        cell = self._copy.slot(key)
        return CopyCell(form, cell, key) if cell else None

    def _with_copy_addresses(self, finding: Finding, text: str) -> str:
        """Return a text with the addresses of the copy for those of the returned file."""
        moved = dict[str, str]()
        for reference in finding.cells:
            found = self._other_cell(finding, reference)
            if found:
                sheet = reference.rpartition("!")[0]
                name = f"{self._copy.plan(found.form).sheet}!" if sheet else ""
                moved[reference] = f"{name}{found.cell.address}"
        if all(old == new for old, new in moved.items()):
            return text
        longest_first = sorted(moved, key=len, reverse=True)
        known = "|".join(map(re.escape, longest_first))
        pattern = rf"(?<![A-Za-z0-9!])(?:{known})(?![0-9])"
        return re.sub(pattern, lambda match: moved[match[0]], text)

    def _is_on_form(self, finding: Finding) -> bool:
        form = finding.form
        is_read = form in self._returned.submission.extents
        return is_read and self._returned.place(form).sheet == finding.sheet

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
        if finding.message == "XL-164":  # deleted from the file
            cells, stood = self._returned.plan(finding.form).slots.values(), finding.params["stood"]
            return next((cell for cell in cells if cell.address == stood), None)
        return self._returned.cell_at(finding.form, finding.cell)


def _said_of(finding: Finding) -> tuple[str, str]:
    """Return the explanation of a finding, and the officer's reply to it in words."""
    said = finding.explained
    if said is None or said.reply is None:
        return said.text if said else "", ""
    kind, words = REPLY_WORDS[said.reply.kind].zh, said.reply.words
    return said.text, f"{kind}：{words}" if words else kind


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
    return f"“{form.template.sheet}”的“{unspaced(of_any_year(titles[name]))}”"

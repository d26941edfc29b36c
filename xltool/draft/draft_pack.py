"""Draft a pack from an official workbook: every visible sheet that holds one form.

What cannot be drafted is listed, so that nobody takes the draft for the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.draft.open_workbook import open_workbook
from xltool.draft.pack_files import pack_files
from xltool.draft.printed_texts import years_of
from xltool.draft.read_form import read_form
from xltool.draft.sheet_tables import LeftOutError
from xltool.errors import XltoolError
from xltool.files import new_folder, write_file
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.draft.drafted_form import DraftedForm
    from xltool.draft.source_sheet import SourceSheet

NO_FORMS = ("封面", "目录", "检查", "校核", "审核", "填报说明", "编制说明", "填表说明", "说明")
"""How sheets are called that hold no form."""
NO_FORM = Bilingual(
    "封面、目录、说明、检查不是报表", "cover, contents, guides and checks are no forms"
)
OF_EVERY_PACK = Bilingual(
    "表与表之间的关系、必填的栏、提醒，都要另写",
    "rules between forms, required columns and warnings are yours to write",
)
LAST_FILE = "templates"
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The forms of a drafted pack, and what was left out."""

    forms: tuple[DraftedForm, ...]
    left_out: tuple[Bilingual, ...]


def draft_pack(source: Path, folder: Path) -> Draft:
    """Write the draft of a pack into ``folder``, which must be new or empty.

    Raises ``XltoolError`` when the workbook cannot be used or holds no form that can be drafted,
    or the folder holds something; then nothing is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder}: 已存在，请给出新文件夹 · exists: give a new folder"
        raise XltoolError(msg)
    draft = read_draft(open_workbook(source))
    if not draft.forms:
        reasons = [f"{each.zh} · {each.en}" for each in draft.left_out[:-1]]
        msg = f"{source}: 没有能起草的报表 · no form that can be drafted"
        raise XltoolError("\n".join((msg, *reasons)))
    name = folder.resolve().name.lower()
    pack_id = name if _ID.fullmatch(name) else "draft"
    title = str(draft.forms[0].printed["title"]) if len(draft.forms) == 1 else "部门预算报表"
    with new_folder(folder, LAST_FILE) as made:
        for path, content in pack_files(pack_id, title, draft.forms).items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            write_file(made / path, content)
    return draft


def read_draft(sheets: tuple[SourceSheet, ...]) -> Draft:
    """Return what can be drafted of the visible sheets of a workbook."""
    forms: list[DraftedForm] = []
    left_out: list[Bilingual] = []
    years = years_of(sheets)
    for sheet in sheets:
        try:
            _require_form(sheet)
            taken = [str(form.printed["sheet"]) for form in forms]
            forms.append(read_form(sheet, f"form{len(forms) + 1}", years, taken))
        except LeftOutError as error:
            why = error.why
            left_out.append(Bilingual(f"{sheet.name}：{why.zh}", f"{sheet.name}: {why.en}"))
    return Draft(tuple(forms), (*left_out, OF_EVERY_PACK))


def _require_form(sheet: SourceSheet) -> None:
    name = squeezed(sheet.name)
    if any(name.startswith(each) or name.endswith(each) for each in NO_FORMS):
        raise LeftOutError(NO_FORM)

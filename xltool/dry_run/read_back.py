"""A workbook that is written, read back and compared with what was put in."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

from xltool.dry_run.formula_syntax import WorkbookNames, formula_problem
from xltool.messages.render import render
from xltool.reading.read import read_return
from xltool.spreadsheets.intake import admit
from xltool.spreadsheets.workbook import sheets
from xltool.values.decimal_text import decimal_text
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Pack
    from xltool.model.submission import Key, Submission, Value

_DEFINED: Final = re.compile(r'<definedName name="([^"]+)"')


def written_and_read(
    pack: Pack, submission: Submission, folder: Path, entities: Sequence[Entity]
) -> Return:
    """Write the workbook of a submission into a folder, and return what is read of it."""
    path = folder / f"{submission.entity.code}.xlsx"
    write_workbook(path, pack, submission)
    return read_return(path, pack, entities=entities)


def differences(pack: Pack, submission: Submission, item: Return) -> Iterator[str]:
    """Yield what reading found in what was written, or else what came back otherwise.

    Once for each column: what is wrong in one row is wrong in all.
    """
    findings = {(each.rule, each.form, each.column): each for each in reversed(item.findings)}
    yield from (_found(pack, finding) for finding in reversed(findings.values()))
    if findings or item.submission is None:
        return
    read = {part.entity.code: dict(part.values()) for part in item.submission.parts()}
    told = set[tuple[str, str]]()
    for part in submission.parts():
        written, back = dict(part.values()), read.get(part.entity.code, {})
        for key in dict.fromkeys((*written, *back)):
            column = key.table, key.column
            if written.get(key) != back.get(key) and column not in told:
                told.add(column)
                yield _differs(pack, key, written.get(key), back.get(key))


def refused_in_file(path: Path) -> Iterator[str]:
    """Yield the formulas of a workbook that Excel would not take: sheet, cell, reason."""
    found = sheets(admit(path))
    with ZipFile(path) as package:
        book = package.read("xl/workbook.xml").decode()
    names = WorkbookNames(set(found), set(map(html.unescape, _DEFINED.findall(book))))
    for name, sheet in found.items():
        for at in sheet.stored_formulas.elements:
            formula = sheet.stored_formulas.at(at)
            reason = formula_problem(formula.text, names) if formula and formula.at == at else None
            if reason:
                yield (
                    f"{name}!{at}: Excel 不接受公式，{reason.zh} · "
                    f"Excel does not take the formula: {reason.en}"
                )


def _found(pack: Pack, finding: Finding) -> str:
    file = pack.form(finding.form).template_file if finding.form else "templates/pack.toml"
    zh, en = (" ".join(render(finding, language)[0].split()) for language in ("zh", "en"))
    at = f"{finding.location}: " if finding.location else ""
    told = zh.replace(": ", "：")
    return (
        f"{file}: {at}没有人动过的工作簿，读回时报 {finding.rule}，{told} · "
        f"reading a workbook that nobody touched tells {finding.rule}: {en}"
    )


def _differs(pack: Pack, key: Key, written: Value | None, back: Value | None) -> str:
    old, new = ("" if value is None else decimal_text(value) for value in (written, back))
    form = pack.form_of(key.table)
    return (
        f"{form.template_file}: {key.row}.{key.column}: 写入“{old}”，读回“{new}” · "
        f"written as “{old}”, read back as “{new}”"
    )

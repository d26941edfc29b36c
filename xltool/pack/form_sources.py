"""Where the forms of a pack come from: its own files, or those of a pack that ships with xltool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import PackError
from xltool.pack.code_lists import read_code_lists
from xltool.pack.shipped_packs import shipped_packs
from xltool.pack.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.model.forms import CodeList, Form


@dataclass(frozen=True, slots=True)
class FormSource:
    """A form by its id, and the folder with its files.

    ``pack`` is the id of the shipped pack that the form is taken from; empty for the pack's own.
    """

    form: str
    root: Path
    pack: str = ""

    def lists(self, own: Mapping[str, CodeList]) -> Mapping[str, CodeList]:
        """Return the code lists beside the form's schema; ``own`` are those of the pack itself."""
        return read_code_lists(self.root / "schemas" / "codes") if self.pack else own


def form_source(root: Path, entry: str) -> FormSource:
    """Return where a form of the pack in ``root`` comes from, as ``forms`` of its manifest says.

    ``entry`` is an id, or ``county-budget:procurement`` for a form of a shipped pack, which may
    have taken it from another one. Raises ``PackError`` for a pack or a form that there is not.
    """
    pack, taken, form = entry.rpartition(":")
    if not taken:
        return FormSource(form, root)
    packs = shipped_packs()
    if pack not in packs:
        msg = (
            f"templates/pack.toml: forms: {entry}: 没有这个自带的报表包，有 {'、'.join(packs)} · "
            f"no such pack ships with xltool, there are {', '.join(packs)}"
        )
        raise PackError(msg)
    manifest = read_toml(packs[pack] / "templates" / "pack.toml")
    listed = {each.rpartition(":")[2]: each for each in manifest["forms"]}
    if form not in listed:
        msg = (
            f"templates/pack.toml: forms: {entry}: {pack} 没有这张表，有 {'、'.join(listed)} · "
            f"{pack} has no such form, there are {', '.join(listed)}"
        )
        raise PackError(msg)
    source = form_source(packs[pack], listed[form])
    return source if source.pack else FormSource(form, source.root, pack)


def joined_lists(
    own: Mapping[str, CodeList], forms: Iterable[tuple[Form, Mapping[str, CodeList]]]
) -> dict[str, CodeList]:
    """Return the code lists of a pack with those that the forms use which it takes from others.

    Each form comes with all lists beside its schema. Raises ``PackError`` for lists of one name
    that differ.
    """
    lists, wrong = dict(own), list[str]()
    for form, found in forms:
        for name in sorted(_used(form) & found.keys()):
            if lists.setdefault(name, found[name]) != found[name]:
                taken = f"{form.taken_from}:{form.id}"
                wrong.append(
                    f"schemas/codes/{name}: 与 {taken} 的代码表同名，内容不同 · "
                    f"differs from the code list of that name that {taken} brings"
                )
    if wrong:
        raise PackError("\n".join(wrong))
    return lists


def _used(form: Form) -> set[str]:
    """Return the ids of the code lists of a form's lines and columns."""
    columns = {column.codes for table in form.tables for column in table.columns}
    return (columns | {table.codes for table in form.tables}) - {""}

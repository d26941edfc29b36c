"""What a campaign adds to the open code lists of a pack: a list ``codes`` in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.csv_text import csv_lines
from xltool.lists.headed_list import (
    ListColumn,
    ListRow,
    code_problem,
    folded,
    raise_problems,
    read_list,
    repeated,
)
from xltool.model.forms import FormLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.model.forms import AddedCodes, CodeList, Pack

COLUMNS = (
    ListColumn("list", ("代码表", "清单", "名单")),
    ListColumn("code", ("代码", "编码"), needed=False),
    ListColumn("label", ("名称",)),
    ListColumn("parent", ("上级代码", "上级"), needed=False),
)


def read_added_codes(path: Path, pack: Pack) -> AddedCodes:
    """Return what a list adds to the open code lists of a pack; what the pack has is left out.

    In a list whose codes are their own labels, such as units of measure, one of both is enough.
    Raises ``ListError`` with a line for each row that cannot be used.
    """
    names = {folded(name): key for key, title in pack.open_lists.items() for name in (key, title)}
    rows = [_filled(row, names, pack) for row in read_list(path, COLUMNS).rows]
    titled = (_with_title(row, pack) for row in rows)
    raise_problems((*_problems(rows, pack), *repeated(titled, ("list", "code"))))
    added: dict[str, tuple[FormLine, ...]] = {}
    for row in rows:
        name = row["list"]
        if row["code"] not in pack.codes[name].codes:
            line = FormLine(row["code"], row["label"], row["parent"])
            added[name] = (*added.get(name, ()), line)
    return added


def added_codes_lines(pack: Pack) -> Iterator[str]:
    """Yield the lines of a list of what is added to a pack in CSV, with Chinese headings."""
    rows = (
        [pack.open_lists[name], line.code, line.label, line.parent]
        for name, lines in pack.added.items()
        for line in lines
    )
    return csv_lines(([column.headings[0] for column in COLUMNS], *rows))


def _filled(row: ListRow, names: dict[str, str], pack: Pack) -> ListRow:
    """Return a row with the id of its list, and with code and label where one is the other."""
    name = names.get(folded(row["list"]), row["list"])
    code, label = row["code"], row["label"]
    if name in pack.open_lists and _names_itself(pack.codes[name]):
        code, label = code or label, label or code
    return ListRow(row.place, {**row.texts, "list": name, "code": code, "label": label})


def _with_title(row: ListRow, pack: Pack) -> ListRow:
    title = pack.open_lists.get(row["list"], row["list"])
    return ListRow(row.place, {**row.texts, "list": title})


def _names_itself(codes: CodeList) -> bool:
    return all(line.code == line.label for line in codes.lines)


def _problems(rows: Sequence[ListRow], pack: Pack) -> Iterator[str]:
    known = {(name, code) for name in pack.open_lists for code in pack.codes[name].codes}
    known |= {(row["list"], row["code"]) for row in rows}
    for row in rows:
        if row["list"] not in pack.open_lists:
            yield f"{row.place}: {_list_problem(row['list'], pack)}"
            continue
        codes = pack.codes[row["list"]]
        if problem := _code_problem(row, codes):
            yield f"{row.place}: {problem}"
        parent = row["parent"]
        if parent and (row["list"], parent) not in known:
            problem = code_problem(parent, codes.codes) or (
                f"{parent}: 没有这个上级代码，请补一行或更正 · "
                "no such code to stand below: add it or correct it"
            )
            yield f"{row.place}: {problem}"


def _list_problem(name: str, pack: Pack) -> str:
    if not pack.open_lists:
        return "这套报表没有可以增补的代码表，请删去 · these forms have no list to add to: delete"
    titles = "、".join(pack.open_lists.values())
    return (
        f"{name or '（空）'}: 没有这个可以增补的代码表，应为{titles} · "
        f"no such list to add to, must be one of: {', '.join(pack.open_lists)}"
    )


def _code_problem(row: ListRow, codes: CodeList) -> str:
    """Return what is wrong with code and label of a row; empty when nothing is."""
    code, label = row["code"], row["label"]
    if not code:
        return "代码空着，请填写 · the code is blank: enter it"
    if problem := code_problem(code, codes.codes):
        return problem
    if not label:
        return f"{code}: 名称空着，请填写 · the name is blank: enter it"
    known = next((line.label for line in codes.lines if line.code == code), label)
    if known != label:
        return (
            f"{code}: 名称“{label}”与报表包的“{known}”不一致，请改为一致或删去一行 · "
            f"the pack calls it “{known}”: use that, or delete the row"
        )
    if row["parent"] == code:
        return f"{code}: 上级代码是它自己，请更正 · it stands below itself: correct it"
    return ""

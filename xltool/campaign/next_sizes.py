"""How large the forms of next year are to be: what last year's returns needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import rows_for, rows_in_steps
from xltool.kinds import Shape
from xltool.model.tree_lines import is_open_row, start_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def needed_rows(
    pack: Pack, carried: Mapping[str, Sequence[Submission]]
) -> Iterator[tuple[str, str, int]]:
    """Yield entity, form and rows for each register that needs more rows than the pack gives it."""
    registers = [form for form in pack.reported if form.shape is Shape.REGISTER]
    for code, submissions in carried.items():
        for form in registers:
            used = sum(len(each.tables.get(form.id, ())) for each in submissions)
            count = rows_for(form, used)
            if count > form.template.rows:
                yield code, form.id, rows_in_steps(count)


def used_lines(
    pack: Pack, carried: Mapping[str, Sequence[Submission]]
) -> Iterator[tuple[str, str, str]]:
    """Yield entity, form and code of each line of a code tree that was used and is not printed."""
    trees = [form for form in pack.reported if form.table.tree]
    for code, submissions in carried.items():
        for form in trees:
            records = (record for each in submissions for record in each.tables.get(form.id, ()))
            used = {record.row for record in records if not is_open_row(record.row)}
            printed = start_lines(form).codes
            yield from ((code, form.id, each) for each in sorted(used.difference(printed)))

"""The folder of a campaign 报送任务: load it, start a new one, and size the forms of an entity.

``campaign.toml`` holds title, period and consolidating entity, the list ``entities`` who reports
and below whom, ``projects`` the projects that get a card each, ``rows`` the least rows of a
register where they are not those of the pack, ``codes`` what is added to its code lists, ``lines``
the codes that a code tree prints for an entity. A list is a ``.csv`` or a workbook.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.campaign.entity_list import entity_lines, read_entities
from xltool.campaign.project_list import (
    project_lines,
    read_least_rows,
    read_projects,
    read_used_lines,
)
from xltool.campaign.settings_file import (
    PACK_KEYS,
    REQUIRED,
    check_period,
    pack_settings,
    read_settings,
    settings_text,
)
from xltool.csv_text import list_bytes
from xltool.errors import CampaignError
from xltool.files import PREFIX, new_folder, shipped, write_file
from xltool.kinds import Shape
from xltool.lists.headed_list import find_list
from xltool.model.campaign import Campaign
from xltool.model.row_ids import card_of
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.model.tree_lines import is_open_row, start_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.model.forms import Entity, Form, Pack
    from xltool.model.submission import Tables


OUT = "out"
IN = "in"
PUBLIC, FINAL = "公开", "公开稿"
"""Where editions that may leave the house stand, and in there the final one."""
SETTINGS = "campaign.toml"
ENTITIES, PROJECTS, ROWS, CODES, LINES = LISTS = (
    "entities", "projects", "rows", "codes", "lines",
)  # fmt: skip
"""Names of the lists of a campaign, without the suffix of how they were saved."""
EXAMPLE_FILES = ("README.md", SETTINGS, *(f"{name}.csv" for name in (ENTITIES, PROJECTS, ROWS)))
EXAMPLE_FOLDERS = ("facts", IN)
MORE_ROWS = 10
"""Blank rows of a register below those that are filled in, or were last year."""
STEPS = (15, 30, 60, 120)
"""How many rows a register gets that had more last year; beyond, in steps of the last one."""


def load_campaign(folder: Path) -> Campaign:
    """Load the campaign in ``folder``; raise ``CampaignError`` that names file and key."""
    settings = read_settings(folder / SETTINGS)
    entities = read_entities(find_list(folder, ENTITIES))
    projects = read_projects(find_list(folder, PROJECTS), entities)
    least = dict(read_least_rows(find_list(folder, ROWS), entities))
    campaign = Campaign(
        folder, settings["title"], settings["period"], settings["entity"], entities, projects,
        settings.get("deadline", ""), least, settings["answers"] == REQUIRED,
        **{key: settings.get(key, "") for key in PACK_KEYS},
        lines=read_used_lines(find_list(folder, LINES), entities),
        approved=settings.get("approved", ""),
    )  # fmt: skip
    campaign.entity(campaign.root)  # raises for a code that is not registered
    return campaign


def planned(
    campaign: Campaign,
    pack: Pack,
    entity: Entity,
    tables: Tables,
    nil: frozenset[str] = frozenset(),
) -> tuple[Submission, frozenset[Key]]:
    """Return the submission to write for ``entity``, and the keys of its project names.

    ``tables`` are the values to prefill, ``nil`` the forms that have none. The project names are
    locked, for the campaign gives them. An entity with others below it gets the forms of a parent
    and no others.
    """
    forms = forms_of(pack, parent=bool(campaign.children(entity.code)))
    prefilled = Submission(entity, campaign.period, tables, {}, nil=nil)
    named = campaign.least_rows(entity.code)
    least = {
        form.id: named[name]
        for form in forms
        for name in (form.id, form.template.sheet)
        if name in named
    }
    used = {
        form.id: campaign.lines[entity.code, name]
        for form in forms
        for name in (form.id, form.template.sheet)
        if (entity.code, name) in campaign.lines
    }
    return size_forms(forms, prefilled, campaign.projects.get(entity.code, ()), least, used)


def forms_of(pack: Pack, *, parent: bool) -> list[Form]:
    """Return the forms that a parent fills in, or those that a reporting entity fills in."""
    return [form for form in pack.forms if form.template.parent == parent]


def size_forms(
    forms: Iterable[Form],
    submission: Submission,
    projects: tuple[str, ...] = (),
    least: Mapping[str, int] | None = None,
    used: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Submission, frozenset[Key]]:
    """Return a submission with a size for each form, and the keys of its project names.

    A register gets ``MORE_ROWS`` more than its values need, and no fewer than ``least`` says of the
    form, or else its template; every project gets its card. A code tree prints the lines that hold
    anything, and those of ``used``, besides those that it starts with.
    """
    entity, period, tables = submission.entity, submission.period, dict(submission.tables)
    extents, fixed = dict[str, FormSize](), frozenset[Key]()
    for form in forms:
        if form.shape is Shape.CARDS and not form.template.parent:
            tables[form.id], named = _with_projects(form, entity, projects, submission.tables)
            fixed |= named
        cards = 0 if form.template.parent else len(projects)
        count = _row_count(form, tables, cards, (least or {}).get(form.id))
        rows = EntityRows(entity, count)
        codes = (*(used or {}).get(form.id, ()), *_lines_used(form, tables))
        lines = start_lines(form, codes) if form.table.tree else None
        extents[form.id] = FormSize(entity, period, (rows,), lines)
    return Submission(entity, period, tables, extents, nil=submission.nil), fixed


def _lines_used(form: Form, tables: Tables) -> list[str]:
    """Return the lines of a code tree that hold anything."""
    return [record.row for record in tables.get(form.id, ()) if not is_open_row(record.row)]


def _row_count(form: Form, tables: Tables, projects: int, least: int | None) -> int:
    """Return how many rows of a register or cards an entity gets; 0 for a statement."""
    if form.shape is Shape.STATEMENT:
        return 0
    records = (record for table in form.tables for record in tables.get(table.id, ()))
    used = max((int(card_of(record.row)) for record in records), default=0)
    if form.shape is Shape.CARDS:
        return max(projects + form.template.spare, used)
    return rows_for(form, used, least)


def rows_for(form: Form, used: int, least: int | None = None) -> int:
    """Return how many rows a register gets of which ``used`` are filled in, or were last year."""
    return max(form.template.rows if least is None else least, used + MORE_ROWS if used > 0 else 0)


def rows_in_steps(count: int) -> int:
    """Return a number of rows rounded up to one of ``STEPS``.

    Workbooks of one size are written from one template workbook: so many units get the same.
    """
    return next((step for step in STEPS if count <= step), -(-count // STEPS[-1]) * STEPS[-1])


def _with_projects(
    form: Form, entity: Entity, projects: tuple[str, ...], tables: Tables
) -> tuple[tuple[Record, ...], frozenset[Key]]:
    """Return the heads of the cards with the project names, and the keys of these names.

    A card that already names another project keeps that name, and is not locked.
    """
    name = next(iter(form.template.fields))
    cards = {record.row: record for record in tables.get(form.id, ())}
    fixed = set[Key]()
    for number, project in enumerate(projects, start=1):
        row = str(number)
        values = cards[row].values if row in cards else {}
        if values.get(name, project) == project:
            cards[row] = Record(entity.code, row, {name: project, **values})
            fixed.add(Key(form.id, entity.code, row, name))
    return tuple(cards[row] for row in sorted(cards, key=int)), frozenset(fixed)


def examples() -> Path:
    """Return the folder of the examples that ship with xltool."""
    return shipped("_examples", "examples")


def load_example(name: str) -> Campaign:
    """Load the campaign of an example; raise ``CampaignError`` for an unknown name."""
    source = examples() / name
    if not (source / SETTINGS).is_file():
        names = "、".join(sorted(path.name for path in examples().iterdir()))
        msg = f"{name}: 没有这个示例，可选 {names} · no such example, there are {names}"
        raise CampaignError(msg)
    return load_campaign(source)


def start_from_example(folder: Path, name: str) -> None:
    """Copy the campaign of an example into ``folder``.

    Raises ``CampaignError`` for an unknown name, or a folder that is neither new nor empty.
    """
    source = load_example(name).folder
    _require_empty(folder)
    inside = [path for inner in EXAMPLE_FOLDERS for path in (source / inner).rglob("*")]
    with new_folder(folder, SETTINGS) as made:
        for inner in (OUT, *EXAMPLE_FOLDERS):
            (made / inner).mkdir()
        for path in (*(source / name for name in EXAMPLE_FILES), *filter(Path.is_file, inside)):
            write_file(made / path.relative_to(source), path.read_bytes())


def start_campaign(
    folder: Path,
    entities: Sequence[Entity],
    period: str,
    pack: Pack,
    deadline: str = "",
    more: Mapping[str, bytes] | None = None,
) -> Campaign:
    """Create a campaign in ``folder`` for entities of which the one root consolidates.

    It is of ``pack`` from now on. ``more`` are further files of it, by their places in the folder.
    The campaign is there as a whole, or not at all. Raises ``CampaignError`` for a period that
    cannot be used, or a folder that is neither new nor empty.
    """
    check_period(period)
    (root,) = (entity for entity in entities if not entity.parent)
    _require_empty(folder)
    settings = {
        "title": f"{root.name}{period}年{pack.texts.name}",
        "period": period,
        "entity": root.code,
        **pack_settings(pack, folder),
        **({"deadline": deadline} if deadline else {}),
    }
    files = {
        f"{ENTITIES}.csv": list_bytes(entity_lines(entities)),
        **({f"{PROJECTS}.csv": list_bytes(project_lines({}))} if has_cards(pack) else {}),
        SETTINGS: settings_text(settings, pack.texts.proposed_deadline(period)).encode(),
        **(more or {}),
    }
    with new_folder(folder, SETTINGS) as made:
        for name in (OUT, IN):
            (made / name).mkdir()
        for place, data in files.items():
            (made / place).parent.mkdir(exist_ok=True)
            write_file(made / place, data)
    return load_campaign(folder)


def has_cards(pack: Pack) -> bool:
    """Whether projects get cards, so that a campaign lists them."""
    return any(form.shape is Shape.CARDS for form in pack.forms)


def _require_empty(folder: Path) -> None:
    """Raise ``CampaignError`` unless a folder is new or empty, but for what killed runs left."""
    if folder.exists() and (not folder.is_dir() or any(map(_is_content, folder.iterdir()))):
        msg = f"{folder}: 已存在且不是空文件夹 · exists and is not an empty folder"
        raise CampaignError(msg)


def _is_content(path: Path) -> bool:
    return not path.name.startswith(PREFIX)

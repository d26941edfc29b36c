"""The folder of a campaign 报送任务: load it, start a new one, and size the forms of an entity.

``campaign.toml`` holds title, period and consolidating entity, ``entities.csv`` who reports and
below whom, ``projects.csv`` the projects that get a card each.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from xltool.errors import CampaignError
from xltool.files import shipped
from xltool.identity import is_period
from xltool.kinds import Shape
from xltool.model.campaign import Campaign
from xltool.model.forms import Entity, Form, Pack
from xltool.model.row_ids import card_of
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.model.submission import Tables


OUT = "out"
IN = "in"
EXAMPLE_FILES = ("README.md", "campaign.toml", "entities.csv", "projects.csv")
EXAMPLE_FOLDERS = ("facts", IN)
DEADLINE = "# deadline = {period}-11-30    # 截止日期，去掉行首的 # 生效 · due by\n"
ENTITY_HEADER = tuple(field.name for field in fields(Entity))


def load_campaign(folder: Path) -> Campaign:
    """Load the campaign in ``folder``; raise ``CampaignError`` that names file and key."""
    settings = _settings(folder / "campaign.toml")
    entities = tuple(_entities(folder / "entities.csv"))
    projects = _projects(folder / "projects.csv")
    campaign = Campaign(
        folder, settings["title"], settings["period"], settings["entity"], entities, projects,
        settings.get("deadline", ""),
    )  # fmt: skip
    for code in (campaign.root, *projects):
        campaign.entity(code)  # raises for a code that is not registered
    return campaign


def _settings(path: Path) -> dict[str, str]:
    """Return the keys of ``campaign.toml``, the deadline as text if there is one."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = (
            f"{path}: 找不到报送任务，请先运行 xltool init · "
            "no campaign here: run xltool init first"
        )
        raise CampaignError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: 不是有效的 TOML · not valid TOML: {error}"
        raise CampaignError(msg) from error
    for key in ("title", "period", "entity"):
        if not isinstance(data.get(key), str) or not data[key]:
            msg = f"{path}: 缺少 {key}（文本） · {key} must be given as text"
            raise CampaignError(msg)
    check_period(data["period"])
    return data | _deadline(path, data.get("deadline"))


def _deadline(path: Path, given: object) -> dict[str, str]:
    """Return the deadline as ``2020-11-30``, whether it is a TOML date or a quoted text."""
    try:
        return {"deadline": date.fromisoformat(str(given)).isoformat()} if given else {}
    except ValueError as error:
        msg = f"{path}: deadline 应为日期，如 2020-11-30 · must be a date"
        raise CampaignError(msg) from error


def check_period(period: str) -> None:
    """Raise ``CampaignError`` unless ``period`` is a budget year of four digits."""
    if not is_period(period):
        msg = f"{period}: 预算年度应为四位数字，如 2020 · a year of four digits is needed"
        raise CampaignError(msg)


def _csv_rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a CSV file by column; raise ``CampaignError`` when one is ``needed``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        msg = f"{path}: 无法读取（请存为 UTF-8 编码的 CSV） · cannot be read as UTF-8 CSV: {error}"
        raise CampaignError(msg) from error
    if missing:
        msg = f"{path}: 表头缺少 · the header lacks {', '.join(missing)}"
        raise CampaignError(msg)
    return rows


def _entities(path: Path) -> Iterator[Entity]:
    rows = _csv_rows(path, ("code", "name", "short"))
    parents = {row["code"]: row.get("parent") or "" for row in rows}
    seen = set[str]()
    for number, row in enumerate(rows, start=2):
        if problem := _entity_problem(row, seen, parents):
            msg = f"{path}:{number}: {problem}"
            raise CampaignError(msg)
        seen.add(row["code"])
        yield Entity(**{name: row.get(name) or "" for name in ENTITY_HEADER})


def _entity_problem(row: Mapping[str, str], seen: set[str], parents: Mapping[str, str]) -> str:
    """Return what is wrong with a row of the entity list, or an empty text.

    Codes and short names become names of files and sheets. ``parents`` are those of all codes.
    """
    code, parent = row["code"], row.get("parent") or ""
    if not code or code in seen:
        return f"单位代码为空或重复 · code is blank or twice: {code}"
    if not re.fullmatch("[0-9A-Za-z]{1,10}", code):
        return f"单位代码只能是至多10位数字或字母 · code must be up to 10 digits or letters: {code}"
    if not row["short"]:
        return f"单位简称为空 · the short name is blank: {code}"
    if parent and parent not in parents:
        return f"没有上级单位 · no parent {parent}"
    # whoever climbs more steps than there are entities goes in a circle
    ancestor, steps = parent, 0
    while ancestor and steps <= len(parents):
        ancestor, steps = parents.get(ancestor, ""), steps + 1
    return f"上级单位循环 · parents in a circle: {code}" if ancestor else ""


def _projects(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the projects of each entity, in the order of the file, which need not exist."""
    found: dict[str, tuple[str, ...]] = {}
    if path.exists():
        for row in _csv_rows(path, ("entity", "project")):
            found[row["entity"]] = (*found.get(row["entity"], ()), row["project"])
    return found


def planned(
    campaign: Campaign, pack: Pack, entity: Entity, tables: Tables
) -> tuple[Submission, frozenset[Key]]:
    """Return the submission to write for ``entity``, and the keys of its project names.

    ``tables`` are the values to prefill. The project names are locked, for the campaign gives
    them. An entity with others below it gets the forms of a parent and no others.
    """
    forms = forms_of(pack, parent=bool(campaign.children(entity.code)))
    prefilled = Submission(entity, campaign.period, tables, {})
    return size_forms(forms, prefilled, campaign.projects.get(entity.code, ()))


def forms_of(pack: Pack, *, parent: bool) -> list[Form]:
    """Return the forms that a parent fills in, or those that a reporting entity fills in."""
    return [form for form in pack.forms if form.template.parent == parent]


def size_forms(
    forms: Iterable[Form], submission: Submission, projects: tuple[str, ...] = ()
) -> tuple[Submission, frozenset[Key]]:
    """Return a submission with a size for each form, and the keys of its project names.

    Every form gets the rows that its template pre-allocates, or more when the values need more;
    every project gets its card.
    """
    entity, period, tables = submission.entity, submission.period, dict(submission.tables)
    extents, fixed = dict[str, FormSize](), frozenset[Key]()
    for form in forms:
        if form.shape is Shape.CARDS:
            tables[form.id], named = _with_projects(form, entity, projects, submission.tables)
            fixed |= named
        rows = EntityRows(entity, _row_count(form, tables, len(projects)))
        extents[form.id] = FormSize(entity, period, (rows,))
    return Submission(entity, period, tables, extents), fixed


def _row_count(form: Form, tables: Tables, projects: int) -> int:
    """Return how many rows of a register or cards an entity gets; 0 for a statement."""
    if form.shape is Shape.STATEMENT:
        return 0
    used = (
        int(card_of(record.row)) for table in form.tables for record in tables.get(table.id, ())
    )
    planned = projects + form.template.spare if form.shape is Shape.CARDS else form.template.rows
    return max(planned, *used, 0)


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


def start_from_example(folder: Path, name: str) -> None:
    """Copy the campaign of an example into ``folder``.

    Raises ``CampaignError`` for an unknown name, or a folder that is neither new nor empty.
    """
    source = examples() / name
    if not (source / "campaign.toml").is_file():
        names = "、".join(sorted(path.name for path in examples().iterdir()))
        msg = f"{name}: 没有这个示例，可选 {names} · no such example, there are {names}"
        raise CampaignError(msg)
    _require_empty(folder)
    (folder / OUT).mkdir(parents=True)
    for file in EXAMPLE_FILES:
        shutil.copyfile(source / file, folder / file)
    for inner in EXAMPLE_FOLDERS:
        shutil.copytree(source / inner, folder / inner)


def start_campaign(folder: Path, entities: Path, period: str) -> Campaign:
    """Create a campaign in ``folder`` from an entity list; its one root consolidates.

    Raises ``CampaignError`` for a list or period that cannot be used, or a folder that is neither
    new nor empty.
    """
    check_period(period)
    found = list(_entities(entities))
    roots = [entity for entity in found if not entity.parent]
    if len(roots) != 1:
        msg = f"{entities}: 应恰有一个没有上级的单位 · exactly one entity must have no parent"
        raise CampaignError(msg)
    _require_empty(folder)
    for name in (OUT, IN):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(entities, folder / "entities.csv")
    (folder / "projects.csv").write_text("entity,project\n", encoding="utf-8")
    settings = {
        "title": f"{roots[0].name}{period}年部门预算",
        "period": period,
        "entity": roots[0].code,
    }
    lines = (
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()
    )
    text = "".join(lines) + DEADLINE.format(period=period)
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    return load_campaign(folder)


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder}: 已存在且不是空文件夹 · exists and is not an empty folder"
        raise CampaignError(msg)

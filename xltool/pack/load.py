"""Load a pack: read its templates, code lists and schemas, and bind them together by their ids.

Templates are TOML, code lists CSV, schemas Python. So loading a pack runs the code in its folder
``schemas/``: load only packs you trust. All problems are reported at once, with file and key.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from xltool.errors import PackError
from xltool.expressions.binding import Binding
from xltool.expressions.predicates import AllFilled
from xltool.expressions.rule import Rule
from xltool.kinds import Category, Shape
from xltool.model.forms import Form, OlderVersion, Pack, Table
from xltool.model.pack_texts import COVER, PackTexts, ProjectWords
from xltool.model.templates import NO_DATA_WORDS, TYPED, ColumnBlock, RowGroup, Template
from xltool.model.tree_lines import parent_codes, rules_of_lines, tree_lines_of
from xltool.pack.adjustable import CELLS, adjustable
from xltool.pack.code_lists import read_code_lists
from xltool.pack.form_sources import form_source, joined_lists
from xltool.pack.lint import problems
from xltool.pack.load_disclosure import load_disclosure
from xltool.pack.printed_lines import lines_in_part, with_printed_columns
from xltool.pack.schema_files import run_schema
from xltool.pack.shipped_packs import default_pack, pack_folder
from xltool.pack.toml_files import from_toml, read_toml
from xltool.text import of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType

    from xltool.expressions.nodes import Setting_
    from xltool.expressions.transfers import AdjustmentRegister, Transfer
    from xltool.model.forms import CodeList
    from xltool.pack.form_sources import FormSource


Part = TypeVar("Part")
_TEXTS = PackTexts()


def load_pack(named: Path | str | None = None) -> Pack:
    """Load a pack: of a folder, by the name of one that ships with xltool, else the default one.

    Raises ``PackError`` with a line for each problem, which names file and key.
    """
    return load_pack_folder(
        pack_folder(named) if isinstance(named, str) else named or default_pack()
    )


def load_pack_folder(root: Path) -> Pack:
    """Load the pack of a folder, or raise ``PackError``; nothing of it is remembered."""
    manifest = from_toml(Manifest, read_toml(root / "templates" / "pack.toml"), "pack.toml")
    own = read_code_lists(root / "schemas" / "codes")
    # what rests on the lists is loaded even if other files have problems
    found = _Problems()
    settings = {name: _setting(value) for name, value in manifest.settings.items()}
    sources = [found.collect(form_source, root, entry) for entry in manifest.forms]
    lists = {source.root: source.lists(own) for source in sources if source}
    parts = [
        (
            source,
            found.collect(_tables, source, lists[source.root], settings, printed, of=source.pack),
            printed,
        )
        for source in sources
        if source
        for printed in [found.collect(_template, source, of=source.pack)]
    ]
    cross = found.collect(_cross, root, own, settings) or _CrossFile()
    disclosures = [
        found.collect(load_disclosure, root, name, own, settings) for name in manifest.publications
    ]
    if manifest.totals not in {"", TYPED}:
        said = f"应为 {TYPED}，或不写 · must be {TYPED}, or left out"
        found.lines.append(f"templates/pack.toml: totals: {said}")
    found.raise_any()
    forms = tuple(
        Form(
            tables[0].id, tables[0].shape,
            with_printed_columns(_with_any_code(tables, template), template),
            _with_typed_totals(rules, template), template, source.pack,
        )
        for source, schema, printed in parts
        if schema and printed
        for template in [_with_totals_of_pack(printed, schema[0][0].shape, manifest, source)]
        for tables, rules in [schema]
    )  # fmt: skip
    codes = joined_lists(own, zip(forms, (lists[source.root] for source, *_ in parts), strict=True))
    pack = Pack(
        folder=root,
        id=manifest.id,
        version=manifest.version,
        title=manifest.title,
        forms=forms,
        codes={**({CELLS: adjustable(forms)} if cross.adjusting else {}), **codes},
        cross=cross.rules,
        help=manifest.help,
        older=tuple(_older(entry) for entry in manifest.older),
        settings=settings,
        transfers=cross.transfers,
        adjusting=cross.adjusting,
        answers=manifest.answers,
        key_figures=manifest.key_figures,
        open_lists=manifest.open_lists,
        texts=manifest.texts(),
        disclosure=next(iter(disclosures), None),
    )
    # what does not fit together can only be seen in the whole pack
    found.lines += problems(pack)
    found.raise_any()
    return pack


@dataclass(frozen=True, slots=True)
class Manifest:
    """The keys of ``templates/pack.toml``."""

    id: str
    version: str
    title: str
    forms: tuple[str, ...]
    help: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    key_figures: tuple[str, ...] = ()
    totals: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    open_lists: Mapping[str, str] = field(default_factory=dict)
    older: tuple[dict[str, Any], ...] = ()
    name: str = _TEXTS.name
    cover: Mapping[str, str] = field(default_factory=lambda: dict(COVER))
    hint: str = _TEXTS.hint
    projects: Mapping[str, str] = field(default_factory=dict)
    chart_title: str = _TEXTS.chart_title
    deadline: str = _TEXTS.deadline
    publications: tuple[str, ...] = ()

    def texts(self) -> PackTexts:
        """Return the words that no form holds."""
        return PackTexts(
            self.name, self.cover, self.hint, from_toml(ProjectWords, self.projects, "pack.toml"),
            self.chart_title, self.deadline,
        )  # fmt: skip


def _with_totals_of_pack(
    template: Template, shape: Shape, manifest: Manifest, source: FormSource
) -> Template:
    """Return the template of a form with what its pack says of published totals."""
    has_lines = shape not in {Shape.REGISTER, Shape.CARDS}
    is_said = manifest.totals and has_lines and not source.pack and not template.totals
    return replace(template, totals=manifest.totals) if is_said else template


def _with_any_code(tables: tuple[Table, ...], template: Template) -> tuple[Table, ...]:
    """Return the tables of a form; where totals are published, an open row may hold one, too."""
    if template.totals != TYPED or not tables[0].tree:
        return tables
    columns = tuple(replace(column, lowest=False) for column in tables[0].columns)
    return replace(tables[0], columns=columns), *tables[1:]


def _with_typed_totals(rules: tuple[Rule, ...], template: Template) -> tuple[Rule, ...]:
    """Return the rules of a form; where its totals are published, none calculates."""
    if template.totals != TYPED:
        return rules
    return tuple(rule.with_typed_target() for rule in rules)


class _Problems:
    """Collects the problems of a pack, to raise them together."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def collect(self, load: Callable[..., Part], *arguments: object, of: str = "") -> Part | None:
        """Return the result of ``load``; keep its problem and return None when it fails.

        ``of`` is the shipped pack with the files that are loaded, where it is another one.
        """
        try:
            return load(*arguments)
        except PackError as error:
            self.lines += [f"{of}:{line}" if of else line for line in str(error).splitlines()]
            return None

    def raise_any(self) -> None:
        if self.lines:
            raise PackError("\n".join(self.lines))


def _older(entry: dict[str, Any]) -> OlderVersion:
    older = from_toml(OlderVersion, entry, "pack.toml")
    return replace(older, absent=frozenset(older.absent))


def _setting(value: Any) -> str | float | tuple[str, ...]:  # noqa: ANN401 - TOML's own types
    return tuple(map(str, value)) if isinstance(value, list) else value


def _tables(
    source: FormSource,
    codes: Mapping[str, CodeList],
    settings: Mapping[str, Setting_],
    printed: Template | None,
) -> tuple[tuple[Table, ...], tuple[Rule, ...]]:
    """Return the tables of a form, the main one first, and its rules."""
    name = source.form
    module = run_schema(source.root / "schemas" / f"{name}.py", codes)
    tables = {key: value for key, value in vars(module).items() if isinstance(value, Table)}
    if name not in tables:
        msg = f"schemas/{name}.py: 缺少名为 {name} 的表 · no table named {name}"
        raise PackError(msg)
    ordered = [name, *(key for key in tables if key != name)]
    bound = tuple(_bind(key, tables[key], codes, printed) for key in ordered)
    rules = _rules(module, settings)
    stated = rules if bound[0].tree else rules_of_lines(rules, parent_codes(bound[0]))
    return bound, (*_required_rules(bound), *stated)


def _required_rules(tables: Iterable[Table]) -> Iterator[Rule]:
    """Yield a rule that required columns are filled in for each table with rows.

    The column checks find each blank cell; this rule lets Excel show it in each row.
    """
    for table in tables:
        columns = [column for column in table.columns if not column.nullable]
        if not columns or table.shape is Shape.STATEMENT:
            continue
        titles = [unspaced(of_any_year(column.title)) for column in columns]
        names = tuple(column.id for column in columns)
        yield Rule(
            columns[0].ids.get("nullable", "XL-141"), AllFilled(names),
            "必填各栏应填齐", "What is required is filled in",
            fix=("请填写。", "Fill it in."), category=Category.MISSING,
            right=f"都有内容：{'、'.join(titles)}", wrong=f"“{titles[0]}”空着",
        )  # fmt: skip


def _rules(module: ModuleType, settings: Mapping[str, Setting_]) -> tuple[Rule, ...]:
    """Return the rules of a schema with the values of the pack's settings put in."""
    binding, bound, unknown = Binding(settings), list[Rule](), dict[str, None]()
    for rule in getattr(module, "rules", ()):
        try:
            bound.append(rule.bound(binding))
        except KeyError as error:
            unknown[error.args[0]] = None
    if unknown:
        file = Path(str(module.__file__)).name
        lines = (f"schemas/{file}: setting: 不认识 {name} · unknown {name}" for name in unknown)
        raise PackError("\n".join(lines))
    return tuple(bound)


def _bind(
    name: str, table: Table, codes: Mapping[str, CodeList], printed: Template | None
) -> Table:
    """Return a table with its id, which is the name of its variable, and its lines."""
    if table.codes and table.codes not in codes:
        msg = f"schemas/{name}.py: 没有代码表 {table.codes} · no code list {table.codes}"
        raise PackError(msg)
    if table.tree:
        return replace(table, id=name, lines=tree_lines_of(codes[table.codes]))
    lines = codes[table.codes].lines if table.codes else ()
    if table.part and printed:
        lines = lines_in_part(lines, {code for band in printed.bands for code in band.lines})
    return replace(table, id=name, lines=lines)


@dataclass(frozen=True, slots=True)
class _CrossFile:
    """What ``schemas/cross.py`` states: rules between forms, transfers between entities."""

    rules: tuple[Rule, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    adjusting: AdjustmentRegister | None = None


def _cross(
    root: Path, lists: Mapping[str, CodeList], settings: Mapping[str, Setting_]
) -> _CrossFile:
    path = root / "schemas" / "cross.py"
    if not path.exists():
        return _CrossFile()
    module = run_schema(path, lists)
    transfers = tuple(getattr(module, "transfers", ()))
    return _CrossFile(_rules(module, settings), transfers, getattr(module, "adjustment", None))


def _template(source: FormSource) -> Template:
    file = f"{source.form}.toml"
    data = read_toml(source.root / "templates" / file)
    bands = tuple(_band(band, file) for band in data.pop("band", ()))
    groups = tuple(from_toml(RowGroup, group, file) for group in data.pop("group", ()))
    nil = data.get("nil")
    words = {"nil": NO_DATA_WORDS if nil else ""} if isinstance(nil, bool) else {}
    return from_toml(Template, {**data, **words, "bands": bands, "groups": groups}, file)


def _band(data: Mapping[str, Any], file: str) -> ColumnBlock:
    """Return a band; a title that is one text is a heading of one level."""
    title = data.get("title")
    levels = {"title": [title] if title else []} if isinstance(title, str) else {}
    return from_toml(ColumnBlock, {**data, **levels}, file)

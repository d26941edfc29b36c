"""What the campaign gives: facts in ``given/``, such as last year's, that are filled in and locked.

A return must bring them back unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.batch.given_folder import GIVEN, PREFILL
from xltool.errors import CampaignError
from xltool.facts.facts import (
    COLUMNS,
    EnteredFacts,
    is_nil_fact,
    read_entered_facts,
    tables_in_order,
)
from xltool.kinds import Severity
from xltool.lists.headed_list import SUFFIXES, read_list
from xltool.model.submission import Key, Record, keyed_values
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Tables, Value


@dataclass(frozen=True)
class GivenFacts:
    """What the campaign gives: ``keys``, and values by entity; a key without a value is a blank.

    ``nil`` are the forms, by entity, that are filled in as having no data; the entity may differ.
    """

    keys: frozenset[Key] = frozenset()
    tables: Mapping[str, Tables] = field(default_factory=dict)
    nil: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def values(self) -> dict[Key, Value]:
        """Return every value that is given, by key."""
        return dict(pair for tables in self.tables.values() for pair in keyed_values(tables))

    @cached_property
    def by_entity(self) -> Mapping[str, frozenset[Key]]:
        """The keys that are given, by entity."""
        found: dict[str, set[Key]] = {}
        for key in self.keys:
            found.setdefault(key.entity, set()).add(key)
        return {entity: frozenset(keys) for entity, keys in found.items()}

    def restored(self, entity: str, tables: Tables) -> Tables:
        """Return what an entity typed, with each given value as it was given."""
        typed = {
            table: tuple(without_keys(record, table, self.keys) for record in records)
            for table, records in tables.items()
        }
        return merged(typed, self.tables.get(entity, {}))


def load_given(campaign: Campaign, pack: Pack) -> GivenFacts:
    """Load the facts files in ``given/``; raise ``CampaignError`` when one cannot be used."""
    files = _fact_files(campaign, GIVEN)
    facts = facts_by_entity(campaign, pack, files)
    keys = frozenset(key for path in files for key in _keys(path))
    return GivenFacts(
        keys,
        {entity: entered.tables for entity, entered in facts.items()},
        {entity: entered.nil for entity, entered in facts.items() if entered.nil},
    )


def _keys(path: Path) -> Iterator[Key]:
    for row in read_list(path, COLUMNS).rows:
        if not is_nil_fact(row):
            yield Key(*(row[name] for name in Key._fields))


def _fact_files(campaign: Campaign, folder: str) -> list[Path]:
    paths = (campaign.folder / folder).glob("*")
    return sorted(path for path in paths if path.suffix.lower() in SUFFIXES)


def facts_to_prefill(
    campaign: Campaign, pack: Pack, files: Iterable[Path]
) -> dict[str, EnteredFacts]:
    """Return the facts of ``files`` by entity, and those in the campaign's ``prefill/``.

    A form of which ``files`` say anything is filled in from them alone. Raises what
    ``facts_by_entity`` raises.
    """
    found = facts_by_entity(campaign, pack, files)
    carried = facts_by_entity(campaign, pack, _fact_files(campaign, PREFILL))
    for code, before in carried.items():
        given = found.get(code, EnteredFacts())
        said = {pack.form_of(table).id for table, records in given.tables.items() if records}
        said |= given.nil
        kept = {
            table: records
            for table, records in before.tables.items()
            if pack.form_of(table).id not in said
        }
        nil = given.nil | (before.nil - said)
        found[code] = replace(given, tables={**given.tables, **kept}, nil=nil)
    return found


def facts_by_entity(
    campaign: Campaign, pack: Pack, files: Iterable[Path]
) -> dict[str, EnteredFacts]:
    """Read facts files of the campaign's period; several may have facts of one entity.

    Raises ``CampaignError`` for another period, and where two files say different things of a cell.
    """
    found: dict[str, EnteredFacts] = {}
    for path in files:
        for (entity, period), entered in read_entered_facts(path, pack).items():
            if period != campaign.period:
                msg = f"{path}: 期间 {period}，应为 {campaign.period} · the period differs"
                raise CampaignError(msg)
            before = found.get(entity)
            found[entity] = _added(pack, before, entered, path) if before else entered
    return found


def _added(pack: Pack, before: EnteredFacts, more: EnteredFacts, path: Path) -> EnteredFacts:
    """Return both; raise ``CampaignError`` for a cell of which ``path`` says something else."""
    values = dict(keyed_values(before.tables))
    for key, value in keyed_values(more.tables):
        _require_same(path, key, values.setdefault(key, value), value)
    for key, stated in more.totals.items():
        _require_same(path, key, before.totals.get(key, stated).text, stated.text)
    return EnteredFacts(
        tables_in_order(pack, values), before.nil | more.nil, {**before.totals, **more.totals}
    )


def _require_same(path: Path, key: Key, before: Value, value: Value) -> None:
    if before != value:
        msg = (
            f"{path}: {'.'.join(key)}: {_text(value)}，另一份数据是 {_text(before)} · "
            f"{_text(value)} here, {_text(before)} in another file"
        )
        raise CampaignError(msg)


def without_keys(record: Record, table: str, keys: frozenset[Key]) -> Record:
    """Return a record of ``table`` without the values at ``keys``."""
    kept = {
        column: value
        for column, value in record.values.items()
        if Key(table, record.entity, record.row, column) not in keys
    }
    return replace(record, values=kept)


def merged(facts: Tables, given: Tables) -> Tables:
    """Return both together; raise ``CampaignError`` where they give a key different values."""
    known = dict(keyed_values(facts))
    for key, value in keyed_values(given):
        if known.setdefault(key, value) != value:
            msg = (
                f"{'.'.join(key)}: 预填 {known[key]}，任务给定 {value} · "
                "the data contradict what the campaign gives"
            )
            raise CampaignError(msg)
    return {
        table: _joined(facts.get(table, ()), given.get(table, ())) for table in {**facts, **given}
    }


def _joined(facts: tuple[Record, ...], given: tuple[Record, ...]) -> tuple[Record, ...]:
    rows = {record.row: record for record in facts}
    for record in given:
        values = rows[record.row].values if record.row in rows else {}
        rows[record.row] = Record(record.entity, record.row, {**values, **record.values})
    return tuple(rows.values())


def altered_given(given: GivenFacts, pack: Pack, returns: Iterable[Return]) -> list[Return]:
    """Return the returns with a finding where a given value is no longer what was given.

    Their submissions know which of their values are given.
    """
    return [
        replace(
            item,
            submission=replace(
                item.submission, fixed=item.submission.fixed | _keys_of(given, item)
            ),
            findings=(*item.findings, *_differing(pack, item.submission, given)),
        )
        if item.submission
        else item
        for item in returns
    ]


def _keys_of(given: GivenFacts, item: Return) -> frozenset[Key]:
    """Return the keys that are given to the entity of a return."""
    assert item.submission is not None
    return given.by_entity.get(item.submission.entity.code, frozenset())


def _differing(pack: Pack, submission: Submission, given: GivenFacts) -> Iterator[Finding]:
    code = submission.entity.code
    places, typed = CellPlaces(pack, submission), dict(submission.values())
    values = dict(keyed_values(given.tables.get(code, {})))
    for key in sorted(given.by_entity.get(code, ())):
        # A form that is missing as a whole is another finding.
        if pack.form_of(key.table).id in submission.extents and typed.get(key) != values.get(key):
            value, expected = (_text(found.get(key)) for found in (typed, values))
            yield replace(
                places.at(key), rule="XL-133", severity=Severity.ERROR, value=value,
                message="XL-133" if expected else "XL-133.blank", expected=expected,
                params={"taken": value},
            )  # fmt: skip


def _text(value: Value | None) -> str:
    return "" if value is None else decimal_text(value)

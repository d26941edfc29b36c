"""Measure xltool against what somebody would write instead, in one run on the same files.

    python -m benchmarks.bench                    all parts on 1,000 returns; pandas on a sample
    python -m benchmarks.bench -n 200 check       one part
    python -m benchmarks.bench large              1,000 against 10,000 returns: half an hour

Writes ``RESULTS.md`` when all parts ran, with what ``large`` left in ``LARGE.md``; a part alone
prints its table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Self

from benchmarks.measure import Run, python, run, xltool
from benchmarks.returns import make
from benchmarks.trees import LONG, SHORT, long_pack, write_units
from xltool.pack.shipped_packs import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS, LARGE = (Path(__file__).with_name(name) for name in ("RESULTS.md", "LARGE.md"))
SAMPLE = 12
"""Files that the pandas scripts get: they take half a second and more for each."""
READ = 200
"""Files that are read alone."""
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was done, for one file or once, and what the bar asks for."""

    what: str
    measured: str
    bar: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes: wall and processor time in seconds."""

    wall: float
    busy: float

    @classmethod
    def of(cls, runs: list[Run], files: int) -> Self:
        """Return what runs take for a file: medians."""
        wall, busy = (median(each) / files for each in zip(*map(_times, runs), strict=True))
        return cls(wall, busy)

    def __str__(self) -> str:
        """Show both."""
        return f"{_ms(self.wall)} ({_ms(self.busy)} of processors)"

    def against(self, other: Cost) -> str:
        """Say how much less this takes than another."""
        return f"{other.wall / self.wall:.1f} × faster ({other.busy / self.busy:.1f} × less work)"


def _times(run: Run) -> tuple[float, float]:
    return run.seconds, run.busy


@dataclass
class Bench:
    """The returns of one run, and the figures that several parts need."""

    folder: Path
    paths: list[Path]
    rows: list[Row] = field(default_factory=list)
    known: dict[str, float] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], float]) -> float:
        """Return a figure, measured once in a run: the median of some rounds."""
        if name not in self.known:
            self.known[name] = median(work() for _ in range(ROUNDS))
        return self.known[name]

    def add(self, what: str, measured: str, bar: str = "", *, met: bool | None = None) -> None:
        """Add a line."""
        self.rows.append(Row(what, measured, bar, met))
        sys.stderr.write(f"{what}: {measured} {bar}\n")

    def sample(self, count: int = SAMPLE) -> list[Path]:
        """Return some of the files: spread over all, so that all kinds are among them."""
        return self.paths[:: max(1, len(self.paths) // count)][:count]

    def naive(self, *options: str | Path) -> Cost:
        """Return what the script takes for a file, its start left out."""
        many, found = self.sample(), []
        for _ in range(ROUNDS):
            start, end = python("naive", many[0], *options), python("naive", *many, *options)
            found.append((end.seconds - start.seconds, end.busy - start.busy))
        return Cost(*(median(each) / (len(many) - 1) for each in zip(*found, strict=True)))

    def read(self, way: str) -> float:
        """Return what one way of reading takes for a file."""
        some = self.sample(READ)
        return self.once(way, lambda: float(python("readers", way, *some).printed) / len(some))


def reading(bench: Bench) -> None:
    """Reading alone."""
    floor, calamine = bench.read("floor"), bench.read("calamine")
    one, two = bench.read("children-1"), bench.read("children-2")
    bench.add("inflate and expat, a file", _ms(floor))
    bench.add("calamine alone, a file", _ms(calamine), f"{calamine / floor:.2f} × the floor")
    bench.add(
        "xltool reading, guard included, 1 worker, a file", _ms(one),
        f"{one / floor:.2f} × the floor; at most 2", met=one / floor <= 2,
    )  # fmt: skip
    bench.add(
        "the same, 2 workers, a file", _ms(two), f"{one / two:.2f} × faster; at least 1.7",
        met=one / two >= 1.7,
    )  # fmt: skip


def check(bench: Bench) -> None:
    """Read and validate, from the start of the program to its end."""
    found = [xltool("check", "--format", "json", *bench.paths) for _ in range(ROUNDS)]
    each, peak = Cost.of(found, len(bench.paths)), _peak(found)
    naive, fast = bench.naive("--engine", "openpyxl"), bench.naive("--engine", "calamine")
    bench.add(f"pandas and openpyxl, a file (of {SAMPLE})", str(naive))
    bench.add(f"pandas and calamine, a file (of {SAMPLE})", str(fast), fast.against(naive))
    bench.add(
        "`xltool check`, start included, a file", str(each),
        f"{each.against(naive)} than pandas and openpyxl; at least 50",
        met=naive.wall / each.wall >= 50,
    )  # fmt: skip
    bench.add("its peak, all processes", f"{peak:.0f} MB", "at most 600 MB", met=peak <= 600)


def consolidate(bench: Bench) -> None:
    """The whole way, from files to the department's workbook."""
    out = bench.folder / "out.xlsx"
    found = xltool("consolidate", "-C", bench.folder, "--force", "-o", out, *bench.paths)
    assert out.exists(), found.printed
    each, naive = Cost.of([found], len(bench.paths)), bench.naive("-o", bench.folder / "n.xlsx")
    bench.add("pandas with a workbook as result, a file", str(naive))
    bench.add(
        "`xltool consolidate`, start included, a file", str(each),
        f"{each.against(naive)}; at least 30", met=naive.wall / each.wall >= 30,
    )  # fmt: skip
    size = out.stat().st_size / 1e6
    bench.add("its peak, all processes, and the workbook", f"{found.peak:.0f} MB, {size:.1f} MB")


def stamp(bench: Bench) -> None:
    """Handing out: stamped against drawn."""
    pairs = json.loads(python("stamping").printed)
    ratio = median(drawn / stamped for drawn, stamped in pairs)
    told = ", ".join(f"{_ms(drawn)} / {_ms(stamped)}" for drawn, stamped in pairs)
    bench.add(
        "drawn / stamped, of three sizes", told, f"{ratio:.0f} × faster; at least 30",
        met=ratio >= 30,
    )  # fmt: skip


def start(bench: Bench) -> None:
    """Start-up."""
    ways = {
        "bare": [sys.executable, "-c", "pass"],
        "version": [sys.executable, "-m", "xltool", "--version"],
        "help": [sys.executable, "-m", "xltool", "--help"],
    }
    bare, told, helped = (
        median(run(way).seconds for _ in range(5 * ROUNDS)) for way in ways.values()
    )
    bench.add("bare Python / `--version`", f"{_ms(bare)} / {_ms(told)}", f"{told / bare:.1f} ×")
    bench.add(
        "`--help`", _ms(helped), f"{helped / bare:.1f} × bare Python; at most 7",
        met=helped / bare <= 7,
    )  # fmt: skip
    few = bench.paths[:3]
    three = median(xltool("check", *few).seconds for _ in range(ROUNDS))
    pandera = median(
        run([sys.executable, "-c", "import pandera.pandas"]).seconds for _ in range(ROUNDS)
    )
    bench.add("`check` of three files / importing pandera", f"{_ms(three)} / {_ms(pandera)}")


def lint(bench: Bench) -> None:
    """The packs that ship, run dry."""
    for name in shipped_packs():
        took = median(xltool("lint", name).seconds for _ in range(ROUNDS))
        bench.add(
            f"`xltool lint {name}`, dry run included", _ms(took), "at most 5 s", met=took <= 5
        )


def trees(bench: Bench) -> None:
    """Forty units with lines of their own, against a classification of 73 and of 1,898 codes."""
    took = {}
    for classes in (SHORT, LONG):
        with tempfile.TemporaryDirectory() as place:
            pack = long_pack(Path(place) / "pack", classes)
            paths = write_units(pack, Path(place) / "in", 40)
            took[classes] = median(
                xltool("check", *paths, "--pack", Path(place) / "pack").seconds
                for _ in range(ROUNDS)
            )
    ratio = took[LONG] / took[SHORT]
    bench.add(
        "`check` of 40 units, 73 / 1,898 codes", f"{_ms(took[SHORT])} / {_ms(took[LONG])}",
        f"{ratio:.2f} ×; at most 2", met=ratio <= 2,
    )  # fmt: skip


def publish(bench: Bench) -> None:
    """The example's publication with its 36 cards and all proofs, and reading it back."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "2020"
        for command in (("init", folder, "--example", "pingxiang-2020"), ("consolidate", folder)):
            run([sys.executable, "-m", "xltool", *command])
        made = [xltool("publish", folder) for _ in range(ROUNDS)]
        document = next((folder / "公开" / "送审稿").glob("*.docx"))
        workbook = next(folder.glob("*汇总*.xlsx"))
        held = [xltool("verify", document, "--against", workbook, "-C", folder)
                for _ in range(ROUNDS)]  # fmt: skip
        known = [xltool("verify", document, "-C", folder) for _ in range(ROUNDS)]
    for name, runs, limit in (
        ("`publish`, 36 cards, all proofs", made, 1.5),
        ("`verify` of an unchanged document", known, 0.5),
        ("`verify --against` the department's workbook", held, None),
    ):
        busy, peak = median(one.busy for one in runs), _peak(runs)
        bench.add(
            name, f"{_ms(busy)} of processors, {peak:.0f} MB",
            f"at most {limit} s" if limit else "", met=busy <= limit if limit else None,
        )  # fmt: skip


def large(_: Bench) -> None:
    """Ten times as many returns."""
    table, runs = Bench(Path(), []), {}
    for count in (1000, 10_000):
        with tempfile.TemporaryDirectory() as place:
            make(Path(place) / "c", count)
            runs[count] = xltool("check", "-C", Path(place) / "c", "--format", "json")
    few, many = runs.values()
    ratio = many.seconds / few.seconds
    table.add("check of 1,000 / 10,000", f"{few.seconds:.0f} s / {many.seconds:.0f} s",
              f"{ratio:.1f} ×; at most 10.5", met=ratio <= 10.5)  # fmt: skip
    grown = many.peak / few.peak
    table.add("their peaks", f"{few.peak:.0f} MB / {many.peak:.0f} MB",
              f"{grown:.2f} ×; at most 1.3", met=grown <= 1.3)  # fmt: skip
    LARGE.write_text(
        f"## Ten times as many\n\n{_machine()}.\n\n{_table(table.rows)}", encoding="utf-8"
    )


PARTS = {"reading": reading, "check": check, "consolidate": consolidate, "stamp": stamp,
         "start": start, "lint": lint, "trees": trees, "publish": publish}  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"


def _peak(runs: list[Run]) -> float:
    return median(one.peak for one in runs)


def _table(rows: list[Row]) -> str:
    signs = {None: "", True: "yes", False: "**no**"}
    lines = [f"| {row.what} | {row.measured} | {row.bar} | {signs[row.met]} |" for row in rows]
    return "\n".join(["| what | measured | against | met |", "|---|---|---|---|", *lines, ""])


def _written(bench: Bench) -> str:
    libraries = ("openpyxl", "pandas", "pandera", "pyarrow", "python-calamine", "xlsxwriter")
    notes = Path(__file__).with_name("NOTES.md").read_text(encoding="utf-8")
    return (
        "# Results\n\n<!-- Written by benchmarks/bench.py: run `make bench`. -->\n\n"
        f"{len(bench.paths)} returns, one in twenty with a fault; {_machine()}, "
        + ", ".join(f"{name} {version(name)}" for name in libraries)
        + f".\n\n{_table(bench.rows)}\n{LARGE.read_text(encoding='utf-8')}\n{notes}"
    )


def _machine() -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )


def main() -> None:
    """Run all parts, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=1000, help="how many returns")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "large", []])
    arguments = parser.parse_args()
    if arguments.parts == ["large"]:
        large(Bench(Path(), []))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "campaign"
        make(folder, arguments.n)
        bench = Bench(folder, sorted((folder / "in").iterdir()))
        for part in arguments.parts or PARTS:
            PARTS[part](bench)
        if arguments.parts:
            sys.stdout.write(_table(bench.rows))
        else:
            RESULTS.write_text(_written(bench), encoding="utf-8")


if __name__ == "__main__":
    main()

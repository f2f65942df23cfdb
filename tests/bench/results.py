"""The table that is printed and the file that is kept."""

import json
import os
import platform
import re
import sqlite3
import subprocess
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.nginx import NGINX
from tests.postgres import BIN

FOLDER = Path(__file__).parent / "results"
LINE = "{:<46}{:>13}{:>21}   {:<16}{}"


@dataclass(frozen=True)
class Row:
    """One figure for each round, and the bar for their median."""

    name: str
    values: list[float]
    unit: str = "×"
    at_least: float | None = None
    at_most: float | None = None
    is_aim: bool = False

    @property
    def median(self):
        return median(self.values)

    @property
    def is_met(self):
        """None where there is no bar."""
        if self.at_least is not None:
            return self.median >= self.at_least
        return None if self.at_most is None else self.median <= self.at_most

    @property
    def bar(self):
        if self.is_met is None:
            return ""
        sign, limit = ("≥", self.at_least) if self.at_most is None else ("≤", self.at_most)
        return f"{'aim ' if self.is_aim else ''}{sign} {limit:,g} {self.unit}"

    @property
    def verdict(self):
        missed = "not reached" if self.is_aim else "NOT MET"
        return {True: "met", False: missed, None: ""}[self.is_met]

    def line(self):
        spread = f"{rounded(min(self.values))} to {rounded(max(self.values))}"
        figure = f"{rounded(self.median)} {self.unit}"
        return LINE.format(self.name, figure, spread, self.bar, self.verdict).rstrip()


def rounded(number):
    """Three digits that say something."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def ratios(over, under):
    """Round by round: what slowed the machine down slowed both."""
    return [first / second for first, second in zip(over, under, strict=True)]


def print_table(groups):
    for title, rows in groups.items():
        print("\n" + LINE.format(title, "median", "lowest to highest", "bar", "").rstrip())
        for row in rows:
            print(row.line())
    verdicts = [row.verdict for rows in groups.values() for row in rows]
    missed = verdicts.count("NOT MET")
    print(f"\n{verdicts.count('met')} bars met, {missed} not met", flush=True)


def keep(form, plan, groups, figures):
    """Writes results/DATE-FORM.json and returns its path."""
    kept = {
        "form": form,
        "date": str(date.today()),
        "machine": machine(),
        "plan": asdict(plan),
        "rows": {
            title: [
                {
                    "name": row.name,
                    "unit": row.unit,
                    "median": row.median,
                    "rounds": row.values,
                    "bar": row.bar,
                    "verdict": row.verdict,
                }
                for row in rows
            ]
            for title, rows in groups.items()
        },
        "figures": {", ".join(name): values for name, values in figures.items()},
    }
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{kept['date']}-{form}.json"
    path.write_text(json.dumps(shortened(kept), indent=1, ensure_ascii=False) + "\n")
    return path


def shortened(kept):
    """Four digits of every figure: the rest is noise."""
    return json.loads(json.dumps(kept), parse_float=lambda digits: float(f"{float(digits):.4g}"))


def machine():
    cpu = Path("/proc/cpuinfo").read_text()
    return {
        "cpu": re.search(r"^model name\s*: (.+)$", cpu, re.MULTILINE)[1],
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "django": version("django"),
        "granian": version("granian"),
        "whitenoise": version("whitenoise"),
        "sqlite": sqlite3.sqlite_version,
        "postgres": said([BIN / "postgres", "--version"]),
        "nginx": said([NGINX, "-v"]),
        "wrk": said(["wrk", "--version"]),
    }


def said(command):
    """The first number with dots that a program names as its version."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return re.search(r"\d+(\.\d+)+", done.stdout)[0]

"""CSV that a spreadsheet opens without harm, one line at a time however many rows there are."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula; the full-width forms too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class Line:
    """A file for csv.writer that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """RFC 4180 with a byte-order mark; a cell that would be a formula begins with an apostrophe."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def iso(moment: datetime | None) -> str:
    """ISO 8601 in UTC, to the second; empty for None."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell

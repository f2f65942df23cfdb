"""What the database does for a page: how it finds the rows, and how much it looks at."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from tests.scale.rows import rows_of

LARGE = {
    "moderation_submission",
    "barriers_barrier",
    "barriers_tagging",
    "comments_comment",
    "moderation_job",
    "moderation_decision",
}
STEPS_AT_ONCE = 100
# To SQLite, a walk along the rows in their own order is a scan, also where a limit ends it.
WALK = re.compile(r'FROM "(\w+)" .*ORDER BY ("\1"\."id"|1) (?:ASC|DESC) LIMIT')
# What PostgreSQL calls the rows that a part of a plan has read, for each time that it ran.
ROWS = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"]


@dataclass
class Work:
    """`amount`: on SQLite the steps of its virtual machine, on PostgreSQL the rows that were read.

    Neither depends on how fast the machine is. `scans`: large tables that were read from one end
    to the other, with the statement.
    """

    statements: list = field(default_factory=list)
    amount: int = 0
    scans: list = field(default_factory=list)


@contextmanager
def watched():
    """Yields the Work that the block makes; it is complete after the block."""
    work = Work()
    with connection.execute_wrapper(_remember(work.statements)):
        if connection.vendor == "sqlite":
            with _steps_counted(work):
                yield work
        else:
            yield work
    explain = {"sqlite": _explain_on_sqlite, "postgresql": _explain_on_postgresql}
    for statement, parameters in work.statements:
        explain[connection.vendor](work, statement, parameters)


def _remember(statements):
    def remember(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    return remember


@contextmanager
def _steps_counted(work):
    def count():
        work.amount += STEPS_AT_ONCE

    connection.connection.set_progress_handler(count, STEPS_AT_ONCE)
    yield
    connection.connection.set_progress_handler(None, STEPS_AT_ONCE)


def _explain_on_sqlite(work, statement, parameters):
    walked = {table for table, _order in WALK.findall(statement)}
    for *_, line in rows_of(f"EXPLAIN QUERY PLAN {statement}", parameters):
        # "SCAN table", where a walk along an index has USING after it.
        if scan := re.fullmatch(r"SCAN (\w+)", line):
            alias = re.search(rf'"(\w+)" {scan[1]}\b', statement)
            if (alias[1] if alias else scan[1]) in LARGE - walked:
                work.scans.append(f"{line}: {statement}")


def _explain_on_postgresql(work, statement, parameters):
    (((plan,),),) = rows_of(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
    for node in _nodes(plan["Plan"]):
        if "Relation Name" in node:
            work.amount += sum(node.get(name, 0) for name in ROWS) * node["Actual Loops"]
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
                work.scans.append(f"{node['Relation Name']}: {statement}")


def _nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)

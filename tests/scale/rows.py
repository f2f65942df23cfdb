"""Rows by the million, made inside the database: the same for the same number, every time."""

from django.db import connection

MOMENTS = {
    "sqlite": "datetime('2024-01-01', '+' || ({minutes}) || ' minutes')",
    "postgresql": "timestamptz '2024-01-01 00:00Z' + ({minutes}) * interval '1 minute'",
}


def moment(minutes):
    """SQL for so many minutes, an SQL expression, after 2024 began."""
    return MOMENTS[connection.vendor].format(minutes=minutes)


def one_of(values, number):
    """SQL for the value with this number, an SQL expression."""
    cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(values))
    return f"CASE {number} {cases} END"


def insert(model, numbers, *, where="TRUE", **columns):
    """A row for each n of the range `numbers` for which `where` holds.

    `columns` are SQL expressions of n by column; the others get their field's default.
    """
    expressions, parameters = {}, []
    for field in model._meta.concrete_fields:
        if field.column in columns:
            expressions[field.column] = columns[field.column].replace("%", "%%")
        elif field is not model._meta.auto_field:
            expressions[field.column] = "%s"
            parameters.append(field.get_db_prep_save(field.get_default(), connection))
    execute(
        f"""
        WITH RECURSIVE numbers(n) AS (
            SELECT {numbers.start} UNION ALL SELECT n + 1 FROM numbers WHERE n < {numbers[-1]}
        )
        INSERT INTO {model._meta.db_table} ({", ".join(expressions)})
        SELECT {", ".join(expressions.values())}
        FROM numbers WHERE {where.replace("%", "%%")}
        """,
        parameters,
    )


def execute(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rows_of(statement, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()

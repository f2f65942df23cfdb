"""The least that the database takes for what the site asks of it, with no Django above it."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2

from tests.bench.processes import seconds_of

# Words with their traces, a comment and a job, about as long as those that post.lua sends.
TABLES = """
    CREATE TABLE words (body TEXT, form_key TEXT UNIQUE, code_hash TEXT UNIQUE, traces TEXT);
    CREATE TABLE comment (thread INTEGER, name TEXT, posted_at TEXT);
    CREATE TABLE job (kind TEXT, subject TEXT, run_at TEXT, UNIQUE (kind, subject));
"""
# As it was typed and as HTML.
BODY = "We were asked what we thought once the plan was done, and then it changed. " * 12
TRACES = "10.0.0.1 Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
AT = "2026-11-25 12:00:00.000000"


def cost_of_queries(site, times):
    """Processor milliseconds, here and in PostgreSQL, for all that the essay's page asks."""
    backend = site.database.own_backend
    before = time.process_time() + seconds_of(backend)
    for _ in range(times):
        for query in site.essay_queries:
            site.database.rows(query)
    return 1000 * (time.process_time() + seconds_of(backend) - before) / times


def inserts_a_second(database, *, connections, seconds):
    """Durable transactions of three rows each; SQLite's writers would only wait for each other."""
    if database.url:
        return on_postgres(database.url, connections, seconds)
    return on_sqlite(database.path.with_name("bare.sqlite3"), seconds)


def on_sqlite(path, seconds):
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {TABLES}")
        return insert_for(seconds, connection.execute, begin="BEGIN IMMEDIATE") / seconds


def on_postgres(url, connections, seconds):
    """In a schema of its own in the site's database."""

    def insert(number):
        with closing(psycopg2.connect(url, options="-c search_path=bare")) as connection:
            connection.autocommit = True
            return insert_for(seconds, connection.cursor().execute, begin="BEGIN", number=number)

    with closing(psycopg2.connect(url)) as connection, ThreadPoolExecutor(connections) as pool:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(f"CREATE SCHEMA bare; SET search_path = bare; {TABLES}")
        total = sum(pool.map(insert, range(connections)))
        cursor.execute("DROP SCHEMA bare CASCADE")
    return total / seconds


def insert_for(seconds, execute, *, begin, number=0):
    """How many transactions were committed in that time."""
    count = 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        key = f"{number}-{count}"
        execute(begin)
        long_key = f"{key:0>64}"
        execute(f"INSERT INTO words VALUES ('{BODY}', '{long_key}', '{long_key}', '{TRACES}')")
        execute(f"INSERT INTO comment VALUES (1, '', '{AT}')")
        execute(f"INSERT INTO job VALUES ('screen', '{key}', '{AT}')")
        execute("COMMIT")
        count += 1
    return count

"""A site's database, reached past Django: to change the version, to count, to watch it work."""

import secrets
import sqlite3

import psycopg2

from tests.bench.processes import parent_of, seconds_of_children
from tests.site import descendants


class Database:
    """What both have in common. `url` is for DATABASE_URL, empty for SQLite in DATA_DIR;
    `address` is what the driver alone connects to."""

    url = ""

    def change_version(self):
        """As `SiteVersion.change()` does: from now on no page that was kept is right any more."""
        self.run(
            f"INSERT INTO moderation_siteversion (id, value) VALUES (1, '{secrets.token_hex(16)}')"
            " ON CONFLICT (id) DO UPDATE SET value = excluded.value"
        )

    def number(self, query):
        return self.rows(query)[0][0]


class SQLite(Database):
    """It works within the processes that ask it: none are its own."""

    name = "SQLite"
    own_backend = None

    def __init__(self, folder):
        self.path = folder / "coproduce.sqlite3"
        self.address = str(self.path)

    def open(self):
        self.connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        # The versions written here need not outlive the bench.
        self.run("PRAGMA synchronous = NORMAL")

    def close(self):
        self.connection.close()

    def run(self, statement):
        self.connection.execute(statement)

    def rows(self, query):
        return self.connection.execute(query).fetchall()

    def backends(self):
        return []

    def processes(self):
        return []

    def seconds_of_ended(self):
        return 0


class PostgreSQL(Database):
    name = "PostgreSQL"

    def __init__(self, url):
        self.url = self.address = url

    def open(self):
        self.connection = psycopg2.connect(self.url)
        self.connection.autocommit = True
        self.own_backend = self.connection.info.backend_pid
        self.postmaster = parent_of(self.own_backend)
        # The versions written here need not outlive the bench.
        self.run("SET synchronous_commit = off")
        # A site that grew slowly has been seen by autovacuum.
        self.run("VACUUM ANALYZE")

    def close(self):
        self.connection.close()

    def run(self, statement):
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def rows(self, query):
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def backends(self):
        """The processes that serve this database, but not the bench."""
        query = """SELECT pid FROM pg_stat_activity WHERE datname = current_database()
            AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
        return [pid for (pid,) in self.rows(query)]

    def processes(self):
        """Every process of the server, whatever it serves."""
        return descendants(self.postmaster)

    def seconds_of_ended(self):
        """Processor time of the server's processes that have ended."""
        return seconds_of_children(self.postmaster)

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from coproduce.moderation.models import SiteVersion


class Command(BaseCommand):
    help = "Bring the database up to date, then serve the site and its worker until stopped."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        address = free_address(settings.HOST, settings.PORT)
        try:
            bring_up_to_date(verbosity - 1)
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be used: {str(error).splitlines()[0]}"
            ) from None
        call_command("first_run", verbosity=verbosity)

        # SQLite has one writer at a time: a second web process would only wait for the first.
        workers = 1 if connection.vendor == "sqlite" else min(os.cpu_count() or 1, 4)
        connections.close_all()
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        arguments = [address, settings.PORT, workers, settings.SITE_URL]
        os.execv(  # noqa: S606
            sys.executable, [sys.executable, "-m", "coproduce.serving", *map(str, arguments)]
        )


def bring_up_to_date(verbosity: int) -> None:
    """Migrate, unless there is nothing to: finding that out takes a tenth of the time.

    A start that is killed after the last migration and before Django has added its permissions is
    mended by `manage.py migrate`.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=verbosity)
        # Rows may show otherwise now, on pages that another host keeps.
        SiteVersion.change()


def free_address(host: str, port: int) -> str:
    """The IP address of `host`, which Granian wants; a CommandError if the port is taken there.

    Granian would share the port with another Granian, and answer half of its visitors.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, _, _, address = found[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise CommandError(
            f"Cannot listen on {host} port {port}: {error.strerror}. "
            "Free it, or set PORT (or HOST) to another."
        ) from None
    return str(address[0])

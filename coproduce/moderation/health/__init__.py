"""Whether the site is as it should be: for a page of the admin and for `manage.py status`."""

from django.db import Error as DatabaseFault
from django.db import connection

from coproduce.moderation.health import akismet, desk, machine, mail, work
from coproduce.moderation.health.line import Line, State

__all__ = ["Line", "State", "lines"]


def lines() -> list[Line]:
    """Every fact of health, what readers feel first; also while the database is away."""
    try:
        kept = [*desk.lines(), *akismet.lines(), *work.lines(), *mail.lines(), machine.database()]
    except DatabaseFault as fault:
        connection.close()
        kept = [machine.no_database(fault)]
    return [*kept, machine.disk(), machine.settings_of_the_site()]

"""What the site stands on: database, disk and settings."""

import shutil
import sqlite3

from django.conf import settings
from django.db import Error as DatabaseFault
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from coproduce.moderation.health.line import Line, State

# SQLite's write-ahead log had a rare fault until then; two older lines were mended too.
MENDED_IN = (3, 51, 3)
MENDED_BEFORE = {(3, 50, 7), (3, 44, 6)}
GIGABYTE = 1024**3
LEAST_PART = 0.1
# Below this the next photograph or backup may find no room.
LEAST_BYTES = GIGABYTE // 10


def database() -> Line:
    """For one that has answered."""
    name = _("Database")
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
        version = version.partition(" ")[0]
        return Line(name, State.OK, _("PostgreSQL %(version)s answers.") % {"version": version})
    words = _("SQLite %(version)s answers.") % {"version": sqlite3.sqlite_version}
    if not has_wal_fault(sqlite3.sqlite_version_info):
        return Line(name, State.OK, words)
    fault = _("%(answers)s This version has a rare fault that can lose what was saved.")
    to_do = _("For a busy site use PostgreSQL (DATABASE_URL), or SQLite 3.51.3 or later.")
    return Line(name, State.WARNING, fault % {"answers": words}, to_do)


def has_wal_fault(version: tuple[int, int, int]) -> bool:
    return version < MENDED_IN and version not in MENDED_BEFORE


def no_database(fault: DatabaseFault) -> Line:
    words = _("It does not answer as it should (%(fault)s).") % {"fault": type(fault).__name__}
    to_do = _("See whether it runs, whether DATABASE_URL is right, and run manage.py migrate.")
    return Line(_("Database"), State.BAD, words, to_do)


def disk() -> Line:
    name = _("Disk")
    try:
        found = shutil.disk_usage(settings.DATA_DIR)
    except OSError as error:
        words = _("DATA_DIR cannot be read: %(fault)s.") % {"fault": error.strerror}
        return Line(name, State.BAD, words, _("See whether its disk is there."))
    words = _("%(free)s of %(total)s are free where DATA_DIR is.") % {
        "free": filesizeformat(found.free),
        "total": filesizeformat(found.total),
    }
    to_do = _("Make room: on a full disk nothing that readers send can be kept.")
    if found.free < LEAST_BYTES:
        return Line(name, State.BAD, words, to_do)
    if found.free < max(GIGABYTE, found.total * LEAST_PART):
        return Line(name, State.WARNING, words, to_do)
    return Line(name, State.OK, words)


def settings_of_the_site() -> Line:
    name = _("Settings")
    if settings.DEBUG:
        words = _("DEBUG is on: faults show the insides of the site to whoever meets them.")
        # On the machine of somebody who works on it that is as it should be.
        state = State.WARNING if settings.SITE_IS_LOOPBACK else State.BAD
        return Line(name, state, words, _("Take DEBUG out of the environment."))
    if settings.SITE_IS_SECURE:
        return Line(name, State.OK, _("SITE_URL is https, and DEBUG is off."))
    words = _("SITE_URL leads to this machine only, and DEBUG is off.")
    return Line(name, State.OK, words)

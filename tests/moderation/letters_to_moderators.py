"""What the tests of mail to moderators share."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, Rules, StatusLine
from coproduce.moderation.worker import run_next

MO, ROBIN = "mo@example.org", "robin@example.org"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def put_rules(*addresses, **fields):
    rules = Rules(mail_to="\n".join(addresses or [MO]), **fields)
    rules.put()
    return rules


def local(text):
    """A moment by its local words, such as 2026-11-25 08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


class Clock:
    """The time as the site sees it; `tick` does what the worker does at that time."""

    def __init__(self, monkeypatch, text="2026-11-25 10:00"):
        self.now = local(text)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, text):
        self.now = local(text)
        return self

    def forward(self, by):
        self.now += by
        return self

    def tick(self):
        """A look at the clock, then every letter that is due."""
        Job.objects.put_unless_there("mail_clock", "again")
        Job.objects.filter(kind="mail_clock").update(run_at=self.now)
        run_next(lanes["mail_clock"])
        self.deliver()

    def deliver(self):
        while run_next(lanes["moderator_mail"]):
            pass


def envelopes(server):
    """Whom it has taken letters for since this was asked last."""
    found = [address for _, (address,) in server.envelopes]
    server.envelopes.clear()
    return found


def text_of_last(server):
    words = server.letters[-1].get_body(["plain"]).get_content()
    return words.replace("\r\n", "\n").partition("\n-- \n")[0].strip()


def mail_jobs():
    return Job.objects.filter(kind="moderator_mail")


def lines():
    return sorted(StatusLine.objects.values_list("name", flat=True))

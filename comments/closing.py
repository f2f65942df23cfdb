from coproduce.moderation.jobs import job
from coproduce.moderation.models import SiteVersion


@job("close_thread")
def close_thread(subject: str) -> None:
    """The time at which the thread `subject` closes has come, and kept pages still offer a form."""
    SiteVersion.change()

"""What the privacy page says of barriers, whether Akismet looks at them now or did before."""

import pytest

from coproduce.moderation.models import Submission
from tests.factories import create_barrier
from tests.moderation.rules import put_rules
from tests.pages.test_pages import main_of

pytestmark = pytest.mark.django_db

BESIDE_COMMENTS = [
    "Of a barrier that you name now, we keep neither the address of your connection nor the name "
    "of your browser. Barriers named while the spam check was in use for them may still have them",
    "What was kept of a comment or barrier for the spam check (the address of your connection",
    "What it has been sent, we cannot take back from it.",
]
ALONE = [
    *BESIDE_COMMENTS,
    "passes nothing of what you send now to any other service. Barriers sent while a spam "
    "checker was in use for them went to it",
    "Barriers sent while it was in use for them went to it, unless their writer chose a person "
    "instead: the words, the time, the address of the writer’s connection",
]


def test_privacy_remembers_that_barriers_were_screened(client, settings):
    put_rules(screens_barriers=True)
    barrier = create_barrier().submission
    Submission.objects.filter(pk=barrier.pk).update(ip_address="192.0.2.7")
    put_rules(screens_barriers=False)

    for key, sentences in [("", ALONE), ("key", BESIDE_COMMENTS)]:
        settings.AKISMET_API_KEY = key
        full, simpler = (main_of(client, path) for path in ("/privacy/", "/privacy/simpler/"))
        assert [words for words in sentences if words not in full] == []
        assert "We may still have the IP address of those barriers." in simpler
        assert ("Barriers never go there" in full, "never gets barriers" in simpler) == (
            False,
            False,
        )
    barrier.withdraw()
    assert "Barriers never go there." in main_of(client, "/privacy/")
    settings.AKISMET_API_KEY = ""
    assert "deleted at that moment" not in main_of(client, "/privacy/")
    assert "Akismet" not in main_of(client, "/privacy/")


def test_privacy_says_on_withdrawal_what_goes_of_barriers_that_are_screened(client, settings):
    settings.AKISMET_API_KEY = "key"
    put_rules(screens_barriers=True)

    assert "What was kept of a comment or barrier for the spam" in main_of(client, "/privacy/")

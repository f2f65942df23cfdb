"""“Don’t send this to Akismet”: nothing goes out, then or later, and no address is kept."""

import pytest
from django.core.management import call_command

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, Submission
from tests.barriers.forms import NEW, check, fill, private_answers, send_it
from tests.barriers.simpler import SHORT, facts, press, walk, where
from tests.factories import create_moderator, create_post
from tests.markup import form_values, parse, send, text_of, texts
from tests.moderation.rules import do, put_rules
from tests.moderation.troubled import make_due
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

VISITOR = {
    "REMOTE_ADDR": "192.0.2.7",
    "HTTP_USER_AGENT": "Browser/1.0",
    "HTTP_REFERER": "http://testserver/posts/why/",
}
TRACES = ["ip_address", "user_agent", "referrer"]
KEPT = ("192.0.2.7", "Browser/1.0", "http://testserver/posts/why/")
NOTHING = (None, "", "")
LABEL = "Don’t send this to Akismet, our spam checker. It may take longer."


def traces():
    return list(Submission.objects.order_by("pk").values_list(*TRACES))


def asked(screening):
    return [call.form["comment_content"] for call in screening.calls_to("comment-check")]


@pytest.fixture
def screens_barriers(screening):
    put_rules(screens_barriers=True)
    return screening


@pytest.fixture
def both(client):
    """A function that sends a comment that refuses Akismet, and one that does not."""
    post = create_post()

    def both():
        for fields in ({"body": "For a person.", "person_only": "on"}, {"body": "For both."}):
            assert send_comment(client, post, visitor=VISITOR, **fields).status_code == 303
        return Submission.objects.order_by("pk")

    return both


def test_comment_that_refuses_it_goes_nowhere_and_leaves_no_trace(screening, both):
    both()
    do("screen")

    assert asked(screening) == ["For both."]
    assert traces() == [NOTHING, KEPT]
    assert list(Submission.objects.order_by("pk").values_list("verdict", flat=True)) == [
        "skipped",
        "ham",
    ]


def test_comment_that_refuses_it_is_not_asked_about_again(screening, both):
    both()
    do("screen")
    screening.forget()

    call_command("screen", "--pending", verbosity=0)
    make_due()
    do("screen")

    assert asked(screening) == ["For both."]


def test_comment_that_refuses_it_is_never_reported(screening, both):
    refused, other = both()
    do("screen")
    for submission in (refused, other):
        submission.mark_spam(by=create_moderator(f"mo{submission.pk}"))
    assert list(Job.objects.filter(kind="tell").values_list("subject", flat=True)) == [
        str(other.pk)
    ]
    Job.objects.put("tell", refused.pk)
    lanes["tell"].do(str(refused.pk))

    assert screening.calls_to("submit-spam") == screening.calls_to("submit-ham") == []


def test_barrier_that_may_be_checked_says_so_on_the_form(client, screens_barriers):
    page = parse(client.get(NEW))

    box = page.find(".//input[@name='person_only']")
    help_text = page.find(f".//*[@id='{box.get('id')}_helptext']")
    assert text_of(page.find(f".//label[@for='{box.get('id')}']")) == LABEL
    assert text_of(help_text) == (
        "Akismet gets your words, the address of your connection, the name of your browser and "
        "the page that you came from. It does not get your other answers."
    )


@pytest.mark.parametrize("screens", [True, False])
def test_form_for_barriers_says_nothing_where_they_are_not_checked(client, settings, screens):
    settings.AKISMET_API_KEY = "test-key" if not screens else ""
    put_rules(screens_barriers=screens)

    content = client.get(NEW).content.decode()
    assert "Akismet" not in content
    assert 'name="body"' in content
    assert len(texts(walk(client, *SHORT), ".//h1")) == 1
    assert where(walk(client)) == ("Question 1 of 6", "words")


def test_barrier_is_checked_only_where_its_writer_lets_it(client, screens_barriers):
    for fields in ({"body": "For a person.", "person_only": "on"}, {"body": "For both."}):
        checked = send(client, NEW, fill(**fields))
        assert send(client, NEW, form_values(checked, 0), **VISITOR).status_code == 303
    do("screen")

    assert asked(screens_barriers) == ["For both."]
    assert traces() == [NOTHING, KEPT]


def test_barrier_leaves_no_trace_while_barriers_are_not_checked(client, screening):
    send(client, NEW, fill(step="send"), **VISITOR)
    do("screen")

    assert (traces(), asked(screening)) == ([NOTHING], [])


def test_check_page_says_who_checks(client, screens_barriers):
    question = "Our spam checker, Akismet"

    assert private_answers(check(client))[question] == "Gets your words"
    refused = check(client, person_only="on")
    assert private_answers(refused)[question] == "Does not get it: a person checks alone"
    send_it(client, refused)
    assert Submission.objects.get().person_only is True


def test_simpler_form_asks_about_it_last(client, screens_barriers):
    page = walk(client, *SHORT)

    assert where(page) == ("Question 7 of 7", "checker")
    assert texts(page, ".//h1") == ["Can our spam checker see your words?"]
    labels = texts(page, ".//form//fieldset//label")
    assert labels == ["Yes", "No, only a person", "Not sure (this counts as yes)"]


@pytest.mark.parametrize(
    ("answer", "said", "person_only"),
    [
        ({"person_only": "on"}, "No, only a person", True),
        ({"person_only": "false"}, "Yes", False),
        ({"person_only": ""}, "Not sure (this counts as yes)", False),
        ({}, "You skipped this.", False),
    ],
)
def test_answer_of_the_simpler_form_is_kept(client, screens_barriers, answer, said, person_only):
    page = walk(client, *SHORT, answer)
    assert facts(page)["Can our spam checker see your words?"] == said

    press(client, page, "Yes, send it")

    assert Submission.objects.get().person_only is person_only


def test_question_that_is_not_asked_leads_to_the_first(client, screening):
    for sent in ({"go": "checker"}, {"question": "checker"}):
        page = send(client, "/barriers/new/simpler/", {"body": "Mine.", **sent})
        assert page.status_code == 200
        assert "Can our spam checker see your words?" not in texts(page, ".//h1")

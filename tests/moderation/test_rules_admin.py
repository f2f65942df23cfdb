"""The rules in the admin: one form, whose errors lose nothing, and what it says cannot work."""

import pytest
from django.contrib.auth.models import Permission, User

from coproduce.moderation.models import Rules
from coproduce.moderation.rules.word_lists import DANGER
from tests.markup import form_values, send, texts

pytestmark = pytest.mark.django_db

LIST = "/admin/moderation/rules/"
FORM = LIST + "1/change/"
IN_FORCE = "These rules are in force now."
WARNED = ".//ul[@class='messagelist']/li[@class='warning']"
ERRORS = ".//ul[@class='errorlist']/li"


@pytest.fixture
def save(desk):
    """A function that changes these fields in the form; the page that follows."""

    def save(**fields):
        values = post_form(desk.get(FORM))
        unticked = [name for name, value in fields.items() if value is False]
        changed = {**values, **{name: value for name, value in fields.items() if value}}
        for name in unticked:
            changed.pop(name, None)
        changed |= {name: "" for name, value in fields.items() if value == ""}
        response = send(desk, FORM, changed)
        return desk.get(response["Location"]) if response.status_code == 302 else response

    return save


def post_form(response):
    """The values of the form on the page, which is not the one that signs out."""
    for number in range(3):
        values = form_values(response, number)
        if "hold" in values:
            return values
    raise AssertionError("no form")


def test_list_leads_straight_to_the_form(desk):
    response = desk.get(LIST)

    assert (response.status_code, response["Location"]) == (302, FORM)
    form = desk.get(FORM)
    assert texts(form, ".//h1") == ["The rules"]
    assert texts(form, ".//div[@class='breadcrumbs']") == ["Start › Rules"]


def test_form_shows_the_first_rules_before_anybody_has_saved_some(desk):
    values = post_form(desk.get(FORM))

    assert Rules.objects.count() == 0
    assert (values["hold"], values["most_links"], values["depth"]) == (["everything"], ["2"], ["5"])
    assert values["danger_words"][0].strip() == str(DANGER)


def test_saved_rules_are_in_force_and_public_pages_are_new(save, version):
    before = version()

    page = save(hold="suspect", most_links="5", page_size="10", order="newest")

    rules = Rules.current()
    assert (rules.hold, rules.most_links, rules.page_size) == ("suspect", 5, 10)
    assert version() != before
    assert IN_FORCE in texts(page, ".//ul[@class='messagelist']/li")
    assert Rules.objects.count() == 1


def test_lists_are_tidied(save):
    save(
        held_words="  casino \n\ncasino\n Two  words*", mail_to=" mo@example.org\n\nmo@example.org"
    )

    rules = Rules.current()
    assert rules.held_words == "casino\nTwo words*"
    assert rules.mail_to == "mo@example.org"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"mail_to": "mo@example.org\nrobin"},
            "Enter addresses such as name@example.org: “robin” is none",
        ),
        (
            {"mail_to": "\n".join(f"a{number}@example.org" for number in range(21))},
            "Enter 20 addresses or fewer: there are 21",
        ),
        ({"held_words": "fine\n$$$"}, "“$$$” has no letter or digit, so it would never be found"),
        (
            {"blocked_words": "w" * 101},
            f"Make “{'w' * 30}…” shorter: an entry may have 100 characters",
        ),
        (
            {"danger_words": "\n".join(f"{number:09}" for number in range(1_001))},
            "A list may have 10,000 characters: this one has 10,009",
        ),
        ({"most_links": "-1"}, "Enter a whole number from 0 to 100"),
        ({"most_links": "many"}, "Enter a whole number from 0 to 100"),
        ({"close_after_days": "99999"}, "Enter a whole number from 0 to 3650"),
        ({"depth": "0"}, "Enter a whole number from 1 to 10"),
        ({"page_size": ""}, "Enter a whole number from 5 to 100"),
        ({"remind_after_days": "9" * 400}, "Enter a whole number from 0 to 90"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(save, fields, says):
    page = save(hold="suspect", **fields)

    assert page.status_code == 200
    assert texts(page, ERRORS) == [says]
    values = post_form(page)
    assert values["hold"] == ["suspect"]
    for name, value in fields.items():
        assert values[name][0].replace("\r\n", "\n").strip() == value
    assert Rules.objects.count() == 0


def test_emptied_list_of_danger_is_ours_again(save):
    save(danger_words="flood")
    page = save(danger_words="")

    assert Rules.current().danger_words == ""
    assert post_form(page)["danger_words"][0].strip() == str(DANGER)


def test_list_of_danger_that_was_left_alone_stays_ours(save):
    save(most_links="7")

    assert (Rules.current().most_links, Rules.current().danger_words) == (7, "")


KEYLESS = "Without a spam checker everything still waits for a person: AKISMET_API_KEY is empty."
MAILLESS = (
    "Without mail nobody can prove an address, so everything still waits for a person: EMAIL_URL "
    "is empty."
)


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"hold": "everything"}, []),
        ({"hold": "suspect"}, [KEYLESS]),
        ({"hold": "newcomers"}, [KEYLESS, MAILLESS]),
        (
            {"screens_barriers": "on"},
            ["Barriers are not checked either: AKISMET_API_KEY is empty."],
        ),
        (
            {"mail_to": "mo@example.org"},
            ["No letter goes to moderators: EMAIL_URL is empty."],
        ),
    ],
)
def test_rules_that_cannot_work_are_in_force_with_a_warning(save, fields, warned):
    assert texts(save(**fields), WARNED) == warned
    assert Rules.objects.count() == 1


def test_rules_that_can_work_bring_no_warning(save, screening, mail):
    page = save(hold="newcomers", screens_barriers="on", mail_to="mo@example.org")

    assert texts(page, WARNED) == []


@pytest.mark.parametrize(("permission", "status"), [("change_rules", 302), ("view_rules", 403)])
def test_only_who_may_change_them_does(client, permission, status):
    user = User.objects.create_user("vi", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(user)
    values = {"hold": "suspect", "most_links": "2", "depth": "5", "page_size": "50"}
    values |= {"order": "oldest", "mail_rhythm": "daily", "remind_after_days": "3"}

    answer = client.post(FORM, {**values, "close_after_days": "0"})

    assert answer.status_code == status
    assert Rules.current().hold == ("suspect" if status == 302 else "everything")


def test_rules_are_neither_added_nor_deleted(desk):
    Rules().put()

    assert desk.get(LIST + "add/").status_code == 403
    assert desk.post(LIST + "1/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(LIST + "2/change/").status_code == 302
    assert Rules.objects.count() == 1

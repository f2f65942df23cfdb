"""The owner's pages in the admin: the default until the owner writes, and the way back to it."""

import pytest
from django.contrib.auth.models import Permission, User

from coproduce.moderation.models import SiteVersion
from pages.models import Page
from tests.factories import create_moderator, create_page
from tests.markup import form_values, parse, send, text_of, texts

pytestmark = pytest.mark.django_db

LIST = "/admin/pages/page/"


@pytest.fixture
def owner(client):
    client.force_login(create_moderator("owner"))
    return client


def address(slug):
    return f"{LIST}{Page.objects.get(slug=slug).pk}/change/"


def opened(owner, slug):
    """What the form of the page sends when nothing is changed in it."""
    page = owner.get(address(slug))
    number = [form.get("id") for form in parse(page).iter("form") if form.get("method") == "post"]
    return form_values(page, number.index("page_form"))


def save(owner, slug, **changes):
    return send(owner, address(slug), {**opened(owner, slug), **changes}, follow=True)


def messages(response):
    return texts(response, ".//ul[@class='messagelist']/li")


def test_list_shows_the_six_pages_and_whose_text_they_have(owner):
    create_page("privacy", body="Our own.")
    response = owner.get(LIST)

    names = texts(response, ".//th[@class='field-__str__']")
    assert names == [
        "How to comment",
        "How to name a barrier",
        "How we moderate",
        "Privacy",
        "Accessibility",
        "Complaints",
    ]
    whose = texts(response, ".//td[@class='field-whose']")
    default = "The default that comes with the site"
    assert whose[:3] + whose[4:] == [default] * 5
    assert whose[3].startswith("Your own, changed on ")


def test_pages_are_neither_added_nor_deleted(owner):
    path = address("privacy")

    assert owner.get(f"{LIST}add/").status_code == 403
    delete = path.replace("change", "delete")
    assert owner.post(delete, {"post": "yes"}).status_code == 403
    assert Page.objects.count() == 6


def test_form_saved_as_it_was_opened_goes_on_following_the_settings(owner, settings):
    settings.AKISMET_API_KEY = "key"
    assert "Akismet" in opened(owner, "privacy")["body"][0]

    save(owner, "privacy")

    page = Page.objects.get(slug="privacy")
    assert (page.title, page.body, page.simpler_body) == ("", "", "")
    settings.AKISMET_API_KEY = ""
    assert "Akismet" not in text_of(parse(owner.get("/privacy/")).find(".//main"))


def test_form_that_was_open_while_the_settings_changed_keeps_nothing_either(owner, settings):
    settings.AKISMET_API_KEY = "key"
    form = opened(owner, "privacy")
    assert "Akismet" in form["body"][0]
    settings.AKISMET_API_KEY = ""

    send(owner, address("privacy"), form)

    page = Page.objects.get(slug="privacy")
    assert (page.title, page.body, page.simpler_body) == ("", "", "")


def test_own_words_stay_while_another_box_is_changed(owner):
    create_page("privacy", title="Ours", body="Ours.", simpler_body="Ours, in short.")

    save(owner, "privacy", simpler_body="Shorter.")

    page = Page.objects.get(slug="privacy")
    assert (page.title, page.body, page.simpler_body) == ("Ours", "Ours.", "Shorter.")


def test_box_holds_markdown_rather_than_html(owner, settings):
    settings.SITE_NAME = "Side & by side"

    assert "The owner of Side & by side is" in opened(owner, "privacy")["body"][0]


def test_own_text_shows_at_once(owner):
    before = SiteVersion.current()

    save(owner, "complaints", title=" Tell  us ", body="Write to **us**.\n\nSoon.")

    response = owner.get("/complaints/")
    assert texts(response, ".//h1") == ["Tell us"]
    assert texts(response, ".//div[@class='prose']/p") == ["Write to us.", "Soon."]
    assert texts(response, ".//main/p[@class='meta']")[0].startswith("Changed on ")
    assert SiteVersion.current() != before


def test_emptied_box_returns_to_the_default(owner):
    before = owner.get("/complaints/").content
    save(owner, "complaints", title="Ours", body="Ours.", simpler_body="Ours.")
    assert owner.get("/complaints/").content != before

    save(owner, "complaints", title="", body=" \n", simpler_body="")

    assert owner.get("/complaints/").content == before


def test_own_text_is_told_that_its_simpler_version_is_gone(owner):
    response = save(owner, "privacy", body="Ours.")

    assert messages(response)[0].startswith(
        "The simpler version that came with the site is not shown beside your own text."
    )
    assert owner.get("/privacy/simpler/").status_code == 404
    assert opened(owner, "privacy")["simpler_body"] == [""]


def test_own_text_with_its_own_simpler_version_has_no_warning(owner):
    response = save(owner, "privacy", body="Ours.", simpler_body="Ours, in short.")

    assert len(messages(response)) == 1
    assert texts(owner.get("/privacy/simpler/"), ".//main//p")[-1] == "Ours, in short."


def moderator_with(client, *permissions):
    user = User.objects.create_user("volunteer", password="a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


@pytest.mark.parametrize("permissions", [[], ["view_page"], ["change_comment"]])
def test_moderator_without_the_right_changes_nothing(client, permissions):
    moderator_with(client, *permissions)

    assert client.post(address("privacy"), {"body": "Mine."}).status_code == 403
    assert Page.objects.get(slug="privacy").body == ""


def test_who_may_only_look_sees_what_readers_see(client):
    create_page("complaints", body="Write to **us**.")
    moderator_with(client, "view_page")
    shown = [".//div[@class='readonly']", ".//div[@class='reader-text']"]

    default, own = (client.get(address(slug)) for slug in ("privacy", "complaints"))

    assert texts(default, shown[0])[:2] == ["The default that comes with the site", "Privacy"]
    for number, path in enumerate(["/privacy/", "/privacy/simpler/"]):
        words = ".//div[@class='prose']" if number == 0 else ".//div[@class='simpler']"
        assert texts(default, shown[1])[number] == texts(client.get(path), words)[0]
    assert (texts(own, shown[1]), texts(own, shown[0])[-1]) == (["Write to us."], "There is none")
    assert list(parse(own).iter("textarea")) == []


def test_moderator_with_the_right_changes_a_page(client):
    moderator_with(client, "view_page", "change_page")

    save(client, "privacy", body="Mine.")

    assert Page.objects.get(slug="privacy").body == "Mine."


def test_strangers_are_asked_to_sign_in(client):
    response = client.post(address("privacy"), {"body": "Mine."})

    assert response["Location"].startswith("/admin/login/?next=/admin/pages/")
    assert Page.objects.get(slug="privacy").body == ""

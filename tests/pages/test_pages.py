"""The owner's pages: what comes with the site, made true by the settings, and what replaces it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coproduce.moderation.models import Submission
from coproduce.moderation.models.states import DeclineReason
from pages.default_texts import FOLDER
from pages.models import Page, Slug
from tests.factories import create_comment, create_page, create_post
from tests.look.test_axe import WIDTHS
from tests.look.test_keyboard import WALKED
from tests.markup import hrefs, parse, text_of, texts
from tests.moderation.rules import put_rules

pytestmark = pytest.mark.django_db

PAGES = {
    "/guides/commenting/": "How to comment",
    "/guides/barriers/": "How to name a barrier",
    "/moderation/": "How we moderate",
    "/privacy/": "Privacy",
    "/accessibility/": "Accessibility",
    "/complaints/": "Complaints",
}
SIMPLER = ["/guides/commenting/", "/guides/barriers/", "/privacy/"]
MOST_WORDS = 15


def main_of(client, path):
    return text_of(parse(client.get(path)).find(".//main"))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_there_on_the_first_day(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert texts(response, ".//h1") == [PAGES[path]]
    assert texts(response, ".//title") == [f"{PAGES[path]} – Coproduce"]
    assert len(texts(response, ".//main//h2")) >= 3


@pytest.mark.parametrize("path", [*PAGES, *(f"{path}simpler/" for path in SIMPLER), "/invite/"])
@pytest.mark.parametrize("is_screened", [False, True])
def test_every_link_of_a_page_leads_somewhere(client, settings, path, is_screened):
    settings.AKISMET_API_KEY = "key" if is_screened else ""
    leave_traces(create_post(), ip_address="192.0.2.7")
    response = client.get(path)
    ids = {element.get("id") for element in parse(response).iter()}

    for link in hrefs(response, ".//*[@href]"):
        if link.startswith("#"):
            assert link[1:] in ids
        elif link.startswith("/") and not link.startswith("/static/"):
            assert client.get(link).status_code == 200, link


def test_footer_leads_to_every_page(client):
    response = client.get("/posts/")

    assert {*PAGES, "/invite/", "/receipts/", "/feeds/posts/"} == set(
        hrefs(response, ".//footer//nav//a")
    )


def test_page_without_a_row_is_its_default(client):
    with_rows = [client.get(path).content for path in PAGES]
    Page.objects.all().delete()

    assert [client.get(path).content for path in PAGES] == with_rows


def test_there_is_a_row_for_each_page():
    assert list(Page.objects.values_list("slug", flat=True)) == Slug.values


@pytest.mark.parametrize("path", ["/guides/commenting/", "/moderation/", "/privacy/"])
def test_default_names_akismet_only_while_it_is_in_use(client, settings, path):
    settings.AKISMET_API_KEY = ""
    without = main_of(client, path)
    settings.AKISMET_API_KEY = "key"

    assert ("Akismet" in without, "Akismet" in main_of(client, path)) == (False, True)


def test_privacy_says_what_is_kept_of_a_connection(client, settings):
    settings.AKISMET_API_KEY = ""
    assert "we do not keep the address of your connection" in main_of(client, "/privacy/")
    assert "The site passes nothing of what you send" in main_of(client, "/privacy/")

    settings.AKISMET_API_KEY = "key"
    main = main_of(client, "/privacy/")
    assert "For the spam check we also keep the address of your connection" in main
    assert "e do not keep the address of your connection or" not in main
    assert "The site passes nothing" not in main


def leave_traces(post, **traces):
    comment = create_comment(post)
    Submission.objects.filter(pk=comment.pk).update(**traces)
    return comment.submission


@pytest.mark.parametrize("traces", [{"ip_address": "192.0.2.7"}, {"user_agent": "Browser/1.0"}])
def test_privacy_remembers_that_a_spam_checker_was_in_use(client, traces):
    quiet = [main_of(client, path) for path in ("/privacy/", "/privacy/simpler/")]
    create_comment(create_post())
    assert [main_of(client, path) for path in ("/privacy/", "/privacy/simpler/")] == quiet
    submission = leave_traces(create_post(), **traces)

    full, simpler = (main_of(client, path) for path in ("/privacy/", "/privacy/simpler/"))

    for words in [
        "passes nothing of what you send now to any other service. Comments sent while a spam "
        "checker was in use for them went to it, unless their writer chose a person instead.",
        "Of what you send now, we do not keep the address of your connection or the name of your "
        "browser. Comments sent while a spam checker was in use may still have them",
        "What it has been sent, we cannot take back from it.",
        "What was kept of a comment for the spam check",
    ]:
        assert words in full
    assert "We may still have the IP address of those comments." in simpler
    submission.withdraw()
    assert [main_of(client, path) for path in ("/privacy/", "/privacy/simpler/")] == quiet


def test_texts_say_all_that_akismet_gets_and_where_listed_words_are_looked_for(client, screening):
    commenting, moderation = main_of(client, "/guides/commenting/"), main_of(client, "/moderation/")

    assert "the name of your browser and the page that you came from." in commenting
    assert "in the address of your connection and the name of your browser." in moderation
    for main in (commenting, moderation):
        assert ("marked “Moderator”" in main, "once, for a person to look" in main) == (True, True)


def test_texts_say_when_conversations_close_only_where_the_rules_close_them(client):
    paths = ["/moderation/", "/guides/commenting/"]
    words = "A conversation takes no more comments"
    assert [words in main_of(client, path) for path in paths] == [False, False]

    put_rules(close_after_days=14)

    assert [f"{words} 14 days after it began" in main_of(client, path) for path in paths] == [
        True,
        True,
    ]


@pytest.mark.parametrize("path", [*PAGES, "/privacy/simpler/"])
def test_page_asks_for_traces_once_and_only_where_it_says_so(client, settings, path):
    leave_traces(create_post(), ip_address="192.0.2.7")
    is_about_traces = path.startswith("/privacy/")

    # With a key only of barriers, which are not screened now.
    for key, times in [("", 2 * is_about_traces), ("key", int(is_about_traces))]:
        settings.AKISMET_API_KEY = key
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        asked = [query for query in captured if "user_agent" in query["sql"]]
        assert len(asked) == times


def test_default_names_the_site(client, settings):
    settings.SITE_NAME = "Side & by *side*"

    assert "The owner of Side & by side is responsible" in main_of(client, "/privacy/")


def test_moderation_gives_every_reason_for_which_something_is_declined(client):
    listed = texts(client.get("/moderation/"), ".//main//li")

    assert listed[-len(DeclineReason) :] == [str(label) for label in DeclineReason.labels]


def test_owner_who_has_not_written_yet_is_not_made_up(client):
    assert "has not yet written here how to reach them" in main_of(client, "/complaints/")
    assert "has not yet written here who they are" in main_of(client, "/privacy/")


@pytest.mark.parametrize("path", PAGES)
def test_simpler_and_full_version_lead_to_each_other(client, path):
    links = hrefs(client.get(path), ".//main/header//a")
    simpler = client.get(f"{path}simpler/")

    if path not in SIMPLER:
        assert (links, simpler.status_code) == ([], 404)
        return
    assert links == [f"{path}simpler/"]
    assert hrefs(simpler, ".//main/header//a") == [path]
    assert texts(simpler, ".//h1") == [PAGES[path]]
    assert texts(simpler, ".//title") == [f"{PAGES[path]}: simpler version – Coproduce"]


@pytest.mark.parametrize("path", SIMPLER)
def test_simpler_version_has_short_sentences(client, screening, path):
    words = parse(client.get(f"{path}simpler/")).find(".//div[@class='simpler']")
    blocks = [text_of(block) for block in words.iter() if block.tag in {"p", "li", "h2"}]
    sentences = [one for block in blocks for one in re.split(r"(?<=[.?:])\s", block)]

    assert len(sentences) > 20
    assert [one for one in sentences if len(one.split()) >= MOST_WORDS] == []


def test_own_text_takes_the_place_of_the_default_and_of_its_simpler_version(client):
    create_page("privacy", title="Your data", body="## Who\n\nWe are *Robin*.")

    response = client.get("/privacy/")

    assert texts(response, ".//h1") == ["Your data"]
    assert texts(response, ".//div[@class='prose']/*") == ["Who", "We are Robin."]
    assert hrefs(response, ".//main/header//a") == []
    assert client.get("/privacy/simpler/").status_code == 404
    assert texts(client.get("/complaints/"), ".//h1") == ["Complaints"]


def test_own_simpler_version_is_shown_beside_own_text(client):
    create_page("moderation", body="Long words.", simpler_body="Short words.")

    assert hrefs(client.get("/moderation/"), ".//main/header//a") == ["/moderation/simpler/"]
    assert texts(client.get("/moderation/simpler/"), ".//main//p")[-1] == "Short words."


def test_own_text_cannot_bring_script(client):
    text = "a <script>b()</script> [c](javascript:d) <i onclick=e>f</i>"
    create_page("moderation", body=text, simpler_body=text)

    for path in ["/moderation/", "/moderation/simpler/"]:
        elements = list(parse(client.get(path)).find(".//main").iter())
        assert "f" in text_of(elements[0])
        assert [element for element in elements if element.tag == "script"] == []
        assert not any("onclick" in element.attrib for element in elements)
        assert not any("javascript" in element.get("href", "") for element in elements)


def test_simpler_privacy_names_all_that_everyone_sees_of_a_barrier(client):
    main = main_of(client, "/privacy/simpler/")

    assert "Everyone can see your words and the title, if you gave one." in main
    assert "They can see the kind of barrier and the month too." in main


def test_accessibility_says_what_is_tested(client):
    main = main_of(client, "/accessibility/")

    assert [*map(int, re.findall(r"at (\d+), (\d+) and (\d+) pixels", main)[0])] == WIDTHS
    assert (len(WALKED) > 30, "More than thirty pages are gone through" in main) == (True, True)
    assert "No person has tried it with a screen reader yet." in main


def test_default_in_another_language_than_the_page_says_so(client, settings):
    settings.LANGUAGE_CODE = "cy"

    page = parse(client.get("/moderation/"))
    assert page.find(".//div[@class='prose']").get("lang") == "en-GB"
    settings.LANGUAGE_CODE = "en-us"
    page = parse(client.get("/moderation/"))
    assert page.find(".//div[@class='prose']").get("lang") is None


def test_default_of_every_page_is_there():
    names = {path.name.split(".")[0] for path in FOLDER.glob("*.md")}

    assert names == set(Slug.values)


def test_danger_has_its_numbers_on_every_page(client):
    for path in [*PAGES, "/invite/"]:
        assert "tel:999" in hrefs(client.get(path), ".//footer//a")

"""What Akismet is told, beyond the plain case: every parameter that we know, and no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coproduce.moderation import kinds
from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.models import Job, Rules, Submission
from tests.factories import create_barrier, create_comment, create_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(screening, screen_all):
    """What Akismet is told of the only submission, after its columns are set to these."""

    def asked(**columns):
        Submission.objects.update(ip_address="192.0.2.7", **columns)
        Job.objects.put("screen", Submission.objects.latest("pk").pk)
        screen_all()
        return screening.calls[-1].form

    return asked


@pytest.mark.parametrize(
    ("code", "expected"), [("en-gb", "en"), ("cy", "cy"), ("pt-br", "pt"), ("zh-hans", "zh")]
)
def test_the_language_is_the_sites(asked, settings, code, expected):
    settings.LANGUAGE_CODE = code
    create_comment(create_post(), status="pending")

    assert asked()["blog_lang"] == expected


def test_times_are_in_utc(asked):
    at = timezone.now() - timedelta(days=200)
    create_comment(create_post(published_at=at), status="pending", submitted_at=at)

    form = asked()

    expected = f"{at:%Y-%m-%dT%H:%M:%S}+00:00"
    assert form["comment_date_gmt"] == form["comment_post_modified_gmt"] == expected


def test_that_the_trap_was_filled_is_told(asked):
    create_comment(create_post(), status="pending")

    form = asked(signs=[{"sign": "trap", "detail": ""}])

    assert (form["honeypot_field_name"], form[HONEYPOT]) == (HONEYPOT, "filled")


def test_that_the_trap_was_left_alone_is_told(asked):
    create_comment(create_post(), status="pending")

    form = asked(signs=[{"sign": "links", "detail": "3"}])

    assert (form["honeypot_field_name"], form[HONEYPOT]) == (HONEYPOT, "")


def test_what_came_by_no_form_had_no_trap(asked):
    create_comment(create_post(), status="pending")

    form = asked(source="wordpress")

    assert {"honeypot_field_name", HONEYPOT} & set(form) == set()


@pytest.mark.parametrize(("is_loopback", "expected"), [(True, "1"), (False, None)])
def test_nobody_learns_from_a_site_on_ones_own_machine(asked, settings, is_loopback, expected):
    settings.SITE_IS_LOOPBACK = is_loopback
    create_comment(create_post(), status="pending")

    form = asked()

    assert form.get("is_test") == expected
    assert "user_role" not in form


@pytest.mark.parametrize(
    "body", ["👩🏽‍🚀 " * 50, "a&b=c%20+d\r\n\r\n;", "ひとこと", "\u202eabc", "&amp;"]
)
def test_words_arrive_as_they_were_written(asked, body):
    create_comment(create_post(), status="pending", body=body)

    assert asked()["comment_content"] == body


def test_half_a_character_that_a_form_brings_is_replaced(screening, client, screen_all):
    client.post(
        reverse("comments:create", args=[create_post().thread.pk]),
        b"body=Half+%ED%A0%BD+and+%00.&submission_id=a&told=on",
        content_type="application/x-www-form-urlencoded",
    )

    screen_all()

    words = screening.calls[0].form["comment_content"]
    assert (words[:5], words[-5:]) == ("Half ", "and ."), words
    assert Submission.objects.get().verdict == "ham"


def test_half_a_character_that_comes_by_another_way_is_replaced(asked, monkeypatch):
    create_comment(create_post(), status="pending")
    halved = replace(
        kinds.named("comment"), screening_fields=lambda _: {"comment_author": "Ana \ud83d\0"}
    )
    monkeypatch.setitem(kinds._kinds, "comment", halved)

    assert asked()["comment_author"] == "Ana ?"


def test_a_text_of_any_size_is_asked_about(asked):
    create_comment(create_post(), status="pending", body="Word. " * 100_000)

    assert len(asked()["comment_content"]) == 60_000


def test_barriers_are_asked_about_once_the_owner_wants_it(asked, screening, screen_all):
    create_barrier(status="pending", body="Nobody asks us.")
    Rules(screens_barriers=True).put()

    form = asked()

    assert (form["comment_type"], form["comment_content"]) == ("barrier", "Nobody asks us.")
    assert {"comment_author", "comment_author_email"} & set(form) == set()

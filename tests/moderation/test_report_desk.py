"""What moderators see of reports, and how they close them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.models import Decision, Report
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import parse, text_of, texts
from tests.moderation.desk import letter_path, revision
from tests.moderation.reporting import close_path, close_reports, report_path, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db

REPORTS = ".//section[@class='letter-reports']"


@pytest.fixture
def comment():
    return create_comment(create_post(), body="Ask Ana.")


def letters(client, row):
    """The lines that a moderator can begin from."""
    options = parse(client.get(letter_path(row))).iterfind(".//select[@name='letter']/option")
    return [option.get("value") for option in options]


def status_of(row):
    row.submission.refresh_from_db()
    return row.submission.status, row.submission.decline_reason


def close_form(response):
    forms = parse(response).findall(f"{REPORTS}//form")
    assert len(forms) == 1
    return forms[0]


def test_letter_shows_its_reports_with_their_clocks(client, admin_client, comment):
    send_report(client, comment, "abuse", words="Two\n<b>lines</b>", email="a&b@example.org")
    Report.objects.update(due_at=timezone.now() + timedelta(hours=40, minutes=5))
    send_report(client, comment, "me")

    response = admin_client.get(letter_path(comment))

    section = parse(response).find(REPORTS)
    items = [text_of(item) for item in section.findall("ul/li")]
    assert "Readers have reported this 2 times. It is hidden until somebody decides." in text_of(
        section
    )
    assert items[0].startswith("It is abusive or hateful · came ")
    assert "due in 40 hours" in items[0]
    assert "Two<b>lines</b>" in items[0].replace(" ", "")
    assert items[1].startswith("It is about me · came ")
    mailto = section.find(".//a").get("href")
    assert mailto.startswith(
        "mailto:a%26b@example.org?subject=Your%20report%20to%20Coproduce&body="
    )


def test_desk_has_a_form_for_each_letter_and_no_id_twice(client, admin_client, comment):
    other = create_barrier()
    for row in (comment, other):
        send_report(client, row, "other")

    response = admin_client.get("/admin/moderation/submission/?tab=reported")

    page = parse(response)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(page.findall(REPORTS)) == 2
    assert len(ids) == len(set(ids))


def test_stays_shows_again_what_was_hidden_and_tells_the_reporter(client, admin_client, comment):
    sent = send_report(client, comment)

    answer = close_reports(admin_client, comment, line=" It names <nobody>. ")

    assert answer.status_code == 302
    assert status_of(comment) == ("approved", "")
    assert Report.objects.open().count() == 0
    assert "It stays as it is. It names <nobody>." in Page(client.get(sent["Location"])).main
    assert client.get(report_path(comment)).status_code == 200


def test_stays_leaves_what_is_shown(client, admin_client, comment, version):
    send_report(client, comment, "abuse")
    before = version()

    close_reports(admin_client, comment)

    assert (status_of(comment), version()) == (("approved", ""), before)


def test_stays_does_not_show_what_a_person_hides(client, admin_client, comment):
    send_report(client, comment, "abuse")
    comment.submission.refresh_from_db()
    comment.submission.hold()

    close_reports(admin_client, comment)

    assert status_of(comment) == ("pending", "")


@pytest.mark.parametrize(
    ("about", "reason", "line"),
    [
        ("me", "names-person", ""),
        ("someone", "identifies", ""),
        ("abuse", "abusive", ""),
        ("advertising", "advertising", ""),
        ("harm", "other", "It could put someone at risk."),
        ("unlawful", "other", "It may be against the law."),
        ("other", "other", ""),
    ],
)
def test_removed_declines_for_what_was_reported(client, admin_client, comment, about, reason, line):
    sent = send_report(client, comment, about)

    close_reports(admin_client, comment, "removed", line="For the reporter alone.")

    assert status_of(comment) == ("declined", reason)
    assert comment.submission.decline_line == line
    main = Page(client.get(sent["Location"])).main
    assert "It was taken down. For the reporter alone." in main


def test_all_that_is_open_is_closed_and_logged_once(client, admin_client, comment):
    other = create_comment(create_post())
    for row in (comment, comment, other):
        send_report(client, row, "other")

    close_reports(admin_client, comment)

    assert [report.submission_id for report in Report.objects.open()] == [other.pk]
    lines = Decision.objects.filter(submission=comment.pk, act="report", agent="person")
    assert [(line.line, line.by.username) for line in lines] == [("It stays as it is", "admin")]


def test_letter_to_begin_from_is_sent_unless_there_are_own_words(client, admin_client, comment):
    send_report(client, comment, "other")
    close_reports(admin_client, comment, letter="nobody")
    send_report(client, comment, "other")
    close_reports(admin_client, comment, letter="nobody", line="Mine.")

    lines = list(Report.objects.order_by("pk").values_list("outcome_line", flat=True))
    assert lines[0].startswith("We have read it again.")
    assert lines[1] == "Mine."


def test_it_was_changed_is_offered_once_it_was(client, admin_client, comment):
    send_report(client, comment)
    assert close_reports(admin_client, comment, "mended").status_code == 400
    assert Report.objects.open().count() == 1
    comment.submission.mended_at = timezone.now()
    comment.submission.save(update_fields=["mended_at"])

    assert close_reports(admin_client, comment, "mended").status_code == 302
    assert (Report.objects.get().outcome, status_of(comment)[0]) == ("mended", "approved")


def test_nothing_chosen_says_so_and_keeps_what_was_typed(client, admin_client, comment):
    send_report(client, comment, "other")

    response = close_reports(admin_client, comment, "", line="My line.")

    form = close_form(response)
    assert response.status_code == 400
    assert "Choose what came of it" in Page(response).text_of("p")
    assert form.find(".//textarea").text.strip() == "My line."
    assert form.find(".//select[@autofocus]").get("name") == "outcome"
    assert Report.objects.open().count() == 1


def test_report_that_came_meanwhile_is_read_first(client, admin_client, comment):
    send_report(client, comment, "abuse")
    newest = Report.objects.get().pk
    send_report(client, comment, "other", words="Her address too.")

    response = close_reports(admin_client, comment, newest=newest, line="My line.")

    assert response.status_code == 409
    assert "Another report came while you looked." in Page(response).text_of("p")
    assert "Her address too." in response.content.decode()
    assert close_form(response).find(".//textarea").text.strip() == "My line."
    assert Report.objects.open().count() == 2


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (lambda one, by: one.hold(by=by), "nia was quicker (Approved → Waiting)."),
        (lambda one, by: one.mend({"body": "Ask her."}, by=by), "nia was quicker (Mended)."),
    ],
    ids=["hidden", "mended"],
)
def test_what_was_done_meanwhile_is_looked_at_first(client, admin_client, comment, verb, said):
    send_report(client, comment, "abuse")
    before = revision(comment)
    comment.submission.refresh_from_db()
    verb(comment.submission, create_moderator("nia"))
    now = status_of(comment)

    response = close_reports(admin_client, comment, "removed", line="My line.", seen=before)

    form = close_form(response)
    assert response.status_code == 409
    (error,) = texts(response, ".//*[@class='errornote']")
    assert error.endswith(said)
    assert form.find(".//textarea").text.strip() == "My line."
    assert form.find(".//option[@selected]").get("value") == "removed"
    assert form.find("input[@name='seen']").get("value") == str(revision(comment))
    assert (status_of(comment), Report.objects.open().count()) == (now, 1)


def test_second_moderator_overwrites_nothing(client, admin_client, comment):
    send_report(client, comment)
    close_reports(admin_client, comment, "removed", line="First.")

    response = close_reports(admin_client, comment, "stays", line="Second.", then="letter")

    assert response.status_code == 302
    assert status_of(comment) == ("declined", "names-person")
    assert Report.objects.get().outcome_line == "First."
    messages = texts(admin_client.get(response["Location"]), ".//ul[@class='messagelist']/li")
    assert messages[1:] == ["There was nothing to close: somebody else has done it."]


def test_decision_closes_what_was_reported(client, comment):
    kept = {}
    for verb in ("approve", "decline", "spam", "hold"):
        row = kept[verb] = create_comment(create_post())
        send_report(client, row)
        row.submission.refresh_from_db()
    kept["approve"].submission.approve()
    kept["decline"].submission.decline(reason="other")
    kept["spam"].submission.mark_spam()
    kept["hold"].submission.hold()

    found = {verb: Report.objects.get(submission=row.pk).outcome for verb, row in kept.items()}
    assert found == {"approve": "stays", "decline": "removed", "spam": "removed", "hold": ""}


@pytest.mark.parametrize(("codename", "status"), [("", 403), ("view_submission", 403)])
def test_only_moderators_close(client, comment, codename, status):
    send_report(client, comment)
    user = User.objects.create_user("who", password="a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=codename))
    client.force_login(user)

    assert close_reports(client, comment).status_code == status
    assert Report.objects.open().count() == 1


def test_strangers_close_nothing(client, comment):
    send_report(client, comment)

    assert close_reports(client, comment)["Location"].startswith("/admin/login/")
    assert Report.objects.open().count() == 1


def test_looking_closes_nothing(admin_client, client, comment):
    send_report(client, comment)

    assert admin_client.get(close_path(comment)).status_code == 405
    for pk in ("999999", "9" * 40):
        path = f"/admin/moderation/submission/{pk}/reports/close/"
        assert admin_client.post(path, {"outcome": "stays"}).status_code == 404
    assert Report.objects.open().count() == 1


def test_whom_it_is_about_is_told_to_answer_only_where_they_can(admin_client, client, comment):
    barrier = create_barrier()
    for row in (comment, barrier):
        send_report(client, row)

    assert letters(admin_client, comment) == ["", "nobody", "answer", "changed", "down"]
    assert letters(admin_client, barrier) == ["", "nobody", "changed", "down"]


AT_RISK = ".//p[@class='at-risk']"
PAGES = ["/admin/moderation/submission/", "/admin/moderation/submission/next/"]


def test_risk_that_a_reader_sees_in_what_is_shown_comes_before_all_that_waits(
    client, admin_client, comment
):
    send_report(client, comment, "harm")

    for page in PAGES:
        (link,) = parse(admin_client.get(page)).iterfind(f"{AT_RISK}/a")
        assert text_of(link) == (
            "A reader says of 1 letter that is shown: someone may be at risk. Read that first."
        )
        assert link.get("href") == "/admin/moderation/submission/?tab=reported"
    assert "Someone may be at risk." in Page(admin_client.get("/admin/")).main


def test_no_risk_is_told_where_there_is_none_or_it_waits(client, admin_client, comment):
    trapped, abusive, closed, hidden = (create_comment(comment.thread.post) for _ in range(4))
    send_report(client, trapped, "harm", **{HONEYPOT: "a program"})
    send_report(client, abusive, "abuse")
    send_report(client, closed, "harm")
    close_reports(admin_client, closed, "stays")
    send_report(client, hidden, "harm")
    hidden.submission.refresh_from_db()
    hidden.submission.hold()

    for page in PAGES:
        assert parse(admin_client.get(page)).find(AT_RISK) is None
    assert "Someone may be at risk." not in Page(admin_client.get("/admin/")).main

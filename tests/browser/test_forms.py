"""What a reader meets at a form: errors that keep everything, impatience, two people at once."""

import pytest

from tests.browser.steps import choose_tag, sign_in
from tests.chromium import watched_page

ESSAY = "/posts/the-colour-of-the-leaflet/"


@pytest.fixture
def site(shared_site):
    return shared_site


def comments(site, words):
    """How many there are with these words, asked of the site itself."""
    code = (
        "from comments.models import Comment;"
        f"print(Comment.objects.filter(submission__body={words!r}).count())"
    )
    return int(site.manage("shell", "--no-imports", "-c", code).split()[-1])


def test_error_summary_takes_the_focus_and_leads_to_the_field(page):
    page.goto(ESSAY)
    page.get_by_label("Your name (optional)").fill("Robin")
    page.get_by_role("button", name="Send your comment").click()
    assert page.title() == "Error: Answer: The colour of the leaflet – Coproduce"
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Enter your comment").click()
    assert page.evaluate("document.activeElement.id") == "id_body"
    assert page.get_by_label("Your name (optional)").input_value() == "Robin"


def test_double_click_sends_one_comment(page, site):
    page.goto(ESSAY)
    page.get_by_label("Your comment").fill("Twice is once.")
    page.get_by_role("button", name="Send your comment").dblclick()
    page.locator(".receipt-code").wait_for()
    assert comments(site, "Twice is once.") == 1


def test_going_back_and_sending_again_gives_the_same_receipt(page_without_script, site):
    page = page_without_script
    codes = []
    for _ in range(2):
        page.goto(ESSAY)
        page.get_by_label("Your comment").fill("Sent again.")
        page.get_by_role("button", name="Send your comment").click()
        codes.append(page.locator(".receipt-code").inner_text())
    assert codes[0] == codes[1]
    assert comments(site, "Sent again.") == 1


def test_two_readers_with_the_same_words_get_receipts_of_their_own(browser, site):
    codes = set()
    for _ in range(2):
        with watched_page(browser, site) as page:
            page.goto(ESSAY)
            page.get_by_label("Your comment").fill("Me too.")
            page.get_by_role("button", name="Send your comment").click()
            codes.add(page.locator(".receipt-code").inner_text())
    assert len(codes) == 2
    assert comments(site, "Me too.") == 2


def test_change_on_the_check_page_brings_everything_back(page_without_script):
    page = page_without_script
    page.goto("/barriers/new/")
    page.get_by_label("What gets in the way?").fill('\nA line.\n\n<b>&amp;</b> "another"')
    choose_tag(page, "Access and time", "Jargon")
    page.get_by_label("Who is speaking? (optional)").select_option("manager")
    page.get_by_role("button", name="Check what you wrote").click()
    page.get_by_role("button", name="Change something").click()
    words = page.get_by_label("What gets in the way?").input_value()
    assert words == '\nA line.\n\n<b>&amp;</b> "another"'
    assert page.get_by_label("Jargon").is_checked()
    assert page.get_by_label("Who is speaking? (optional)").input_value() == "manager"


def test_answer_with_the_keyboard_alone(page):
    page.goto(ESSAY)
    page.get_by_label("Your comment").focus()
    page.keyboard.type("From the keyboard.")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Send your comment":
            break
    page.keyboard.press("Enter")
    page.locator(".receipt-code").wait_for()


def test_withdrawn_comment_is_gone_from_the_receipt(page):
    page.goto(ESSAY)
    page.get_by_label("Your comment").fill("I take this back.")
    page.get_by_role("button", name="Send your comment").click()
    page.get_by_role("button", name="Withdraw it").click()
    assert "I take this back." not in page.locator("main").inner_text()
    assert "You have withdrawn it." in page.locator("main").inner_text()


def test_longest_name_fits_a_phone(browser, site):
    approve_longest = (
        "from comments.models import Comment; from coproduce.moderation.models import SiteVersion;"
        "c = Comment.objects.filter(submission__is_sample=True).first();"
        "c.name = 'N' * 100; c.save(update_fields=['name']); SiteVersion.change()"
    )
    site.manage("shell", "--no-imports", "-c", approve_longest)
    with watched_page(browser, site, viewport={"width": 320, "height": 700}) as page:
        for path in (ESSAY, "/threads/1/comments/1/"):
            page.goto(path)
            assert page.locator("bdi", has_text="N" * 100).first.is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_enter_in_the_line_to_the_writer_decides_nothing(page, site):
    sign_in(page, site)
    page.goto("/admin/comments/comment/")
    page.locator("#result_list tbody th a").last.click()
    page.locator("summary", has_text="Decline").click()
    page.get_by_label("A line to the writer").fill("Some words")
    page.get_by_label("A line to the writer").press("Enter")
    assert page.locator(".messagelist").count() == 0
    assert page.get_by_label("A line to the writer").input_value() == "Some words\n"

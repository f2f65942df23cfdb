"""What a reader and a moderator do, step by step, on a Playwright page."""

WORDS = "The room is booked before anyone asks us."
BARRIER = "They decide, then they ask."


def comment(reader):
    """Answer the essay; returns the receipt's code."""
    reader.goto("/")
    reader.get_by_role("link", name="Read the essay").click()
    reader.get_by_label("Your comment").fill(WORDS)
    reader.get_by_label("Your name (optional)").fill("Robin")
    reader.get_by_role("button", name="Send your comment").click()
    assert (
        reader.get_by_role("heading", level=1).inner_text() == "Thank you. Your comment is with us"
    )
    return reader.locator(".receipt-code").inner_text()


def find_receipt(reader, code):
    reader.goto("/receipts/")
    reader.get_by_label("Your receipt code").fill(code.lower())
    reader.get_by_role("button", name="Show my receipt").click()


def name_barrier(reader):
    reader.goto("/barriers/new/")
    reader.get_by_label("What gets in the way?").fill(BARRIER)
    reader.get_by_label("A short title (optional)").fill("Asked too late")
    choose_tag(reader, "Power and leadership", "Decided beforehand")
    choose_tag(reader, "Access and time", "Jargon")
    reader.get_by_role("button", name="Check what you wrote").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Is this right?"
    assert reader.locator(".check-words").inner_text() == BARRIER
    reader.get_by_role("button", name="Send it").click()
    assert (
        reader.get_by_role("heading", level=1).inner_text() == "Thank you. Your barrier is with us"
    )


def choose_tag(reader, theme, tag):
    reader.locator("summary", has_text=theme).click()
    reader.get_by_label(tag).check()


def sign_in(reader, site):
    reader.goto("/admin/")
    reader.get_by_label("Username").fill("moderator")
    reader.get_by_label("Password").fill(site.password)
    reader.get_by_role("button", name="Log in").click()
    assert reader.get_by_role("heading", level=1).inner_text() == "Start"


def approve(reader, list_path, name):
    reader.goto(list_path)
    row = reader.locator("#result_list tbody tr", has_text=name)
    row.locator("input.action-select").check()
    reader.locator("select[name=action]").select_option("approve")
    reader.locator("button[name=index]").click()
    assert reader.locator(".messagelist").inner_text() == "1 approved."


def text_of(reader, path):
    reader.goto(path)
    return reader.locator("main").inner_text()

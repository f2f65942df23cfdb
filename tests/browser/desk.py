"""A desk with letters on it, in a site that runs, and a moderator at its keyboard."""

import json

from tests.browser.steps import sign_in
from tests.look.keyboard import next_stop
from tests.moderation.desk import DESK

FILL = """
from datetime import timedelta
from django.utils import timezone
from coproduce.moderation.models import Submission
from coproduce.samples.removal import remove
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_post
for model in (Submission, Post):
    model.objects.update(is_sample=True)
remove()
post = create_post()
for number in range(1, {number} + 1):
    at = timezone.now() - timedelta(hours=100 - number)
    fields = dict(body=f"Letter {{number}}.", status="pending", submitted_at=at)
    create_barrier(**fields) if number % 2 else create_comment(post, **fields)
"""
STATES = """
import json
from coproduce.moderation.models import Submission
rows = Submission.objects.filter(is_sample=False, body__startswith="Letter ")
print(json.dumps({row.body.split()[1][:-1]: [row.status, row.decline_reason, row.decline_line]
    for row in rows}))
"""


def shell(site, code):
    return site.manage("shell", "-v0", "--no-imports", "-c", code)


def fill(site, number):
    """So many letters wait and nothing else, the oldest called Letter 1; barriers and comments by
    turns. Whatever there was is gone."""
    shell(site, FILL.format(number=number))


def states(site):
    """Status, reason and line by the letter's number, asked of the site itself."""
    found = json.loads(shell(site, STATES).splitlines()[-1])
    return {int(number): tuple(state) for number, state in found.items()}


def open_desk(page, site):
    sign_in(page, site)
    page.goto(DESK)


def here(page):
    """The words of the letter that has the focus; empty where none has."""
    return page.evaluate(
        "document.activeElement.closest('.letter')?.querySelector('.reader-text').innerText ?? ''"
    ).strip()


class Keyboard:
    """Presses keys and counts them."""

    def __init__(self, page):
        self.page = page
        self.presses = 0

    def press(self, *keys):
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def answer(self, *keys):
        """Keys of which the last leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])

    def type(self, text):
        self.presses += len(text)
        self.page.keyboard.type(text)

    def tab_to(self, beginning):
        """Tab on until the focus is on what is called so."""
        while stop := next_stop(self.page):
            self.presses += 1
            if stop["name"].startswith(beginning):
                return
        raise AssertionError(f"Tab never reached {beginning!r}")

    def choose(self, beginning):
        """Tab on to what is called so and press Enter, which leads to another page."""
        self.tab_to(beginning)
        self.answer("Enter")

"""Every page in each of its states: what the tests of look and use open, one by one.

In addresses, {…} is a part from states.py. A new page is one line here: test_every_template.py
fails for a template that no line shows.
"""

from dataclasses import dataclass, field

ESSAY = "/posts/the-colour-of-the-leaflet/"
DESK = "/admin/moderation/submission/"
MENDED = "/admin/moderation/submission/{mended}/"
COMMENTS = "/threads/{essay_thread}/comments/"
ANSWER = COMMENTS + "{essay_comment}/"
CLOSED = "/threads/{closed_thread}/comments/"
WORDS = "Two lines.\n\n> A quotation, and *emphasis*."
QUESTIONS = "/barriers/new/simpler/"
LONG = "word " * 33_000  # over what a form may send, under what is shown again
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class State:
    """A page as a reader comes to it: an address; then, with `button`, its form, filled and sent.

    `typed` is by field name; a list ticks the boxes with these values. `then` is the same for the
    pages that follow, each sent by the same button. `sends` is what no link or form of ours asks
    for: the arguments of a request. `where` is the site: "full", or "empty" as on its first day.
    """

    name: str
    path: str
    button: str = ""
    typed: dict = field(default_factory=dict)
    status: int = 200
    then: tuple = ()
    sends: dict = field(default_factory=dict)
    where: str = "full"
    is_admin: bool = False

    def __str__(self):
        return self.name


def posted(body, **headers):
    return {"method": "POST", "post_data": body, "headers": {"Content-Type": FORM, **headers}}


READING = [
    State("home", "/"),
    State("posts", "/posts/"),
    State("essay", ESSAY),
    State("essay-rich", "/posts/{rich}/"),
    State("essay-fifty", "/posts/{fifty}/"),
    State("essay-second-page", "/posts/many/?page=2"),
    State("essay-unanswered", "/posts/unanswered/"),
    State("essay-closed", "/posts/closed/"),
    State("post-simpler", ESSAY + "simpler/"),
    State("conversation", ANSWER),
    State("conversation-mended", "/threads/{rich_thread}/comments/{mended}/"),
    State("conversation-closed", "/threads/{closed_thread}/comments/{comment}/"),
    State("comment-error", ESSAY, "Send your comment", status=400),
    State("comment-errors", ESSAY, "Send your comment", {"email": "none", "name": "N" * 200}, 400),
    State(
        "answer-error",
        ANSWER,
        "Send your comment",
        {"name": "Ana"},
        400,
    ),
    State("comment-sent", ESSAY, "Send your comment", {"body": WORDS, "name": "Ana"}),
]

BOARD = [
    State("board", "/barriers/"),
    State("list", "/barriers/?sort=newest"),
    State("list-mixed", "/barriers/?sort=mixed"),
    State("list-theme", "/barriers/?theme={theme}"),
    State("list-tag", "/barriers/?tag={tag}"),
    State("list-nothing", "/barriers/?q=nothing+like+it&tag={tag}"),
    State("barrier", "/barriers/{barrier}/"),
    State("barrier-mended", "/barriers/{mended_barrier}/"),
    State("meeting", "/barriers/meeting/"),
    State("barrier-new", "/barriers/new/"),
    State("barrier-error", "/barriers/new/", "Check what you wrote", status=400),
    State(
        "barrier-kinds-error",
        "/barriers/new/",
        "Check what you wrote",
        {"body": WORDS, "tags": ["{tag}", "not-sure"]},
        400,
    ),
    State(
        "barrier-check",
        "/barriers/new/",
        "Check what you wrote",
        {"body": WORDS, "title": "Late", "tags": ["{tag}"], "role": "manager"},
    ),
    State("questions-words", QUESTIONS),
    State("questions-words-error", QUESTIONS, "Next", status=400),
    State("questions-themes", QUESTIONS, "Next", {"body": WORDS}),
    State("questions-tags", QUESTIONS, "Next", {"body": WORDS}, then=({"themes": ["{theme}"]},)),
    State("questions-role", QUESTIONS, "Next", {"body": WORDS}, then=({},)),
    State("questions-area", QUESTIONS, "Next", {"body": WORDS}, then=({},) * 2),
    State("questions-quote", QUESTIONS, "Next", {"body": WORDS}, then=({},) * 3),
    State("questions-helped", QUESTIONS, "Next", {"body": WORDS}, then=({},) * 4),
    State("questions-checker", QUESTIONS, "Next", {"body": WORDS}, then=({},) * 5),
    State("questions-check", QUESTIONS, "Next", {"body": WORDS}, then=({},) * 6),
]

RECEIPTS = [
    State("receipt-find", "/receipts/"),
    State("receipt-find-empty", "/receipts/", "Show my receipt", status=400),
    State("receipt-find-unknown", "/receipts/", "Show my receipt", {"code": "7K3M"}, 400),
    State("receipt-found", "/receipts/", "Show my receipt", {"code": "{code}"}),
    State("receipt-expired", "/receipts/none/", status=404),
    *(
        State(
            f"receipt-{name}{version and '-simpler'}",
            f"/receipts/{{{name}}}/{version}".rstrip("/") + "/",
        )
        for version in ("", "simpler")
        for name in """
            comment_pending comment_approved comment_with_reason comment_spam comment_withdrawn
            comment_hidden barrier_pending barrier_declined comment_mended comment_machine
            comment_asked
        """.split()
    ),
]

REPORTS = [
    State("report-comment", "/report/comment/{essay_comment}/"),
    State("report-barrier", "/report/barrier/{barrier}/"),
    State("report-error", "/report/barrier/{barrier}/", "Send the report", status=400),
    State(
        "report-errors",
        "/report/barrier/{barrier}/",
        "Send the report",
        {"words": "w" * 2_001, "email": "none"},
        400,
    ),
    State(
        "report-sent",
        "/report/comment/{essay_comment}/",
        "Send the report",
        {"about": ["other"], "words": WORDS, "email": "ana@example.org"},
    ),
    *(
        State(f"report-{name}", f"/report/receipts/{{report_{name}}}/")
        for name in ("hidden", "overdue", "stays", "removed")
    ),
]

PROOFS = [
    State("prove", "/prove/{unproven}/"),
    State("prove-shown", "/prove/{proven}/"),
    State("prove-expired", "/prove/none/", status=404),
]

OWNERS = [
    State(name, path)
    for name, path in {
        "privacy": "/privacy/",
        "moderation": "/moderation/",
        "accessibility": "/accessibility/",
        "complaints": "/complaints/",
        "guide-commenting": "/guides/commenting/",
        "guide-barriers": "/guides/barriers/",
        "guide-commenting-simpler": "/guides/commenting/simpler/",
        "guide-barriers-simpler": "/guides/barriers/simpler/",
        "privacy-simpler": "/privacy/simpler/",
        "invite": "/invite/",
        "style": "/style/",
    }.items()
]

ANSWERS = [
    State("400", "/", status=400, sends={"headers": {"Host": "other.example"}}),
    State(
        "403",
        "/barriers/new/",
        status=403,
        sends=posted("body=My+words", **{"Sec-Fetch-Site": "cross-site"}),
    ),
    State("403-admin", "/admin/posts/post/{post}/delete/", status=403, is_admin=True),
    State("403-closed", CLOSED, status=403, sends=posted("body=Mine")),
    State("404", "/nowhere/", status=404),
    State("404-words", "/threads/999/comments/", status=404, sends=posted("body=Mine")),
    State("413", COMMENTS, status=413, sends=posted(f"body={LONG}")),
    State(
        "413-unread",
        COMMENTS,
        status=413,
        sends=posted(f"body={LONG * 2}"),
    ),
    State("429-words", "/style/429/", status=429),
    State("500", "/look/fault/", status=500),
    State("500-words", "/look/fault/", status=500, sends=posted("body=My+words&name=Ana")),
    State("503", "/look/no-database/", status=503),
    State("503-words", "/look/no-database/", status=503, sends=posted("body=My+words")),
]

DAY_ONE = [
    State(f"first-day{path.rstrip('/').replace('/', '-')}", path, where="empty")
    for path in """
        / /posts/ /barriers/ /barriers/?sort=newest /barriers/new/ /barriers/meeting/
    """.split()
]

ADMIN = [
    State("admin-login", "/admin/login/"),
    State("admin-login-error", "/admin/login/", "Log in", {"username": "a", "password": "b"}),
    *(
        State(f"admin-{name}", f"/admin/{path}", is_admin=True)
        for name, path in {
            "desk": "",
            "app": "barriers/",
            "comments": "comments/comment/",
            "comments-nothing": "comments/comment/?q=nothing+like+it",
            "barriers": "barriers/barrier/",
            "tags": "barriers/tag/",
            "tag-new": "barriers/tag/add/",
            "themes": "barriers/theme/",
            "posts": "posts/post/",
            "post-new": "posts/post/add/",
            "post": "posts/post/{post}/change/",
            "user-delete": "auth/user/{user}/delete/",
            "users": "auth/user/",
            "user-new": "auth/user/add/",
            "log": "moderation/decision/",
            "jobs": "moderation/job/",
            "job": "moderation/job/{job}/change/",
            "health": "health/",
            "rules": "moderation/rules/1/change/",
            "password": "password_change/",
        }.items()
    ),
    State("admin-reported", "/admin/moderation/submission/{reported}/change/", is_admin=True),
    State(
        "admin-reported-error",
        "/admin/moderation/submission/{reported}/change/",
        "Close what was reported",
        status=400,
        is_admin=True,
    ),
    *(
        State(f"admin-mend-{name}", f"{MENDED}mend/", *how, is_admin=True)
        for name, how in {
            "page": (),
            "error": ("Keep the mend", {"body": "", "line": "L" * 201}, 400),
        }.items()
    ),
    State("admin-mended-letter", f"{MENDED}change/", is_admin=True),
    State(
        "admin-rules-error",
        "/admin/moderation/rules/1/change/",
        "Save the rules",
        {"mail_to": "none", "most_links": "-1"},
        is_admin=True,
    ),
    State("admin-post-error", "/admin/posts/post/add/", "Save", is_admin=True),
]

# By now, in 2100.
ALL_LEFT = "after=0-4102444800000000-1&after=1-4102444800000000-1"
LETTERS = [
    State("admin-letters", DESK, is_admin=True),
    *(
        State(f"admin-letters-{tab}", f"{DESK}?tab={tab}", is_admin=True)
        for tab in "reported approved declined spam withdrawn mine all".split()
    ),
    State("admin-letters-found", f"{DESK}?q=emphasis&kind=comment", is_admin=True),
    State("admin-letters-place", f"{DESK}?tab=all&under=comment-{{rich_thread}}", is_admin=True),
    State("admin-letters-nothing", f"{DESK}?q=nothing+like+it", is_admin=True),
    State("admin-letters-empty", f"{DESK}?kind=none", is_admin=True),
    State("admin-next", f"{DESK}next/", is_admin=True),
    State("admin-next-seen", f"{DESK}next/?{ALL_LEFT}", is_admin=True),
    State("admin-letter-approved", f"{DESK}{{essay_comment}}/change/", is_admin=True),
    State(
        "admin-letter-error",
        f"{DESK}{{waiting_comment}}/change/",
        "Keep the note",
        status=400,
        is_admin=True,
    ),
]

STATES = [
    *READING,
    *BOARD,
    *RECEIPTS,
    *REPORTS,
    *PROOFS,
    *OWNERS,
    *DAY_ONE,
    *ADMIN,
    *LETTERS,
    *ANSWERS,
]

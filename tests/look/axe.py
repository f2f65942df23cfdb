"""axe-core's findings on a page."""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "preload": False, "resultTypes": ["violations", "incomplete"]}


def load(page):
    page.evaluate(Axe().axe_script)


# A colour that is still on its way to another is neither.
RUN = """async options => {
    const running = document.getAnimations().filter(each => each.playState === "running");
    await Promise.allSettled(running.map(each => each.finished));
    return axe.run(options);
}"""


def findings(page, rules=()):
    """What is wrong, and what axe leaves to people: pairs of (rule and why, element)."""
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate(RUN, OPTIONS | only)
    wrong = [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]]
    left = [
        ((rule["id"], why(node)), node["html"])
        for rule in found["incomplete"]
        for node in rule["nodes"]
    ]
    return wrong, left


def why(node):
    """The key of the message that says why axe cannot tell."""
    checks = [*node["any"], *node["all"], *node["none"]]
    data = [check["data"] for check in checks if isinstance(check["data"], dict)]
    return next((each["messageKey"] for each in data if each.get("messageKey")), "")

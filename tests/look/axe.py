"""axe-core's findings on a page."""

from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# No selectors: what is found is told by its HTML.
OPTIONS = {
    "runOnly": TAGS,
    "preload": False,
    "selectors": False,
    "resultTypes": ["violations", "incomplete"],
}
# The rules that look at colours, which is half of the work. No other can tell light from dark.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
NO_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}


# `look` waits for colours that are still on their way to others. `unseen` are the elements with
# words of their own that nothing has looked at in this scheme with the colours they now have, at
# any width. What was looked at when small needs no look when large: axe then asks less.
LOOK = """() => {
    const fields = "input:not([type=checkbox], [type=radio]), select, textarea";
    const isText = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const holdsWords = it => it.matches(fields) || [...it.childNodes].some(isText);
    const isSeen = it => {
        const box = it.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && it.checkVisibility({visibilityProperty: true});
    };
    const isLarge = style => parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
    const known = {light: new Map(), dark: new Map()};
    const unseen = scheme => {
        const grounds = new Map();
        const ground = it => {
            if (!grounds.has(it)) {
                const {backgroundColor, backgroundImage, opacity} = getComputedStyle(it);
                const around = it.parentElement ? ground(it.parentElement) : [];
                grounds.set(it, [...around, backgroundColor, backgroundImage, opacity]);
            }
            return grounds.get(it);
        };
        return [...document.body.querySelectorAll("*")].filter(it => {
            if (!holdsWords(it) || !isSeen(it)) return false;
            const style = getComputedStyle(it);
            const {color, textShadow, textDecorationLine} = style;
            const now = [color, textShadow, textDecorationLine, ...ground(it)].join();
            const before = known[scheme].get(it) ?? new Set();
            known[scheme].set(it, before);
            if (before.has(now) || isLarge(style) && before.has(`large ${now}`)) return false;
            return before.add(isLarge(style) ? `large ${now}` : now);
        });
    };
    window.look = async (scheme, options, unseenAlone) => {
        const running = document.getAnimations().filter(each => each.playState === "running");
        await Promise.allSettled(running.map(each => each.finished));
        const include = unseen(scheme);
        if (!unseenAlone) return axe.run(options);
        return include.length ? axe.run({include}, options) : {violations: [], incomplete: []};
    };
}"""


def load(page):
    page.evaluate(Axe().axe_script)
    page.evaluate(LOOK)


def everything(page, scheme="light"):
    """What all rules find on the whole page."""
    return findings(page.evaluate("it => look(...it)", [scheme, OPTIONS, False]))


def all_but_colours(page):
    return findings(page.evaluate("it => axe.run(it)", OPTIONS | NO_COLOURS))


def unseen_colours(page, scheme):
    """What the rules about colours find on what looked otherwise, or was not there, until now."""
    return findings(page.evaluate("it => look(...it)", [scheme, OPTIONS | COLOURS, True]))


def findings(answer):
    """What is wrong, and what axe leaves to people: pairs of (rule and why, element)."""
    wrong = [(rule["id"], node["html"]) for rule in answer["violations"] for node in rule["nodes"]]
    left = [
        ((rule["id"], why(node)), node["html"])
        for rule in answer["incomplete"]
        for node in rule["nodes"]
    ]
    return wrong, left


def why(node):
    """The key of the message that says why axe cannot tell."""
    checks = [*node["any"], *node["all"], *node["none"]]
    data = [check["data"] for check in checks if isinstance(check["data"], dict)]
    return next((each["messageKey"] for each in data if each.get("messageKey")), "")

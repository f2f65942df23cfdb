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
# The rules that go by boxes and by what lies in sight. All the others but those about colours go by
# the document and by which of its elements are shown to anybody.
BOX_RULES = """
    autocomplete-valid avoid-inline-spacing image-redundant-alt input-image-alt label
    scrollable-region-focusable select-name skip-link target-size th-has-data-cells
""".split()


# `look` ends what is still on its way, such as a colour to another, and answers in brief:
# [rule, HTML] of what is wrong, [[rule, why], HTML] of what axe leaves to people.
#
# Rules that go by the document look again only where other elements are shown than at any width
# where they looked before. `unseen` is an element of each kind that has words of its own and that
# nothing has looked at in this scheme. Of one kind are elements with the same tags, classes and
# colours from the root down. What was looked at when small needs no look when large: axe then asks
# less.
LOOK = """([colourRules, boxRules]) => {
    const fields = "input:not([type=checkbox], [type=radio]), select, textarea";
    const isText = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
    const holdsWords = it => it.matches(fields) || [...it.childNodes].some(isText);
    const isShown = it => it.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const isSeen = it => {
        const box = it.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && it.checkVisibility({visibilityProperty: true});
    };
    const isLarge = style => parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);

    const known = {light: new Set(), dark: new Set()};
    const numbers = new Map();
    const numberOf = words => {
        if (!numbers.has(words)) numbers.set(words, numbers.size);
        return numbers.get(words);
    };
    const unseen = scheme => {
        const kinds = new Map();
        const kind = (it, style = getComputedStyle(it)) => {
            if (!kinds.has(it)) {
                const {color, backgroundColor, backgroundImage, opacity} = style;
                const around = it.parentElement ? kind(it.parentElement) : "";
                const own = [it.tagName, it.className, color, backgroundColor, backgroundImage];
                kinds.set(it, numberOf([around, ...own, opacity].join()));
            }
            return kinds.get(it);
        };
        return [...document.body.querySelectorAll("*")].filter(it => {
            if (!holdsWords(it) || !isSeen(it)) return false;
            const style = getComputedStyle(it);
            const now = [style.textShadow, style.textDecorationLine, kind(it, style)].join();
            if (known[scheme].has(now)) return false;
            if (!isLarge(style)) return known[scheme].add(now);
            return !known[scheme].has(`large ${now}`) && known[scheme].add(`large ${now}`);
        });
    };
    const shownBefore = new Set();
    const isShownOtherwise = () => {
        const shown = [...document.querySelectorAll("*")].map(it => +isShown(it)).join("");
        const now = document.documentElement.outerHTML + shown;
        return !shownBefore.has(now) && shownBefore.add(now);
    };

    const why = ({any, all, none}) => {
        const found = [...any, ...all, ...none].find(each => each.data?.messageKey);
        return found ? found.data.messageKey : "";
    };
    const findings = ({violations, incomplete}) => [
        violations.flatMap(({id, nodes}) => nodes.map(it => [id, it.html])),
        incomplete.flatMap(({id, nodes}) => nodes.map(it => [[id, why(it)], it.html])),
    ];
    const comeToRest = () => {
        for (const each of document.getAnimations()) {
            if (Number.isFinite(each.effect.getComputedTiming().endTime)) each.finish();
        }
    };
    // What stays in sight over the end of a long page moves on with a turn of the wheel: here it
    // stands in its place, so that nothing is taken to be under it.
    const run = async (...asked) => {
        const bars = [...document.querySelectorAll(".many, .undo, .one-by-one .answers")];
        for (const bar of bars) bar.style.position = "static";
        const answer = await axe.run(...asked);
        for (const bar of bars) bar.removeAttribute("style");
        return findings(answer);
    };
    const byRule = (rules, options) => ({...options, runOnly: {type: "rule", values: rules}});
    window.look = async (options, scheme) => {
        comeToRest();
        const colours = scheme ? colourRules : [];
        if (scheme) unseen(scheme);
        if (!isShownOtherwise()) options = byRule([...boxRules, ...colours], options);
        else if (!scheme) {
            const off = colourRules.map(rule => [rule, {enabled: false}]);
            options = {...options, rules: Object.fromEntries(off)};
        }
        return run(options);
    };
    window.lookAtColours = async (options, scheme) => {
        comeToRest();
        const include = unseen(scheme);
        if (!include.length) return [[], []];
        return run({include}, byRule(colourRules, options));
    };
}"""


def load(page):
    page.evaluate(Axe().axe_script)
    page.evaluate(LOOK, [COLOUR_RULES, BOX_RULES])


def everything(page, scheme="light"):
    """What all rules find on the whole page that is not as it was when they last looked."""
    return findings(page.evaluate("it => look(...it)", [OPTIONS, scheme]))


def all_but_colours(page):
    return findings(page.evaluate("it => look(...it)", [OPTIONS, ""]))


def unseen_colours(page, scheme):
    """What the rules about colours find on what looked otherwise, or was not there, until now."""
    return findings(page.evaluate("it => lookAtColours(...it)", [OPTIONS, scheme]))


def findings(answer):
    """What is wrong, pairs of (rule, element), and what axe leaves to people: of (rule and why,
    element)."""
    wrong, left = answer
    return [tuple(each) for each in wrong], [(tuple(what), html) for what, html in left]

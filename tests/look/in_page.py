"""What a page is asked about its own layout. Each answers with what is wrong, an empty list if
nothing is."""

# WCAG 1.4.12: a reader may set all of these, and nothing may be lost. No policy of a page forbids a
# sheet that is made so, as none forbids a reader's own.
ADD_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important; }
        p { margin-bottom: 2em !important; }
    `);
    document.adoptedStyleSheets = [sheet];
}"""

LEAVE = """() => {
    document.adoptedStyleSheets = [];
    document.activeElement.blur();
}"""

SIDEWAYS = """() => {
    const width = document.documentElement.scrollWidth;
    return width > innerWidth ? [`${width} px wide in a window of ${innerWidth}`] : [];
}"""

# Text that its box, or a box around it, cuts off. What only screen readers are to find is cut off
# on purpose.
CLIPPED = """() => {
    const hides = style => /hidden|clip/.test(style.overflowX + style.overflowY);
    const isForEars = box => box.width <= 1 || box.height <= 1;
    const clipped = [];
    for (const outer of document.body.querySelectorAll("*")) {
        const box = outer.getBoundingClientRect();
        if (!hides(getComputedStyle(outer)) || isForEars(box) || !outer.innerText?.trim()) continue;
        const tooWide = outer.scrollWidth > outer.clientWidth + 1;
        if (tooWide || outer.scrollHeight > outer.clientHeight + 1) clipped.push(outer.outerHTML);
    }
    return clipped.map(html => html.slice(0, 200));
}"""

# Words that stand over the words of what comes next. (Boxes may: a label has room to be touched.)
OVERLAPPING = """() => {
    const inFlow = it => it && it.checkVisibility()
        && !/absolute|fixed|sticky/.test(getComputedStyle(it).position);
    // What is scrolled out of its own box lies over nothing.
    const scrolls = it => it && it !== document.documentElement && (
        /auto|scroll/.test(getComputedStyle(it).overflowX) && it.scrollWidth > it.clientWidth
        || scrolls(it.parentElement));
    const known = new Map();
    const rectsOf = text => {
        const holder = text.parentElement, range = document.createRange();
        const isSeen = holder.checkVisibility() && !holder.closest(".visually-hidden");
        if (!text.data.trim() || !isSeen || scrolls(holder)) return [];
        range.selectNodeContents(text);
        return [...range.getClientRects()];
    };
    const linesOf = it => {
        const texts = document.createTreeWalker(it, NodeFilter.SHOW_TEXT), lines = [];
        while (texts.nextNode()) {
            const text = texts.currentNode;
            if (!known.has(text)) known.set(text, rectsOf(text));
            lines.push(...known.get(text));
        }
        return lines;
    };
    const overlap = (one, other) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 3;
    return [...document.body.querySelectorAll("*")].filter(it => {
        const next = it.nextElementSibling;
        if (!inFlow(it) || !inFlow(next)) return false;
        const lines = linesOf(next);
        return linesOf(it).some(one => lines.some(other => overlap(one, other)));
    }).map(it => [it, it.nextElementSibling].map(each => each.outerHTML.slice(0, 120)));
}"""

# In forced colours backgrounds are gone: only borders and outlines say what can be pressed.
BORDERLESS = """() => {
    const controls = "button, .button, input, select, textarea";
    return [...document.querySelectorAll(controls)].filter(it => {
        if (!it.checkVisibility() || /hidden|checkbox|radio|image/.test(it.type)) return false;
        const style = getComputedStyle(it);
        // A button that looks like a link; of a row of them, the pressed one looks like text.
        if (style.textDecorationLine === "underline" || it.ariaPressed === "true") return false;
        return style.borderBottomStyle === "none" || parseFloat(style.borderBottomWidth) < 1;
    }).map(it => it.outerHTML.slice(0, 200));
}"""

RINGLESS = """() => {
    const controls = "a[href], button, input, select, textarea, summary";
    return [...document.querySelectorAll(controls)].filter(it => {
        if (!it.checkVisibility() || it.type === "hidden" || it.disabled) return false;
        it.focus({preventScroll: true, focusVisible: true});
        const rings = [getComputedStyle(it), getComputedStyle(it, "::after")];
        return !rings.some(
            style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    }).map(it => it.outerHTML.slice(0, 200));
}"""

MOVING = """() => [...document.querySelectorAll("*")].filter(it => {
    const style = getComputedStyle(it);
    const seconds = list => Math.max(...list.split(",").map(parseFloat));
    const isAnimated = style.animationName !== "none" && seconds(style.animationDuration) > 0.01;
    const slides = seconds(style.transitionDuration) > 0.01
        && /all|transform|top|left|right|bottom|margin|height|width|scale/
            .test(style.transitionProperty);
    return isAnimated || slides || style.scrollBehavior === "smooth";
}).map(it => it.outerHTML.slice(0, 120))"""

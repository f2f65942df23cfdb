"""Going through a page by Tab alone, and what must be true at each stop."""

# Where the focus is: a number of the element's own, its words, what is wrong with how it shows.
HERE = """async () => {
    const it = document.activeElement;
    if (it === document.body || it === document.documentElement) return null;
    window.stops ??= new Map();
    if (!stops.has(it)) stops.set(it, stops.size);
    // A link that covers its slip wears the ring on what it covers it with.
    const rings = [getComputedStyle(it), getComputedStyle(it, "::after")];
    const isRing = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const wrong = [];
    if (!rings.some(isRing) && rings[0].boxShadow === "none") wrong.push("no ring");
    let seen = null;
    // The browser scrolls to it in its own time.
    for (let frame = 0; frame < 60 && !seen; frame++) {
        await new Promise(requestAnimationFrame);
        const [box] = it.getClientRects();
        seen = document.elementFromPoint(
            box.left + Math.min(box.width, 8) / 2, box.top + Math.min(box.height, 8) / 2);
    }
    if (!seen) wrong.push("out of view");
    else if (!it.contains(seen) && !seen.contains(it)) wrong.push("under " + seen.className);
    const before = window.lastStop;
    const follows = Node.DOCUMENT_POSITION_FOLLOWING;
    if (before && !(before.compareDocumentPosition(it) & follows)) wrong.push("out of order");
    window.lastStop = it;
    const words = it.labels?.[0] ?? it;
    const name = (it.ariaLabel || words.textContent || it.value || "").trim();
    return {number: stops.get(it), name: name.replace(/\\s+/g, " "), wrong};
}"""
# Whatever can be reached and was not; of radio buttons that belong together, one is enough.
LEFT_OUT = """() => {
    const controls = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const radios = new Set([...stops.keys()].filter(it => it.type === "radio").map(it => it.name));
    return [...document.querySelectorAll(controls)]
        .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.disabled)
        .filter(it => it.tabIndex >= 0 && it.type !== "hidden")
        .filter(it => !stops.has(it) && !radios.has(it.name))
        .map(it => it.outerHTML);
}"""
TO_THE_START = """() => {
    const all = document.documentElement;
    all.tabIndex = -1;
    all.focus();
    all.blur();
    all.removeAttribute("tabindex");
}"""
MOST_STOPS = 600


def walk(page):
    """Tab through the page from its start to its end: (names in order, troubles, left out)."""
    names, troubles = [], []
    page.evaluate(TO_THE_START)
    while stop := next_stop(page):
        names.append(stop["name"])
        troubles += [(stop["name"], wrong) for wrong in stop["wrong"]]
        assert len(names) < MOST_STOPS, names[-10:]
    return names, troubles, page.evaluate(LEFT_OUT)


def next_stop(page):
    page.keyboard.press("Tab")
    return page.evaluate(HERE)


def tab_to(page, name):
    """Tab on until the focus is on what is called this."""
    passed = []
    while stop := next_stop(page):
        if stop["name"] == name:
            assert stop["wrong"] == [], name
            return
        passed.append(stop["name"])
    raise AssertionError(f"Tab never reached {name!r}, but {passed}")


def press(page, key):
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)

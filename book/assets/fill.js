// A new book fills in place: when `cargo workbook serve` says that there is one, the page fetches itself again and takes
// over what was measured anew, with everything else on it left as the reader has it. If more than that has changed, or
// anything is not as expected, the page reloads. Elsewhere nothing here does anything.
(() => {
    "use strict";

    /** What a kernel's numbers stand in, each taken over as a whole. No script keeps anything in them, but for what a figure is given to measure with. */
    const BLOCKS = "figure.measured, ul.found, data.number";
    /** What a script added to a figure, which stays. */
    const ADDED = ":scope > .measuring";
    /** A note that comes and goes with the reader's own numbers, within a sentence. */
    const NOTE = ".contradiction";
    /** Attributes of a bet that are numbers. */
    const NUMBERS = ["data-own", "data-reference"];
    /** What is in a sentence. In anything else a script may have put something to work. */
    const PHRASE = "a, b, br, code, data, em, i, kbd, math, math *, small, span, strong, sub, sup";
    const FOCUSABLE = "a[href], button, input, select, summary, textarea, [tabindex]";
    const INDEX = /searchindex-\w+\.js/;

    const listeners = [];
    globalThis.workbook = {
        ...globalThis.workbook,
        fill: {
            /** Hears of every book that the page took over without a reload, with the elements that changed; returns `true` if it told the reader. */
            listen: (listener) => listeners.push(listener),
        },
    };

    /** Left by a script right behind the article, before any other had touched it: a copy, and the elements it was made of. */
    const source = globalThis.workbookSource;
    // The socket is that of mdBook's script.
    if (!source || typeof socket !== "object") return;
    const { copy } = source;
    const live = new Map([copy, ...copy.querySelectorAll("*")].map((element, at) => [element, source.elements[at]]));
    delete globalThis.workbookSource;

    /** This page can't be filled: it has to be loaded. */
    class Different extends Error {}
    const insist = (holds, what) => {
        if (!holds) throw new Different(what);
    };

    /** What a page is beside its article. The index of the search has another name after every change of a word. */
    const frame = (page) => JSON.stringify({
        title: page.title,
        styles: [...page.querySelectorAll("link[rel='stylesheet']")].map((one) => one.getAttribute("href")),
        scripts: [...page.querySelectorAll("script")].filter((one) => !INDEX.test(one.getAttribute("src"))).map((one) => one.getAttribute("src") ?? one.textContent.replace(INDEX, "")),
        neighbours: [...page.querySelectorAll("a[rel]")].filter((one) => one.closest("nav") && !one.closest("main")).map((one) => [one.rel, one.getAttribute("href")]),
    });
    let loaded;
    addEventListener("DOMContentLoaded", () => { loaded = frame(document); });

    const squeezed = (text) => text.replace(/\s+/g, " ").trim();
    const withoutNotes = (element) => {
        const plain = element.cloneNode(true);
        plain.querySelectorAll(NOTE).forEach((note) => note.remove());
        return plain.innerHTML.replace(/\s+/g, " ").trim();
    };
    const isSentence = (element) => [...element.querySelectorAll("*")].every((one) => one.matches(PHRASE));
    const attributes = (element) => [...element.attributes].filter(({ name }) => !NUMBERS.includes(name) || !element.matches(".guess"));
    const agree = (old, next) => {
        const [here, there] = [attributes(old), attributes(next)];
        return old.nodeName === next.nodeName && here.length === there.length && here.every(({ name, value }) => next.getAttribute(name) === value);
    };
    const lineUp = (old, next) => old.childNodes.length === next.childNodes.length
        && [...old.childNodes].every((child, at) => child.nodeType === next.childNodes[at].nodeType && (child.nodeType === Node.ELEMENT_NODE || child.isEqualNode(next.childNodes[at])));

    /** Adds to `changes` how `old`, of the article as it was, becomes `next`. Throws if that is more than numbers. */
    function compare(old, next, changes) {
        if (old.isEqualNode(next)) return;
        const here = live.get(old);
        insist(here?.isConnected, "what changed is no longer on the page");
        if (old.matches(BLOCKS) && next.matches(BLOCKS)) {
            // The name of a kernel, the variants that can be profiled: a script has read them.
            insist(old.nodeName === next.nodeName && (old.matches("data") || agree(old, next)), "another block");
            changes.push({ old, here, next, isWhole: true });
            return;
        }
        insist(agree(old, next), `another ${next.nodeName}`);
        if (NUMBERS.some((name) => old.getAttribute(name) !== next.getAttribute(name))) changes.push({ old, here, next, isWhole: false });
        if (lineUp(old, next)) {
            [...old.children].forEach((child, at) => compare(child, next.children[at], changes));
            return;
        }
        const isOnlyNotes = (old.querySelector(NOTE) || next.querySelector(NOTE)) && withoutNotes(old) === withoutNotes(next);
        insist(isOnlyNotes && isSentence(old) && isSentence(next), "other words");
        insist(squeezed(here.textContent) === squeezed(old.textContent), "a script has changed the sentence");
        changes.push({ old, here, next, isWhole: true });
    }

    /** Makes `element` like `next`, with what a script added kept. */
    function put(element, next) {
        for (const { name } of [...element.attributes]) {
            if (NUMBERS.includes(name) && !next.hasAttribute(name)) element.removeAttribute(name);
        }
        for (const { name, value } of next.attributes) {
            // A script's class, such as that of a bet whose answer is shown, stays.
            if (name !== "class") element.setAttribute(name, value);
        }
    }

    function putChildren(element, next) {
        const kept = [...element.querySelectorAll(ADDED)];
        [...element.childNodes].filter((child) => !kept.includes(child)).forEach((child) => child.remove());
        const children = [...next.childNodes].map((child) => element.ownerDocument.importNode(child, true));
        if (kept.length > 0) kept[0].before(...children);
        else element.append(...children);
    }

    /** What the reader has done to the inside of a block, to be done again to the new one: folds, places, the focus. */
    function remember(block) {
        const within = (selector) => [...block.querySelectorAll(selector)].filter((one) => !one.closest(".measuring"));
        const open = within("details").map((one) => one.open);
        const scrolled = within(".plot, .table-wrapper").map((one) => one.scrollLeft);
        const focused = within(FOCUSABLE).indexOf(document.activeElement);
        const name = document.activeElement?.nodeName;
        return () => {
            within("details").forEach((one, at) => { one.open = open[at] ?? one.open; });
            within(".plot, .table-wrapper").forEach((one, at) => { one.scrollLeft = scrolled[at] ?? 0; });
            const again = focused >= 0 && within(FOCUSABLE)[focused];
            if (again && again.nodeName === name) again.focus({ preventScroll: true });
        };
    }

    /** Keeps where it is on the screen what the reader is at, or else the first thing that they see. */
    function steady(changed) {
        const isSeen = (one) => {
            const { top, bottom, height } = one.getBoundingClientRect();
            return height > 0 && bottom > 0 && top < innerHeight;
        };
        const stays = (one) => changed.every((block) => !block.contains(one) || one.closest(".measuring"));
        const places = [document.activeElement, ...document.querySelectorAll("main :is(h1, h2, h3, p, li, pre, .measuring)")];
        const anchor = places.find((one) => one && one !== document.body && stays(one) && isSeen(one) && !changed.some((block) => one.contains(block)));
        const before = anchor?.getBoundingClientRect().top;
        // The browser's own way to do this would come on top of ours.
        const { style } = document.documentElement;
        style.overflowAnchor = "none";
        return () => {
            if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
            requestAnimationFrame(() => requestAnimationFrame(() => style.removeProperty("overflow-anchor")));
        };
    }

    let said;
    /** For whoever doesn't see it happen, and for a page whose numbers were asked for elsewhere. */
    function tell(blocks) {
        const kernels = [...new Set(blocks.map((one) => one.dataset.kernel).filter(Boolean))];
        if (!said) {
            said = document.createElement("p");
            said.className = "filled";
            said.setAttribute("role", "status");
            document.querySelector("main").append(said);
        }
        said.textContent = kernels.length > 0 ? `Numbers on this page have changed: ${kernels.join(", ")}.` : "Numbers on this page have changed.";
    }

    function apply(changes) {
        const blocks = changes.map(({ here }) => here);
        const keepPlace = steady(changes.filter(({ isWhole }) => isWhole).map(({ here }) => here));
        const again = [];
        for (const { old, here, next, isWhole } of changes) {
            if (isWhole) again.push(remember(here));
            for (const one of [here, old]) {
                put(one, next);
                if (isWhole) putChildren(one, next);
            }
            // What is new within a sentence can change again.
            if (isWhole && !old.matches("figure")) {
                const made = [...here.querySelectorAll("*")];
                [...old.querySelectorAll("*")].forEach((element, at) => live.set(element, made[at]));
            }
        }
        const isTold = listeners.map((listener) => listener(blocks)).includes(true);
        again.forEach((act) => act());
        keepPlace();
        if (blocks.length > 0 && !isTold) tell(blocks);
    }

    async function fill() {
        const answer = await fetch(`${location.pathname}${location.search}`, { cache: "no-store" });
        insist(answer.ok && !answer.redirected, "another address");
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        insist(loaded !== undefined && frame(next) === loaded, "another frame");
        const main = next.querySelector("main");
        insist(main, "no article");
        const changes = [];
        compare(copy, main, changes);
        apply(changes);
        const index = INDEX.exec([...next.scripts].map((one) => one.textContent).join("\n"));
        if (index) globalThis.path_to_searchindex_js = globalThis.path_to_searchindex_js?.replace(INDEX, index[0]);
    }

    const reload = socket.onmessage.bind(socket);
    let isFilling = false;
    let isWaiting = false;
    socket.onmessage = async (event) => {
        if (event.data !== "reload") return;
        isWaiting = true;
        if (isFilling) return;
        isFilling = true;
        try {
            while (isWaiting) {
                isWaiting = false;
                await fill();
            }
        } catch (error) {
            // Whatever it was, the new page is right.
            if (!(error instanceof Different)) console.warn(error);
            reload(event);
        } finally {
            isFilling = false;
        }
    };
})();

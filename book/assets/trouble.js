// What the newest build of the book failed with, over the last good page: for the reader whose files these are.
(() => {
    "use strict";

    const { live, fill } = globalThis.workbook;
    const { element, button } = live;

    let box = null;

    async function show() {
        if (!(await live.connected())) return;
        const { trouble } = await live.ask("book").catch(() => ({ trouble: null }));
        box?.remove();
        if (!trouble) return;
        box = element("section", { class: "trouble", role: "alert", "aria-label": "The book doesn’t build" },
            element("h2", {}, "The book doesn’t build"),
            element("p", {}, "This is the last good one. Mend what is said here and save: this goes away by itself."),
            element("pre", { tabindex: "0", role: "region", "aria-label": "What the build said" }, trouble),
            button("Hide", () => box.remove()));
        document.body.append(box);
    }

    show();
    // A build that failed leaves the page as it is.
    fill.listen(() => { show(); });
})();

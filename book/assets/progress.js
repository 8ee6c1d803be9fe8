// How far the reader is: a line in the header, a page, and the way back to where they left off. Exercises are known where
// the page comes from `cargo workbook serve` and this browser is connected; what was read, the browser remembers anywhere.
(() => {
    "use strict";

    const { live, guesses } = globalThis.workbook;
    const { element } = live;
    const KEY = "workbook-read";
    /** How long the reader must stay somewhere before it is a place to come back to, in milliseconds. */
    const REST = 1500;

    const isPrint = location.pathname.endsWith("/print.html");
    const page = location.pathname.split("/").at(-1) || "index.html";
    // mdBook says so in a script of its own, as a constant.
    const root = new URL(typeof path_to_root === "string" ? path_to_root : "", location.href);
    const link = (to) => new URL(to, root).href;

    const isPage = (name) => typeof name === "string" && /^[a-z0-9-]+\.html$/.test(name);
    const nothing = () => ({ pages: [], place: null });

    /** Pages read to the end, and the last place; what isn't ours is as nothing. */
    function read() {
        try {
            const kept = JSON.parse(localStorage.getItem(KEY));
            const pages = Array.isArray(kept?.pages) ? kept.pages.filter(isPage) : [];
            const { place } = kept ?? {};
            const isPlace = isPage(place?.page) && typeof place.heading === "string" && typeof place.title === "string" && /^[\p{L}\p{N}_-]*$/u.test(place.id ?? "");
            return { pages, place: isPlace ? place : null };
        } catch {
            return nothing();
        }
    }

    function keep(change) {
        try {
            localStorage.setItem(KEY, JSON.stringify({ ...read(), ...change }));
        } catch { /* a browser that keeps nothing */ }
    }

    const lessons = () => [...document.querySelectorAll("#mdbook-sidebar a[href$='.html'], .sidebar a[href$='.html']")]
        .map((one) => ({ page: new URL(one.href).pathname.split("/").at(-1), title: one.textContent.trim().replace(/^\d+\.\s*/, "") }))
        .filter((one, at, all) => all.findIndex(({ page: other }) => other === one.page) === at);

    const words = (heading) => heading.textContent.trim();

    /** Remembers the heading that the reader rests under, and that they came to the end. */
    function follow() {
        const main = document.querySelector("main");
        const title = main?.querySelector("h1");
        if (!title || isPrint || page === "progress.html" || page === "404.html") return;
        const headings = [...main.querySelectorAll("h1, h2, h3")];
        let timer;
        const rest = () => {
            const above = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight * 0.4) ?? title;
            const isStart = above === title && scrollY < innerHeight * 0.4;
            // Who only looks at a first screen keeps their old place.
            if (!isStart) keep({ place: { page, id: above.id, heading: words(above), title: words(title) } });
            if (main.getBoundingClientRect().bottom < innerHeight * 1.2) {
                const { pages } = read();
                if (!pages.includes(page)) keep({ pages: [...pages, page] });
            }
        };
        const later = () => {
            clearTimeout(timer);
            timer = setTimeout(rest, REST);
        };
        addEventListener("scroll", later, { passive: true });
        later();
    }

    /** The way back, where there is one that leads elsewhere. */
    function wayBack() {
        const { place } = read();
        if (!place || place.page === page) return null;
        const where = place.heading === place.title ? place.title : `${place.title}, ${place.heading}`;
        return element("p", { class: "way-back" }, "Continue where you left off: ", element("a", { href: link(`${place.page}${place.id ? `#${place.id}` : ""}`) }, where));
    }

    const STATES = { untouched: "untouched", failing: "failing", passing: "passing" };
    const isSolved = ({ state }) => state === "passing";
    const points = (rows) => rows.reduce((sum, row) => sum + row.points, 0);

    function bar(value, max, label) {
        return element("progress", { value: String(value), max: String(Math.max(max, 1)), "aria-label": label });
    }

    function table(rows, titles) {
        const row = (one) => element("tr", {},
            element("th", { scope: "row" }, element("a", { href: link(`${one.page}.html#exercise-${one.id}`) }, one.title)),
            element("td", {}, titles.get(`${one.page}.html`) ?? one.page),
            element("td", {}, STATES[one.state] ?? "changed, not checked"),
            element("td", { class: "points" }, `${isSolved(one) ? one.points : 0} of ${one.points}`));
        const head = ["Exercise", "Page", "State", "Points"].map((text) => element("th", { scope: "col" }, text));
        return element("div", { class: "table-wrapper", role: "region", tabindex: "0", "aria-label": "Exercises" },
            element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows.map(row))));
    }

    /** The page: exercises, lessons, guesses. */
    function fill(place, rows) {
        const all = lessons();
        const titles = new Map(all.map((one) => [one.page, one.title]));
        const shown = [];
        const back = wayBack();
        if (back) shown.push(back);
        if (rows) {
            const solved = rows.filter(isSolved);
            shown.push(
                element("h2", { id: "exercises" }, "Exercises"),
                element("p", {}, `${solved.length} of ${rows.length} exercises solved, ${points(solved)} of ${points(rows)} points.`),
                bar(points(solved), points(rows), "Points"),
                table(rows, titles),
            );
        }
        const done = new Set(read().pages);
        const counted = all.filter((one) => one.page !== "progress.html");
        shown.push(
            element("h2", { id: "pages" }, "Pages"),
            element("p", {}, `${counted.filter((one) => done.has(one.page)).length} of ${counted.length} pages read to the end, in this browser.`),
            element("ul", {}, ...counted.map((one) => element("li", {}, element("a", { href: link(one.page) }, one.title), done.has(one.page) ? " ✓ read" : ""))),
        );
        const made = guesses.all().filter((one) => one.guess !== null).length;
        shown.push(element("h2", { id: "your-guesses" }, "Guesses"),
            element("p", {}, made === 1 ? "One guess made. " : `${made} guesses made. `, element("a", { href: link("guesses.html") }, "How well do you guess?")));
        place.classList.add("progress-page");
        if (rows) place.replaceChildren(...shown);
        else place.append(...shown);
    }

    async function prepare() {
        follow();
        if (isPrint) return;
        const place = document.getElementById("progress");
        const title = document.querySelector("main h1");
        if (title && (page === "index.html" || page === "introduction.html")) {
            const back = wayBack();
            if (back) title.after(back);
        }
        let rows = null;
        if (await live.connected()) {
            rows = await live.ask("progress").then((said) => said.exercises, () => null);
        }
        if (place) fill(place, rows);
        const buttons = document.querySelector("#mdbook-menu-bar .right-buttons, #menu-bar .right-buttons");
        if (!rows || !buttons) return;
        const solved = rows.filter(isSolved);
        buttons.prepend(element("a", { class: "header-progress", href: link("progress.html"), title: `${solved.length} of ${rows.length} exercises solved, ${points(solved)} of ${points(rows)} points` },
            bar(points(solved), points(rows), "Points"), ` ${solved.length}/${rows.length}`));
    }

    prepare();
})();

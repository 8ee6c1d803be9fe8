// What the pages of this book do beyond mdBook's own: quizzes, and what a keyboard needs. (Bets are in guess.js.) Nothing here uses the network.
(() => {
    "use strict";

    /** Storage that a browser may refuse: then nothing is kept. */
    const kept = {
        get(key) {
            try { return localStorage.getItem(key); } catch { return null; }
        },
        set(key, value) {
            try { localStorage.setItem(key, value); } catch { /* nothing is kept */ }
        },
    };

    /** A quiz question: its fold becomes a choice of answers, each with its explanation once it is chosen. */
    function ask(fold, number) {
        const options = [...fold.querySelectorAll(":scope > ul > li")].map((item) => {
            const name = item.querySelector("em, strong");
            return { item, name, right: name?.tagName === "STRONG" };
        });
        if (options.filter(({ right }) => right).length !== 1 || options.some(({ name }) => !name)) return;
        const question = document.createElement("fieldset");
        question.className = "quiz";
        const legend = document.createElement("legend");
        legend.append(...fold.querySelector("summary").childNodes);
        question.append(legend);
        // On the page the right answer is where it reads best; here its place must not give it away.
        options.sort((a, b) => a.name.textContent.localeCompare(b.name.textContent, "en"));
        const key = `workbook-quiz:${location.pathname}:${number}`;
        options.forEach(({ item, name, right }, at) => {
            const button = document.createElement("button");
            button.type = "button";
            button.append(...name.childNodes);
            name.remove();
            const why = document.createElement("div");
            why.id = `quiz-${number}-${at}`;
            why.hidden = true;
            why.append(...item.childNodes);
            // What follows the option in its sentence begins with its punctuation.
            const first = why.firstChild;
            if (first?.nodeType === Node.TEXT_NODE) {
                first.textContent = first.textContent.replace(/^[\s:,.;]+/, "").replace(/^\p{L}/u, (letter) => letter.toUpperCase());
            }
            const verdict = document.createElement("strong");
            verdict.textContent = right ? "Right. " : "No. ";
            why.prepend(verdict);
            button.setAttribute("aria-expanded", "false");
            button.setAttribute("aria-controls", why.id);
            const choose = () => {
                button.setAttribute("aria-expanded", "true");
                button.classList.add(right ? "right" : "wrong");
                why.hidden = false;
            };
            button.addEventListener("click", () => {
                choose();
                const chosen = new Set((kept.get(key) ?? "").split(",").filter(Boolean)).add(String(at));
                kept.set(key, [...chosen].join(","));
            });
            if ((kept.get(key) ?? "").split(",").includes(String(at))) choose();
            const option = document.createElement("div");
            option.className = "option";
            option.append(button, why);
            question.append(option);
        });
        fold.replaceWith(question);
    }

    /** The questions below the heading of a page's quiz. */
    function prepareQuiz() {
        const heading = document.querySelector("main h2#quiz");
        const questions = [];
        for (let next = heading?.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling) {
            if (next.tagName === "DETAILS") questions.push(next);
            else if (next.tagName === "P" && /unfold/.test(next.textContent)) next.hidden = true;
        }
        questions.forEach(ask);
    }

    /** A first link that leads past the menus. */
    function addSkipLink() {
        const main = document.querySelector("main");
        if (!main) return;
        main.id ||= "main";
        main.tabIndex = -1;
        const link = document.createElement("a");
        link.className = "skip-link";
        link.href = `#${main.id}`;
        link.textContent = "Skip to the text";
        document.body.prepend(link);
    }

    /** mdBook's sidebar toggle is a label, which no key reaches: a button takes its place and clicks it. */
    function replaceSidebarToggle() {
        const label = document.getElementById("mdbook-sidebar-toggle");
        const checkbox = document.getElementById("mdbook-sidebar-toggle-anchor");
        if (!label || !checkbox) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = label.className;
        button.title = label.title;
        button.innerHTML = label.innerHTML;
        button.setAttribute("aria-label", label.title);
        button.setAttribute("aria-controls", "mdbook-sidebar");
        const tell = () => button.setAttribute("aria-expanded", String(checkbox.checked));
        button.addEventListener("click", () => label.click());
        checkbox.addEventListener("change", tell);
        tell();
        label.hidden = true;
        label.after(button);
        document.getElementById("mdbook-menu-bar")?.setAttribute("role", "banner");
    }

    /** What scrolls sideways can be reached by key, and the arrows scroll it instead of turning pages. */
    function makeScrollable(element, name) {
        const check = () => {
            if (element.scrollWidth <= element.clientWidth || element.tabIndex >= 0) return;
            element.tabIndex = 0;
            element.setAttribute("role", "region");
            element.setAttribute("aria-label", name);
        };
        check();
        // A window is made narrower, and in a fold nothing has a width until it is opened.
        new ResizeObserver(check).observe(element);
        element.addEventListener("keydown", (event) => {
            if (event.key === "ArrowLeft" || event.key === "ArrowRight") event.stopPropagation();
        });
    }

    /** The corner of a table that has nothing to head is no heading. */
    function emptyCorner(heading) {
        const cell = document.createElement("td");
        heading.replaceWith(cell);
    }

    /** A link to a fold opens it. */
    function openTarget() {
        const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        const fold = target && target.closest("details");
        if (fold) fold.open = true;
    }

    addSkipLink();
    replaceSidebarToggle();
    prepareQuiz();
    document.querySelectorAll("main thead th:empty").forEach(emptyCorner);
    const tables = () => [...document.querySelectorAll(".plot, .table-wrapper")];
    tables().forEach((element, number) => makeScrollable(element, `Table ${number + 1}`));
    addEventListener("hashchange", openTarget);
    openTarget();
    document.querySelectorAll("pre > code").forEach((element, number) => makeScrollable(element, `Listing ${number + 1}`));

    // What a new book brought gets what the page got when it was loaded.
    globalThis.workbook.fill.listen((changed) => {
        for (const block of changed) {
            block.querySelectorAll("thead th:empty").forEach(emptyCorner);
            block.querySelectorAll("code").forEach((code) => code.classList.add("hljs"));
        }
        tables().forEach((element, number) => {
            if (changed.some((block) => block.matches("figure") && block.contains(element)) && !element.closest(".measuring")) makeScrollable(element, `Table ${number + 1}`);
        });
    });
})();

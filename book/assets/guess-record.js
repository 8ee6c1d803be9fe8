// The page "How well do you guess?": every guess against its result, over time.
(() => {
    "use strict";

    const place = document.getElementById("guess-record");
    const questions = document.querySelector(".guesses");
    if (!place || !questions) return;
    const { guesses, betting: { svg, ticks, times, button } } = globalThis.workbook;
    /** With fewer guesses than this, early and late ones aren't compared. */
    const ENOUGH = 6;
    /** A change of the typical error by less than this factor is no change. */
    const SAME = 1.15;

    const element = (name, className, ...content) => {
        const made = document.createElement(name);
        if (className) made.className = className;
        made.append(...content);
        return made;
    };
    const day = (at) => at.slice(0, 10);
    const count = (number, what) => `${number} ${what}${number === 1 ? "" : what.endsWith("guess") ? "es" : "s"}`;

    /** The typical factor by which guesses are off: the geometric mean of their errors. */
    const typical = (some) => Math.exp(some.reduce((sum, guess) => sum + Math.log(guesses.error(guess)), 0) / some.length);
    const low = (some) => some.filter((guess) => guess.guess < guesses.found(guess)).length;

    /** A first guess is one made before the answer was seen. */
    function sorted(all) {
        const seen = new Set();
        const made = [];
        const firsts = [];
        for (const guess of all) {
            const isFirst = !seen.has(guess.question);
            seen.add(guess.question);
            if (guess.guess === null) continue;
            made.push({ ...guess, isFirst });
            if (isFirst) firsts.push(guess);
        }
        return { made, firsts };
    }

    function reading(firsts, made) {
        if (firsts.length === 0) {
            return `There ${made.length === 1 ? "is" : "are"} ${count(made.length, "guess")}, all of them at questions whose answer you had seen.`;
        }
        if (firsts.length === 1) {
            return `Your one first guess is off by a factor of ${guesses.ratio(typical(firsts))}, and one says little.`;
        }
        const half = Math.floor(firsts.length / 2);
        const below = low(firsts) === 0 ? "none of them was" : low(firsts) === 1 ? "1 of them was" : `${low(firsts)} of them were`;
        const parts = [`Over ${count(firsts.length, "first guess")} you are typically off by a factor of ${guesses.ratio(typical(firsts))}, and ${below} too low`];
        if (firsts.length >= ENOUGH) {
            const [early, late] = [typical(firsts.slice(0, half)), typical(firsts.slice(-half))];
            const change = early / late > SAME ? "you are getting better" : late / early > SAME ? "the later questions were harder for you" : "about as well late as early";
            parts.push(`the first ${half} by ${guesses.ratio(early)}, the last ${half} by ${guesses.ratio(late)}: ${change}`);
        } else {
            parts.push("that is too few to say whether you are getting better");
        }
        return `${parts.join("; ")}.`;
    }

    /** Guess ÷ result, each guess a mark, the newest at the right. */
    function plot(made, said) {
        const [width, left, right, top, bottom] = [720, 92, 704, 14, 262];
        const errors = made.map((guess) => guess.guess / guesses.found(guess));
        const reach = Math.max(4, ...errors.map((error) => Math.max(error, 1 / error))) * 1.25;
        const y = (error) => (top + bottom) / 2 - (Math.log(error) / Math.log(reach)) * ((bottom - top) / 2);
        const x = (at) => left + ((at + 0.5) / made.length) * (right - left);
        const drawing = svg("svg", { viewBox: `0 0 ${width} 316`, role: "img", "aria-label": `Guess divided by result, for each guess in the order of time. ${said}` });
        drawing.append(svg("rect", { class: "band", x: left, width: right - left, y: y(2), height: y(0.5) - y(2) }));
        for (const tick of ticks(1 / reach, reach)) {
            drawing.append(svg("line", { class: tick === 1 ? "axis" : "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }));
            // A factor too low reads like one too high.
            const label = tick === 1 ? "right" : tick > 1 ? `${guesses.guessed(tick)}×` : `${guesses.guessed(1 / tick)}×`;
            drawing.append(svg("text", { x: left - 8, y: y(tick) + 4.5, "text-anchor": "end" }, label));
        }
        const middle = (top + bottom) / 2;
        for (const [text, at] of [["too high", (top + middle) / 2], ["too low", (bottom + middle) / 2]]) {
            drawing.append(svg("text", { transform: `translate(24 ${at}) rotate(-90)`, "text-anchor": "middle" }, text));
        }
        let free = -Infinity;
        made.forEach((guess, at) => {
            const isNewDay = at === 0 || day(guess.at) !== day(made[at - 1].at);
            if (isNewDay && x(at) - free > 124) {
                free = x(at);
                drawing.append(svg("line", { class: "grid", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 6 }));
                drawing.append(svg("text", { x: x(at), y: bottom + 22, "text-anchor": x(at) > right - 40 ? "end" : x(at) < left + 40 ? "start" : "middle" }, day(guess.at)));
            }
        });
        drawing.append(svg("text", { x: (left + right) / 2, y: 310, "text-anchor": "middle" }, "guesses, in the order of time"));
        made.forEach((guess, at) => {
            drawing.append(svg("line", { class: "stem", x1: x(at), x2: x(at), y1: y(1), y2: y(errors[at]) }));
            const dot = svg("circle", { class: guess.isFirst ? "first" : "repeated", cx: x(at), cy: y(errors[at]), r: 5.5 });
            dot.append(svg("title", {}, `${guess.question.split("#")[1]}: guessed ${times(guesses.guessed(guess.guess))}, found ${times(guesses.ratio(guesses.found(guess)))}`));
            drawing.append(dot);
        });
        const wrapper = element("div", "plot", drawing);
        wrapper.tabIndex = 0;
        wrapper.setAttribute("role", "region");
        wrapper.setAttribute("aria-label", "Plot of your guesses");
        const caption = element("figcaption", "", "Guess ÷ result, on a logarithmic scale. In the shaded band a guess is off by less than a factor of two. Discs are first guesses; rings are guesses at questions whose answer you had seen.");
        return element("figure", "guess-plot", wrapper, caption);
    }

    function table(caption, heads, rows) {
        const head = element("tr", "", ...heads.map((text) => Object.assign(element("th", "", text), { scope: "col" })));
        const body = rows.map(([first, ...rest]) =>
            element("tr", "", Object.assign(element("th", "", ...[first].flat()), { scope: "row" }), ...rest.map((cell) => element("td", "", cell))));
        const made = element("table", "", element("caption", "", caption), element("thead", "", head), element("tbody", "", ...body));
        const wrapper = element("div", "table-wrapper", made);
        wrapper.tabIndex = 0;
        wrapper.setAttribute("role", "region");
        wrapper.setAttribute("aria-label", caption);
        return wrapper;
    }

    /** The question as the list below has it, with its link; a question that no page asks any more keeps its name. */
    function named(question) {
        const item = [...questions.querySelectorAll("li")].find((item) => item.dataset.question === question);
        if (!item) return question.split("#")[1];
        const link = item.querySelector("a").cloneNode(true);
        return link;
    }

    function measures(firsts) {
        const row = (name, some) => [name, String(some.length), guesses.ratio(typical(some)), String(low(some))];
        const half = Math.floor(firsts.length / 2);
        const rows = [row("all", firsts)];
        if (firsts.length >= ENOUGH) rows.push(row("the earlier half", firsts.slice(0, half)), row("the later half", firsts.slice(-half)));
        return table("First guesses", ["", "guesses", "typical factor off", "too low"], rows);
    }

    function list(made) {
        const rows = made.toReversed().map((guess) => [
            named(guess.question),
            day(guess.at),
            times(guesses.guessed(guess.guess)),
            times(guesses.ratio(guess.reference)),
            guess.own === null ? "–" : times(guesses.ratio(guess.own)),
            guesses.error(guess) < 1.1 ? "right" : `${guesses.ratio(guesses.error(guess))}× too ${guess.guess < guesses.found(guess) ? "low" : "high"}`,
        ]);
        const heads = ["question", "date", "your guess", "reference", "your machine then", "off by"];
        return element("details", "", element("summary", "", "Every guess as a table"), table("Your guesses, the newest first", heads, rows));
    }

    /** Where guesses are kept, and what to do about it. */
    function keeping() {
        const { server, problem, refused } = guesses.state();
        const said = element("p", "keeping");
        const words = {
            absent: "Your guesses are kept by this browser only. Read the book with cargo workbook serve, and they are kept with your files.",
            strange: "Your guesses are kept by this browser only, as it isn’t connected to the server: open the link that cargo workbook serve printed in its terminal. If it was used already, have another printed.",
            connected: "Your guesses are kept in .workbook/guesses.json, with your files.",
            silent: "The server doesn’t answer; this browser keeps your guesses until it does.",
        };
        const local = refused ? "This browser refuses to store anything: without the server your guesses are gone when you leave the page. " : "";
        said.append(`${local}${problem ? `${problem} ` : ""}${words[server]}`);
        if (server !== "strange") return [said];
        const answer = element("span");
        answer.setAttribute("role", "status");
        const ask = button("Print a link in the terminal", async () => {
            answer.textContent = await guesses.askForLink().catch(() => "The server doesn’t answer: is it still running?");
        });
        return [said, element("p", "controls", ask, " ", answer)];
    }

    /** What the last export or erasure said; it outlives the redrawing that follows. */
    const news = element("p", "news");
    news.setAttribute("role", "status");

    function save() {
        const link = element("a");
        link.href = URL.createObjectURL(new Blob([guesses.text()], { type: "application/json" }));
        link.download = "guesses.json";
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
        news.textContent = "Saved as guesses.json among your downloads.";
    }

    function askToErase() {
        const isConnected = guesses.state().server === "connected";
        const number = guesses.all().length;
        const heading = element("h2", "", `Erase ${number === 1 ? "one entry" : `all ${number} entries`}?`);
        heading.id = "erase-heading";
        const fate = isConnected
            ? "A dated copy stays in .workbook/kept/guesses, among your files."
            : "There will be no copy: this browser keeps the only one. Export your guesses first if you may want them again.";
        const keep = button("Keep them", () => dialog.close());
        const erase = button("Erase", async () => {
            dialog.close();
            try {
                const copy = await guesses.erase();
                news.textContent = copy ? `Erased. A copy is kept as ${copy}.` : "Erased.";
            } catch (error) {
                news.textContent = `Nothing was erased: ${error.message}.`;
            }
            place.focus();
        });
        const dialog = element("dialog", "guess-dialog", heading, element("p", "", fate), element("p", "controls", keep, " ", erase));
        dialog.setAttribute("aria-labelledby", heading.id);
        dialog.addEventListener("close", () => dialog.remove());
        // mdBook would take the arrows, and Escape, which closes this.
        dialog.addEventListener("keydown", (event) => event.stopPropagation());
        document.querySelector("main").append(dialog);
        dialog.showModal();
        keep.focus();
    }

    /** Marks each question of the list below with what became of it. */
    function markQuestions(all) {
        for (const item of questions.querySelectorAll("li")) {
            item.querySelector(".fate")?.remove();
            const last = all.findLast((guess) => guess.question === item.dataset.question);
            if (!last) continue;
            const fate = last.guess === null
                ? "seen without a guess"
                : `guessed ${times(guesses.guessed(last.guess))}, found ${times(guesses.ratio(guesses.found(last)))}`;
            item.append(element("span", "fate", ` – ${fate}`));
        }
    }

    function draw() {
        const all = guesses.all();
        const { made, firsts } = sorted(all);
        const wasOpen = place.querySelector("details")?.open ?? false;
        const parts = [];
        if (made.length === 0) {
            const first = questions.querySelector("a");
            const link = first.cloneNode(true);
            parts.push(element("p", "", "You haven’t guessed yet. Begin with the first question, ", link, ": guess, then come back. Every guess adds a mark here."));
        } else {
            const said = reading(firsts, made);
            parts.push(plot(made, said), element("p", "reading", said));
            if (firsts.length > 0) parts.push(measures(firsts));
            const rows = list(made);
            rows.open = wasOpen;
            parts.push(rows);
        }
        parts.push(...keeping());
        if (all.length > 0) parts.push(element("p", "controls", button("Export my guesses", save), " ", button("Erase my guesses…", askToErase)));
        parts.push(news);
        place.replaceChildren(...parts);
        const open = [...questions.querySelectorAll("li")].filter((item) => !all.some((guess) => guess.question === item.dataset.question)).length;
        const total = questions.querySelectorAll("li").length;
        const summary = document.getElementById("guess-progress");
        if (summary) summary.textContent = open === 0 ? `You have answered all ${total}.` : `${open} of ${total} wait for you.`;
        markQuestions(all);
    }

    place.tabIndex = -1;
    draw();
    guesses.listen(draw);
})();

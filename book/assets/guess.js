// Bets: a ratio guessed before the measurement that settles it is shown.
(() => {
    "use strict";

    const { guesses, fill } = globalThis.workbook;
    /** Guesses within a tenth of the ratio found are called right: tables differ by that from one day to the next. */
    const RIGHT = 1.1;
    const SVG = "http://www.w3.org/2000/svg";

    /** Reads `3`, `×3`, `0,5`, `1/2` or `1e3`; NaN if it is no ratio. */
    function parse(text) {
        const number = /^(\d+(?:[.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;
        const parts = text.trim().replace(/^[×x*]\s*/i, "").replace(/\s*(×|times)$/i, "").split("/").map((part) => part.trim());
        if (parts.length > 2 || parts.some((part) => !number.test(part))) return NaN;
        const [above, below = 1] = parts.map((part) => Number(part.replace(",", ".")));
        const ratio = above / below;
        return ratio >= 1e-12 && ratio <= 1e12 ? ratio : NaN;
    }

    const times = (text) => `×\u202f${text}`;

    /** The sentence that says guess, reference and own result, and how far off the guess was. */
    function sentence(guess, reference, own) {
        const found = own === null
            ? `the reference machine says ${times(guesses.ratio(reference))}`
            : `the reference machine says ${times(guesses.ratio(reference))}, your machine ${times(guesses.ratio(own))}`;
        if (guess === null) return `You looked without guessing: ${found}.`;
        const truth = own ?? reference;
        const off = Math.max(guess / truth, truth / guess);
        const verdict = off < RIGHT
            ? "well guessed"
            : `you were ${guesses.ratio(off)} times too ${guess < truth ? "low" : "high"}`;
        return `You guessed ${times(guesses.guessed(guess))}; ${found}: ${verdict}.`;
    }

    function svg(name, attributes, text) {
        const element = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        if (text !== undefined) element.textContent = text;
        return element;
    }

    /** The places of an axis of factors: powers of ten, with 2 and 5 between where there is room. */
    function ticks(low, high) {
        const decades = Math.log10(high / low);
        const steps = decades > 2.2 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
        const every = Math.max(1, Math.ceil(decades / 6));
        const found = [];
        for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
            if (exponent % every !== 0) continue;
            for (const step of steps) {
                const tick = step * 10 ** exponent;
                if (tick >= low * 0.999 && tick <= high * 1.001) found.push(tick);
            }
        }
        return found;
    }

    /** The mark of a series: a ring for the guess, a disc for the reference, a square for the reader's machine. */
    function mark(kind, x, y) {
        if (kind === "own") return svg("rect", { class: "own", x: x - 5, y: y - 5, width: 10, height: 10 });
        return svg("circle", { class: kind === "guess" ? "guessed" : kind, cx: x, cy: y, r: kind === "guess" ? 6.5 : 5 });
    }

    /** Guess, reference and own result on one line of factors, equal steps for equal factors. */
    function strip(guess, reference, own) {
        const marks = [["reference", reference, "the reference machine"], ["own", own, "your machine"], ["guess", guess, "your guess"]]
            .filter(([, value]) => value !== null);
        const values = marks.map(([, value]) => value);
        const spread = Math.max(Math.max(...values, 1) / Math.min(...values, 1), 2);
        const margin = spread ** 0.12;
        const [low, high] = [Math.min(...values, 1) / margin, Math.max(...values, 1) * margin];
        const [width, left, right, line] = [420, 16, 404, 18];
        const x = (value) => left + (Math.log(value / low) / Math.log(high / low)) * (right - left);
        const figure = document.createElement("div");
        figure.className = "strip";
        const drawing = svg("svg", { viewBox: `0 0 ${width} 48`, "aria-hidden": "true" });
        drawing.append(svg("line", { class: "axis", x1: left, x2: right, y1: line, y2: line }));
        for (const tick of ticks(low, high)) {
            drawing.append(svg("line", { class: tick === 1 ? "axis" : "grid", x1: x(tick), x2: x(tick), y1: line - 8, y2: line + 8 }));
            drawing.append(svg("text", { x: x(tick), y: 44, "text-anchor": "middle" }, `×${guesses.guessed(tick)}`));
        }
        marks.forEach(([kind, value]) => drawing.append(mark(kind, x(value), line)));
        const legend = document.createElement("p");
        legend.setAttribute("aria-hidden", "true");
        for (const [kind, value, name] of marks.reverse()) {
            const entry = document.createElement("span");
            const sign = svg("svg", { viewBox: "0 0 16 16", class: "sign" });
            sign.append(mark(kind, 8, 8));
            entry.append(sign, ` ${name} ${times(kind === "guess" ? guesses.guessed(value) : guesses.ratio(value))}`);
            legend.append(entry, " ");
        }
        figure.append(drawing, legend);
        return figure;
    }

    function button(text, action) {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = text;
        made.addEventListener("click", action);
        return made;
    }

    /** Puts a bet to work: what answers it stays folded until the guess is made, or passed over. */
    function prepare(bet) {
        const question = bet.dataset.guess;
        // They change when they are measured anew.
        const results = () => [Number(bet.dataset.reference), bet.dataset.own === undefined ? null : Number(bet.dataset.own)];
        const form = bet.querySelector("form");
        const input = form.querySelector("input");
        const outcome = bet.querySelector(".outcome");
        const fold = document.getElementById(bet.id.replace("guess", "answer"));
        const summary = fold.querySelector("summary");
        const withoutScript = summary.textContent;
        let shown = null;

        function cover() {
            shown = null;
            bet.classList.remove("revealed");
            fold.classList.remove("revealed");
            outcome.replaceChildren();
            summary.textContent = "Show without guessing";
            fold.open = false;
        }

        function reveal(entry) {
            shown = entry;
            const said = document.createElement("p");
            said.textContent = sentence(entry.guess, ...results());
            // Whoever can't see it hears it when the focus comes here.
            said.id = `${bet.id}-said`;
            outcome.setAttribute("aria-labelledby", said.id);
            const again = button(entry.guess === null ? "Guess after all" : "Guess again", () => {
                cover();
                input.value = "";
                input.focus();
            });
            again.className = "again";
            outcome.replaceChildren(said, strip(entry.guess, ...results()), again);
            bet.classList.add("revealed");
            fold.classList.add("revealed");
            fold.open = true;
        }

        /** What was kept, here or by the server, unless the reader is at it. */
        function recall() {
            const entry = guesses.last(question);
            const isBusy = bet.contains(document.activeElement) && input.value !== "";
            if (entry && entry.at !== shown?.at && !isBusy) reveal(entry);
            else if (!entry && shown) cover();
        }

        const complain = (text) => {
            input.setCustomValidity(text);
            input.setAttribute("aria-invalid", String(text !== ""));
            if (text !== "") input.reportValidity();
        };
        input.addEventListener("input", () => complain(""));
        // mdBook would turn the page on an arrow.
        input.addEventListener("keydown", (event) => event.stopPropagation());
        form.noValidate = true;
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            const guess = parse(input.value);
            if (Number.isNaN(guess)) {
                complain("A ratio is a number above 0, such as 3, 0.5 or 1/2.");
                input.focus();
                return;
            }
            reveal(guesses.add(question, guess, ...results()));
            outcome.focus();
        });
        summary.addEventListener("click", (event) => {
            // Opened without a guess; a search within the page, or a link into it, may open it, too, and counts for nothing.
            if (fold.open) return;
            event.preventDefault();
            reveal(guesses.add(question, null, ...results()));
            outcome.focus();
        });
        addEventListener("beforeprint", () => { if (!shown) summary.textContent = withoutScript; });
        addEventListener("afterprint", () => { if (!shown) summary.textContent = "Show without guessing"; });
        bet.classList.add("ready");
        cover();
        recall();
        guesses.listen(recall);
        fill.listen((changed) => {
            if (!shown || !changed.includes(bet)) return;
            const isHere = outcome.contains(document.activeElement) && document.activeElement !== outcome;
            reveal(shown);
            if (isHere) outcome.querySelector(".again").focus({ preventScroll: true });
        });
    }

    // The page of all pages is for printing: there every answer is shown.
    if (/(^|\/)print\.html$/.test(location.pathname)) {
        document.querySelectorAll("details.answer").forEach((fold) => { fold.open = true; });
    } else {
        document.querySelectorAll(".guess").forEach(prepare);
    }

    globalThis.workbook.betting = { svg, ticks, times, button };
})();

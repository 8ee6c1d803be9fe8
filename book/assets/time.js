// Timing an expression on the page, where it comes from `cargo workbook serve` and this browser is connected: what a
// listing's `cargo workbook time` line says can be edited and run.
(() => {
    "use strict";

    const { live } = globalThis.workbook;
    const { element, button } = live;
    let made = 0;

    /** The words of a command line as a shell on Unix takes them; `null` if it is no plain line. */
    function words(line) {
        const found = [];
        let word = null;
        for (let at = 0; at < line.length; at += 1) {
            const sign = line[at];
            if (sign === "'" || sign === '"') {
                const end = line.indexOf(sign, at + 1);
                if (end < 0) return null;
                word = (word ?? "") + line.slice(at + 1, end);
                at = end;
            } else if (/\s/.test(sign)) {
                if (word !== null) found.push(word);
                word = null;
            } else if (/[|&;<>$`\\]/.test(sign)) {
                return null;
            } else {
                word = (word ?? "") + sign;
            }
        }
        if (word !== null) found.push(word);
        return found;
    }

    /** Set-up and expression of a line `cargo workbook time …`; `null` if it has more to say than those. */
    function timed(line) {
        const prompt = /^\s*(?:\$\s+)?cargo workbook time\s+(.*)$/.exec(line);
        const rest = prompt && words(prompt[1]);
        if (!rest) return null;
        let setup = "";
        const plain = [];
        while (rest.length > 0) {
            const word = rest.shift();
            if (word === "--setup" && rest.length > 0) setup = rest.shift();
            else if (word.startsWith("--setup=")) setup = word.slice("--setup=".length);
            else if (word.startsWith("-")) return null;
            else plain.push(word);
        }
        return plain.length === 1 ? { setup, expression: plain[0] } : null;
    }

    /** A time in the unit that leaves one to three digits before the point. */
    function time(seconds) {
        const [unit, factor] = seconds < 1e-6 ? ["ns", 1e9] : seconds < 1e-3 ? ["µs", 1e6] : seconds < 1 ? ["ms", 1e3] : ["s", 1];
        return `${(seconds * factor).toPrecision(3)}\u202f${unit}`;
    }

    function put(block, { setup, expression }) {
        made += 1;
        const field = (label, value, id) => {
            const input = element("textarea", { id, rows: String(Math.min(value.split("\n").length, 6)), autocomplete: "off", autocapitalize: "off" });
            Object.assign(input, { value, spellcheck: false });
            input.addEventListener("keydown", (event) => {
                // mdBook turns pages and searches with plain keys.
                event.stopPropagation();
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
            });
            return [element("label", { for: id }, label), input];
        };
        const [setupLabel, setupField] = field("Set-up", setup, `time-setup-${made}`);
        const [label, input] = field("Expression", expression, `time-expression-${made}`);
        const runButton = button("Run", () => run(), { title: "Ctrl+Enter in a field" });
        const cancelButton = button("Cancel", () => running && live.cancel(running).catch(fail), { hidden: true });
        const status = element("p", { class: "status", role: "status" });
        const said = element("pre", { class: "said", tabindex: "0", hidden: true });
        const log = element("div", { role: "log", "aria-label": "What timing it said" }, said);
        let running = null;
        const fail = (error) => {
            status.textContent = live.refusal(error);
        };
        async function run() {
            if (running) return;
            said.replaceChildren();
            said.hidden = true;
            try {
                const job = await live.start("time", input.value, { setup: setupField.value });
                running = job.number;
                cancelButton.hidden = false;
                runButton.disabled = true;
                status.textContent = "Compiling and timing … (the first time takes longer: the listings are compiled, too)";
                let found = null;
                const end = await live.follow(job.number, (event) => {
                    if (event.event === "line") {
                        said.hidden = false;
                        said.append(`${event.text}\n`);
                    } else if (event.event === "found") {
                        found = event.finding;
                    }
                });
                status.textContent = live.ending(end) || (found
                    ? `${time(found.median_s)} (${time(found.low_s)} to ${time(found.high_s)}), the median of ${found.runs} runs of ${found.loops} calls`
                    : "It said nothing.");
            } catch (error) {
                fail(error);
            } finally {
                running = null;
                cancelButton.hidden = true;
                runButton.disabled = false;
            }
        }
        block.after(element("details", { class: "measuring timing" }, element("summary", {}, "Edit and time it here"),
            setupLabel, setupField, label, input, element("div", { class: "tools" }, runButton, cancelButton), status, log));
    }

    async function prepare() {
        const blocks = [...document.querySelectorAll("main pre > code")]
            // A backslash at the end of a line goes on in the next.
            .map((code) => [code.parentElement, code.textContent.replace(/\\\n\s*/g, " ").split("\n").map(timed).find(Boolean)])
            .filter(([, found]) => found);
        if (blocks.length === 0 || !(await live.connected())) return;
        for (const [block, found] of blocks) put(block, found);
    }

    globalThis.workbook = { ...globalThis.workbook, time: { timed } };
    prepare();
})();

// Measuring and profiling from the page, where it comes from `cargo workbook serve` and this browser is connected. The
// numbers reach the page as they do from the terminal: `bench` writes a record, the book is built anew, and the table fills.
(() => {
    "use strict";

    const { live, fill } = globalThis.workbook;
    const { element, button } = live;
    /** What was measured, should the page have to reload: it says so where the reader is. */
    const KEY = "workbook-measured";
    const DONE = "Measured: your numbers are in the table.";

    const remembered = {
        take() {
            try {
                const kept = sessionStorage.getItem(KEY);
                sessionStorage.removeItem(KEY);
                return kept;
            } catch {
                return null;
            }
        },
        put(kernel) {
            try {
                sessionStorage.setItem(KEY, kernel);
            } catch { /* then it isn't said */ }
        },
    };

    class Bench {
        constructor(figure, number) {
            this.figure = figure;
            /** Whether the newest numbers came before the job was known to have ended. */
            this.isFilled = false;
            /** Whether the reader waits for the numbers that were measured. */
            this.isDue = false;
            this.kernel = figure.dataset.kernel;
            const variants = (figure.dataset.variants ?? "").split(" ").filter(Boolean);
            this.running = null;
            this.measureButton = button("Measure", () => this.measure(), { "aria-label": `Measure ${this.kernel} on this machine` });
            this.cancelButton = button("Cancel", () => live.callOff(this), { hidden: true });
            this.quick = element("input", { type: "checkbox" });
            this.choice = element("select", { "aria-label": `Variant of ${this.kernel} to profile` }, ...variants.map((name) => element("option", {}, name)));
            this.profileButton = button("Profile", () => this.profile());
            for (const one of [this.choice, this.profileButton]) one.hidden = variants.length === 0;
            this.bar = element("progress", { hidden: true, max: "1", "aria-label": `Measuring ${this.kernel}` });
            this.status = element("p", { class: "status", role: "status", id: `measuring-${number}` });
            this.said = element("pre", { class: "said", tabindex: "0" });
            this.log = element("details", { class: "told", hidden: true }, element("summary", {}, "What was said"), element("div", { role: "log", "aria-label": `What measuring ${this.kernel} said` }, this.said));
            this.graph = element("div", { class: "flames" });
            this.whole = element("div", { class: "measuring" },
                element("div", { class: "tools", role: "group", "aria-label": `${this.kernel} on this machine` }, this.measureButton, element("label", {}, this.quick, " quickly, for a first impression"), this.choice, this.profileButton, this.cancelButton),
                this.bar, this.status, this.log, this.graph);
            figure.append(this.whole);
        }

        say(words) {
            if (this.status.textContent !== words) this.status.textContent = words;
        }

        fail(error) {
            this.say(live.refusal(error));
        }

        async run(kind, id, more) {
            if (this.running) return;
            try {
                await this.follow(await live.start(kind, id, more));
            } catch (error) {
                this.fail(error);
            }
        }

        measure() {
            return this.run("bench", this.kernel, this.quick.checked ? { quick: true } : {});
        }

        profile() {
            this.graph.replaceChildren();
            return this.run("profile", `${this.kernel}/${this.choice.value}`);
        }

        /** Shows a job from its first event to its end. */
        async follow(job) {
            const isBench = job.kind === "bench";
            this.isFilled = false;
            this.running = job.number;
            this.said.replaceChildren();
            const variant = job.id.split("/")[1];
            if (variant) this.choice.value = variant;
            this.bar.removeAttribute("value");
            this.show(true);
            this.say(isBench ? "Getting ready …" : `Profiling ${job.id} …`);
            let end;
            try {
                end = await live.follow(job.number, (event) => this.hear(event));
            } finally {
                this.running = null;
                this.show(false);
            }
            if (isBench && end.how === "done") {
                this.isDue = true;
                if (this.isFilled) {
                    this.filled();
                    return;
                }
                remembered.put(this.kernel);
                this.say("Measured. The table fills in once the book is built anew.");
            } else if (isBench && end.how === "cancelled") {
                this.say("Cancelled. Rounds that were done are kept, if there were at least six.");
            } else {
                this.say(live.ending(end) || `Profiled ${job.id}.`);
                if (end.how !== "done") this.log.open = true;
            }
        }

        /** The figure has new numbers; whether the reader was told so. */
        filled() {
            this.isFilled = true;
            if (!this.isDue) return false;
            this.isDue = false;
            remembered.take();
            this.say(DONE);
            return true;
        }

        show(isRunning) {
            this.bar.hidden = !isRunning;
            live.swap(this, isRunning, this.cancelButton, [this.measureButton, this.quick, this.profileButton, this.choice]);
        }

        hear(event) {
            if (event.event === "line") {
                this.log.hidden = false;
                this.said.append(`${event.text}\n`);
            } else if (event.event === "progress") {
                this.say(`${event.text[0].toUpperCase()}${event.text.slice(1)}.`);
                if (event.steps) this.bar.value = event.steps[0] / event.steps[1];
            } else if (event.event === "found" && event.finding.graph) {
                this.draw(event.finding.graph);
            }
        }

        /** The flame graph stands in the page as `profile` wrote it. */
        draw(graph) {
            const parsed = new DOMParser().parseFromString(graph, "image/svg+xml").documentElement;
            if (parsed.nodeName !== "svg") return;
            parsed.querySelectorAll("script, foreignObject").forEach((one) => one.remove());
            const place = element("div", { class: "plot", tabindex: "0", role: "region", "aria-label": `Flame graph of ${this.kernel}/${this.choice.value}` });
            // It has a style of its own, which must not become that of every drawing on the page.
            const size = element("style", {}, "svg { display: block; width: 100%; min-width: 52rem; height: auto; }");
            place.attachShadow({ mode: "open" }).append(size, document.importNode(parsed, true));
            this.graph.replaceChildren(place);
        }
    }

    async function prepare() {
        const figures = [...document.querySelectorAll("figure.measured[data-kernel]")];
        if (figures.length === 0 || !(await live.connected())) return;
        const benches = figures.map((figure, number) => new Bench(figure, number));
        fill.listen((changed) => benches.filter(({ figure }) => changed.includes(figure)).map((bench) => bench.filled()).includes(true));
        const done = remembered.take();
        const shown = done && benches.find(({ kernel }) => kernel === done);
        if (shown) {
            shown.say(DONE);
            // The reader was here when the page reloaded.
            shown.measureButton.focus({ preventScroll: true });
        }
        const jobs = await live.jobs().catch(() => []);
        const running = jobs.find((job) => job.running && (job.kind === "bench" || job.kind === "profile"));
        const own = running && benches.find(({ kernel }) => kernel === running.id.split("/", 1)[0]);
        if (own) own.follow(running).catch((error) => own.fail(error));
    }

    prepare();
})();

// Running a program of the listings on the page, where it comes from `cargo workbook serve` and this browser is connected:
// below the line that runs it in a terminal. The server knows the programs by name, from the pages themselves.
(() => {
    "use strict";

    const { live } = globalThis.workbook;
    const { element, button } = live;

    /** The example that a block of shell lines runs, if it does nothing else. */
    const example = (text) => /^(?:RAYON_NUM_THREADS=\d+ )?cargo run --release -p listings --example ([a-z0-9_]+)$/.exec(text.trim())?.[1];

    /** What cargo does before the program starts: it passes by, and isn't kept above what the program says. */
    const isChatter = (text) => /^ +(?:Adding|Blocking|Compiling|Downloaded|Downloading|Finished|Locking|Running|Updating) /.test(text);

    class Run {
        constructor(block, name) {
            this.name = name;
            this.running = null;
            this.runButton = button("Run", () => this.run(), { "aria-label": `Run ${name} on this machine` });
            this.cancelButton = button("Cancel", () => live.callOff(this), { hidden: true });
            this.status = element("p", { class: "status", role: "status" });
            // For the eye: a screen reader would hear each of a hundred.
            this.doing = element("p", { class: "doing", "aria-hidden": "true" });
            this.said = element("pre", { class: "said", tabindex: "0", hidden: true });
            const log = element("div", { role: "log", "aria-label": `What ${name} said` }, this.said);
            block.after(element("div", { class: "measuring" },
                element("div", { class: "tools", role: "group", "aria-label": `${name} on this machine` }, this.runButton, this.cancelButton), this.status, this.doing, log));
        }

        say(words) {
            this.status.textContent = words;
        }

        fail(error) {
            this.say(live.refusal(error));
        }

        async run() {
            if (this.running) return;
            try {
                await this.follow(await live.start("run", this.name));
            } catch (error) {
                this.fail(error);
            }
        }

        /** Shows a job from its first event to its end. */
        async follow(job) {
            this.running = job.number;
            this.said.replaceChildren();
            live.swap(this, true, this.cancelButton, [this.runButton]);
            this.say("Compiling and running … (the first time takes longer: what the program needs is compiled, too)");
            try {
                const end = await live.follow(job.number, (event) => {
                    if (event.event !== "line" && event.event !== "lost") return;
                    if (event.event === "line" && isChatter(event.text)) {
                        this.doing.textContent = event.text.trim();
                        return;
                    }
                    this.said.hidden = false;
                    this.said.append(event.event === "line" ? `${event.text}\n` : "… (the beginning is no longer kept)\n");
                });
                this.say(live.ending(end) || "It ran to its end.");
            } finally {
                this.doing.textContent = "";
                this.running = null;
                live.swap(this, false, this.cancelButton, [this.runButton]);
            }
        }
    }

    async function prepare() {
        const blocks = [...document.querySelectorAll("main pre > code")]
            .map((code) => [code.parentElement, example(code.textContent)])
            .filter(([, name]) => name);
        if (blocks.length === 0 || !(await live.connected())) return;
        const runs = blocks.map(([block, name]) => new Run(block, name));
        // What ran before the page was loaded again, or still runs.
        const jobs = await live.jobs().catch(() => []);
        for (const run of runs) {
            const job = jobs.findLast(({ kind, id }) => kind === "run" && id === run.name);
            if (job) run.follow(job).catch((error) => run.fail(error));
        }
    }

    prepare();
})();

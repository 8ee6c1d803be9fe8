// An exercise's card, where the page comes from `cargo workbook serve` and this browser is connected: edit, save, check,
// race, hints, and back to the start. Elsewhere the card stays as it is, with what to type in a terminal.
(() => {
    "use strict";

    const { live, fill, editor: editors, findings } = globalThis.workbook;
    const { ask, element, button } = live;

    /** What stands in an editor and isn't saved, kept by the browser for as long as it isn't. */
    const drafts = {
        key: (id) => `workbook-draft:${id}`,
        read(id) {
            try {
                const draft = JSON.parse(localStorage.getItem(this.key(id)));
                return typeof draft?.text === "string" && typeof draft.base === "string" ? draft : null;
            } catch {
                return null;
            }
        },
        write(id, draft) {
            try {
                if (draft === null) localStorage.removeItem(this.key(id));
                else localStorage.setItem(this.key(id), JSON.stringify(draft));
            } catch { /* a browser that keeps nothing: leaving the page asks instead */ }
        },
    };

    const STATES = { untouched: "untouched", failing: "failing", passing: "passing" };
    /** When a copy was made, as its name tells: in UTC. */
    const when = (name) => name.replace(/^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d).*$/, "$1 $2:$3:$4 UTC");

    class Card {
        constructor(section, card) {
            this.section = section;
            this.id = card.id;
            this.version = card.version;
            this.saved = card.text;
            this.state = card.state;
            this.asking = null;
            this.status = element("p", { class: "status", role: "status" });
            this.choice = element("div", { class: "choice" });
            this.said = element("pre", { class: "said", tabindex: "0" });
            this.log = element("div", { class: "log", role: "log", "aria-label": `Results of ${this.id}` });
            this.shown = element("div", { class: "hints" });
            this.kept = element("details", { class: "copies" });
            this.answer = element("div", { class: "answer-shown" });
            this.badge = element("span", { class: "tag" });
            this.editor = editors.create({
                label: `exercises/${this.id}/src/lib.rs`,
                text: card.text,
                leave: () => this.checkButton.focus(),
                keys: { s: () => this.save(), Enter: () => this.check() },
                changed: () => this.edited(),
            });
            this.saveButton = button("Save", () => this.save(), { title: "Ctrl+S in the editor" });
            this.checkButton = button("Check", () => this.check(), { title: "Ctrl+Enter in the editor" });
            this.raceButton = button("Race", () => this.check("race"));
            this.hintButton = button("Next hint", () => this.hint());
            this.resetButton = button("Reset", () => this.reset());
            this.solutionButton = button("Solution", () => this.solution());
            this.cancelButton = button("Cancel", () => live.callOff(this), { hidden: true });
            this.raceButton.hidden = !card.race;
            this.solutionButton.hidden = !card.solution;
            const tools = element("div", { class: "tools", role: "group", "aria-label": `Exercise ${this.id}` },
                this.saveButton, this.checkButton, this.raceButton, this.hintButton, this.resetButton, this.solutionButton, this.cancelButton, this.badge);
            const commands = section.querySelector(":scope > .commands");
            const place = element("div", { class: "live" }, this.editor.whole, tools, this.status, this.choice, this.log, this.shown, this.kept, this.answer);
            commands.before(place);
            // Both act on the same file: the other way stays within reach.
            const terminal = element("details", { class: "terminal" }, element("summary", {}, "In a terminal"));
            commands.before(terminal);
            terminal.append(commands);
            this.showState();
            this.showHints(card.hints, card.of_hints);
            this.showCopies(card.copies);
            this.restore();
        }

        get isDirty() {
            return this.editor.text !== this.saved;
        }

        showState() {
            this.badge.textContent = this.isDirty ? "not saved" : STATES[this.state] ?? "not checked";
            this.saveButton.disabled = !this.isDirty;
        }

        say(words) {
            this.status.textContent = words;
        }

        fail(error) {
            this.say(live.refusal(error));
        }

        edited() {
            drafts.write(this.id, this.isDirty ? { base: this.version, text: this.editor.text } : null);
            this.showState();
        }

        /** What the last visit left unsaved is in the editor again; if the file has changed since, both are offered. */
        restore() {
            const draft = drafts.read(this.id);
            if (draft === null || draft.text === this.saved) {
                drafts.write(this.id, null);
                return;
            }
            const there = { text: this.saved, version: this.version };
            this.editor.text = draft.text;
            if (draft.base !== this.version) this.conflict(there);
            else this.say("What you hadn’t saved is here again.");
            this.showState();
        }

        /** The file holds this text now. */
        took(text, version) {
            this.saved = text;
            this.version = version;
            this.choice.replaceChildren();
            this.edited();
        }

        /** Writes the file; whether it now holds what the editor shows. */
        async save(base = this.version, keep = false) {
            if (!this.isDirty && !keep) return true;
            const text = this.editor.text;
            try {
                const { version, copies } = await ask("exercise", { id: this.id, text, base, keep }, "PUT");
                this.state = null;
                this.took(text, version);
                this.showCopies(copies);
                this.say("Saved.");
                return true;
            } catch (error) {
                if (error.status === 409 && error.said.texts) this.conflict(error.said.texts.disk);
                else this.fail(error);
                return false;
            }
        }

        /** The file was changed elsewhere: nothing is overwritten before the reader has chosen. */
        conflict(disk) {
            const mine = button("Keep what is in the editor", async () => {
                if (await this.save(disk.version, true)) {
                    this.say("Saved. What the file held is below, under “Earlier versions”.");
                    this.editor.field.focus();
                }
            });
            const theirs = button("Take what is in the file", async () => {
                try {
                    const { copies } = await ask("exercise/keep", { id: this.id, text: this.editor.text });
                    this.editor.text = disk.text;
                    this.took(disk.text, disk.version);
                    this.showCopies(copies);
                    this.say("This is the file. What was in the editor is below, under “Earlier versions”.");
                    this.editor.field.focus();
                } catch (error) {
                    this.fail(error);
                }
            });
            this.say("");
            this.choice.replaceChildren(element("div", { class: "conflict", role: "alert" },
                element("p", {}, "The file was changed elsewhere since you began to edit it here. Nothing was overwritten: which text is it to hold? The other one is kept as a copy."),
                element("details", {}, element("summary", {}, "What is in the file"), element("pre", { tabindex: "0" }, element("code", { class: "language-rust" }, disk.text))),
                element("p", { class: "tools" }, mine, " ", theirs)));
        }

        /** Looks whether the file changed while the reader was elsewhere. */
        async look() {
            if (this.choice.hasChildNodes()) return;
            try {
                const card = await ask("exercise", { id: this.id });
                if (card.version === this.version) {
                    this.state = card.state;
                    this.showState();
                    return;
                }
                if (this.isDirty) {
                    this.conflict(card);
                    return;
                }
                this.editor.text = card.text;
                this.state = card.state;
                this.took(card.text, card.version);
                this.say("The file was changed elsewhere: this is what it holds now.");
            } catch { /* the next thing that the reader does says so */ }
        }

        async check(kind = "check") {
            if (this.running || !(await this.save())) return;
            this.log.replaceChildren();
            try {
                const job = await live.start(kind, this.id);
                await this.follow(job);
            } catch (error) {
                this.fail(error);
            }
        }

        /** Shows a job from its first event on; `isOld` when it was over before the page was opened. */
        async follow(job, isOld = false) {
            this.running = job.running ? job.number : null;
            this.cancelButton.hidden = !job.running;
            for (const one of [this.checkButton, this.raceButton]) one.disabled = job.running;
            if (!isOld) this.say(job.kind === "race" ? "Testing and racing …" : "Checking …");
            this.said = element("pre", { class: "said", tabindex: "0" });
            const told = element("details", { class: "told", open: true }, element("summary", {}, "What cargo says"), this.said);
            this.log.replaceChildren(told);
            let end;
            try {
                end = await live.follow(job.number, (event) => this.hear(event, told));
            } finally {
                this.running = null;
                this.cancelButton.hidden = true;
                for (const one of [this.checkButton, this.raceButton]) one.disabled = false;
            }
            if (!this.said.hasChildNodes()) told.remove();
            if (!isOld || end.how !== "done") this.say(live.ending(end) || this.summary);
            this.showState();
        }

        hear(event, told) {
            if (event.event === "line") this.said.append(`${event.text}\n`);
            else if (event.event === "lost") this.said.append("… (the beginning is no longer kept)\n");
            else if (event.event === "found") {
                const { shown, marks } = findings.show(event.finding, (line, column) => this.editor.go(line, column));
                told.open = false;
                this.log.append(...shown);
                this.editor.mark(marks);
                this.state = event.finding.state;
                const { tests, compiles, race } = event.finding;
                const passed = tests.filter((test) => test.passed).length;
                this.summary = !compiles ? "It doesn’t compile." : race ? `Race: ${race.verdict}.` : `${passed} of ${tests.length} tests pass.`;
            }
        }

        async hint() {
            try {
                const { said, hints, of_hints: of } = await ask("exercise/hint", { id: this.id });
                this.showHints(hints, of);
                this.say(said.startsWith("Hint") ? `${said.split("\n", 1)[0]}.` : said);
            } catch (error) {
                this.fail(error);
            }
        }

        showHints(hints, of) {
            this.hintButton.textContent = hints.length === of ? "No more hints" : `Hint ${hints.length + 1} of ${of}`;
            this.hintButton.disabled = hints.length === of;
            const before = this.shown.childElementCount;
            this.shown.replaceChildren(...hints.map(({ title, html }, at) => {
                const text = element("div", { class: "text" });
                // Written by the workbook's authors; the server lets no HTML of theirs through.
                text.innerHTML = html;
                return element("details", { class: "hint", open: at === hints.length - 1 && at >= before }, element("summary", {}, title), text);
            }));
        }

        /** A second press does it; anything else doesn't. */
        sure(one, words, act) {
            this.choice.replaceChildren(element("p", { class: "tools" }, words, " ",
                button("Yes", async () => {
                    this.choice.replaceChildren();
                    one.focus();
                    await act();
                }), " ",
                button("No", () => {
                    this.choice.replaceChildren();
                    one.focus();
                })));
            this.choice.querySelector("button").focus();
        }

        reset() {
            this.sure(this.resetButton, "Back to the starting file? A copy of yours is kept.", async () => {
                try {
                    if (this.isDirty) await ask("exercise/keep", { id: this.id, text: this.editor.text });
                    const { said, text, version, copies } = await ask("exercise/reset", { id: this.id });
                    this.editor.text = text;
                    this.state = "untouched";
                    this.took(text, version);
                    this.showHints([], 3);
                    this.showCopies(copies);
                    this.log.replaceChildren();
                    this.say(said);
                } catch (error) {
                    this.fail(error);
                }
            });
        }

        showCopies(copies) {
            this.kept.hidden = copies.length === 0;
            const row = ({ name, bytes }) => element("li", {}, button(when(name), () => this.getBack(name)), ` ${bytes} bytes`);
            this.kept.replaceChildren(element("summary", {}, `Earlier versions (${copies.length})`),
                element("p", {}, "A press puts one into the editor; it becomes the file when you save it."), element("ul", {}, ...copies.map(row)));
        }

        async getBack(copy) {
            try {
                const { text } = await ask("exercise/copy", { id: this.id, copy });
                if (this.isDirty) {
                    const { copies } = await ask("exercise/keep", { id: this.id, text: this.editor.text });
                    this.showCopies(copies);
                }
                this.editor.text = text;
                this.edited();
                this.say(`The version of ${when(copy)} is in the editor. Save makes it the file.`);
                this.editor.field.focus();
            } catch (error) {
                this.fail(error);
            }
        }

        async solution(anyway = false) {
            try {
                const { text } = await ask("exercise/solution", { id: this.id, anyway });
                const code = element("code", { class: "language-rust" }, text);
                globalThis.hljs?.highlightBlock?.(code);
                this.answer.replaceChildren(element("details", { open: true }, element("summary", {}, `Solution of ${this.id}`), element("pre", { tabindex: "0", role: "region", "aria-label": `Solution of ${this.id}` }, code)));
                this.say("The solution is below.");
            } catch (error) {
                if (error.status === 403) this.sure(this.solutionButton, "Your tests don’t pass yet. See the solution anyway?", () => this.solution(true));
                else this.fail(error);
            }
        }
    }

    async function prepare() {
        const sections = [...document.querySelectorAll("section.exercise[data-exercise]")];
        if (sections.length === 0 || !live.isServed) return;
        if (!(await live.connected())) {
            sections[0].querySelector(":scope > .commands").before(live.invitation("To edit and check exercises here"));
            return;
        }
        const cards = [];
        for (const section of sections) {
            try {
                cards.push(new Card(section, await ask("exercise", { id: section.dataset.exercise })));
            } catch (error) {
                section.querySelector(".commands").before(element("p", { class: "status" }, `This can’t be edited here: ${error.message}.`));
            }
        }
        addEventListener("focus", () => cards.forEach((card) => card.look()));
        // Its tests may be others now.
        fill.listen(() => { cards.filter((card) => !card.running).forEach((card) => card.look()); });
        addEventListener("beforeunload", (event) => {
            // Drafts come back; a browser that refuses to keep them has to ask.
            if (cards.some((card) => card.isDirty && drafts.read(card.id) === null)) event.preventDefault();
        });
        // A job that began before the page was reloaded, or on another page, goes on here.
        const jobs = await live.jobs().catch(() => []);
        for (const card of cards) {
            const job = jobs.findLast(({ kind, id }) => (kind === "check" || kind === "race") && id === card.id);
            if (job) card.follow(job, !job.running).catch((error) => card.fail(error));
        }
    }

    prepare();
})();

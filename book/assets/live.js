// What the pages ask of `cargo workbook serve`, where they come from it and this browser opened the link that it printed.
// On any other page nothing here does anything.
(() => {
    "use strict";

    const FORMAT = 1;
    /** How often a page tries to hear a job again, and how long it waits before, in milliseconds. */
    const TRIES = 6;
    const PAUSE = 400;

    /** What the server refused, with what it said. */
    class Refused extends Error {
        constructor(status, said) {
            super(said.error ?? `the server answered with status ${status}`);
            this.status = status;
            this.said = said;
        }
    }

    async function ask(path, body = {}, method = "POST") {
        let answer;
        try {
            answer = await fetch(`/__workbook/${path}`, {
                method,
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ format: FORMAT, ...body }),
            });
        } catch {
            throw new Error("the server doesn’t answer: is cargo workbook serve still running?");
        }
        const said = await answer.json().catch(() => ({}));
        if (!answer.ok) throw new Refused(answer.status, said);
        return said;
    }

    // The page of all pages is for printing.
    const isServed = document.querySelector("meta[name='workbook-server']") !== null && !location.pathname.endsWith("/print.html");
    let asked;
    /** Whether the server knows this browser: then a page may ask for more than pages. */
    function connected() {
        asked ??= isServed
            ? fetch("/__workbook/session").then((answer) => answer.json()).then((said) => said.connected === true, () => false)
            : Promise.resolve(false);
        return asked;
    }

    /** The jobs that the server remembers, the newest last. */
    const jobs = async () => (await ask("jobs/state")).jobs;

    /** Starts a job; throws what the server says if another one runs. */
    const start = async (kind, id, more = {}) => (await ask("jobs", { kind, id, ...more })).job;

    const cancel = (number) => ask("jobs/cancel", { number });

    /** Calls off the job that a card shows, and says so there. */
    async function callOff(card) {
        if (!card.running) return;
        // Said first: the end may be heard of before the answer.
        card.say("Cancelling …");
        try {
            await cancel(card.running);
        } catch (error) {
            card.say(refusal(error));
        }
    }

    /**
     * Hands on all that a job says, from its beginning to its end; goes on where it was when the connection breaks.
     * Resolves with the job's last event.
     */
    function follow(number, hear) {
        return new Promise((resolve, reject) => {
            let seen = 0;
            let tries = 0;
            const listen = () => {
                const scheme = location.protocol === "https:" ? "wss" : "ws";
                const socket = new WebSocket(`${scheme}://${location.host}/__workbook/jobs/${number}/events/${seen}`);
                let end = null;
                socket.onmessage = ({ data }) => {
                    const event = JSON.parse(data);
                    tries = 0;
                    seen = event.seq ?? seen;
                    hear(event);
                    if (event.event === "ended") {
                        end = event;
                        resolve(event);
                    }
                };
                socket.onclose = () => {
                    if (end) return;
                    tries += 1;
                    if (tries > TRIES) reject(new Error("the server no longer tells how the job goes: is it still running?"));
                    else setTimeout(listen, PAUSE * tries);
                };
            };
            listen();
        });
    }

    /** Asks the server to print a link in its terminal; the sentence that it answers. */
    async function askForLink() {
        try {
            const said = await (await fetch("/__workbook/link", { method: "POST" })).json();
            return said.done ?? said.error;
        } catch {
            return "The server doesn’t answer: is it still running?";
        }
    }

    /** An element with attributes and children; an attribute that begins with `on` is a listener. */
    function element(name, attributes = {}, ...children) {
        const made = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) {
            if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
            else if (key === "class") made.className = value;
            else if (typeof value === "boolean") made[key] = value;
            else made.setAttribute(key, value);
        }
        made.append(...children);
        return made;
    }

    const button = (words, act, attributes = {}) => element("button", { type: "button", onclick: act, ...attributes }, words);

    /** A line for a browser that isn't connected, and the way to become so. */
    function invitation(what) {
        const said = element("span", { role: "status" });
        return element("p", { class: "invitation" },
            `${what}, open this book by the link that cargo workbook serve printed. `,
            button("Print a link in the terminal", async () => { said.textContent = await askForLink(); }), " ", said);
    }

    /**
     * Enables and disables a card's buttons as its job starts and ends; `cancel` is there while it runs. A button that is
     * disabled or hidden would lose the focus: it goes to that one, and back.
     */
    function swap(card, isRunning, cancel, others) {
        const { activeElement } = document;
        cancel.hidden = !isRunning;
        if (isRunning && others.includes(activeElement)) {
            card.pressed = activeElement;
            cancel.focus({ preventScroll: true });
        }
        for (const one of others) one.disabled = isRunning;
        if (!isRunning && activeElement === cancel) (card.pressed ?? others[0]).focus({ preventScroll: true });
    }

    /** Words for how a job ended that didn't end well; nothing for one that did. */
    function ending({ how, words }) {
        const because = words ? ` (${words})` : "";
        return { cancelled: "Cancelled.", failed: `It didn’t work${because}: see what was said.`, fault: `That went wrong${because}.` }[how] ?? "";
    }

    /** Words for what wasn’t done, such as a job that another one keeps from starting. */
    function refusal(refused) {
        const running = refused.said?.running;
        return running
            ? `${running.kind} ${running.id.slice(0, 60)} is running: one thing at a time, or times would be wrong. Wait for it, or cancel it.`
            : `${refused.message[0].toUpperCase()}${refused.message.slice(1)}.`;
    }

    globalThis.workbook = {
        ...globalThis.workbook,
        live: { isServed, connected, ask, jobs, start, cancel, callOff, swap, follow, askForLink, element, button, invitation, ending, refusal },
    };
})();

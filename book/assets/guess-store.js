// The reader's guesses: kept by this browser and, where it is connected to `cargo workbook serve`, in .workbook/guesses.json.
// Elsewhere nothing here uses the network.
(() => {
    "use strict";

    const FORMAT = 1;
    const KEY = "workbook-guesses";
    /** How many guesses a request to the server brings at most. */
    const AT_ONCE = 100;

    const isRatio = (value) => typeof value === "number" && value >= 1e-12 && value <= 1e12;
    const isTime = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));
    const isQuestion = (value) => typeof value === "string" && /^[^#<>]+#[^/<>]+(\/[^/<>]+){3}$/.test(value);

    /** Whether something that storage or a server gave is a guess. One of `null` was passed over: the reader looked without it. */
    const isGuess = (it) =>
        it !== null && typeof it === "object" && isQuestion(it.question) && isTime(it.at) && isRatio(it.reference) &&
        (it.guess === null || isRatio(it.guess)) && (it.own === null || isRatio(it.own));

    const plain = ({ question, at, guess, reference, own }) => ({ question, at, guess, reference, own });
    const identity = ({ question, at }) => `${at} ${question}`;

    /** What this browser keeps, when storage is refused or holds nothing of ours. */
    const nothing = () => ({ format: FORMAT, store: null, guesses: [], pending: [] });

    /** Only for as long as the page is open, if the browser refuses to store. */
    let memory = nothing();
    let refused = false;

    /** Reads what this browser keeps. What isn't ours, or is broken, is put aside under a name of its own and left alone. */
    function read() {
        let text;
        try {
            text = localStorage.getItem(KEY);
        } catch {
            refused = true;
            return memory;
        }
        if (text === null) return refused ? memory : nothing();
        let found = null;
        try {
            found = JSON.parse(text);
        } catch { /* it is put aside */ }
        const isOurs = found !== null && typeof found === "object" && found.format === FORMAT && Array.isArray(found.guesses);
        const guesses = isOurs ? found.guesses.filter(isGuess).map(plain) : [];
        if (!isOurs || guesses.length !== found.guesses.length) {
            try {
                localStorage.setItem(`${KEY}-unreadable-${new Date().toISOString()}`, text);
                localStorage.removeItem(KEY);
            } catch { /* it stays where it is until the next guess */ }
        }
        const names = new Set(guesses.map(identity));
        const pending = isOurs && Array.isArray(found.pending) ? found.pending.filter((name) => names.has(name)) : [...names];
        const kept = { ...nothing(), store: isOurs && typeof found.store === "string" ? found.store : null, guesses, pending };
        if (guesses.length !== found?.guesses?.length) write(kept);
        return kept;
    }

    function write(kept) {
        memory = kept;
        try {
            localStorage.setItem(KEY, JSON.stringify(kept));
            refused = false;
        } catch {
            refused = true;
        }
    }

    const inOrder = (guesses) => guesses.sort((one, other) => (identity(one) < identity(other) ? -1 : 1));

    const listeners = [];
    const tell = () => listeners.forEach((listen) => listen());

    /** `absent`: no server of ours; `strange`: one that doesn't know this browser; `connected`; `silent`: it stopped answering. */
    let server = document.querySelector("meta[name='workbook-server']") ? "strange" : "absent";

    async function post(path, body) {
        const answer = await fetch(`/__workbook/${path}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        const said = await answer.json();
        if (answer.status === 401) server = "strange";
        if (!answer.ok) throw new Error(said.error);
        return said;
    }

    /** Takes over what the server keeps; what it hasn't got yet stays pending. */
    function adopt(said, sent) {
        const guesses = said.guesses.filter(isGuess).map(plain);
        const kept = read();
        const there = new Set(guesses.map(identity));
        const waiting = new Set(kept.pending.filter((name) => !there.has(name) && !sent.has(name)));
        const missing = kept.guesses.filter((guess) => waiting.has(identity(guess)));
        write({ format: FORMAT, store: said.store, guesses: inOrder([...guesses, ...missing]), pending: [...waiting] });
    }

    /** Hands over what the server lacks, and takes what this browser lacks. */
    async function exchange() {
        let said = await post("guesses", { format: FORMAT, guesses: [] });
        const kept = read();
        // Another file than the one that has our guesses: it gets them all.
        const pending = new Set(said.store === kept.store ? kept.pending : kept.guesses.map(identity));
        const waiting = kept.guesses.filter((guess) => pending.has(identity(guess)));
        if (said.store !== kept.store) write({ ...kept, pending: [...pending] });
        const sent = new Set();
        for (let at = 0; at < waiting.length; at += AT_ONCE) {
            const part = waiting.slice(at, at + AT_ONCE);
            said = await post("guesses", { format: FORMAT, guesses: part });
            part.forEach((guess) => sent.add(identity(guess)));
        }
        adopt(said, sent);
        if (said.set_aside) problem = `The file of guesses couldn’t be read. It is kept as ${said.set_aside}.`;
    }

    /** What the reader should know of the last exchange, if anything. */
    let problem = "";
    let underWay = Promise.resolve();

    /** Exchanges with the server, one after the other, if there is one that knows us. */
    function synchronise() {
        underWay = underWay.then(async () => {
            if (server === "absent") return;
            try {
                const session = await (await fetch("/__workbook/session")).json();
                server = session.connected ? "connected" : "strange";
                problem = "";
                if (server === "connected") await exchange();
            } catch (error) {
                if (error instanceof TypeError) server = "silent";
                problem = `The server didn’t take the guesses (${error.message}); this browser keeps them.`;
            }
            tell();
        });
        return underWay;
    }

    const store = {
        /** Every guess kept, the oldest first. */
        all: () => read().guesses,
        /** The newest guess at a question, one passed over included. */
        last: (question) => read().guesses.findLast((guess) => guess.question === question) ?? null,
        /** Keeps a guess, or with `null` that the reader looked without one. */
        add(question, guess, reference, own) {
            const kept = read();
            const entry = { question, at: new Date().toISOString(), guess, reference, own };
            kept.guesses.push(entry);
            kept.pending.push(identity(entry));
            write(kept);
            tell();
            synchronise();
            return entry;
        },
        /** Forgets all guesses, here and on a server that knows us, which keeps a copy; says what happened. */
        async erase() {
            await underWay;
            let copy = null;
            if (server === "connected") {
                const said = await post("guesses/erase", { erase: true });
                copy = said.copy;
                write({ ...nothing(), store: said.store });
            } else {
                write({ ...nothing(), store: read().store });
            }
            tell();
            return copy;
        },
        /** The file that the reader takes home: the same format as the server's. */
        text: () => `${JSON.stringify({ format: FORMAT, store: read().store ?? "exported", guesses: read().guesses }, null, 2)}\n`,
        /** Where guesses are kept now. */
        state: () => ({ server, problem, refused }),
        /** Asks the server to print a link in its terminal; the sentence that it answers. */
        async askForLink() {
            const answer = await fetch("/__workbook/link", { method: "POST" });
            const said = await answer.json();
            return said.done ?? said.error;
        },
        synchronise,
        listen: (listener) => listeners.push(listener),
    };
    // Another tab of the book.
    addEventListener("storage", (event) => event.key === KEY && tell());

    /** A ratio as the pages print it: two digits, and a power of ten where there would be many zeros. */
    store.ratio = (value) => {
        if (value < 0.001 || value >= 99_999.5) {
            const [digits, exponent] = value.toExponential(1).split("e");
            const raised = [...String(Number(exponent))].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
            return `${digits} · 10${raised}`;
        }
        const decimals = value < 0.00995 ? 4 : value < 0.0995 ? 3 : value < 0.995 ? 2 : value < 9.95 ? 1 : 0;
        return value.toFixed(decimals);
    };
    /** A guess as its reader wrote it, within reason. */
    store.guessed = (value) => (value < 0.001 || value >= 99_999.5 ? store.ratio(value) : String(Number(value.toPrecision(4))));
    /** The ratio that a guess is held against: the reader's own if it was known, else the reference machine's. */
    store.found = ({ reference, own }) => own ?? reference;
    /** How many times too low or too high a guess is, from 1 on. */
    store.error = (entry) => Math.max(entry.guess / store.found(entry), store.found(entry) / entry.guess);

    globalThis.workbook = { ...globalThis.workbook, guesses: store };
    if (document.querySelector(".guess, .guesses")) synchronise();
})();

// A small editor: the browser's own text field, with line numbers beside it and colours below it. The field keeps what a
// browser's field can do (undo, input methods, screen readers, spelling off), and there is nothing to bundle.
(() => {
    "use strict";

    const INDENT = "    ";
    let made = 0;

    /** The field's text with colours, by the highlighter that mdBook brings along. */
    function coloured(text) {
        try {
            return globalThis.hljs.highlight("rust", text, true).value;
        } catch {
            const plain = document.createElement("span");
            plain.textContent = text;
            return plain.innerHTML;
        }
    }

    /** Puts text in the place of what is selected so that the browser's undo knows of it. */
    function insert(field, text) {
        // Deprecated, and still the only way that undo hears of.
        if (!document.execCommand("insertText", false, text)) {
            field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
            field.dispatchEvent(new Event("input"));
        }
    }

    /** The lines that are selected: where the first begins, where the last ends. */
    function lines({ value, selectionStart, selectionEnd }) {
        const end = selectionEnd > selectionStart && value[selectionEnd - 1] === "\n" ? selectionEnd - 1 : selectionEnd;
        const after = value.indexOf("\n", end);
        return [value.lastIndexOf("\n", selectionStart - 1) + 1, after < 0 ? value.length : after];
    }

    /** Moves the selected lines in or out. */
    function shift(field, outwards) {
        const { value, selectionStart, selectionEnd } = field;
        if (!outwards && selectionStart === selectionEnd) {
            const column = selectionStart - (value.lastIndexOf("\n", selectionStart - 1) + 1);
            insert(field, " ".repeat(INDENT.length - (column % INDENT.length)));
            return;
        }
        const [start, end] = lines(field);
        const old = value.slice(start, end);
        const moved = old.split("\n").map((line) => (outwards ? line.replace(/^( {1,4}|\t)/, "") : line && INDENT + line)).join("\n");
        if (moved === old) return;
        field.setSelectionRange(start, end);
        insert(field, moved);
        if (selectionStart === selectionEnd) {
            const caret = Math.max(start, selectionStart + moved.length - old.length);
            field.setSelectionRange(caret, caret);
        } else {
            field.setSelectionRange(start, start + moved.length);
        }
    }

    /** A new line as far in as this one, one step further after an opening bracket. */
    function breakLine(field) {
        const before = field.value.slice(field.value.lastIndexOf("\n", field.selectionStart - 1) + 1, field.selectionStart);
        const indent = /^\s*/.exec(before)[0];
        insert(field, `\n${indent}${/[{([]\s*$/.test(before) ? INDENT : ""}`);
    }

    /**
     * An editor. `label` names it; `leave` is called with Escape; `keys` maps `s`, `Enter`, … to what they do together with
     * Ctrl (or ⌘); `changed` hears of every edit.
     */
    function create({ label, text, leave, keys, changed }) {
        made += 1;
        const numbers = document.createElement("pre");
        numbers.className = "numbers";
        const colours = document.createElement("code");
        colours.className = "language-rust hljs";
        const below = document.createElement("pre");
        below.className = "below";
        below.append(colours);
        for (const layer of [numbers, below]) layer.setAttribute("aria-hidden", "true");
        const field = document.createElement("textarea");
        const help = document.createElement("p");
        help.className = "editor-help";
        help.id = `editor-help-${made}`;
        help.textContent = "Tab moves lines in, Shift+Tab out; Escape leaves the editor.";
        Object.assign(field, { value: text, spellcheck: false, autocomplete: "off", wrap: "off" });
        field.setAttribute("autocapitalize", "off");
        field.setAttribute("aria-label", label);
        field.setAttribute("aria-describedby", help.id);
        const sheet = document.createElement("div");
        sheet.className = "sheet";
        sheet.append(below, field);
        const frame = document.createElement("div");
        frame.className = "editor";
        frame.append(numbers, sheet);
        const whole = document.createElement("div");
        whole.append(frame, help);

        let marked = new Set();
        function draw() {
            // A last line that is empty has no height of its own.
            colours.innerHTML = `${coloured(field.value)}\n`;
            const count = field.value.split("\n").length;
            numbers.replaceChildren(...Array.from({ length: count }, (_, at) => {
                const number = document.createElement("span");
                number.textContent = `${at + 1}\n`;
                if (marked.has(at + 1)) number.className = "marked";
                return number;
            }));
            field.rows = Math.min(Math.max(count + 1, 8), 32);
        }
        function align() {
            below.scrollTop = field.scrollTop;
            below.scrollLeft = field.scrollLeft;
            numbers.scrollTop = field.scrollTop;
        }
        field.addEventListener("input", () => {
            draw();
            align();
            changed();
        });
        field.addEventListener("scroll", align);
        field.addEventListener("keydown", (event) => {
            // mdBook turns pages and searches with plain keys.
            event.stopPropagation();
            if (event.isComposing) return;
            const act = (event.ctrlKey || event.metaKey) && !event.altKey && keys[event.key];
            if (act) act();
            else if (event.ctrlKey || event.metaKey || event.altKey) return;
            else if (event.key === "Escape") leave();
            else if (event.key === "Tab") shift(field, event.shiftKey);
            else if (event.key === "Enter") breakLine(field);
            else return;
            event.preventDefault();
        });
        draw();

        return {
            whole,
            field,
            get text() { return field.value; },
            /** Puts another text in the place of all. */
            set text(value) {
                field.value = value;
                marked = new Set();
                draw();
                align();
            },
            /** Marks lines in the margin. */
            mark(numbers) {
                marked = new Set(numbers);
                draw();
                align();
            },
            /** Goes to a place that a compiler named: both count from one. */
            go(line, column = 1) {
                const all = field.value.split("\n");
                const at = Math.min(Math.max(line, 1), all.length);
                const start = all.slice(0, at - 1).reduce((sum, text) => sum + text.length + 1, 0);
                // Compilers count characters, and the field counts units of UTF-16.
                const before = [...all[at - 1]].slice(0, column - 1).join("").length;
                field.focus();
                field.setSelectionRange(start + before, start + before);
                field.scrollTop = (field.scrollHeight / all.length) * Math.max(at - 6, 0);
                align();
            },
        };
    }

    globalThis.workbook = { ...globalThis.workbook, editor: { create } };
})();

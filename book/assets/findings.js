// What a check or a race found, for the card of its exercise: in the words of the terminal, with ways into the editor.
(() => {
    "use strict";

    const { element, button } = globalThis.workbook.live;
    const SVG = "http://www.w3.org/2000/svg";

    /** Text in which each place in the exercise's file leads into the editor. */
    function placed(text, name, go) {
        const place = new RegExp(`(?:[\\w./-]*/)?exercises/${name}/src/lib\\.rs:(\\d+):(\\d+)`, "g");
        const parts = [];
        let end = 0;
        for (const found of text.matchAll(place)) {
            const [whole, line, column] = found;
            parts.push(text.slice(end, found.index));
            parts.push(button(`line ${line}, column ${column}`, () => go(Number(line), Number(column)), { class: "place" }));
            end = found.index + whole.length;
        }
        return [...parts, text.slice(end)];
    }

    /** The lines of the exercise's file that a text names. */
    function lines(text, name) {
        const place = new RegExp(`exercises/${name}/src/lib\\.rs:(\\d+):`, "g");
        return [...text.matchAll(place)].map(([, line]) => Number(line));
    }

    function svg(name, attributes, text) {
        const made = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        if (text !== undefined) made.textContent = text;
        return made;
    }

    const times = (value) => `×\u202f${globalThis.workbook.guesses.ratio(value)}`;

    /** The interval of a race's ratio on a line of factors, with the goal. */
    function strip({ ratio, low, high, goal }) {
        const [from, to] = [Math.min(low, goal, 1) / 1.3, Math.max(high, goal, 1) * 1.3];
        const x = (value) => 30 + 540 * (Math.log(value / from) / Math.log(to / from));
        const words = `The answer is ${times(ratio)} as fast as the plain version, between ${times(low)} and ${times(high)}; the goal is ${times(goal)}.`;
        const drawn = svg("svg", { viewBox: "0 0 600 74", role: "img", "aria-label": words, class: "race-strip" });
        drawn.append(
            svg("line", { x1: 30, x2: 570, y1: 40, y2: 40, class: "axis" }),
            svg("line", { x1: x(1), x2: x(1), y1: 32, y2: 48, class: "axis" }),
            svg("text", { x: x(1), y: 66, "text-anchor": "middle" }, "plain"),
            svg("line", { x1: x(goal), x2: x(goal), y1: 22, y2: 58, class: "goal" }),
            svg("text", { x: x(goal), y: 14, "text-anchor": "middle" }, `goal ${times(goal)}`),
            svg("line", { x1: x(low), x2: x(high), y1: 40, y2: 40, class: "interval" }),
            svg("circle", { cx: x(ratio), cy: 40, r: 6, class: "ratio" }),
        );
        return drawn;
    }

    function raced(race) {
        const { verdict, reason, ratio, low, high, goal } = race;
        const because = reason ? `, ${reason}` : "";
        const words = ratio === null
            ? `${verdict}${because}`
            : `${verdict}: ${times(ratio)} as fast as the plain version (${times(low)} to ${times(high)}; the goal is ${times(goal)})${because}`;
        const told = element("p", { class: "verdict" }, `Race: ${words}.`);
        return ratio > 0 && low > 0 && high > 0 ? [told, element("figure", { class: "race" }, strip(race))] : [told];
    }

    /** A test; of those that fail, the first one's message is the one to read. */
    function tested(test, isFirst, name, go) {
        const head = [element("span", { class: test.passed ? "passed" : "failed" }, test.passed ? "✓ passes" : "✗ fails"), ` ${test.name.replace(/^spec::/, "")}`];
        if (test.passed) return element("li", {}, ...head);
        const at = (test.location ?? "").replace("tests/../", "");
        const place = at.includes(`exercises/${name}/src/lib.rs`) || !/(^|\/)src\/lib\.rs:/.test(at) ? at : at.replace(/^.*src\/lib\.rs/, `exercises/${name}/src/lib.rs`);
        const said = element("pre", { class: "said" }, ...placed(test.message ?? "It said nothing.", name, go));
        const where = place ? [element("p", { class: "where" }, "at ", ...placed(place, name, go))] : [];
        return element("li", {}, element("details", { open: isFirst }, element("summary", {}, ...head), said, ...where));
    }

    /** A finding as `check` tells it; `go` leads to a line and a column of the editor. */
    function show(finding, go) {
        const { name, tests, errors, warnings, race, next } = finding;
        const shown = [];
        for (const error of errors) shown.push(element("pre", { class: "said" }, ...placed(error.trimEnd(), name, go)));
        if (tests.length > 0) {
            const passed = tests.filter((test) => test.passed).length;
            const first = tests.find((test) => !test.passed);
            shown.push(element("p", { class: "verdict" }, `${passed} of ${tests.length} tests pass.`));
            shown.push(element("ul", { class: "tests" }, ...tests.map((test) => tested(test, test === first, name, go))));
        }
        if (race) shown.push(...raced(race));
        for (const warning of warnings) shown.push(element("pre", { class: "said" }, ...placed(warning.trimEnd(), name, go)));
        shown.push(element("p", { class: "to-do" }, `To do next: ${next}.`));
        const marks = [...errors, ...tests.map((test) => test.location ?? "")].flatMap((text) => lines(text, name));
        return { shown, marks };
    }

    globalThis.workbook = { ...globalThis.workbook, findings: { show } };
})();

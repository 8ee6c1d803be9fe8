// Plays a learner who does an exercise in the browser: node learner.mjs [FOLDER for screenshots]
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { chromium } from "playwright-core";
import { wrong } from "./rules.mjs";
import { root, serve } from "./serve.mjs";

const shots = process.argv[2];
// The learner's file must not be that of whoever runs this.
const copy = mkdtempSync(join(tmpdir(), "workbook-learner-"));
const left = ["target", ".git", ".workbook", "node_modules"];
cpSync(root, copy, {
  recursive: true,
  filter: (path) => !left.includes(basename(path)) && relative(root, path) !== join("book", "book"),
});
const at = (path) => join(copy, path);
const read = (path) => readFileSync(at(path), "utf8");
const NAME = "timeit";
const FILE = `exercises/${NAME}/src/lib.rs`;
for (const name of [NAME, "powers", "q1"]) writeFileSync(at(`exercises/${name}/src/lib.rs`), read(`exercises/${name}/start.rs`));
// How fast anything is decides nothing here, and what isn't made fast is compiled sooner.
const unhurried = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "0", CARGO_PROFILE_RELEASE_DEBUG: "0", CARGO_PROFILE_DEV_DEBUG: "0", CARGO_INCREMENTAL: "0" };

const { address, link, stop } = await serve(copy, unhurried);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let failed = false;

async function it(promise, body) {
  const began = performance.now();
  try {
    await body();
    console.log(`ok   ${promise} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${promise}\n${error.stack}`);
  }
}

const errors = [];
const away = [];
/** What jobs told the page: a line of status may be gone before it can be looked at. */
const heard = [];
async function reader(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  const here = new URL(address).host;
  const look = (url) => /^(https?|wss?):/.test(url) && new URL(url).host !== here && away.push(url);
  page.on("request", (request) => look(request.url()));
  page.on("websocket", (socket) => {
    look(socket.url());
    socket.on("framereceived", ({ payload }) => heard.push(String(payload)));
  });
  return { page, close: () => context.close() };
}

const open = (page) => page.goto(new URL("timing.html", address).href, { waitUntil: "load" });
const card = (page) => page.locator(`section[data-exercise='${NAME}']`);
const field = (page) => card(page).locator("textarea");
const press = (page, name) => card(page).getByRole("button", { name, exact: true }).click();
const status = (page) => card(page).locator(".live > .status");
const says = (page, words) => status(page).filter({ hasText: words }).waitFor({ timeout: 240_000 });
const shoot = async (page, name) => shots && card(page).screenshot({ path: join(shots, `${name}.png`) });
/** What stands on the page now is as good for everybody as what stood there first. */
const suits = async (page) => assert.deepEqual(await wrong(page), []);
const until = async (what, holds) => {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `${what}, after twenty seconds`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Marks a page; what is returned holds it to having stayed: not loaded again, with the focus and its place on the screen kept. */
async function stays(page) {
  const place = () => page.evaluate(() => [document.activeElement.tagName, Math.round(document.activeElement.getBoundingClientRect().top)]);
  await page.evaluate(() => { globalThis.stayed = true; });
  const before = await place();
  return async (what) => {
    assert.equal(await page.evaluate(() => globalThis.stayed), true, `${what} was loaded again`);
    const [name, top] = await place();
    assert.equal(name, before[0], `${what} lost the focus`);
    assert.ok(Math.abs(top - before[1]) <= 2, `${what} moved by ${top - before[1]} pixels`);
  };
}

await it("a browser that isn't connected sees what to type, and the way to a link", async () => {
  const { page, close } = await reader();
  await open(page);
  await page.locator("section.exercise .invitation").waitFor();
  assert.equal(await page.locator(".invitation").count(), 1, "once a page is enough");
  assert.ok(await card(page).locator(".commands").isVisible());
  assert.equal(await page.locator("textarea").count(), 0);
  await close();
});

const { page } = await reader();
await page.goto(await link(), { waitUntil: "load" });
await open(page);
await field(page).waitFor();

await it("the editor shows the file, and the keyboard gets out of it", async () => {
  assert.equal(await field(page).inputValue(), read(FILE));
  await field(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Tab");
  assert.equal(await field(page).inputValue(), `    ${read(FILE)}`);
  await page.keyboard.press("Shift+Tab");
  assert.equal(await field(page).inputValue(), read(FILE));
  const here = page.url();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("s");
  await page.keyboard.press("Control+z");
  assert.equal(page.url(), here, "a key in the editor turned the page");
  assert.equal(await field(page).inputValue(), read(FILE), "undo doesn't undo");
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Check");
});

await it("an answer that fails says why, in its own words, with a way into the line", async () => {
  await press(page, "Check");
  await says(page, "tests pass.");
  const failing = card(page).locator(".tests li").filter({ hasText: "✗ fails" }).first();
  assert.match(await failing.innerText(), /not yet implemented/u);
  await failing.locator("button.place").first().click();
  assert.ok(await field(page).evaluate((here) => here === document.activeElement));
  const line = await field(page).evaluate(({ value, selectionStart }) => value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1).split("\n", 1)[0]);
  assert.match(line, /todo!/u);
  await suits(page);
  await shoot(page, "failing");
});

await it("an error of the compiler leads to its line", async () => {
  const lines = read(FILE).split("\n").length;
  await field(page).fill(`${read(FILE)}fn broken() -> u8 { "x" }\n`);
  await page.keyboard.press("Control+Enter");
  await says(page, "It doesn’t compile.");
  await card(page).getByRole("button", { name: `line ${lines}, column` }).first().click();
  assert.ok((await card(page).locator(".numbers .marked").allInnerTexts()).some((text) => Number(text) === lines));
  await shoot(page, "broken");
});

await it("the solution passes, is saved, and everything is there after a reload", async () => {
  await field(page).fill(read(`solutions/${NAME}/src/lib.rs`));
  await press(page, "Check");
  await until("the tests pass", async () => (await card(page).locator(".tests .failed").count()) === 0 && (await card(page).locator(".tests .passed").count()) > 0);
  assert.equal(read(FILE), read(`solutions/${NAME}/src/lib.rs`));
  await says(page, "tests pass.");
  assert.equal(await card(page).locator(".live .tools .tag").innerText(), "passing");
  const tests = await card(page).locator(".tests li").count();
  await shoot(page, "passing");
  await page.reload({ waitUntil: "load" });
  await card(page).locator(".tests li").nth(tests - 1).waitFor();
  assert.equal(await field(page).inputValue(), read(FILE));
  assert.equal(await card(page).locator(".live .tools .tag").innerText(), "passing");
});

await it("what isn't saved survives a reload", async () => {
  await field(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("// a thought ");
  await page.reload({ waitUntil: "load" });
  await says(page, "is here again");
  assert.match(await field(page).inputValue(), /^\/\/ a thought /u);
  assert.doesNotMatch(read(FILE), /a thought/u);
});

await it("a file that changed on disk isn't overwritten: both versions are offered, and the other is kept", async () => {
  const mine = await field(page).inputValue();
  writeFileSync(at(FILE), "// the editor's\n");
  await press(page, "Save");
  await card(page).locator(".conflict").waitFor();
  assert.equal(read(FILE), "// the editor's\n");
  await suits(page);
  await shoot(page, "conflict");
  await press(page, "Keep what is in the editor");
  await until("it is saved", () => read(FILE) === mine);
  const kept = readdirSync(at(`.workbook/kept/${NAME}`));
  assert.deepEqual(kept.map((name) => read(`.workbook/kept/${NAME}/${name}`)), ["// the editor's\n"]);
  // The other way round.
  await field(page).fill("// mine again\n");
  writeFileSync(at(FILE), "// the editor's again\n");
  await press(page, "Save");
  await press(page, "Take what is in the file");
  await until("it is shown", async () => (await field(page).inputValue()) === "// the editor's again\n");
  await card(page).locator(".copies > summary").click();
  await card(page).locator(".copies button").first().click();
  await until("it comes back", async () => (await field(page).inputValue()) === "// mine again\n");
});

await it("hints come one at a time, and a reset keeps a copy", async () => {
  await press(page, "Hint 1 of 3");
  await says(page, "Hint 1 of 3.");
  assert.equal(await card(page).locator(".hint").count(), 1);
  await press(page, "Reset");
  await press(page, "Yes");
  await says(page, "back at its start");
  assert.equal(read(FILE), read(`exercises/${NAME}/start.rs`));
  assert.equal(await field(page).inputValue(), read(FILE));
  assert.ok(readdirSync(at(`.workbook/kept/${NAME}`)).some((name) => read(`.workbook/kept/${NAME}/${name}`) === "// mine again\n"));
});

await it("the solution is shown on request, and only then", async () => {
  await press(page, "Solution");
  await card(page).getByText("See the solution anyway?").waitFor();
  assert.equal(await card(page).locator(".answer-shown details").count(), 0);
  await press(page, "Yes");
  await card(page).locator(".answer-shown details").waitFor();
});

await it("a race ends in one of three verdicts, with its figure", async () => {
  const race = page.locator("section[data-exercise='powers']");
  await race.locator("textarea").fill(read("solutions/powers/src/lib.rs"));
  await race.getByRole("button", { name: "Race", exact: true }).click();
  const verdict = race.locator(".live > .status").filter({ hasText: /^Race: (faster|not faster|cannot tell)\.$/u });
  await verdict.waitFor({ timeout: 240_000 });
  assert.match(await race.locator(".race-strip").getAttribute("aria-label"), /^The answer is ×\s\S+ as fast as the plain version/u);
});

await it("question 1 is answered in the page, checked until it is green, and kept", async () => {
  const file = "exercises/q1/src/lib.rs";
  await page.goto(new URL("assignments.html", address).href, { waitUntil: "load" });
  const question = page.locator("section[data-exercise='q1']");
  const says = (words) => question.locator(".live > .status").filter({ hasText: words }).waitFor({ timeout: 240_000 });
  await question.locator("textarea").waitFor();
  const solution = read("solutions/q1/src/lib.rs");
  // Not done yet, and it says so.
  await question.locator("textarea").fill(solution.replace(/simulate_fast\(/u, "simulate_faster("));
  await question.getByRole("button", { name: "Check", exact: true }).click();
  await says("It doesn’t compile.");
  await question.locator("textarea").fill(solution);
  await question.getByRole("button", { name: "Check", exact: true }).click();
  await says(/^(\d+) of \1 tests pass\.$/u);
  await page.reload({ waitUntil: "load" });
  await question.locator(".tests .passed").first().waitFor();
  assert.equal(await question.locator("textarea").inputValue(), solution);
  assert.equal(read(file), solution);
  assert.equal(await question.locator(".live .tools .tag").innerText(), "passing");
});

await it("after the guess a kernel is measured from the page, and the reader's numbers stand in its table", async () => {
  await page.goto(new URL("decorators.html", address).href, { waitUntil: "load" });
  const figure = page.locator("figure[data-kernel='wrapped']");
  const own = (where) => where.locator("thead th").filter({ hasText: /your/iu });
  await page.locator("#guess-1 input").fill("3");
  await page.locator("#guess-1 input").press("Enter");
  await figure.getByRole("table", { name: "Time of one evaluation" }).waitFor();
  assert.equal(await own(figure).count(), 0);
  const measuring = figure.locator(".measuring");
  await measuring.getByLabel("quickly").check();
  const measure = measuring.getByRole("button", { name: "Measure wrapped on this machine", exact: true });
  await figure.locator("details.machine > summary, details > summary").first().click();
  await measure.click();
  await measuring.getByRole("button", { name: "Cancel", exact: true }).waitFor();
  const stay = await stays(page);
  // The table fills in once the book holds the numbers.
  await measuring.locator(".status").filter({ hasText: "your numbers are in the table" }).waitFor({ timeout: 240_000 });
  assert.ok(heard.some((event) => /round \d+ of \d+, about .+ left/u.test(event)), "nothing told how far it was");
  assert.ok((await own(figure).count()) > 0);
  await stay("the page on which it was measured");
  assert.ok(await measure.evaluate((here) => here === document.activeElement), "the focus isn’t where it was");
  assert.ok(await figure.locator("details").first().evaluate((fold) => fold.open), "a fold that was open is closed");
  assert.equal(await measuring.count(), 1);
  assert.ok(await measuring.getByLabel("quickly").isChecked());
  const record = JSON.parse(read(".workbook/measurements/wrapped.json"));
  assert.equal(record.run.quick, true);
  assert.match(await page.locator("#guess-1 .outcome").innerText(), /your machine/u);
  await suits(page);
  if (shots) await figure.screenshot({ path: join(shots, "measured.png") });
  await page.reload({ waitUntil: "load" });
  await own(figure).first().waitFor();
});

await it("the page of progress and the header count what is solved, and lead back to where the reader was", async () => {
  await page.goto(new URL("progress.html", address).href, { waitUntil: "load" });
  const row = page.locator("#progress tbody tr").filter({ has: page.locator("a[href$='#exercise-powers']") });
  await row.waitFor();
  assert.match(await row.innerText(), /passing/u);
  assert.match(await page.locator(".header-progress").innerText(), /^\s*2\/\d+$/u);
  assert.match(await page.locator(".way-back a").getAttribute("href"), /decorators\.html#/u);
  await open(page);
  await field(page).waitFor();
});

await it("numbers that were measured elsewhere fill a page that is open, and what the reader is at stays", async () => {
  await open(page);
  await field(page).waitFor();
  const figure = page.locator("figure[data-kernel='powers']").first();
  assert.equal(await figure.getByText("Yours", { exact: true }).count(), 0);
  await field(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("// not yet saved ");
  const stay = await stays(page);
  const caret = await field(page).evaluate((here) => here.selectionStart);
  writeFileSync(at(".workbook/measurements/powers.json"), read("book/measurements/powers.json"));
  await until("the numbers are there", async () => (await figure.locator("th").filter({ hasText: "Yours" }).count()) > 0);
  await stay("a page whose numbers came from elsewhere");
  assert.match(await field(page).inputValue(), /^\/\/ not yet saved /u);
  assert.equal(await field(page).evaluate((here) => here.selectionStart), caret);
  assert.ok((await page.locator("main [role='status']").allInnerTexts()).includes("Numbers on this page have changed: powers."));
  // What was put in is as good as what stood there.
  assert.equal(await figure.locator(".measuring button[aria-label='Measure powers on this machine']").count(), 1);
  assert.equal(await page.locator("main thead th:empty").count(), 0);
  await suits(page);
  // And goes again.
  rmSync(at(".workbook/measurements/powers.json"));
  await until("they are gone", async () => (await figure.locator("th").filter({ hasText: "Yours" }).count()) === 0);
  await stay("a page whose numbers went");
});

await it("a build that fails is told on the page that stays, and what is written anew is shown", async () => {
  const file = "book/src/timing.md";
  const whole = read(file);
  const stay = await stays(page);
  writeFileSync(at(file), `${whole}\n{{#value nothing}}\n`);
  await page.locator(".trouble").filter({ hasText: "{{#value nothing}}" }).waitFor();
  await stay("a page whose book doesn’t build");
  writeFileSync(at(file), `${whole}\nA sentence that wasn’t there.\n`);
  await page.locator("main").getByText("A sentence that wasn’t there.").waitFor();
  assert.equal(await page.locator(".trouble").count(), 0);
  assert.equal(await page.evaluate(() => globalThis.stayed), undefined, "it was to be loaded again");
  await says(page, "is here again");
  assert.match(await field(page).inputValue(), /^\/\/ not yet saved /u);
  // Nothing that other tests would meet.
  writeFileSync(at(file), whole);
  await page.locator("main").getByText("A sentence that wasn’t there.").waitFor({ state: "detached" });
  await says(page, "is here again");
  await field(page).fill(read(FILE));
});

await it("a program that the page runs starts and stops with a press, and the focus stays at hand", async () => {
  const run = page.getByRole("button", { name: "Run clocks on this machine" });
  const whole = page.locator(".measuring").filter({ has: run });
  await run.focus();
  await page.keyboard.press("Enter");
  await whole.locator(".status").filter({ hasText: "Compiling and running …" }).waitFor();
  // What cargo says comes as it says it.
  await whole.locator(".doing").filter({ hasText: /\S/u }).waitFor({ timeout: 60_000 });
  await suits(page);
  await until("the focus is at hand", () => page.evaluate(() => document.activeElement.textContent === "Cancel"));
  await page.keyboard.press("Enter");
  await whole.locator(".status").filter({ hasText: "Cancelled." }).waitFor();
  assert.ok(await run.evaluate((here) => here === document.activeElement));
});

await it("a job that runs can be cancelled, and leaves no process behind", async () => {
  // As long as any test may wait, and it says who it is.
  writeFileSync(at(`exercises/${NAME}/spec.rs`), `//! Wait.\n\n#[test]\nfn it_waits() {\n    std::fs::write("pid", std::process::id().to_string()).unwrap();\n    std::thread::sleep(std::time::Duration::from_secs(600));\n}\n`);
  const file = at(`exercises/${NAME}/pid`);
  await page.waitForTimeout(500);
  await press(page, "Check");
  await until("the tests run", () => existsSync(file) && readFileSync(file, "utf8") !== "");
  await page.reload({ waitUntil: "load" });
  await says(page, "Checking …");
  await press(page, "Cancel");
  await says(page, "Cancelled.");
  const pid = Number(readFileSync(file, "utf8"));
  await until("the process is gone", () => !existsSync(`/proc/${pid}`));
});

await it("nothing went wrong in the browser, and no request left the machine", async () => {
  assert.deepEqual(errors, []);
  assert.deepEqual(away, []);
});

await browser.close();
await stop();
rmSync(copy, { recursive: true, force: true });
process.exit(failed ? 1 : 0);

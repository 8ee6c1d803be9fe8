// Plays a reader who guesses, with the server and without: node guesses.mjs [FOLDER for screenshots]
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, extname, join, relative } from "node:path";
import { chromium } from "playwright-core";
import { root, serve } from "./serve.mjs";

const shots = process.argv[2];
const BET = "#guess-1";
const FIGURE = "#answer-1 [data-kernel='powers']";

// What is guessed here must not end up among the guesses of whoever runs this.
const copy = mkdtempSync(join(tmpdir(), "workbook-guesses-"));
const left = ["target", ".git", ".workbook", "node_modules"];
cpSync(root, copy, {
  recursive: true,
  filter: (path) => !left.includes(basename(path)) && relative(root, path) !== join("book", "book"),
});
const file = join(copy, ".workbook/guesses.json");
const kept = () => JSON.parse(readFileSync(file, "utf8")).guesses;

const { address, link, stop } = await serve(copy);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let failed = false;

async function it(promise, body) {
  try {
    await body();
    console.log(`ok   ${promise}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${promise}\n${error.stack}`);
  }
}

/** A reader with a browser of their own, and what went wrong in it. */
async function reader(base = address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  const go = (path) => page.goto(new URL(path, base).href, { waitUntil: "load" });
  return { page, go, errors, requests, close: () => context.close() };
}

const outcome = (page, bet = BET) => page.locator(`${bet} .outcome > p`).innerText();
const isCovered = async (page) => !(await page.locator(FIGURE).first().isVisible());

async function guess(page, text, bet = BET) {
  await page.locator(`${bet} input`).fill(text);
  await page.locator(`${bet} input`).press("Enter");
}

const until = async (what, holds) => {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `${what}, after ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

await it("a bet covers the table and its explanation until it is made, by keyboard alone", async () => {
  const { page, go, errors, close } = await reader();
  await go("timing.html");
  assert.ok(await isCovered(page), "the table is shown before the guess");
  const explanation = page.locator("#answer-1 > p").first();
  assert.ok(!(await explanation.isVisible()), "the explanation is shown before the guess");
  assert.ok(await page.locator("h2#once-time").isVisible(), "the next heading is covered, too");
  // From the top of the page, with the key alone.
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.locator(`${BET} input`).evaluate((input) => input === document.activeElement)) break;
  }
  await page.keyboard.type("many");
  await page.keyboard.press("Enter");
  assert.ok(await isCovered(page), "what is no number is taken for a guess");
  assert.equal(await page.locator(`${BET} input`).getAttribute("aria-invalid"), "true");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("×1,");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("5");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(await outcome(page), /^You guessed ×\s1\.5; the reference machine says ×\s\S+: (you were \S+ times too (low|high)|well guessed)\.$/u);
  assert.ok(!(await isCovered(page)) && (await explanation.isVisible()), "the answer stays covered");
  assert.ok(await page.locator(`${BET} .outcome`).evaluate((here) => here === document.activeElement), "the focus is lost");
  const marks = await page.locator(`${BET} .strip > svg :is(.guessed, .reference)`).count();
  assert.equal(marks, 2, "guess and reference stand on one line");
  assert.deepEqual(errors, []);
  await page.reload();
  assert.match(await outcome(page), /^You guessed ×\s1\.5;/u);
  assert.ok(!(await isCovered(page)), "the guess is forgotten");
  await page.getByRole("button", { name: "Guess again" }).first().click();
  assert.ok(await isCovered(page), "the answer isn't covered again");
  await guess(page, "1/2");
  assert.match(await outcome(page), /^You guessed ×\s0\.5;/u);
  assert.equal(await page.evaluate(() => workbook.guesses.all().length), 2, "both are kept");
  assert.ok(!existsSync(file), "a browser that isn't connected wrote the file");
  await close();
});

await it("who passes sees the answer at once, and a link or a search opens a cover and counts for nothing", async () => {
  const { page, go, close } = await reader();
  await go("timing.html");
  const summary = page.locator("#answer-1 > summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  assert.ok(!(await isCovered(page)));
  assert.match(await outcome(page), /^You looked without guessing: the reference machine says/);
  assert.deepEqual(await page.evaluate(() => workbook.guesses.all().map(({ guess }) => guess)), [null]);
  await go("monomorphisation.html");
  const inner = page.locator("#answer-7");
  assert.ok(await inner.evaluate((fold) => fold.parentElement.closest("details.answer") !== null), "a bet within a step isn't covered by the first");
  await page.evaluate(() => { location.hash = "answer-7"; });
  await until("the link opens no cover", () => inner.evaluate((fold) => fold.parentElement.closest("details").open));
  assert.equal(await page.evaluate(() => workbook.guesses.all().length), 1);
  await close();
});

await it("without a guess the record says what to do, and with some it plots and reads them", async () => {
  const { page, go, errors, close } = await reader();
  await go("guesses.html");
  const record = page.locator("#guess-record");
  assert.match(await record.innerText(), /You haven’t guessed yet\. Begin with/);
  assert.equal(await record.locator("svg").count(), 0);
  const first = new URL(await record.locator("a").getAttribute("href"), page.url());
  assert.equal(first.pathname + first.hash, "/timing.html#guess-1");
  const links = await page.$$eval(".guesses a", (all) => all.map((a) => a.getAttribute("href")));
  assert.ok(links.length >= 20, `only ${links.length} questions`);
  await page.evaluate(() => {
    // Off by a factor of 4, then of 2: four and four, and one passed over.
    const items = [...document.querySelectorAll(".guesses li")].map((item) => item.dataset.question);
    const guesses = items.slice(0, 9).map((question, at) => ({
      question, at: `2026-03-${String(at + 1).padStart(2, "0")}T10:00:00.000Z`, reference: 5, own: at === 8 ? 10 : null,
      guess: at === 4 ? null : at === 8 ? 5 : at < 4 ? 20 : 2.5,
    }));
    const again = { ...guesses[4], guess: 5, at: "2026-03-10T10:00:00.000Z" };
    localStorage.setItem("workbook-guesses", JSON.stringify({ format: 1, store: null, guesses: [...guesses, again], pending: [] }));
  });
  await page.reload();
  const said = await record.locator(".reading").innerText();
  assert.equal(said, "Over 8 first guesses you are typically off by a factor of 2.8, and 4 of them were too low; the first 4 by 4.0, the last 4 by 2.0: you are getting better.");
  assert.deepEqual([await record.locator("svg .first").count(), await record.locator("svg .repeated").count()], [8, 1]);
  assert.ok((await record.locator("svg").getAttribute("aria-label")).includes(said), "the plot has no name");
  assert.ok((await record.locator("svg").boundingBox()).height > 150);
  await record.locator("summary").click();
  assert.equal(await record.locator("details tbody tr").count(), 9);
  const colour = () => record.locator("svg text").first().evaluate((text) => getComputedStyle(text).fill);
  const light = await colour();
  await page.evaluate(() => document.documentElement.classList.replace("light", "navy"));
  assert.notEqual(await colour(), light, "the plot's text doesn't follow the theme");
  assert.deepEqual(errors, []);
  await close();
});

await it("a browser that opens the link hands over what it keeps, and the next one finds it", async () => {
  const one = await reader();
  await one.go("timing.html");
  await guess(one.page, "3");
  await one.go("guesses.html");
  assert.match(await one.page.locator(".keeping").innerText(), /isn’t connected to the server/);
  await one.page.goto(await link());
  assert.equal(new URL(one.page.url()).pathname, "/", "the link leads to the book");
  await one.go("guesses.html");
  await until("nothing was handed over", () => existsSync(file) && kept().length === 1);
  assert.equal(kept()[0].guess, 3);
  assert.match(await one.page.locator(".keeping").innerText(), /kept in \.workbook\/guesses\.json/);

  const other = await reader();
  const used = await link();
  const answer = await other.page.goto(used);
  assert.equal(answer.status(), 403);
  await other.page.getByRole("button", { name: "Print another link" }).click();
  await until("no new link is printed", async () => (await link()) !== used);
  await other.page.goto(await link());
  await other.go("timing.html");
  await until("the other browser doesn't know of the guess", async () => (await other.page.locator(`${BET} .outcome > p`).count()) > 0);
  assert.match(await outcome(other.page), /^You guessed ×\s3;/u);
  await guess(other.page, "2", "#guess-2");
  await until("a guess isn't kept in the file", () => kept().length === 2);
  assert.deepEqual([...one.errors, ...other.errors.filter((error) => !error.includes("403"))], []);
  await other.close();

  // The reader measures: their own result takes its place beside the others.
  mkdirSync(join(copy, ".workbook/measurements"), { recursive: true });
  cpSync(join(copy, "book/measurements/powers.json"), join(copy, ".workbook/measurements/powers.json"));
  await until("the book isn't rebuilt with the reader's record", async () => {
    await one.go("timing.html");
    return (await one.page.locator(BET).getAttribute("data-own")) !== null;
  });
  assert.match(await outcome(one.page), /^You guessed ×\s3; the reference machine says ×\s\S+, your machine ×\s\S+: /u);
  assert.equal(await one.page.locator(`${BET} .strip > svg > .own`).count(), 1);

  // Erasing asks first, keeps a copy, and another browser doesn't bring the guesses back.
  await one.go("guesses.html");
  await until("the record isn't drawn", async () => (await one.page.locator("#guess-record .first").count()) === 2);
  const [download] = await Promise.all([one.page.waitForEvent("download"), one.page.getByRole("button", { name: "Export" }).click()]);
  const exported = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(exported.guesses, kept());
  const erase = one.page.getByRole("button", { name: "Erase my guesses" });
  await erase.focus();
  await one.page.keyboard.press("Enter");
  assert.match(await one.page.getByRole("dialog").innerText(), /copy stays in \.workbook\/kept\/guesses/);
  await one.page.keyboard.press("Escape");
  assert.equal(kept().length, 2, "Escape erases");
  await erase.click();
  await one.page.getByRole("button", { name: "Erase", exact: true }).click();
  await until("nothing is erased", () => kept().length === 0);
  await one.page.locator(".news").getByText("A copy is kept as").waitFor();
  assert.equal(readdirSync(join(copy, ".workbook/kept/guesses")).length, 1);
  await one.page.reload();
  await one.page.getByText("You haven’t guessed yet").waitFor();
  await one.page.waitForTimeout(300);
  assert.equal(kept().length, 0, "erased guesses come back");
  await one.close();
});

await it("what storage holds that isn't ours is put aside and breaks nothing", async () => {
  for (const text of ["not json", "[]", "null", '{"format":2,"guesses":[]}', '{"format":1,"guesses":[{"question":"<img src=x onerror=alert(1)>","at":"now"}]}']) {
    const { page, go, errors, close } = await reader();
    await go("guesses.html");
    await page.evaluate((text) => localStorage.setItem("workbook-guesses", text), text);
    await page.reload();
    assert.match(await page.locator("#guess-record").innerText(), /You haven’t guessed yet/, text);
    const aside = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("workbook-guesses-unreadable")).map(([, value]) => value));
    assert.deepEqual(aside, [text]);
    await go("timing.html");
    await guess(page, "3");
    assert.match(await outcome(page), /^You guessed ×\s3;/u);
    assert.deepEqual(errors, []);
    await close();
  }
});

// Any web server, and none of ours.
const built = join(copy, "built");
const run = spawnSync("cargo", ["run", "--manifest-path", join(root, "Cargo.toml"), "--package", "workbook", "--", "build", "--out", built], { cwd: copy, encoding: "utf8" });
assert.equal(run.status, 0, run.stderr);
const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const plain = createServer((request, response) => {
  try {
    const path = join(built, new URL(request.url, "http://x").pathname);
    const body = readFileSync(path);
    response.writeHead(200, { "Content-Type": kinds[extname(path)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => plain.listen(0, "127.0.0.1", resolve));
const elsewhere = `http://127.0.0.1:${plain.address().port}/`;

await it("without the server guesses are kept by the browser, and nobody is asked for one", async () => {
  const { page, go, errors, requests, close } = await reader(elsewhere);
  await go("timing.html");
  assert.ok(await isCovered(page));
  await guess(page, "3");
  await page.reload();
  assert.match(await outcome(page), /^You guessed ×\s3;/u);
  await go("guesses.html");
  assert.equal(await page.locator("#guess-record .first").count(), 1);
  assert.match(await page.locator(".keeping").innerText(), /kept by this browser only/);
  await page.getByRole("button", { name: "Erase my guesses" }).click();
  assert.match(await page.getByRole("dialog").innerText(), /There will be no copy/);
  await page.getByRole("button", { name: "Erase", exact: true }).click();
  await page.getByText("You haven’t guessed yet").waitFor();
  assert.deepEqual(requests.filter((url) => url.includes("__workbook")), []);
  assert.deepEqual(errors, []);
  await go("print.html");
  assert.ok(await page.locator("details.answer [data-kernel='powers']").first().isVisible(), "the page for printing covers its answers");
  await close();
});

await it("without scripts a fold holds what was measured, and the record says what to do", async () => {
  const { page, go, close } = await reader(elsewhere, { javaScriptEnabled: false });
  await go("timing.html");
  assert.ok(!(await page.locator(`${BET} form`).isVisible()));
  assert.ok(await page.locator(`${BET} .question`).isVisible());
  assert.ok(!(await page.locator(FIGURE).first().isVisible()));
  await page.locator("#answer-1 > summary").click();
  assert.match(await page.locator("#answer-1 > .found").innerText(), /The reference machine: ×/);
  assert.ok(await page.locator(FIGURE).first().isVisible());
  await go("guesses.html");
  assert.match(await page.locator("#guess-record").innerText(), /needs scripts/);
  assert.ok((await page.locator(".guesses a").count()) >= 20);
  await close();
});

await it("on a narrow screen nothing is too wide", async () => {
  const { page, go, close } = await reader(elsewhere, { viewport: { width: 390, height: 844 } });
  for (const path of ["timing.html", "guesses.html"]) {
    await go(path);
    if (path === "timing.html") await guess(page, "3");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${path} is ${wide} px too wide`);
    if (shots) await page.screenshot({ path: join(shots, `narrow-${path}.png`), fullPage: path === "guesses.html" });
  }
  await close();
});

await browser.close();
plain.close();
await stop();
rmSync(copy, { recursive: true, force: true });
if (failed) process.exit(1);

// Opens the served book as a reader would: node pages.mjs [FOLDER for screenshots]
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root, serve } from "./serve.mjs";

const shots = process.argv[2];
const { address, stop } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const done = [];
let failed = false;

async function it(promise, body) {
  try {
    await body();
    done.push(true);
    console.log(`ok   ${promise}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${promise}\n${error.stack}`);
  }
}

/** A page, and what went out and wrong while it was open. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const response = await page.goto(new URL(path, address).href, { waitUntil: "load" });
  assert.equal(response.status(), 200);
  return { page, requests, errors, close: () => context.close() };
}

function staysHere(requests) {
  const here = new URL(address).host;
  const away = requests.filter((url) => !url.startsWith("data:") && !url.startsWith("blob:") && new URL(url).host !== here);
  assert.deepEqual(away, [], "a request leaves the machine");
}

const toc = await open("index.html");
const chapters = await toc.page.$$eval("#mdbook-sidebar a[href$='.html'], .sidebar a[href$='.html']", (links) => [
  ...new Set(links.map((link) => new URL(link.href).pathname.slice(1))),
]);
await toc.close();

await it("the sidebar leads to the written pages", async () => {
  assert.ok(chapters.includes("timing.html"), `found ${chapters}`);
  assert.ok(chapters.length >= 3, `found ${chapters}`);
});

for (const chapter of chapters) {
  await it(`${chapter} loads whole, without errors, from this machine alone`, async () => {
    const { page, requests, errors, close } = await open(chapter);
    await page.waitForTimeout(300);
    staysHere(requests);
    assert.deepEqual(errors, []);
    // A page about directives shows some, as code.
    const text = await page.locator("main").evaluate((main) => {
      const copy = main.cloneNode(true);
      copy.querySelectorAll("code, pre").forEach((code) => code.remove());
      return copy.textContent;
    });
    assert.ok(!text.includes("{{#"), "a directive is left over");
    assert.equal(await page.locator("details.answer :is(h1, h2, h3, h4), details.answer .exercise").count(), 0, "a bet covers more than its step");
    await close();
  });
}

await it("every link within the book leads somewhere", async () => {
  const places = new Map();
  const links = [];
  for (const chapter of chapters) {
    const { page, close } = await open(chapter);
    places.set(chapter, new Set(await page.$$eval("[id]", (elements) => elements.map((element) => element.id))));
    const found = await page.$$eval("main a[href]", (anchors) => anchors.map((anchor) => anchor.href));
    links.push(...found.map((link) => [chapter, new URL(link)]));
    await close();
  }
  const here = new URL(address).host;
  for (const [chapter, link] of links.filter(([, link]) => link.host === here)) {
    const name = link.pathname.slice(1) || "index.html";
    const ids = places.get(name === "index.html" ? chapters[0] : name);
    assert.ok(ids, `${chapter} links to ${name}, which is not there`);
    const id = decodeURIComponent(link.hash.slice(1));
    assert.ok(id === "" || ids.has(id), `${chapter} links to ${name}#${id}, which is not there`);
  }
});

await it("the timing page shows its table, its plot and a sentence that reads them", async () => {
  const { page, close } = await open("timing.html");
  const block = page.locator("main [data-kernel='powers']").first();
  // With a guess open before it, the table waits for the guess.
  assert.ok(!(await block.locator("table").first().isVisible()), "the table is shown before the guess");
  await page.getByText("Show without guessing").first().click();
  const table = block.locator("table").first();
  await table.scrollIntoViewIfNeeded();
  assert.ok(await table.isVisible(), "the table is hidden");
  assert.ok((await table.locator("tbody tr").count()) >= 3, "the table has rows");
  const plot = block.locator("svg[role='img']").first();
  assert.ok(await plot.isVisible(), "the plot is hidden");
  assert.ok((await plot.boundingBox()).height > 100, "the plot has a height");
  assert.ok(await plot.evaluate((svg) => svg.hasAttribute("aria-label") || svg.hasAttribute("aria-labelledby")), "the plot has a name");
  await close();
});

await it("the plot's text follows the theme", async () => {
  const { page, close } = await open("timing.html");
  const colour = () => page.locator(".plot svg[role='img'] text").first().evaluate((text) => getComputedStyle(text).fill);
  const light = await colour();
  await page.evaluate(() => {
    document.documentElement.classList.remove("light");
    document.documentElement.classList.add("navy");
  });
  assert.notEqual(await colour(), light);
  await close();
});

await it("a quiz explains each answer that is chosen, by keyboard too, and keeps it", async () => {
  const { page, close } = await open("whole-arrays.html");
  const question = page.locator("fieldset.quiz").first();
  const answers = question.locator("button");
  assert.ok((await answers.count()) >= 3, "there are answers to choose from");
  for (let at = 0; at < (await answers.count()); at += 1) {
    const answer = answers.nth(at);
    const why = page.locator(`#${await answer.getAttribute("aria-controls")}`);
    assert.ok(!(await why.isVisible()), "an explanation is shown before its answer is chosen");
    await answer.focus();
    await page.keyboard.press("Enter");
    assert.match(await why.innerText(), /^(Right|No)\. \S/);
    assert.equal(await answer.getAttribute("aria-expanded"), "true");
  }
  assert.equal(await question.locator("button.right").count(), 1);
  await page.reload();
  assert.equal(await question.locator("button[aria-expanded=true]").count(), await answers.count());
  await close();
});

await it("no page is wider than a narrow screen", async () => {
  for (const chapter of chapters) {
    const { page, close } = await open(chapter, { viewport: { width: 390, height: 844 } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 1, `${chapter} is ${wide} px too wide`);
    await close();
  }
});

await it("an open page reloads when its source is edited", async () => {
  const source = join(root, "book/src/timing.md");
  const before = readFileSync(source);
  const { page, close } = await open("timing.html");
  try {
    const words = `edited at ${Date.now()}`;
    await page.waitForTimeout(500);
    writeFileSync(source, `${before}\n${words}\n`);
    await page.locator("main").getByText(words).waitFor({ timeout: 20_000 });
    writeFileSync(source, before);
    // Or the next page that is opened would reload.
    await page.locator("main").getByText(words).waitFor({ state: "detached", timeout: 20_000 });
  } finally {
    writeFileSync(source, before);
    await close();
  }
});

await it("on paper there are no controls, tables are open and solutions folded", async () => {
  const { page, close } = await open("assignments.html");
  await page.emulateMedia({ media: "print" });
  const shown = (selector) =>
    page.$$eval(selector, (all) => ({
      all: all.length,
      visible: all.filter((one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && one.getClientRects().length > 0).length,
    }));
  const solutions = await shown("details.solution pre");
  assert.ok(solutions.all >= 3 && solutions.visible === 0, `solutions: ${JSON.stringify(solutions)}`);
  await page.goto(new URL("timing.html", address).href);
  const machines = await shown("details.machine table");
  assert.ok(machines.all > 0 && machines.visible === machines.all, `machine cards: ${JSON.stringify(machines)}`);
  // What a quiz lets its reader choose from is text, too.
  const controls = await shown("main button:not(.option > button), main input, main textarea, main select");
  assert.equal(controls.visible, 0, `controls: ${JSON.stringify(controls)}`);
  await close();
});

if (shots) {
  for (const [name, options, theme] of [
    ["light", {}, "light"],
    ["dark", {}, "navy"],
    ["narrow", { viewport: { width: 390, height: 844 } }, "light"],
  ]) {
    for (const chapter of chapters) {
      const { page, close } = await open(chapter, options);
      await page.evaluate((theme) => localStorage.setItem("mdbook-theme", theme), theme);
      await page.reload();
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(shots, `${chapter.replace(/\W/g, "-")}-${name}.png`), fullPage: true });
      await close();
    }
  }
}

await browser.close();
await stop();
if (failed || done.length === 0) process.exit(1);

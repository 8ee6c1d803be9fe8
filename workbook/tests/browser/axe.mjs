// Holds every page against the rules of axe-core, as a stranger and as a connected reader sees it, in every theme and on
// a narrow screen: node axe.mjs
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { chromium } from "playwright-core";
import { wrong } from "./rules.mjs";
import { root, serve } from "./serve.mjs";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 360, height: 740 };
/** All that mdBook offers; a theme changes nothing but colours. */
const THEMES = ["light", "rust", "coal", "navy", "ayu"];
/** So many pages are looked at side by side. */
const AT_ONCE = 2;

// Nothing here changes a file, but a connected page asks for the reader's own, which are nobody's business.
const copy = mkdtempSync(join(tmpdir(), "workbook-axe-"));
const left = ["target", ".git", ".workbook", "node_modules"];
cpSync(root, copy, {
  recursive: true,
  filter: (path) => !left.includes(basename(path)) && relative(root, path) !== join("book", "book"),
});
const { address, link, stop } = await serve(copy);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
let failed = false;

async function look(page, path, words, only) {
  try {
    assert.deepEqual(await wrong(page, only), []);
    console.log(`ok   ${path} ${words}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${path} ${words}\n${error.message}`);
  }
}

const how = { viewport: WIDE, reducedMotion: "reduce" };

/** Calls `body` with a tab for each of these pages, a few at a time. Tabs of one browser would put on each other's themes. */
async function each(storageState, pages, body) {
  const waiting = [...pages];
  const work = async () => {
    const context = await browser.newContext({ ...how, storageState });
    const tab = await context.newPage();
    while (waiting.length > 0) {
      const path = waiting.shift();
      await tab.setViewportSize(WIDE);
      await tab.goto(new URL(path, address).href, { waitUntil: "load" });
      await body(tab, path);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function wear(page, theme) {
  await page.evaluate((name) => document.querySelector(`button#mdbook-theme-${name}, button#${name}`).click(), theme);
  assert.ok(await page.evaluate((name) => document.documentElement.classList.contains(name), theme), `no theme ${theme}`);
}

const stranger = await browser.newContext(how);
const first = await stranger.newPage();
await first.goto(new URL("index.html", address).href, { waitUntil: "load" });
const chapters = await first.$$eval("#mdbook-sidebar a[href$='.html'], .sidebar a[href$='.html']", (links) => [
  ...new Set(links.map((one) => new URL(one.href).pathname.slice(1))),
]);
assert.ok(chapters.length > 10 && chapters.includes("progress.html"), `found ${chapters}`);
await each(await stranger.storageState(), chapters, (page, path) => look(page, path, "has nothing against it"));
await stranger.close();

const reader = await browser.newContext(how);
const door = await reader.newPage();
await door.goto(await link(), { waitUntil: "load" });
const connected = await reader.storageState();
await reader.close();
await each(connected, chapters, async (page, path) => {
  if ((await page.locator("section.exercise").count()) > 0) await page.locator(".live .editor").first().waitFor();
  if ((await page.locator("figure.measured").count()) > 0) await page.locator(".measuring").first().waitFor({ state: "attached" });
  if (path === "progress.html") await page.locator("#progress table").waitFor();
  for (const theme of THEMES) {
    await wear(page, theme);
    await look(page, path, `has nothing against it in ${theme}, connected`, theme === "light" ? undefined : ["color-contrast"]);
  }
  await wear(page, "light");
  await page.setViewportSize(NARROW);
  // The page is laid out, and then hears of it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  await look(page, path, "has nothing against it on a narrow screen, connected");
});
await browser.close();
await stop();
rmSync(copy, { recursive: true, force: true });
process.exit(failed ? 1 : 0);

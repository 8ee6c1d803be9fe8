// Holds every page against the rules of axe-core, as a stranger and as a connected reader sees it: node axe.mjs
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { chromium } from "playwright-core";
import { root, serve } from "./serve.mjs";

const rules = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
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

/** What axe finds wrong with a page, a line for each element. */
async function wrong(page) {
  await page.evaluate(rules);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target} ${failureSummary}`));
}

async function look(page, path, words) {
  try {
    assert.deepEqual(await wrong(page), []);
    console.log(`ok   ${path} ${words}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${path} ${words}\n${error.message}`);
  }
}

// The policy of the server's pages allows scripts that are inline, so axe can be put into them.
const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
const page = await context.newPage();
const open = (path) => page.goto(new URL(path, address).href, { waitUntil: "load" });
await open("index.html");
const chapters = await page.$$eval("#mdbook-sidebar a[href$='.html'], .sidebar a[href$='.html']", (links) => [
  ...new Set(links.map((one) => new URL(one.href).pathname.slice(1))),
]);
assert.ok(chapters.length > 10, `found ${chapters}`);
for (const chapter of chapters) {
  await open(chapter);
  await look(page, chapter, "has nothing against it");
}
await page.goto(await link(), { waitUntil: "load" });
for (const theme of ["light", "navy"]) {
  await page.evaluate((name) => localStorage.setItem("mdbook-theme", name), theme);
  for (const chapter of chapters) {
    await open(chapter);
    if ((await page.locator("section.exercise").count()) > 0) await page.locator(".live .editor").first().waitFor();
    await look(page, chapter, `has nothing against it in ${theme}, connected`);
  }
}
await browser.close();
await stop();
rmSync(copy, { recursive: true, force: true });
process.exit(failed ? 1 : 0);

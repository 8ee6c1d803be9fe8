// What each page costs a first visit: bytes on the wire with its figures and assets, requests, and time to first paint.
// No page may weigh more than a megabyte; times are told and decide nothing: node weight.mjs
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

/** The most that a page may weigh, in bytes. */
const MOST = 1_000_000;

const { address, stop } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** A first visit: nothing is in the cache. */
async function visit(path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  let [bytes, requests] = [0, 0];
  await wire.send("Network.enable");
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await page.goto(address + path, { waitUntil: "load" });
  // Figures that load when they come into view count too.
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForLoadState("load");
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
  await context.close();
  return { path, bytes, requests, painted };
}

const first = await browser.newPage();
await first.goto(address, { waitUntil: "load" });
const pages = await first.$$eval("#mdbook-sidebar a[href$='.html'], .sidebar a[href$='.html']", (links) => [
  ...new Set(links.map((one) => new URL(one.href).pathname.slice(1))),
]);
let failed = pages.length < 15;
if (failed) console.log(`FAIL the sidebar names only ${pages.length} pages`);
for (const path of pages) {
  const { bytes, requests, painted } = await visit(path);
  const heavy = bytes > MOST;
  failed ||= heavy;
  console.log(`${heavy ? "FAIL" : "ok  "} ${path}: ${(bytes / 1000).toFixed(0)} kB in ${requests} requests, first paint after ${painted.toFixed(0)} ms`);
}
await browser.close();
await stop();
process.exit(failed ? 1 : 0);

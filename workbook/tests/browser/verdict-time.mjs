// How long a learner waits from a changed file to the verdict: bare cargo test against Check on the page, by turns.
// It decides nothing: node verdict-time.mjs [ROUNDS], on an otherwise idle machine.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { chromium } from "playwright-core";
import { root, serve } from "./serve.mjs";

const rounds = Number(process.argv[2] ?? 15);
const NAME = "q1";
const copy = mkdtempSync(join(tmpdir(), "workbook-verdict-"));
const left = ["target", ".git", ".workbook", "node_modules"];
cpSync(root, copy, {
  recursive: true,
  filter: (path) => !left.includes(basename(path)) && relative(root, path) !== join("book", "book"),
});
const file = join(copy, `exercises/${NAME}/src/lib.rs`);
const solution = readFileSync(join(copy, `solutions/${NAME}/src/lib.rs`), "utf8");
let edits = 0;
/** Another text each time, so that there is something to compile. */
const edit = () => writeFileSync(file, `${solution}\n// edit ${(edits += 1)}\n`);

const { link, stop } = await serve(copy);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage();
await page.goto(await link(), { waitUntil: "load" });

function bare() {
  edit();
  const began = performance.now();
  const ran = spawnSync("cargo", ["test", "--quiet", "--package", `exercise-${NAME}`], { cwd: copy, stdio: "ignore", env: { ...process.env, CARGO_TARGET_DIR: join(copy, "target") } });
  if (ran.status !== 0) throw new Error("the solution fails its tests");
  return performance.now() - began;
}

async function checked() {
  edit();
  const [spent, how, state] = await page.evaluate(async (name) => {
    const { live } = globalThis.workbook;
    const began = performance.now();
    let finding;
    const job = await live.start("check", name);
    const end = await live.follow(job.number, (event) => { finding = event.finding ?? finding; });
    return [performance.now() - began, end.how, finding?.state];
  }, NAME);
  if (how !== "done" || state !== "passing") throw new Error(`the check ended ${how}, ${state}`);
  return spent;
}

const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
// The first of each builds what the exercise depends on.
bare();
await checked();
const [ofCargo, ofPage] = [[], []];
for (let round = 0; round < rounds; round += 1) {
  const turns = [() => ofCargo.push(bare()), async () => ofPage.push(await checked())];
  if (round % 2) turns.reverse();
  for (const turn of turns) await turn();
}
console.log(`${rounds} rounds by turns: cargo test ${median(ofCargo).toFixed(0)} ms, Check on the page ${median(ofPage).toFixed(0)} ms, ${(median(ofPage) - median(ofCargo)).toFixed(0)} ms apart`);
await browser.close();
await stop();
rmSync(copy, { recursive: true, force: true });

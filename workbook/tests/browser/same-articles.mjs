// Compares the article text of two builds of the book, page by page: node same-articles.mjs DIR DIR
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

const [left, right] = process.argv.slice(2);

function pages(dir) {
  return readdirSync(dir, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".html") && !/(^|\/)(toc|404)\.html$/.test(name))
    .sort();
}

function article(path) {
  const found = /<main>([\s\S]*)<\/main>/.exec(readFileSync(path, "utf8"));
  if (!found) throw new Error(`${path} has no <main>`);
  return found[1];
}

const names = pages(left);
if (names.length === 0) throw new Error(`${left} has no pages`);
if (names.join() !== pages(right).join()) throw new Error(`the builds have different pages: ${names} and ${pages(right)}`);
for (const name of names) {
  const [one, other] = [article(join(left, name)), article(join(right, name))];
  if (one !== other) {
    const at = [...one].findIndex((letter, index) => letter !== other[index]);
    throw new Error(`${name} differs:\n  ${one.slice(at - 80, at + 80)}\n  ${other.slice(at - 80, at + 80)}`);
  }
}
console.log(`${names.length} pages have the same article text in ${relative(".", left)} and ${relative(".", right)}`);

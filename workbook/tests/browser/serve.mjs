// Starts `cargo workbook serve` on a free port and stops it again.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Starts it in `folder`, a copy of the workbook, with `more` in its environment. Resolves to { address, link, stop } once the book can be read. */
export async function serve(folder = root, more = {}) {
  // A command that is built already can be named: then nothing is compiled here.
  const built = process.env.WORKBOOK;
  const run = ["run", "--manifest-path", join(root, "Cargo.toml"), "--package", "workbook", "--"];
  const command = [...(built ? [] : run), "serve", "--port", "0"];
  const child = spawn(built ?? "cargo", command, {
    cwd: folder,
    env: { ...process.env, ...more },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let said = "";
  const heard = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(said);
        if (found) resolve(found[0]);
      };
      child.stdout.on("data", look);
      child.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
      look();
    });
  child.stdout.on("data", (text) => {
    said += text;
  });
  const address = await heard(/http:\/\/127\.0\.0\.1:\d+\/(?=\s)/);
  /** The newest link; it works once. */
  const link = async () => {
    await heard(/__workbook\/enter\/[0-9a-f]{64}\s/);
    return said.match(/http:\S+__workbook\/enter\/[0-9a-f]{64}/g).at(-1);
  };
  const stop = () =>
    new Promise((resolve) => {
      child.on("exit", resolve);
      // Cargo and the server it runs are one process group.
      process.kill(-child.pid, "SIGINT");
    });
  return { address, link, stop };
}

/** Screens kept as text files. */
import assert from "node:assert/strict";

const FOLDER = new URL("./snapshots/", import.meta.url);

/**
 * Fails when `text` is not what the file `name` has; with UPDATE_SNAPSHOTS=1 in the environment it
 * writes the file instead.
 */
export async function assertSnapshot(name: string, text: string): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  if (Deno.env.get("UPDATE_SNAPSHOTS") === "1") {
    await Deno.mkdir(FOLDER, { recursive: true });
    await Deno.writeTextFile(file, `${text}\n`);
    return;
  }
  assert.equal(
    `${text}\n`,
    await Deno.readTextFile(file),
    `the screen is another one than in ${name}.txt; if it is meant to be, UPDATE_SNAPSHOTS=1`,
  );
}

/** What could not be taken over is not forgotten. */
import assert from "node:assert/strict";
import type { Log } from "../../../server/base/log.ts";
import type { Journal } from "../../../server/journal/journal.ts";
import type { ServeOptions } from "../../../server/start/serve_options.ts";
import { ToldAgain } from "../../../server/start/told_again.ts";

/** A journal that refuses everything while it is full, and what a log is given. */
function stage() {
  const appended: unknown[] = [];
  const logged: Record<string, unknown>[] = [];
  const state = { isFull: true };
  const journal = {
    query: () => Promise.resolve({ mode: "open" }),
    append(_kind: string, { mode }: { mode: string }) {
      if (state.isFull) return Promise.reject(new Error("the disk is full"));
      appended.push(mode);
      return Promise.resolve(null);
    },
  };
  const log = { level: "info", write: (event: Record<string, unknown>) => logged.push(event) };
  const limits = { take: () => {} };
  const context = { journal: journal as unknown as Journal, limits, log: log as unknown as Log };
  return { appended, context, log, logged, state };
}

const BEFORE = { motd: "before", name: "", description: "" };

Deno.test("again() takes over with the next change what could not be taken over before", async () => {
  const { appended, context, log, logged, state } = stage();
  const told = new ToldAgain(BEFORE, context);
  const options = { ...BEFORE, motd: "after", registration: "closed", logLevel: "debug" };
  const read = (changed: string[]) => () => ({
    options: options as unknown as ServeOptions,
    changed,
  });
  await told.again(read(["motd", "registration", "bcrypt-cost"]));
  assert.match(String(logged[0]?.["message"]), /stays as it was: the disk is full/);
  assert.deepEqual([told.texts.motd, log.level], ["before", "info"]);
  state.isFull = false;
  await told.again(read([]));
  assert.deepEqual(appended, ["closed"]);
  assert.deepEqual([told.texts.motd, log.level], ["after", "debug"]);
  assert.deepEqual(logged[1], {
    event: "reloaded",
    changed: ["motd", "registration"],
    waiting: ["bcrypt-cost"],
  });
  await told.again(read([]));
  assert.equal(logged.length, 2);
});

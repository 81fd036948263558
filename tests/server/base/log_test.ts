import assert from "node:assert/strict";
import { Log } from "../../../server/base/log.ts";

Deno.test("Log.write() leaves most of a flood of strangers out, and says how much", async () => {
  const lines: string[] = [];
  let nowMs = 0;
  // The clock on the wall may be set back meanwhile.
  const log = new Log({
    format: "text",
    messageTexts: false,
    now: () => 1_000_000 - nowMs,
    elapsed: () => nowMs,
    write(text) {
      lines.push(...text.split("\n").slice(0, -1));
      return Promise.resolve();
    },
  });
  for (let times = 0; times < 10_000; times++) {
    log.write({ event: "refused", origin: "192.0.2.1:1", reason: "banned address" });
  }
  log.write({ event: "connected", username: "alice", origin: "192.0.2.2:1" });
  nowMs = 100;
  log.write({ event: "refused", origin: "192.0.2.1:2", reason: "banned address" });
  for (let times = 0; times < 50; times++) {
    log.write({ event: "refused", origin: "192.0.2.1:3", reason: "banned address" });
    log.write({ event: "stopped" });
  }
  nowMs = 1_000;
  log.write({ event: "stopped" });
  await log.flushed(1_000);
  assert.equal(lines.length, 200 + 3 + 50 + 2);
  // It is said once a second, not before each line that something else writes meanwhile.
  assert.deepEqual(lines.slice(200), [
    "NOT_LOGGED 9800 more connections and logins that were refused",
    "CONNECTED alice from 192.0.2.2:1",
    "REFUSED 192.0.2.1:2 (banned address)",
    ...Array(50).fill("STOPPED"),
    "NOT_LOGGED 50 more connections and logins that were refused",
    "STOPPED",
  ]);
});

Deno.test("Log.write() leaves out what is below its level, and JSON says which that is", async () => {
  const lines: string[] = [];
  const counted: string[] = [];
  const log = new Log({
    format: "json",
    level: "warning",
    messageTexts: false,
    now: () => 0,
    onEvent: (event) => void counted.push(event.event),
    write(text) {
      lines.push(...text.split("\n").slice(0, -1));
      return Promise.resolve();
    },
  });
  const write = () => {
    log.write({ event: "connected", username: "alice", origin: "192.0.2.2:1" });
    log.write({ event: "refused", origin: "192.0.2.1:1", reason: "banned address" });
    log.write({ event: "error", message: "the disk fails" });
  };
  write();
  log.level = "error";
  write();
  log.level = "debug";
  log.write({ event: "request", action: "say", outcome: "granted", milliseconds: 1, origin: "x" });
  await log.flushed(1_000);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)).map(({ level, event }) => [level, event]),
    [
      ["warning", "refused"],
      ["error", "error"],
      ["error", "error"],
      ["debug", "request"],
    ],
  );
  // What is left out is counted all the same.
  assert.equal(counted.length, 7);
});

import assert from "node:assert/strict";
import { COMMANDS } from "../../../../client/commands/catalogue.ts";
import { usageOf } from "../../../../client/commands/parts/command.ts";
import { helpLines } from "../../../../client/commands/parts/help.ts";
import { Mistake } from "../../../../client/commands/parts/mistake.ts";

Deno.test("helpLines() names every command once, in lines that fit", () => {
  const lines = helpLines(COMMANDS);
  for (const command of COMMANDS) {
    const usage = usageOf(command);
    assert.equal(lines.filter((line) => line.startsWith(`  ${usage} `)).length, 1, usage);
  }
  for (const line of lines) assert.ok(line.length <= 97, line);
});

Deno.test("helpLines() explains one command, by any of its names", () => {
  assert.deepEqual(helpLines(COMMANDS, "/switch"), [
    "/room #room|@name: go to a room you are in, or to a private conversation",
    "also: /switch",
    "for those who are in the room",
  ]);
  assert.deepEqual(helpLines(COMMANDS, "ban"), [
    "/ban [-s] [-f] name|na*|network [10m] [reason]: keep somebody or a network out, also for a time",
    "-s: on the whole server; without it, in the room where you are",
    "-f: also a network with the server's address or your own in it",
    "durations: 30s, 10m, 2h, 3d, 1w or 1h30m",
  ]);
  assert.throws(
    () => helpLines(COMMANDS, "kik"),
    (error) => error instanceof Mistake && error.message.includes("did you mean /kick?"),
  );
});

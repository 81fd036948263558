import assert from "node:assert/strict";
import { COMMANDS, findCommand, usageOf } from "../../../../client/commands/parts/catalogue.ts";
import { helpLines } from "../../../../client/commands/parts/help.ts";
import { Mistake } from "../../../../client/commands/parts/mistake.ts";
import { isAction } from "../../../../protocol/requests.ts";

Deno.test("helpLines() names every command once, in lines that fit", () => {
  const lines = helpLines();
  for (const command of COMMANDS) {
    const usage = usageOf(command);
    assert.equal(lines.filter((line) => line.startsWith(`  ${usage} `)).length, 1, usage);
  }
  for (const line of lines) assert.ok(line.length <= 97, line);
});

Deno.test("helpLines() explains one command, by any of its names", () => {
  assert.deepEqual(helpLines("/switch"), [
    "/room #room|@name: go to a room you are in, or to a private conversation",
    "also: /switch",
    "for those who are in the room",
  ]);
  assert.deepEqual(helpLines("ban"), [
    "/ban [-s] [-f] name|network [10m] [reason]: keep somebody or a network out, also for a time",
    "-s: on the whole server; without it, in the room where you are",
    "-f: also a network with the server's address or your own in it",
    "durations: 30s, 10m, 2h, 3d, 1w or 1h30m",
  ]);
  assert.throws(
    () => helpLines("kik"),
    (error) => error instanceof Mistake && error.message.includes("did you mean /kick?"),
  );
});

Deno.test("COMMANDS have names of their own and actions that exist", () => {
  const names = COMMANDS.flatMap(({ aliases = [], name }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
  for (const { actions } of COMMANDS) for (const action of actions) assert.ok(isAction(action));
  assert.equal(findCommand("HELP")?.name, "help");
  assert.equal(findCommand("toString"), undefined);
});

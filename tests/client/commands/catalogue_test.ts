import assert from "node:assert/strict";
import { COMMANDS, findCommand } from "../../../client/commands/catalogue.ts";
import { isAction } from "../../../protocol/requests.ts";

Deno.test("COMMANDS have names of their own and actions that exist", () => {
  const names = COMMANDS.flatMap(({ aliases = [], name }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
  for (const { actions } of COMMANDS) for (const action of actions) assert.ok(isAction(action));
  assert.equal(findCommand("HELP")?.name, "help");
  assert.equal(findCommand("toString"), undefined);
});

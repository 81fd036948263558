/** The protocol's document names everything that the protocol has. */
import assert from "node:assert/strict";
import { ERROR_SENTENCES } from "../protocol/errors.ts";
import { REQUEST_SHAPES } from "../protocol/requests.ts";

const PROTOCOL = Deno.readTextFileSync(new URL("../docs/protocol.md", import.meta.url));
const EVENTS = Deno.readTextFileSync(new URL("../protocol/events.ts", import.meta.url));

/** The rows of tables in the document, by what their first cell holds. */
function rowOf(name: string): string | undefined {
  return PROTOCOL.split("\n").find((line) => line.startsWith(`| \`${name}\` `));
}

Deno.test("docs/protocol.md has a row for every action, with all its fields", () => {
  for (const [action, shape] of Object.entries(REQUEST_SHAPES)) {
    const row = rowOf(action);
    assert.ok(row !== undefined, `no row for the action ${action}`);
    for (const field of Object.keys(shape)) {
      const inPlace = (field === "room" || field === "with") && row.includes("a place");
      assert.ok(inPlace || row.includes(`\`${field}\``), `${action} without its field ${field}`);
    }
  }
});

Deno.test("docs/protocol.md has a row for every event and every error code", () => {
  const events = [...EVENTS.matchAll(/event: "(\w+)"/g)].map((match) => match[1] ?? "");
  assert.ok(events.length > 15);
  for (const event of events) {
    assert.ok(event === "hello" || rowOf(event) !== undefined, `no row for the event ${event}`);
  }
  for (const code of Object.keys(ERROR_SENTENCES)) {
    assert.ok(rowOf(code) !== undefined, `no row for the code ${code}`);
  }
});

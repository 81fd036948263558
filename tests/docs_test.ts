/** The documents name everything that there is: the protocol, and the folders of the house. */
import assert from "node:assert/strict";
import { ERROR_SENTENCES } from "../protocol/errors.ts";
import { REQUEST_SHAPES } from "../protocol/requests.ts";
import { FLOORS } from "../tools/layers/order.ts";

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

Deno.test("docs/architecture.md draws the house as `deno task layers` checks it", async () => {
  const text = await Deno.readTextFile(new URL("../docs/architecture.md", import.meta.url));
  for (const [side, floors] of Object.entries(FLOORS)) {
    const [, below = ""] = text.split(new RegExp(`^    ${side}/ .*$`, "m"));
    const drawn: string[] = [];
    for (const line of below.split("\n").slice(1)) {
      const folder = line.match(/^ {6}(\S+)\/ /)?.[1];
      if (folder === undefined) break;
      drawn.push(folder);
    }
    const outermost = [...new Set(floors.map((floor) => floor.split("/")[0] ?? ""))];
    // A folder stands where its last part does.
    outermost.sort((one, other) => lastOf(floors, one) - lastOf(floors, other));
    assert.deepEqual(drawn.reverse(), outermost, side);
  }
});

function lastOf(floors: readonly string[], folder: string): number {
  return floors.findLastIndex((floor) => floor.split("/")[0] === folder);
}

Deno.test("CONTRIBUTING.md and docs/architecture.md name only files that are there", async () => {
  for (const document of ["CONTRIBUTING.md", "docs/architecture.md"]) {
    const text = await Deno.readTextFile(new URL(`../${document}`, import.meta.url));
    const paths = [
      ...text.matchAll(/`((?:bench|client|docs|protocol|server|tests|tools)\/[\w/.]*)`/g),
    ];
    assert.ok(paths.length > 10, document);
    for (const [, path = ""] of paths) {
      await assert.doesNotReject(
        Deno.stat(new URL(`../${path}`, import.meta.url)),
        `${document} names ${path}`,
      );
    }
  }
});

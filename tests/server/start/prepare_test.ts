/** What options ask for is appended where it differs from what stands. */
import assert from "node:assert/strict";
import type { Journal } from "../../../server/journal/journal.ts";
import { prepare } from "../../../server/start/prepare.ts";
import { ok } from "../../support/requests.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

/** A journal in which registration stands so, and the kinds of entries that were appended. */
function journalWith(rule: object): { journal: Journal; appended: string[] } {
  const appended: string[] = [];
  const journal = {
    query: (kind: string) => Promise.resolve(kind === "has_guests" ? false : rule),
    append(kind: string) {
      appended.push(kind);
      return Promise.resolve(kind === "offer_claim" ? false : null);
    },
  };
  return { journal: journal as unknown as Journal, appended };
}

const CASES: readonly [string, object, "open" | "closed" | undefined, string[]][] = [
  ["no option", { mode: "closed" }, undefined, []],
  ["what stands", { mode: "closed" }, "closed", []],
  ["something else", { mode: "open" }, "closed", ["set_registration"]],
  [
    "what stands when something that holds for some time is over",
    { mode: "closed", meanwhile: { mode: "open", untilMs: 5 } },
    "closed",
    ["set_registration"],
  ],
];

for (const [what, rule, registration, expected] of CASES) {
  Deno.test(`prepare() appends what --registration says, or not: ${what}`, async () => {
    const { journal, appended } = journalWith(rule);
    await prepare(journal, { registration, defaultRooms: undefined }, "one");
    assert.deepEqual(appended, [...expected, "offer_claim"]);
  });
}

Deno.test("chat serve without --registration leaves it as somebody has set it", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder, { registration: "closed" });
    assert.equal((await server.connect()).lines[0]?.["registration"], "closed");
  }
  await using server = await startServer(folder);
  const client = await server.connect();
  assert.equal(client.lines[0]?.["registration"], "closed");
  await ok(client, "ping");
});

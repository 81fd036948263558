/** Entries become bytes and come back the same; what is not understood is an error. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SERVER } from "../../../../server/journal/actors.ts";
import type { Entry } from "../../../../server/journal/entries.ts";
import {
  decodeEntry,
  encodeEntry,
  ENTRY_VERSIONS,
  EntryCodecError,
} from "../../../../server/journal/log/entry_codec.ts";
import { anyEntry } from "../../../support/random_entries.ts";

const ENTRY: Entry = {
  kind: "offer_claim",
  timeMs: 1_700_000_000_000,
  actor: SERVER,
  codeHash: new Uint8Array([0xab, 0xcd]),
};

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("encodeEntry() writes the documented form", () => {
  assert.equal(
    new TextDecoder().decode(encodeEntry(ENTRY)),
    '{"version":1,"kind":"offer_claim","timeMs":1700000000000,"actor":-1,' +
      '"fields":{"codeHash":{"$bytes":"q80="}}}',
  );
});

Deno.test("decodeEntry() gives every entry back as it was, key by key", () => {
  fc.assert(
    fc.property(anyEntry(), (entry) => {
      // As it comes from another thread: objects of the generator have no prototype.
      const given = structuredClone(entry);
      assert.deepStrictEqual(decodeEntry(encodeEntry(given)), given);
    }),
    { numRuns: 3_000, seed: 5 },
  );
});

Deno.test("decodeEntry() takes what it knows of any bytes, and no others", () => {
  const rubbish = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.json().map(bytes),
    fc.record({
      version: fc.constantFrom(1, 2, "1", null),
      kind: fc.constantFrom("say_room", "claim", "toString", "__proto__", "", 3),
      timeMs: fc.constantFrom(1, "1", null),
      actor: fc.constantFrom(1, undefined),
      fields: fc.constantFrom({}, [], null, { $other: 1 }, { text: { $bytes: "*" } }),
    }).map((value) => bytes(JSON.stringify(value))),
  );
  let taken = 0;
  fc.assert(
    fc.property(rubbish, (given) => {
      try {
        const { kind } = decodeEntry(given);
        assert.ok(Object.hasOwn(ENTRY_VERSIONS, kind));
        taken += 1;
      } catch (error) {
        assert.ok(error instanceof EntryCodecError, String(error));
      }
    }),
    { numRuns: 5_000, seed: 5 },
  );
  assert.ok(taken > 0, "some of it is whole");
});

Deno.test("decodeEntry() does not guess what a later version or an unknown kind means", () => {
  const text = new TextDecoder().decode(encodeEntry(ENTRY));
  assert.throws(() => decodeEntry(bytes(text.replace('"version":1', '"version":2'))), {
    name: "EntryCodecError",
    message: /unknown version 2/,
  });
  assert.throws(() => decodeEntry(bytes(text.replace("offer_claim", "offer_cake"))), {
    name: "EntryCodecError",
    message: /unknown kind "offer_cake"/,
  });
});

Deno.test("encodeEntry() refuses what would come back as something else", () => {
  for (const codeHash of [NaN, Infinity, 1n, () => 1, { $bytes: "AA==" }]) {
    const entry = { ...ENTRY, codeHash } as unknown as Entry;
    assert.throws(() => encodeEntry(entry), { name: "EntryCodecError" }, String(codeHash));
  }
});

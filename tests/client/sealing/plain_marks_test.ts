/** Which plain messages are taken for history, whatever a server claims of them. */
import assert from "node:assert/strict";
import type { PrivateTalk } from "../../../client/encryption/session/private_talk.ts";
import { PlainMarks } from "../../../client/sealing/plain_marks.ts";
import type { Message } from "../../../protocol/records.ts";

const SINCE_MS = Date.parse("2026-02-01T00:00:00Z");
const BEFORE = "2026-01-01T00:00:00.000Z";

function message(id: number, sealed?: string): Message {
  const said = sealed === undefined ? { text: "words" } : { text: "", kind: "sealed", sealed };
  return { id, from: "bob", to: "alice", time: BEFORE, ...said } as Message;
}

Deno.test("a plain message among sealed ones is no history, also when it is asked for alone", async () => {
  // A server that claims that nothing was ever encrypted.
  const talk = {
    standing: () => Promise.resolve("encrypted"),
    sinceMs: () => Promise.resolve(SINCE_MS),
    keys: {
      encryptedFrom: () => Promise.resolve(undefined),
      restored: () => Promise.resolve(),
    },
  } as unknown as PrivateTalk;
  const marks = new PlainMarks(talk);
  const isMarked = async (id: number) => (await marks.of("bob", [message(id)]))(message(id));
  assert.equal(await isMarked(20), false);
  marks.saw("bob", [message(12, "AA"), message(10, "AA")]);
  assert.deepEqual([await isMarked(9), await isMarked(11), await isMarked(20)], [
    false,
    true,
    true,
  ]);
  // Its ids come again after a backup was restored.
  await marks.restored(5);
  assert.equal(await isMarked(20), false);
});

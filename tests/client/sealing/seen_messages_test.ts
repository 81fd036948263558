/** What a server may say of where a message is. */
import assert from "node:assert/strict";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import { sealedRequest } from "../../../client/sealing/sealed_request.ts";
import { SeenMessages } from "../../../client/sealing/seen_messages.ts";
import type { Marked } from "../../../client/wording/marked.ts";

const SEALED: Marked = {
  id: 7,
  from: "bob",
  to: "alice",
  time: "2026-01-01T00:00:00.000Z",
  text: "opened",
  sealed: "AAAA",
  encryption: "sealed",
};

Deno.test("SeenMessages keeps what was private, though a server shows it in a room later", () => {
  const seen = new SeenMessages();
  seen.see(SEALED, SEALED, "alice");
  const { to: _to, ...rest } = SEALED;
  seen.see({ ...rest, room: "general" }, { ...rest, room: "general" }, "alice");
  assert.equal(seen.private(7)?.message, SEALED);
  assert.deepEqual(seen.opened().map(([, message]) => message), [SEALED]);
});

Deno.test("sealedRequest() changes nothing sealed in plain text where nothing can be sealed", async () => {
  const seen = new SeenMessages();
  seen.see(SEALED, SEALED, "alice");
  const fields = { id: 7, text: "canary" };
  const made = sealedRequest({
    words: TERMINAL_WORDS,
    action: "edit",
    fields,
    seen: seen.private(7),
    sealing: undefined,
    account: "alice",
    newNonce: () => "once",
    request: () => Promise.reject(new TypeError("nothing is asked")),
  });
  await assert.rejects(made, /this device cannot encrypt/);
});

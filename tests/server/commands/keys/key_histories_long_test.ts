/** Random lives of people who write encrypted, over the sockets of a real server. */
import assert from "node:assert/strict";
import { KeyHistory } from "../../../support/encryption/key_history.ts";
import { playHistories } from "../../../support/encryption/key_history_property.ts";
import { WireKeyServer } from "../../../support/encryption/wire_key_server.ts";

/** More of them, each time others, when this is set. */
const HISTORIES = Number(Deno.env.get("KEY_HISTORIES") ?? 4);
const SEED = Deno.env.has("KEY_HISTORIES") ? Date.now() % 2 ** 31 : 14;

Deno.test("on a real server, too, everybody reads everything, and nobody what came after a removal", async () => {
  const sum = await playHistories({
    histories: HISTORIES,
    seed: SEED,
    played: async (deeds) => {
      await using server = await WireKeyServer.start();
      return await new KeyHistory(server).play(deeds);
    },
  });
  assert.ok(sum.messages > HISTORIES && sum.reads > HISTORIES && sum.refusals > 0);
});

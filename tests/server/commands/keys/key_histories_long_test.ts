/** Random lives of people who write encrypted, over the sockets of a real server. */
import assert from "node:assert/strict";
import { KeyHistory } from "../../../support/encryption/key_history.ts";
import { playHistories } from "../../../support/encryption/key_history_property.ts";
import { WireKeyServer } from "../../../support/encryption/wire_key_server.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** More of them, each time others, when this is set; `deno task test:keys` plays 1,000. */
const HISTORIES = Number(Deno.env.get("KEY_HISTORIES") ?? 3);
const SEED = Deno.env.has("KEY_HISTORIES") ? Date.now() % 2 ** 31 : 14;

/** So many are played on one server, by other people each. */
const HISTORIES_A_SERVER = 50;

Deno.test("on a real server, too, everybody reads everything, and nobody what came after a removal", async () => {
  const sum = { messages: 0, reads: 0, refusals: 0, removals: 0 };
  for (let done = 0; done < HISTORIES; done += HISTORIES_A_SERVER) {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    let number = 0;
    const played = await playHistories({
      histories: Math.min(HISTORIES_A_SERVER, HISTORIES - done),
      seed: SEED + done,
      played: async (deeds) => {
        await using wire = new WireKeyServer(server, folder.path);
        return await new KeyHistory(wire, `${number++}`).play(deeds);
      },
    });
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += played[name];
    if (HISTORIES > HISTORIES_A_SERVER) {
      console.log(`${done + number} histories, seed ${SEED + done}: ${JSON.stringify(sum)}`);
    }
  }
  assert.ok(sum.messages > HISTORIES && sum.reads > HISTORIES);
  assert.ok(sum.refusals > 0 && sum.removals > 0);
});

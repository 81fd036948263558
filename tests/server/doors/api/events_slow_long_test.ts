/** A reader of events that takes nothing for a long time. */
import assert from "node:assert/strict";
import { startApiServer } from "../../../support/api_client.ts";
import { EventReader } from "../../../support/event_reader.ts";
import { httpGet } from "../../../support/http_requests.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { ok } from "../../../support/requests.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("EventsDoor leaves a slow reader nothing out, however much it falls behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder, { outboxMessages: 20, outboxBytes: 65_536 });
  const alice = await server.register("alice");
  const { token } = (await server.register("bob")).answer;
  using slow = await RawConnection.plain(server.running.webPort ?? 0);
  await slow.send(httpGet("/api/v1/events", { Authorization: `Bearer ${token}` }));
  await using reader = await EventReader.open(server.api.url, { token });
  await reader.event("login");
  const ids: number[] = [];
  // Far more than all buffers between the two hold; nobody reads the one stream meanwhile.
  const text = "x".repeat(8_000);
  for (let count = 0; count < 1_500; count++) {
    ids.push((await ok(alice, "say", { text: `${count} ${text}` }))["id"]);
  }
  const decoder = new TextDecoder();
  const seen: number[] = [];
  for (let rest = ""; seen.at(-1) !== ids.at(-1);) {
    const bytes = await slow.chunk();
    assert.ok(bytes !== undefined, `the stream ended after ${seen.length} messages`);
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const id = /^id: (\d+)\nevent: message$/m.exec(block)?.[1];
      if (id !== undefined) seen.push(Number(id));
    }
  }
  assert.deepEqual(seen, ids);
});

/** The bytes of files come to every node: at once for whoever reads, and otherwise after a moment. */
import assert from "node:assert/strict";
import { blobPath, filesFolder } from "../../../server/files/file_paths.ts";
import { startNode } from "../../support/cluster.ts";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

natsTest(
  "a file that was sent at one node is read at another, and is there when the first is gone",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    await using b = await startNode(second, { nats, node: "b" });
    const bytes = someBytes(1_500_000);
    {
      await using a = await startNode(first, { nats, node: "a" });
      const alice = await a.register("alice");
      using sending = await FileClient.open({ port: a.port, token: String(alice.answer["token"]) });
      const upload = await sending.upload(bytes);
      const file = { upload, name: "a.bin", type: "application/octet-stream" };
      const { id } = await ok(alice, "say", { room: "general", file });
      const there = await b.connect();
      const { token } = await ok(there, "login", { username: "alice", password: PASSWORD });
      using reading = await FileClient.open({ port: b.port, token });
      const fetched = await reading.ask("GET", `/files/${id}/a.bin`);
      assert.equal(fetched.status, 200);
      assert.deepEqual(fetched.body, bytes);
    }
    const copy = blobPath(filesFolder(second.path), sha256Of(bytes));
    assert.equal(Deno.statSync(copy).size, bytes.length);
  },
);

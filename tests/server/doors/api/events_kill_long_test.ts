/** A reader of events over a server that is killed again and again: nothing missing, nothing twice. */
import assert from "node:assert/strict";
import { apiOf } from "../../../support/api_client.ts";
import { EventReader } from "../../../support/event_reader.ts";
import { freePort } from "../../../support/pebble.ts";
import { ServerProcess } from "../../../support/server_process.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const KILLS = 3;
const LINES_EACH = 40;

Deno.test("GET /api/v1/events over kill -9 of the server leaves nothing out and tells nothing twice", async () => {
  using folder = new TemporaryFolder();
  const port = freePort();
  const api = apiOf(`http://127.0.0.1:${port}/api/v1/`);
  const start = () =>
    ServerProcess.start({
      args: [
        ...["--data", folder.path, "--no-tls", "--bcrypt-cost", "4", "--host", "127.0.0.1"],
        ...["--web", `127.0.0.1:${port}`, "--limits", "off"],
      ],
    });
  let server = await start();
  const { token } = await api.ok("register", { username: "alice", password: PASSWORD });
  const seen: number[] = [];
  const said: number[] = [];
  let after = "0";
  for (let round = 0; round <= KILLS; round++) {
    await using reader = await EventReader.open(api.url, { token, after });
    const listening = (async () => {
      for (;;) {
        const event = await reader.next().catch(() => undefined);
        if (event === undefined) return;
        if (event.type === "message") seen.push(event.data["id"]);
        after = reader.lastId;
        if (event.data["text"] === "the last one") return;
      }
    })();
    const talking = (async () => {
      for (let count = 0; count < LINES_EACH; count++) {
        if (round < KILLS && count === LINES_EACH / 2) server.kill("SIGKILL");
        const text = `round ${round}, line ${count}`;
        const answer = await api.request("say", { text, nonce: text }, token).catch(() =>
          undefined
        );
        if (answer === undefined) break;
        said.push(answer.body["id"]);
      }
    })();
    await talking;
    if (round === KILLS) said.push((await api.ok("say", { text: "the last one" }, token))["id"]);
    await listening;
    if (round < KILLS) {
      await server[Symbol.asyncDispose]();
      server = await start();
    }
  }
  await server[Symbol.asyncDispose]();
  // What was stored without anybody having heard of it any more is there as well.
  assert.deepEqual(seen, [...new Set(seen)]);
  assert.deepEqual(seen, seen.toSorted((one, other) => one - other));
  assert.deepEqual(said.filter((id) => !seen.includes(id)), []);
});

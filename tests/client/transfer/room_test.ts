import assert from "node:assert/strict";
import { openStage, untilState } from "./stage.ts";

const GENERAL = { room: "general" } as const;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a server with a full disk answers. */
function fullAnswer(): string {
  const body = JSON.stringify({ ok: false, error: "storage_full", message: "The disk is full" });
  return `HTTP/1.1 507 Insufficient Storage\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

Deno.test("Transfers.send() goes on by itself when the server has room again, and says that it waits", async () => {
  await using stage = await openStage();
  const told: string[] = [];
  const transfers = stage.client({
    waitsForRoom: ({ name, state }) => told.push(`${name} ${state}`),
  });
  let refusals = 0;
  stage.server.liar = ({ method }) =>
    method === "POST" && ++refusals <= 3 ? fullAnswer() : undefined;
  const path = await stage.file("a.bin", 10_000);
  await transfers.send([{ path, name: "a.bin", to: GENERAL, caption: "" }]);
  const { reason } = await untilState(transfers, 1, "waiting");
  assert.match(reason ?? "", /disk is full/);
  await untilState(transfers, 1, "done");
  assert.deepEqual(told, ["a.bin waiting"]);
  assert.equal(stage.said.length, 1);
});

Deno.test("Transfers.send() gives up on a server that had no room for a day, over runs, and can be tried again", async () => {
  await using stage = await openStage();
  stage.server.liar = ({ method }) => method === "PATCH" ? fullAnswer() : undefined;
  const path = await stage.file("a.bin", 100_000);
  const first = stage.client({ waitsForRoom: () => {} });
  await first.send([{ path, name: "a.bin", to: GENERAL, caption: "" }]);
  await untilState(first, 1, "waiting");
  await first.close();
  stage.time.ms += DAY_MS;
  const second = stage.client({ waitsForRoom: () => {} });
  await second.takeUp();
  const { reason } = await untilState(second, 1, "failed");
  assert.equal(reason, "The disk of the server was full for a whole day");
  stage.server.liar = () => undefined;
  second.act(1, "resume");
  await untilState(second, 1, "done");
});

Deno.test("Transfers.send() fails at once on a full server where nobody waits for room", async () => {
  await using stage = await openStage();
  stage.server.liar = ({ method }) => method === "POST" ? fullAnswer() : undefined;
  const transfers = stage.client();
  const path = await stage.file("a.bin", 10_000);
  await transfers.send([{ path, name: "a.bin", to: GENERAL, caption: "" }]);
  assert.match((await untilState(transfers, 1, "failed")).reason ?? "", /disk is full/);
});

import assert from "node:assert/strict";
import { ConnectionLost } from "../../../client/base/failure.ts";
import { hashOf } from "../../support/file_server.ts";
import { openStage, untilState } from "./stage.ts";

const HOUR_MS = 60 * 60 * 1_000;

/** A file whose client ends when it has said the message, before it hears of it. */
async function saidWithoutAnswer() {
  const stage = await openStage();
  const path = await stage.file("a", 1_000);
  const said = Promise.withResolvers<string>();
  const link = {
    token: "a-token",
    hello: { files: { max_size: 1_000_000_000 } },
    say: ({ nonce = "" }: { nonce?: string }) => {
      said.resolve(nonce);
      return new Promise<never>(() => {});
    },
    request: () => Promise.reject(new ConnectionLost("")),
  };
  const first = stage.client({ link });
  await first.send([{ path, name: "a", to: { room: "general" }, caption: "look" }]);
  const nonce = await said.promise;
  await first.close();
  const sha256 = hashOf(await Deno.readFile(path));
  /** The message as the server lists it. */
  const message = (from: string, ms: number) => ({
    id: 77,
    from,
    room: "general",
    text: "another caption",
    time: new Date(ms).toISOString(),
    file: { name: "a", size: 1_000, type: "text/plain", sha256 },
  });
  return { message, nonce, stage };
}

Deno.test("Transfers.takeUp() says a file again with its nonce while the server knows that", async () => {
  const { message, nonce, stage } = await saidWithoutAnswer();
  await using _ = stage;
  stage.listed.push(message("alice", stage.time.ms));
  stage.time.ms += 22 * HOUR_MS;
  const second = stage.client();
  await second.takeUp();
  await untilState(second, 1, "done");
  assert.deepEqual(stage.said.map((each) => each.nonce), [nonce]);
});

Deno.test("Transfers.takeUp() looks first whether a file is there that was said a day ago", async () => {
  const { message, stage } = await saidWithoutAnswer();
  await using _ = stage;
  stage.listed.push(message("bob", stage.time.ms), message("Alice", stage.time.ms + 1_000));
  stage.time.ms += 30 * HOUR_MS;
  const second = stage.client();
  await second.takeUp();
  const { messageId } = await untilState(second, 1, "done");
  assert.equal(messageId, 77);
  assert.deepEqual(stage.said, []);
});

Deno.test("Transfers.takeUp() says a file that was said a day ago and is not there", async () => {
  const { message, stage } = await saidWithoutAnswer();
  await using _ = stage;
  stage.listed.push(
    message("alice", stage.time.ms - 10 * HOUR_MS),
    message("bob", stage.time.ms + 1_000),
  );
  stage.time.ms += 30 * HOUR_MS;
  const second = stage.client();
  await second.takeUp();
  await untilState(second, 1, "done");
  assert.deepEqual(stage.said.map(({ text }) => text), ["look"]);
});

Deno.test("Transfers.takeUp() waits when it cannot look whether a file is there", async () => {
  const { stage } = await saidWithoutAnswer();
  await using _ = stage;
  stage.time.ms += 30 * HOUR_MS;
  const link = {
    token: "a-token",
    hello: { files: { max_size: 1_000_000_000 } },
    say: () => Promise.reject(new Error("it was said")),
    request: () => Promise.reject(new ConnectionLost("there is no connection")),
  };
  const second = stage.client({ link });
  await second.takeUp();
  assert.match((await untilState(second, 1, "waiting")).reason ?? "", /no connection/);
});

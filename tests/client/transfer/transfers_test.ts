import assert from "node:assert/strict";
import { hashOf } from "../../support/file_server.ts";
import { finishPart, makePart } from "../../../client/transfer/target_file.ts";
import { openStage, quickClock, randomBytes, untilState } from "./stage.ts";

const GENERAL = { room: "general" } as const;

Deno.test("Transfers.send() brings files to the server and says their messages in order", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  const big = await stage.file("big.bin", 3_000_000);
  const small = await stage.file("small.txt", 10);
  const empty = await stage.file("empty", 0);
  await transfers.send([big, small, empty].map((path, index) => ({
    path,
    name: path.split("/").at(-1) ?? "",
    to: GENERAL,
    caption: index === 0 ? "look" : "",
  })));
  await transfers.settled();
  assert.deepEqual(transfers.all.map(({ state }) => state), ["done", "done", "done"]);
  assert.deepEqual(
    stage.said.map(({ file, text }) => [file?.name, file?.type, text]),
    [["big.bin", "application/octet-stream", "look"], ["small.txt", "text/plain", ""], [
      "empty",
      "application/octet-stream",
      "",
    ]],
  );
  const sent = stage.server.uploads.get(stage.said[0]?.file?.upload ?? "");
  assert.equal(hashOf(sent?.bytes ?? new Uint8Array()), hashOf(await Deno.readFile(big)));
});

Deno.test("Transfers.send() goes on where the connection broke, again and again", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.breakAfter = () => 1 + Math.floor(Math.random() * 400_000);
  const path = await stage.file("big.bin", 3_000_000);
  await transfers.send([{ path, name: "big.bin", to: GENERAL, caption: "" }]);
  await transfers.settled();
  assert.equal(transfers.all[0]?.state, "done", transfers.all[0]?.reason);
  assert.equal(stage.server.received, 3_000_000);
  assert.equal(stage.said.length, 1);
});

Deno.test("Transfers.get() fetches a file over broken connections, and overwrites nothing", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  const bytes = randomBytes(2_000_000);
  stage.server.files.set(7, { name: "photo.png", bytes });
  stage.server.breakAfter = () => 1 + Math.floor(Math.random() * 300_000);
  await Deno.writeTextFile(`${stage.folder}/photo.png`, "mine");
  const file = { messageId: 7, folder: stage.folder, name: "photo.png" };
  await transfers.get({ ...file, bytes: bytes.length, sha256: hashOf(bytes) });
  await transfers.settled();
  const { path = "", reason } = transfers.all[0] ?? {};
  assert.equal(path, `${stage.folder}/photo (2).png`, reason);
  assert.equal(hashOf(await Deno.readFile(path)), hashOf(bytes));
  assert.equal(await Deno.readTextFile(`${stage.folder}/photo.png`), "mine");
  assert.deepEqual(await namesIn(stage.folder), ["config", "photo (2).png", "photo.png"]);
});

Deno.test("Transfers.get() without a name takes that of the server, cleaned", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.files.set(1, { name: "../../.bash\u202erc", bytes: new Uint8Array([1]) });
  await transfers.get({ messageId: 1, folder: `${stage.folder}/new` });
  await transfers.settled();
  assert.equal(transfers.all[0]?.path, `${stage.folder}/new/bashrc`);
});

Deno.test("Transfers.pause() stops a transfer, and resume() goes on from there", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  const bytes = randomBytes(1_000_000);
  stage.server.files.set(7, { name: "a", bytes });
  stage.server.breakAfter = () => 500_000;
  await transfers.get({
    messageId: 7,
    folder: stage.folder,
    name: "a",
    bytes: 1_000_000,
    sha256: hashOf(bytes),
  });
  await untilState(transfers, 1, "waiting");
  assert.equal(transfers.act(1, "pause"), true);
  assert.equal(transfers.numbered(1)?.state, "paused");
  assert.equal(transfers.act(1, "resume"), true);
  assert.equal((await untilState(transfers, 1, "done")).path, `${stage.folder}/a`);
  assert.match(stage.server.requests.at(-1)?.fields.get("range") ?? "", /^bytes=500000-$/);
});

Deno.test("Transfers.cancel() leaves nothing behind on either side", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.breakAfter = () => 1_000;
  const path = await stage.file("a", 100_000);
  await transfers.send([{ path, name: "a", to: GENERAL, caption: "" }]);
  stage.server.files.set(7, { name: "b", bytes: randomBytes(100_000) });
  await transfers.get({ messageId: 7, folder: stage.folder, name: "b" });
  await untilState(transfers, 1, "waiting");
  await untilState(transfers, 2, "waiting");
  transfers.act(1, "cancel");
  transfers.act(2, "cancel");
  await transfers.settled();
  await transfers.close();
  assert.equal(stage.server.uploads.size, 0);
  assert.deepEqual(await namesIn(stage.folder), ["a", "config"]);
  assert.equal(await Deno.readTextFile(`${stage.folder}/config/transfers`), "");
});

Deno.test("Transfers.takeUp() goes on with what another client has left, and with nothing else", async () => {
  await using stage = await openStage();
  const first = stage.client();
  const bytes = randomBytes(1_000_000);
  stage.server.files.set(7, { name: "a", bytes });
  // Each comes so far at first, and no further.
  let bodies = 0;
  stage.server.breakAfter = () => bodies++ < 2 ? 300_000 : 1;
  const path = await stage.file("up", 800_000);
  await first.send([{ path, name: "up", to: GENERAL, caption: "hi", replyTo: 3 }]);
  await first.get({
    messageId: 7,
    folder: stage.folder,
    name: "a",
    bytes: 1_000_000,
    sha256: hashOf(bytes),
  });
  await untilState(first, 1, "waiting");
  await untilState(first, 2, "waiting");
  const second = stage.client();
  assert.deepEqual(await second.takeUp(), []);
  await first.close();
  stage.server.breakAfter = () => Infinity;
  assert.equal((await second.takeUp()).length, 2);
  await second.settled();
  assert.deepEqual(second.all.map(({ state }) => state), ["done", "done"]);
  assert.equal(stage.server.received, 800_000);
  assert.deepEqual(stage.said.map(({ reply_to, text }) => [reply_to, text]), [[3, "hi"]]);
  assert.equal(hashOf(await Deno.readFile(`${stage.folder}/a`)), hashOf(bytes));
  const { mode } = await Deno.stat(`${stage.folder}/config/transfers`);
  assert.equal((mode ?? 0) & 0o777, 0o600);
});

Deno.test("Transfers.get() goes on with nothing that is another file by now", async () => {
  await using stage = await openStage();
  const { folder, server } = stage;
  const [old, fresh] = [randomBytes(100_000), randomBytes(100_000)];
  server.files.set(7, { name: "a", bytes: old });
  server.breakAfter = () => 50_000;
  const first = stage.client();
  const file = { messageId: 7, folder, name: "a", bytes: 100_000 };
  await first.get({ ...file, sha256: hashOf(old) });
  await untilState(first, 1, "waiting");
  await first.close();
  server.breakAfter = () => Infinity;
  server.files.set(7, { name: "a", bytes: fresh });
  const second = stage.client();
  await second.get({ ...file, sha256: hashOf(fresh) });
  const { path = "" } = await untilState(second, 1, "done");
  assert.equal(hashOf(await Deno.readFile(path)), hashOf(fresh));
});

Deno.test("Transfers.bytesOf() ends with the client, whatever the server does", async () => {
  await using stage = await openStage();
  const bytes = randomBytes(100_000);
  stage.server.files.set(7, { name: "a", bytes });
  const asked = Promise.withResolvers<void>();
  stage.server.liar = () => {
    asked.resolve();
    return new Uint8Array(); // and then nothing
  };
  stage.server.staysOpen = true;
  const transfers = stage.client();
  const seen = transfers.bytesOf({ messageId: 7, bytes: 100_000, sha256: hashOf(bytes) });
  await asked.promise;
  await transfers.close();
  await assert.rejects(seen, DOMException);
});

Deno.test("Transfers.bytesOf() waits for a file no longer than its size explains", async () => {
  await using stage = await openStage();
  const bytes = randomBytes(64 * 1024);
  stage.server.files.set(7, { name: "a", bytes });
  let isLate = () => {};
  const asked = Promise.withResolvers<void>();
  stage.server.liar = () => {
    asked.resolve();
    return new Uint8Array();
  };
  stage.server.staysOpen = true;
  const clock = {
    ...quickClock,
    setTimer(delayMs: number, callback: () => void) {
      // Half a minute, and a second for each 64 KiB.
      if (delayMs !== 31_000) return quickClock.setTimer(delayMs, callback);
      isLate = callback;
      return () => {};
    },
  };
  const transfers = stage.client({ clock });
  const seen = transfers.bytesOf({ messageId: 7, bytes: bytes.length, sha256: hashOf(bytes) });
  await asked.promise;
  isLate();
  await assert.rejects(seen, /takes too long/);
});

for (const isLeft of [false, true]) {
  const how = isLeft ? "with its part" : "without its part";
  Deno.test(`Transfers.takeUp() fetches nothing again that is whole, ${how}`, async () => {
    await using stage = await openStage();
    const { folder, server } = stage;
    const bytes = randomBytes(100_000);
    server.files.set(7, { name: "a", bytes });
    server.breakAfter = () => 50_000;
    const first = stage.client();
    await first.get({ messageId: 7, folder, name: "a", bytes: 100_000, sha256: hashOf(bytes) });
    await untilState(first, 1, "waiting");
    await first.close();
    // The client was killed between giving the file its name and noting that.
    await Deno.writeFile(`${folder}/a.part`, bytes);
    await Deno.link(`${folder}/a.part`, `${folder}/a`);
    if (!isLeft) await Deno.remove(`${folder}/a.part`);
    const asked = server.requests.length;
    const second = stage.client();
    await second.takeUp();
    assert.equal((await untilState(second, 1, "done")).path, `${folder}/a`);
    await second.close();
    assert.equal(server.requests.length, asked);
    assert.deepEqual(await namesIn(folder), ["a", "config"]);
  });
}

Deno.test("makePart() takes an empty part that nobody has, and no other one", async () => {
  await using stage = await openStage();
  const { folder } = stage;
  await Deno.writeTextFile(`${folder}/full.part`, "x");
  await Deno.writeTextFile(`${folder}/left.part`, "");
  await Deno.symlink(`${folder}/left.part`, `${folder}/link.part`);
  using full = (await makePart(folder, "full")).file;
  using left = (await makePart(folder, "left")).file;
  using other = (await makePart(folder, "left")).file;
  using link = (await makePart(folder, "link")).file;
  assert.ok(full !== left && other !== link);
  assert.deepEqual(await namesIn(folder), [
    "full (2).part",
    "full.part",
    "left (2).part",
    "left.part",
    "link (2).part",
    "link.part",
  ]);
});

Deno.test("finishPart() leaves nothing behind when the part is gone", async () => {
  await using stage = await openStage();
  await assert.rejects(finishPart(`${stage.folder}/a.part`, "a"), /cannot be renamed/);
  assert.deepEqual(await namesIn(stage.folder), []);
});

Deno.test("Transfers.send() begins anew when the file has changed since it was hashed", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  const path = await stage.file("a", 200_000);
  let count = 0;
  stage.server.breakAfter = () => count++ === 0 ? 100_000 : Infinity;
  await transfers.send([{ path, name: "a", to: GENERAL, caption: "" }]);
  await untilState(transfers, 1, "waiting");
  await Deno.writeFile(path, randomBytes(150_000));
  await transfers.settled();
  assert.equal(transfers.all[0]?.state, "done", transfers.all[0]?.reason);
  const sent = stage.server.uploads.get(stage.said[0]?.file?.upload ?? "");
  assert.equal(hashOf(sent?.bytes ?? new Uint8Array()), hashOf(await Deno.readFile(path)));
  assert.equal(stage.server.uploads.size, 1);
});

Deno.test("Transfers.send() refuses what is no file, or more than the server takes", async () => {
  await using stage = await openStage();
  const link = {
    token: "a-token",
    hello: { files: { max_size: 10 } },
    say: () => Promise.reject(),
    request: () => Promise.reject(),
  };
  const transfers = stage.client({ link });
  const file = { name: "a", to: GENERAL, caption: "" };
  await assert.rejects(transfers.send([{ ...file, path: stage.folder }]), /is a folder/);
  await assert.rejects(transfers.send([{ ...file, path: `${stage.folder}/none` }]), /no file/);
  const path = await stage.file("a", 11);
  await assert.rejects(transfers.send([{ ...file, path }]), /at most 10 B/);
  const none = stage.client({ link: { ...link, hello: {} } });
  await assert.rejects(none.send([{ ...file, path }]), /takes no files/);
});

Deno.test("Transfers do three at once, the others when there is a turn for them", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.liar = () => "";
  for (let id = 1; id <= 5; id++) {
    await transfers.get({ messageId: id, folder: stage.folder, name: "a" });
  }
  await untilState(transfers, 3, "waiting");
  assert.deepEqual(transfers.all.slice(3).map(({ state }) => state), ["queued", "queued"]);
  transfers.act(1, "cancel");
  await untilState(transfers, 4, "waiting");
  assert.equal(transfers.numbered(5)?.state, "queued");
});

/** What is in a folder besides locks. */
async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}

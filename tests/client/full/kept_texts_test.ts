import assert from "node:assert/strict";
import { join } from "node:path";
import { TEXTS_FILE, TextStore } from "../../../client/full/kept_texts.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("TextStore.load() brings back what was saved, from a file that only its owner reads", async () => {
  await inFolder(async (folder) => {
    const drafts = new Map([["chat.example:5000 #general", "half\na thought"], ["x @bob", " "]]);
    await new TextStore(folder).save({ drafts, sent: ["one", "two"] });
    const kept = await new TextStore(folder).load();
    assert.deepEqual([...kept.drafts], [["chat.example:5000 #general", "half\na thought"]]);
    assert.deepEqual(kept.sent, ["one", "two"]);
    const { mode } = await Deno.stat(join(folder, TEXTS_FILE));
    if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("TextStore.saveNow() saves before it returns", async () => {
  await inFolder(async (folder) => {
    new TextStore(folder).saveNow({ drafts: new Map([["a #b", "text"]]), sent: [] });
    assert.deepEqual([...(await new TextStore(folder).load()).drafts], [["a #b", "text"]]);
    const { mode } = await Deno.stat(join(folder, TEXTS_FILE));
    if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  });
});

Deno.test("TextStore.save() keeps a bounded number of texts of bounded length, the newest", async () => {
  await inFolder(async (folder) => {
    const sent = Array.from({ length: 2_000 }, (_, index) => `text ${index}`);
    const drafts = new Map([["a #long", "x".repeat(50_000)], ["a #short", "x"]]);
    await new TextStore(folder).save({ drafts, sent });
    const kept = await new TextStore(folder).load();
    assert.deepEqual([...kept.drafts.keys()], ["a #short"]);
    assert.deepEqual([kept.sent.length, kept.sent.at(-1)], [500, "text 1999"]);
  });
});

Deno.test("TextStore.load() takes a damaged file for an empty one", async () => {
  await inFolder(async (folder) => {
    for (const text of ["{", "[]", "null", '{"drafts":7,"sent":{"a":1}}', '{"drafts":{"a":1}}']) {
      await Deno.writeTextFile(join(folder, TEXTS_FILE), text, { mode: 0o600 });
      const { drafts, sent } = await new TextStore(folder).load();
      assert.deepEqual([drafts.size, sent.length], [0, 0], text);
    }
  });
});

Deno.test("TextStore keeps nothing without a folder", async () => {
  const store = new TextStore(undefined);
  await store.save({ drafts: new Map([["a", "b"]]), sent: ["c"] });
  store.saveNow({ drafts: new Map([["a", "d"]]), sent: [] });
  assert.equal((await store.load()).drafts.size, 0);
});

Deno.test("TextStore keeps what two clients write at once", async () => {
  await inFolder(async (folder) => {
    const [one, other] = [new TextStore(folder), new TextStore(folder)];
    const drafts = [["a:1 #x", "old"], ["a:1 #y", "stays"]] as const;
    await one.save({ drafts: new Map(drafts), sent: ["first"] });
    await Promise.all([one.load(), other.load()]);
    await one.save({ drafts: new Map([["a:1 #y", "stays"]]), sent: ["first", "of one"] });
    const written = [...drafts, ["b:2 @bob", "mine"]] as const;
    await other.save({ drafts: new Map(written), sent: ["first", "of other"] });
    one.saveNow({ drafts: new Map([["a:1 #y", "changed"]]), sent: ["first", "of one"] });
    const kept = await new TextStore(folder).load();
    assert.deepEqual([...kept.drafts], [["a:1 #y", "changed"], ["b:2 @bob", "mine"]]);
    assert.deepEqual(kept.sent, ["first", "of one", "of other"]);
  });
});

Deno.test("TextStore.save() before load() throws nothing away", async () => {
  await inFolder(async (folder) => {
    const drafts = new Map([["a:1 #x", "old"]]);
    await new TextStore(folder).save({ drafts, sent: ["first"] });
    await new TextStore(folder).save({ drafts: new Map([["a:1 #y", "new"]]), sent: [] });
    const kept = await new TextStore(folder).load();
    assert.deepEqual([[...kept.drafts.keys()], kept.sent], [["a:1 #x", "a:1 #y"], ["first"]]);
  });
});

Deno.test("TextStore keeps no codes and no keys of rooms, whether they were sent or stand on a line", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const secrets = [
      "/recovery AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH",
      " /Devices  LINK ABCD-EFGH-JKLM-NPQR",
      "/claim 7KQ2-XXXX",
      "/join #ops horse",
      "/j #ops horse",
      "/set key horse",
      "/config proxy http://user:horse@proxy.example:8080",
      "/r AAAA-BBBB",
      "/rr AAAA-BBBB",
      "/alias mine /recovery AAAA-BBBB",
      "/bind f5 /claim 7KQ2-XXXX",
      '/config aliases.mine "/claim 7KQ2-XXXX"',
      "half a message\n/r AAAA-BBBB",
      "/loop AAAA",
    ];
    const harmless = [
      "/recovery new",
      "/recovery reset",
      "/devices link",
      "/join #ops",
      "/set key",
      "/config proxy socks5://127.0.0.1:9050",
      "/alias hi /me waves to $1",
      "/hi bob",
    ];
    const aliases = { r: "/recovery $1", rr: "/r", hi: "/me waves to $1", loop: "/loop" };
    // A file from before has what is left out now.
    Deno.writeTextFileSync(
      `${folder}/texts`,
      JSON.stringify({ drafts: { "a:1 #x": secrets[0] }, sent: secrets }),
      { mode: 0o600 },
    );
    const store = new TextStore(folder, () => aliases);
    await store.load();
    const drafts = new Map(secrets.map((text, index) => [`a:1 #${index}`, text]));
    await store.save({ drafts, sent: [...secrets, ...harmless] });
    const kept = Deno.readTextFileSync(`${folder}/texts`);
    assert.deepEqual(JSON.parse(kept), { drafts: {}, sent: harmless });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

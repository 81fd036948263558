import assert from "node:assert/strict";
import { join } from "node:path";
import { findKnown, KnownServers } from "../../client/known_servers.ts";

const ONE = "SHA256:1111111111111111111111111111111111111111111";
const TWO = "SHA256:2222222222222222222222222222222222222222222";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("findKnown() takes the last line for a place and skips rubbish", () => {
  const text = `# mine\n\na:1 ${ONE}\nb:2 nonsense\na:1  ${TWO}\r\na:1\n`;
  assert.deepEqual(findKnown(text, "a:1"), { fingerprint: TWO, line: 5 });
  assert.equal(findKnown(text, "b:2"), undefined);
  assert.equal(findKnown(text, "#"), undefined);
});

Deno.test("KnownServers.add() is found by the next one, in a private file in a private folder", () =>
  inFolder(async (base) => {
    const folder = join(base, "new", "chat");
    await new KnownServers(folder).add("[::1]:5000", ONE);
    const known = new KnownServers(folder);
    assert.deepEqual(await known.find("[::1]:5000"), { fingerprint: ONE, line: 1 });
    assert.equal(await known.find("other:5000"), undefined);
    if (Deno.build.os !== "windows") {
      const { mode } = await Deno.stat(join(folder, "known_servers"));
      assert.equal((mode ?? 0) & 0o777, 0o600);
      assert.equal(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
    }
  }));

Deno.test("KnownServers.add() keeps a line whose end somebody left out", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "known_servers"), `a:1 ${ONE}`);
    await new KnownServers(folder).add("b:2", TWO);
    const text = await Deno.readTextFile(join(folder, "known_servers"));
    assert.equal(text, `a:1 ${ONE}\nb:2 ${TWO}\n`);
  }));

Deno.test("KnownServers.add() loses nothing when many do it at once", () =>
  inFolder(async (folder) => {
    const places = Array.from({ length: 40 }, (_, index) => `host${index}:5000`);
    await Promise.all(places.map((place) => new KnownServers(folder).add(place, ONE)));
    const known = new KnownServers(folder);
    for (const place of places) assert.equal((await known.find(place))?.fingerprint, ONE);
  }));

Deno.test("KnownServers remembers for this run when there is no folder", async () => {
  const known = new KnownServers(undefined);
  await known.add("a:1", ONE);
  assert.deepEqual(await known.find("a:1"), { fingerprint: ONE, line: 0 });
  assert.equal(known.path, undefined);
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { DamagedKnownServers, findKnown, KnownServers } from "../../../client/net/known_servers.ts";

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

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("findKnown() takes the last line for a place and skips what is about others", () => {
  const text = bytes(`# mine\n\na:1\nb:2 nonsense\na:1  ${TWO}\r\nb:3 ${ONE}`);
  assert.deepEqual(findKnown(text, "a:1"), { fingerprint: TWO, line: 5 });
  assert.deepEqual(findKnown(text, "b:3"), { fingerprint: ONE, line: 6 });
  assert.equal(findKnown(text, "c:4"), undefined);
  assert.equal(findKnown(bytes(""), "a:1"), undefined);
});

Deno.test("findKnown() finds a place that an older version wrote as it was typed", () => {
  const text = bytes(
    `[0:0:0:0:0:0:0:1]:1 ${ONE}\nChat.Example.:2 ${TWO}\nbücher.example:3 ${ONE}\n`,
  );
  assert.equal(findKnown(text, "[::1]:1")?.line, 1);
  assert.equal(findKnown(text, "chat.example:2")?.line, 2);
  assert.equal(findKnown(text, "xn--bcher-kva.example:3")?.line, 3);
});

Deno.test("findKnown() finds that an authority vouched for a server", () => {
  assert.deepEqual(findKnown(bytes("a:1 vouched\n"), "a:1"), { fingerprint: "vouched", line: 1 });
});

for (
  const [what, text] of [
    ["no fingerprint", bytes(`a:1 ${ONE}\na:1\n`)],
    ["half a fingerprint", bytes(`a:1 ${ONE}\na:1 SHA256:1111\n`)],
    ["something else", bytes(`a:1 ${ONE}\na:1 MD5:0011\n`)],
    ["bytes that are no UTF-8", new Uint8Array([...bytes("a:1\n"), 0xff, 0xfe, 0x0a])],
    ["zeroes, as after a power cut", bytes(`a:1 ${ONE}\n\0\0\0`)],
  ] as const
) {
  Deno.test(`findKnown() does not take a server for a new one when there is ${what}`, () => {
    assert.throws(() => findKnown(text, "a:1"), (error) => {
      assert.ok(error instanceof DamagedKnownServers);
      assert.equal(error.line, 2);
      return true;
    });
  });
}

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

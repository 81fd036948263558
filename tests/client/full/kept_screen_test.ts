import assert from "node:assert/strict";
import { type KeptScreen, ScreenStore } from "../../../client/full/kept_screen.ts";
import { openServersIn, openServersWritten } from "../../../client/full/servers/open_servers.ts";
import type { PlaceChoices } from "../../../client/full/state/choices.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const OPS = "alice@chat.example:5000 #ops";
const GENERAL = "alice@chat.example:5000 #general";

function screenWith(...choices: [string, PlaceChoices][]): KeptScreen {
  return { choices: new Map(choices), windows: "", open: "" };
}

Deno.test("ScreenStore keeps what was chosen, and nothing of what was taken back", async () => {
  using folder = new TemporaryFolder();
  const store = new ScreenStore(folder.path);
  assert.equal((await store.load()).choices.size, 0);
  await store.save(screenWith([OPS, { traffic: "off" }], [GENERAL, { traffic: undefined }]));
  assert.deepEqual(
    await new ScreenStore(folder.path).load(),
    screenWith([OPS, { traffic: "off" }]),
  );
});

Deno.test("ScreenStore keeps what another client has chosen meanwhile", async () => {
  using folder = new TemporaryFolder();
  const [one, other] = [new ScreenStore(folder.path), new ScreenStore(folder.path)];
  await one.load();
  await other.load();
  await one.save(screenWith([OPS, { traffic: "off" }]));
  await other.save(screenWith([GENERAL, { traffic: "smart" }]));
  assert.deepEqual(
    await new ScreenStore(folder.path).load(),
    screenWith([OPS, { traffic: "off" }], [GENERAL, { traffic: "smart" }]),
  );
});

Deno.test("ScreenStore.load() leaves out what makes no sense", async () => {
  using folder = new TemporaryFolder();
  const written = [
    "",
    "[]",
    "{",
    '{"rooms":[1]}',
    `{"rooms":{"${OPS}":{"traffic":"loud"},"${"x".repeat(500)}":{"traffic":"off"}}}`,
    `{"rooms":{"${OPS}":7,"__proto__":{"traffic":"off"}}}`,
  ];
  for (const text of written) {
    await Deno.writeTextFile(`${folder.path}/screen`, text);
    const { choices } = await new ScreenStore(folder.path).load();
    assert.ok([...choices.values()].every(({ traffic }) => traffic !== "loud" as unknown));
  }
});

Deno.test("ScreenStore keeps the servers that were open last, of whichever client", async () => {
  using folder = new TemporaryFolder();
  const [one, other] = [new ScreenStore(folder.path), new ScreenStore(folder.path)];
  const nothing = await one.load();
  await other.load();
  const open = openServersWritten([
    { username: "alice", host: "chat.example", port: 5000 },
    { username: undefined, host: "::1", port: 6000, tls: false },
  ], true);
  await one.save({ ...nothing, open });
  await other.save({ ...nothing, choices: new Map([[OPS, { traffic: "off" }]]) });
  const kept = await new ScreenStore(folder.path).load();
  assert.deepEqual(openServersIn(kept.open), [
    { username: "alice", host: "chat.example", port: 5000, tls: true },
    { username: undefined, host: "::1", port: 6000, tls: false },
  ]);
  await one.save(nothing);
  assert.equal((await new ScreenStore(folder.path).load()).open, "");
});

Deno.test("openServersIn() leaves out what makes no sense", () => {
  for (
    const written of [
      "7",
      "{}",
      '[7,null,{},{"at":"a@b"},{"at":7,"tls":true},{"at":"https://x","tls":true}]',
      '[{"at":"a@b:5000","tls":true,"fingerprint":"x"}]',
    ]
  ) {
    assert.deepEqual(openServersIn(written), [], written);
  }
  const many = Array.from(
    { length: 99 },
    (_, port) => ({ at: `alice@chat.example:${port + 1}`, tls: true }),
  );
  assert.equal(openServersIn(JSON.stringify(many)).length, 20);
});

/** `chat admin import` of every other format, twice each, without a server and with one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { dataOf, importFrom, shownIn } from "../../../support/imports.ts";
import { runChat } from "../../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

interface Expected {
  format: string;
  name: string;
  args?: readonly string[];
  room: string;
  /** What the first import, and the second one, says last. */
  first: RegExp;
  second: RegExp;
  code: number;
  /** Messages as `time from: text`. */
  messages: readonly string[];
}

const ALL: readonly Expected[] = [
  {
    format: "mattermost",
    name: "mattermost",
    room: "town-square",
    first: /^5 messages of 2 rooms came in; 0 were here already\.$/m,
    second: /^0 messages of 2 rooms came in; 5 were here already\.$/m,
    // A file of the export is not in it.
    code: 1,
    messages: [
      "2019-01-02T10:30:00.000Z petra: first\n(file missing: lost.txt)",
      "2019-01-02T10:46:40.000Z olaf-s: second 😄 [🎉 olaf-s petra]",
      "2019-01-02T10:53:20.000Z petra: an answer <2>",
      "2019-01-02T10:53:20.000Z petra:  (note.txt, 7)",
    ],
  },
  {
    format: "discord",
    name: "discord",
    room: "ops",
    first: /^3 messages of 1 room came in; 0 were here already\.$/m,
    second: /^0 messages of 1 room came in; 3 were here already\.$/m,
    // What lies outside of the export is not in it.
    code: 1,
    messages: [
      'Hello @petra, **bold** :parrot: } ] "quoted"\n' +
      "(file missing: gone.png, https://cdn.discordapp.com/attachments/1/2/gone.png)\n" +
      "(file missing: users.json) [👍 petra]",
      " (note one.txt, 7)",
      "sure\nA page\nhttps://example.com/\nabout it <1>",
    ].map((text, index) =>
      index < 2
        ? `2024-02-03T10:30:00.500Z olaf: ${text}`
        : `2024-02-03T10:31:00.000Z petra: ${text}`
    ),
  },
  {
    format: "weechat",
    name: "weechat",
    args: ["--time-zone", "Europe/Berlin"],
    room: "deno",
    first: /^4 messages of 1 room came in; 0 were here already\.$/m,
    second: /^0 messages of 1 room came in; 4 were here already\.$/m,
    code: 0,
    messages: [
      "2024-02-03T13:05:10.000Z olaf: hello there",
      "2024-02-03T13:05:10.000Z olaf: hello there",
      "2024-02-03T13:05:12.000Z *petra: waves at **all**",
      "2024-02-03T13:07:00.000Z petra: a\ttab",
    ],
  },
  {
    format: "irssi",
    name: "irssi",
    args: ["--time-zone", "UTC"],
    room: "deno",
    first: /^6 messages of 1 room came in; 0 were here already\.$/m,
    second: /^0 messages of 1 room came in; 6 were here already\.$/m,
    code: 0,
    messages: [
      "2024-02-03T23:58:00.000Z olaf: good evening",
      "2024-02-03T23:59:00.000Z petra: hi",
      "2024-02-03T23:59:00.000Z petra: hi",
      "2024-02-03T23:59:00.000Z *olaf: yawns",
      "2024-02-04T00:01:00.000Z petra: a notice",
      "2024-02-04T00:02:00.000Z petra: <b> good night",
    ],
  },
];

for (const { args = [], code, first, format, messages, name, room, second } of ALL) {
  Deno.test(`chat admin import ${format} brings a history in, and a second time nothing`, async () => {
    using folder = new TemporaryFolder();
    const data = dataOf(folder);
    {
      await using server = await startServer(data);
      await server.register("alice");
    }
    const all = [...args, "--owner", "alice"];
    const brought = await importFrom(folder, format, name, ...all);
    assert.match(brought.stdout, first, brought.stderr);
    assert.equal(brought.code, code, brought.stdout);
    await using server = await startServer(data);
    const alice = await server.login("alice");
    const shown = await shownIn(alice, room);
    const ids = shown.map(({ id }) => id);
    assert.deepEqual(
      shown.map((message) => {
        const { file, from, me, reactions = [], reply_to: answers, text, time } = message;
        const reacted = reactions.map(({ emoji, users }: { emoji: string; users: string[] }) =>
          ` [${[emoji, ...users].join(" ")}]`
        );
        return `${time} ${me ? "*" : ""}${from}: ${text}${reacted.join("")}` +
          (file === undefined ? "" : ` (${file.name}, ${file.size})`) +
          (answers === undefined ? "" : ` <${ids.indexOf(answers) + 1}>`);
      }),
      messages,
    );
    const again = await importFrom(folder, format, name, ...all);
    assert.match(again.stdout, second, again.stderr);
    assert.deepEqual(await shownIn(alice, room), shown);
  });
}

Deno.test("chat admin import chat takes what chat admin export has written", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  await using server = await startServer(data);
  const alice = await server.register("alice");
  await importFrom(folder, "discord", "discord", "--owner", "alice");
  const written = join(folder.path, "written");
  const exported = await runChat([
    ...["admin", "export", written, "--room", "ops", "--data", data.path],
  ]);
  assert.equal(exported.code, 0, exported.stderr);
  const map = join(folder.path, "map.txt");
  Deno.writeTextFileSync(map, "#ops = ops-again\nolaf = olaf\npetra = petra\n");
  const all = ["--owner", "alice", "--map", map];
  const first = await importFrom(folder, "chat", written, ...all);
  assert.match(first.stdout, /^3 messages of 1 room came in; 0 were here/m, first.stderr);
  const second = await importFrom(folder, "chat", written, ...all);
  assert.match(second.stdout, /^0 messages of 1 room came in; 3 were here/m);
  const [one, again] = [await shownIn(alice, "ops"), await shownIn(alice, "ops-again")];
  const known = (messages: typeof one) =>
    messages.map(({ file, from, reactions, text, time }) => ({
      file,
      from,
      reactions,
      text,
      time,
    }));
  assert.deepEqual(known(again), known(one));
  assert.equal(again[2]?.["reply_to"], again[0]?.["id"]);
});

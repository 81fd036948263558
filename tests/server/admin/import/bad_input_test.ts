/** Exports that are not whole, and what is done about them; archives; placeholders and who takes over. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { dataOf, historyPath, importFrom, shownIn } from "../../../support/imports.ts";
import { ok, refused as refusedWith } from "../../../support/requests.ts";
import { runChat } from "../../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** Writes files below a folder. */
function write(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, text);
  }
  return folder;
}

/** The files of a history, as an archive has them. */
function archived(name: string): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  const walk = (path: string, inside: string) => {
    for (const { isDirectory, name } of Deno.readDirSync(path)) {
      const [at, below] = [join(path, name), inside === "" ? name : `${inside}/${name}`];
      if (isDirectory) walk(at, below);
      else files[below] = Deno.readFileSync(at);
    }
  };
  walk(historyPath(name), "");
  return zipSync(files);
}

const MESSAGE = (text: string, second: number) =>
  JSON.stringify({ type: "message", user: "U1", text, ts: `135551752${second}.000001` });

Deno.test("chat admin import takes what is whole of an export that is not, and says the rest", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  await using server = await startServer(data);
  const alice = await server.register("alice");
  const export_ = write(join(folder.path, "export"), {
    "channels.json": '[{"id":"C1","name":"team"},{"id":"C2","name":"cut"},7,"x"]',
    "team/2012-12-14.json": `[${MESSAGE("one", 1)},{"type":"message"},{"type":]},${
      MESSAGE("two", 2)
    }]`,
    "team/2012-12-15.json": "no JSON at all",
    "team/notes.txt": "what is this",
    "cut/2012-12-14.json": `[${MESSAGE("three", 3)},{"type":"message","user":"U1","text":"cu`,
  });
  const { code, stderr, stdout } = await importFrom(folder, "slack", export_, "--owner", "alice");
  assert.equal(code, 1);
  assert.match(stdout, /^3 messages of 2 rooms came in; 0 were here already\.$/m, stderr);
  for (
    const problem of [
      "users.json: it is not there; people are called by their ids",
      "team/2012-12-14.json:1: it is no message with a time",
      "team/2012-12-14.json:1: it is no JSON, or too long",
      "team/2012-12-15.json:1: it is not what it should be",
      "cut/2012-12-14.json:1: the file ends in the middle",
    ]
  ) assert.ok(stdout.includes(`WARNING  ${problem}\n`), `${problem}\n${stdout}`);
  assert.deepEqual((await shownIn(alice, "team")).map(({ text }) => text), ["one", "two"]);
  assert.equal((await shownIn(alice, "cut"))[0]?.["from"], "U1-slack");
});

Deno.test("chat admin import refuses what it cannot do before anything is changed", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  await using server = await startServer(data);
  const alice = await server.register("alice");
  await ok(alice, "say", { text: "hello" });
  const map = join(folder.path, "map.txt");
  Deno.writeTextFileSync(map, "olaf = nobody\n");
  Deno.writeFileSync(join(folder.path, "no.zip"), new Uint8Array([80, 75, 3, 4, 0, 0]));
  Deno.mkdirSync(join(folder.path, "empty"));
  const owner = ["--owner", "alice"];
  const refused: [string, string, string[], RegExp][] = [
    ["slack", "slack", owner, /In #general something was said already.*#general = general-history/],
    ["slack", "slack", [...owner, "--map", map], /In #general/],
    ["irssi", "irssi", [...owner, "--map", map], /The --map names nobody, and there is no such/],
    ["irssi", "irssi", ["--owner", "nobody"], /no account with this name/],
    ["irssi", "irssi", [], /Nobody owns this server yet; say with --owner/],
    [
      "irssi",
      "irssi",
      [...owner, "--time-zone", "Nowhere/At_all"],
      /There is no time zone Nowhere/,
    ],
    ["irssi", join(folder.path, "gone"), owner, /gone cannot be read: /],
    ["slack", join(folder.path, "no.zip"), owner, /no\.zip is no archive that can be read/],
    ["discord", join(folder.path, "empty"), owner, /There are no messages of discord in .*empty/],
    ["telegram", "slack", owner, /The format is one of slack, mattermost, discord, weechat/],
  ];
  for (const [format, name, args, sentence] of refused) {
    const { code, stderr } = await importFrom(folder, format, name, ...args);
    assert.equal(code, 1, stderr);
    assert.match(stderr, sentence);
  }
  assert.equal((await ok(alice, "rooms", {})).rooms.length, 1);
  Deno.writeTextFileSync(map, "just words\n");
  const { stderr } = await importFrom(folder, "irssi", "irssi", "--map", map);
  assert.match(stderr, /map\.txt:1: a line is like THEIRS = OURS\./);
});

Deno.test("chat admin import reads archives as it reads folders, and follows no links", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  await using server = await startServer(data);
  const alice = await server.register("alice");
  const zip = join(folder.path, "export.zip");
  Deno.writeFileSync(zip, archived("mattermost"));
  const first = await importFrom(folder, "mattermost", zip, "--owner", "alice");
  assert.match(first.stdout, /^5 messages of 2 rooms came in/m, first.stderr);
  const again = await importFrom(folder, "mattermost", "mattermost", "--owner", "alice");
  assert.match(again.stdout, /^0 messages of 2 rooms came in; 5 were here already/m);
  assert.equal((await shownIn(alice, "town-square"))[3]?.["file"].name, "note.txt");
  if (Deno.build.os === "windows") return;
  const secret = join(folder.path, "secret.txt");
  Deno.writeTextFileSync(secret, "secret");
  const linked = write(join(folder.path, "linked"), {
    "ops.json": JSON.stringify({
      guild: { id: "1" },
      channel: { id: "5", name: "linked" },
      messages: [{
        id: "6",
        type: "Default",
        timestamp: "2024-02-03T10:31:00+00:00",
        content: "look",
        author: { id: "77", name: "olaf" },
        attachments: [{ id: "1", url: "secret.txt", fileName: "secret.txt" }],
      }],
    }),
  });
  Deno.symlinkSync(secret, join(linked, "secret.txt"));
  await importFrom(folder, "discord", linked, "--owner", "alice");
  assert.deepEqual(
    (await shownIn(alice, "linked")).map(({ text }) => text),
    ["look\n(file missing: secret.txt)"],
  );
});

Deno.test("chat admin import-claim gives an account what a placeholder wrote", async () => {
  using folder = new TemporaryFolder();
  const data = dataOf(folder);
  await using server = await startServer(data);
  const alice = await server.register("alice");
  await server.register("olaf");
  const brought = await importFrom(folder, "discord", "discord", "--owner", "alice");
  // A file makes nobody speak as an account that is there.
  assert.match(brought.stdout, /^New placeholders: olaf-discord, petra\.$/m, brought.stderr);
  // Nobody logs in as one, whatever the password is.
  const guest = await server.connect();
  const petra = { username: "petra", password: "" };
  assert.equal(await refusedWith(guest, "login", petra), "bad_credentials");
  const admin = (...args: string[]) => runChat(["admin", ...args, "--data", data.path]);
  const wrong = await admin("import-claim", "alice", "olaf");
  assert.match(wrong.stderr, /alice is no placeholder of an import/);
  const claimed = await admin("import-claim", "olaf-discord", "olaf");
  assert.equal(claimed.stdout, "olaf has what olaf-discord wrote: 2 messages.\n", claimed.stderr);
  const shown = await shownIn(alice, "ops");
  assert.deepEqual(shown.map(({ from }) => from), ["olaf", "olaf", "petra"]);
  const { results } = await ok(alice, "search", { query: "from:olaf bold" });
  assert.deepEqual(results.map(({ id }: { id: number }) => id), [shown[0]?.["id"]]);
  const again = await importFrom(folder, "discord", "discord", "--owner", "alice");
  assert.match(again.stdout, /^0 messages of 1 room came in; 3 were here already/m, again.stderr);
  // Whoever is given a password for one goes on as it.
  const secret = join(folder.path, "secret");
  Deno.writeTextFileSync(secret, "correct horse 7\n");
  const given = await admin("user", "password", "petra", "--password-file", secret);
  assert.equal(given.code, 0, given.stderr);
  await ok(await server.connect(), "login", { username: "petra", password: "correct horse 7" });
});

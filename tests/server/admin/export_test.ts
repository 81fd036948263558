/** `chat admin export`, through a server that runs and without one. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { ok } from "../../support/requests.ts";
import { runChat } from "../../support/run_chat.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

function exportTo(folder: TemporaryFolder, name: string, ...args: string[]) {
  const path = join(folder.path, name);
  return runChat(["admin", "export", path, "--data", join(folder.path, "data"), ...args]);
}

const linesOf = (path: string) =>
  Deno.readTextFileSync(path).trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("chat admin export writes rooms with replies, reactions and files, and nothing private", async () => {
  using folder = new TemporaryFolder();
  const data = { path: join(folder.path, "data") };
  Deno.mkdirSync(data.path);
  const bytes = someBytes(5_000);
  const hash = sha256Of(bytes);
  {
    await using server = await startServer(data as TemporaryFolder);
    const alice = await server.register("alice");
    const bob = await server.register("bob");
    const { id } = await ok(alice, "say", { text: "<b>one</b>\n\u202etwo & <script>x</script>" });
    await ok(bob, "say", { text: "three", reply_to: id });
    await ok(bob, "react", { id, emoji: "👍" });
    await ok(alice, "say", { text: "a secret", to: "bob" });
    const gone = await ok(alice, "say", { text: "gone" });
    await ok(alice, "delete", { id: gone["id"] });
    using client = await FileClient.open({
      port: server.port,
      token: String(alice.answer["token"]),
    });
    for (const name of ["a b.png", "again.png"]) {
      const upload = await client.upload(bytes);
      await ok(alice, "say", { text: "look", file: { upload, name, type: "image/png" } });
    }
    // More than one page.
    for (let number = 0; number < 250; number++) await ok(bob, "say", { text: `line ${number}` });
    await ok(bob, "create", { room: "ops" });
    const whole = await exportTo(folder, "whole");
    assert.equal(
      whole.stdout,
      `2 rooms with 255 messages and 1 file (4.9 KiB) are in ${join(folder.path, "whole")}.\n`,
      whole.stderr,
    );
  }
  const [room, ...messages] = linesOf(join(folder.path, "whole", "general.jsonl"));
  assert.deepEqual([room.type, room.room], ["room", "general"]);
  assert.equal(messages.length, 255);
  assert.deepEqual(
    messages.map(({ id }) => id),
    messages.map(({ id }) => id).toSorted((a, b) => a - b),
  );
  const [first, second, deleted, file, again] = messages;
  assert.deepEqual(first.reactions, [{ emoji: "👍", count: 1, users: ["bob"] }]);
  assert.deepEqual([second.text, second.reply_to], ["three", first.id]);
  assert.deepEqual([deleted.deleted, deleted.text], [true, ""]);
  // The same bytes are there once.
  assert.deepEqual([file.file.path, again.file.path], Array(2).fill(`files/${file.id}-a b.png`));
  assert.equal(sha256Of(Deno.readFileSync(join(folder.path, "whole", file.file.path))), hash);
  const html = Deno.readTextFileSync(join(folder.path, "whole", "general.html"));
  assert.ok(html.includes("&#60;b&#62;one&#60;/b&#62;\n\ufffdtwo &#38; &#60;script&#62;"));
  assert.ok(html.includes(`<img loading="lazy" alt="" src="files/${file.id}-a%20b.png">`));
  assert.ok(html.includes(`href="#m${first.id}"`));
  assert.ok(!/<script|a secret/.test(html));
  const names = [...Deno.readDirSync(join(folder.path, "whole"))].map(({ name }) => name);
  assert.deepEqual(
    names.toSorted(),
    ["files", "general.html", "general.jsonl", "ops.html", "ops.jsonl"],
  );

  // Without a server, one room in one form; and a file that is missing is said, and nothing else is lost.
  Deno.removeSync(join(data.path, "files", "blobs", hash.slice(0, 2), hash));
  const lost = await exportTo(folder, "lost", "--room", "general", "--format", "html", "--json");
  assert.equal(lost.code, 1);
  assert.deepEqual(lost.stdout.trim().split("\n").map((line) => JSON.parse(line)), [
    { problem: "missing", message: file.id, name: "a b.png" },
    { problem: "missing", message: again.id, name: "again.png" },
    { ok: false, rooms: 1, messages: 255, files: 0, bytes: 0 },
  ]);
  const refused = await exportTo(folder, "lost");
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /lost cannot be made: it is there already/);
  // What cannot be copied ends it, and is said.
  Deno.mkdirSync(join(data.path, "files", "blobs", hash.slice(0, 2), hash));
  const broken = await exportTo(folder, "broken");
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /^chat: What is in .*broken is not complete: .*\.$/m);
  const mark = Deno.readTextFileSync(join(folder.path, "broken", "INCOMPLETE.txt"));
  assert.match(mark, /has not come to its end/);
  const nowhere = await exportTo(folder, "nowhere", "--room", "nowhere");
  assert.match(nowhere.stderr, /no such room/i);
});

Deno.test("chat admin export gives what a browser might run a name that it shows as text", async () => {
  using folder = new TemporaryFolder();
  const data = { path: join(folder.path, "data") };
  Deno.mkdirSync(data.path);
  await using server = await startServer(data as TemporaryFolder);
  const alice = await server.register("alice");
  using client = await FileClient.open({ port: server.port, token: String(alice.answer["token"]) });
  const names = [
    "page.html",
    "page.HTM",
    "drawing.svg",
    "nothing",
    "plan.pdf",
    "notes.md",
    "a.png",
  ];
  for (const [index, name] of names.entries()) {
    const upload = await client.upload(new TextEncoder().encode(`<script>${index}</script>`));
    await ok(alice, "say", { text: "", file: { upload, name, type: "text/html" } });
  }
  assert.equal((await exportTo(folder, "whole")).code, 0);
  const messages = linesOf(join(folder.path, "whole", "general.jsonl")).slice(1);
  const paths = messages.map(({ file, id }) => file.path.replace(`files/${id}-`, ""));
  assert.deepEqual(paths, [
    "page.html.txt",
    "page.HTM.txt",
    "drawing.svg.txt",
    "nothing.txt",
    "plan.pdf",
    "notes.md.txt",
    "a.png",
  ]);
  for (const { file } of messages) Deno.statSync(join(folder.path, "whole", file.path));
});

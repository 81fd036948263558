import assert from "node:assert/strict";
import { isPathExpected, pathChoices } from "../../../client/files/complete_path.ts";
import { downloadsFolder } from "../../../client/files/downloads_folder.ts";
import { mayBeOpened, openFile } from "../../../client/files/open_file.ts";
import { offerFor } from "../../../client/files/offer.ts";
import { filesToSend } from "../../../client/files/send_words.ts";
import { durationText, transferLine, transfersText } from "../../../client/files/transfer_text.ts";
import { parseGet } from "../../../client/commands/files.ts";
import { numberedName } from "../../../client/transfer/numbered_name.ts";
import type { Transfer } from "../../../client/transfer/transfer.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

/** A home folder with a few files. */
async function home() {
  const folder = new TemporaryFolder();
  const { path } = folder;
  await Deno.mkdir(`${path}/my files`);
  for (const name of ["one.txt", "other.txt", "my files/photo 1.png", ".hidden"]) {
    await Deno.writeTextFile(`${path}/${name}`, "x");
  }
  return {
    path,
    roots: { home: path, isWindows: false },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

Deno.test("filesToSend() takes the words that are files, and the rest as caption", async () => {
  using at = await home();
  const { path, roots } = at;
  const found = await filesToSend(`~/one.txt '${path}/my files/photo 1.png' as  promised`, roots);
  assert.deepEqual(found.files.map(({ name }) => name), ["one.txt", "photo 1.png"]);
  assert.equal(found.caption, "as  promised");
  assert.equal((await filesToSend(`~/one.txt "so so"`, roots)).caption, "so so");
  const blank = await filesToSend(`${path}/my files/photo 1.png`, roots);
  assert.deepEqual(blank, {
    files: [{ path: `${path}/my files/photo 1.png`, name: "photo 1.png", bytes: 1 }],
    caption: "",
  });
  await assert.rejects(filesToSend("~/none.txt", roots), /There is no file/);
  await assert.rejects(filesToSend("~/one.txt ~/none.txt", roots), /There is no file/);
  await assert.rejects(filesToSend(`'${path}/my files'`, roots), /is a folder/);
});

Deno.test("pathChoices() completes as it was begun: escaped, quoted, from home", async () => {
  using at = await home();
  const { path, roots } = at;
  assert.deepEqual((await pathChoices(`/send ${path}/my`, roots)).choices, [`${path}/my\\ files/`]);
  assert.deepEqual((await pathChoices(`/send '${path}/my files/p`, roots)).choices, [
    `'${path}/my files/photo 1.png' `,
  ]);
  assert.deepEqual((await pathChoices("/send ~/o", roots)).choices, ["~/one.txt ", "~/other.txt "]);
  assert.deepEqual((await pathChoices("/send ~/", roots)).choices.length, 3);
  assert.deepEqual((await pathChoices("/get 1 ~/", roots)).choices, ["~/my\\ files/"]);
  assert.deepEqual((await pathChoices("/send /nowhere/x", roots)).choices, []);
  assert.deepEqual(
    ["/send ", "/get 1 ", "/get ~/a", "/get ", "/me ~/a", "hello ~/"]
      .map((line) => isPathExpected(line, roots)),
    [true, false, true, false, false, false],
  );
});

Deno.test("offerFor() asks about paths of files, and about nothing else", async () => {
  using at = await home();
  const { path, roots } = at;
  assert.deepEqual(await offerFor(`'${path}/my files/photo 1.png' `, roots), {
    question: "Send photo 1.png (1 B)?",
    command: `/send '${path}/my files/photo 1.png'`,
  });
  const url = `file://${path}/my%20files/photo%201.png`;
  assert.equal((await offerFor(url, roots))?.question, "Send photo 1.png (1 B)?");
  assert.equal(
    (await offerFor(`${path}/one.txt ${path}/other.txt`, roots))?.question,
    "Send 2 files (2 B)?",
  );
  for (const text of ["one.txt", `${path}/none`, `see ${path}/one.txt`, path, "", "/"]) {
    assert.equal(await offerFor(text, roots), undefined, text);
  }
});

Deno.test("downloadsFolder() is that of the settings, else Downloads, else the current one", async () => {
  using at = await home();
  const { path, roots } = at;
  assert.equal(await downloadsFolder("~/got", roots), `${path}/got`);
  assert.equal(await downloadsFolder("", roots), Deno.cwd());
  await Deno.mkdir(`${path}/Downloads`);
  assert.equal(await downloadsFolder(undefined, roots), `${path}/Downloads`);
});

Deno.test("openFile() opens nothing that may be a program", async () => {
  const opened = ["a.png", "A.PDF", "x.tar.gz", "movie.mkv"];
  const refused = ["a.exe", "a.desktop", "a.sh", "a.html", "a.svg", "a", "a.png.scr", "a.command"];
  assert.deepEqual(opened.filter((name) => !mayBeOpened(name)), []);
  assert.deepEqual(refused.filter(mayBeOpened), []);
  await assert.rejects(openFile("/tmp/a.sh"), /may be a program.*\/tmp\/a\.sh/);
});

Deno.test("parseGet() tells numbers, ids and folders apart", () => {
  assert.deepEqual(parseGet(""), { which: undefined, folder: undefined });
  assert.deepEqual(parseGet("3"), { which: { number: 3 }, folder: undefined });
  assert.deepEqual(parseGet("id:1234 ~/got it"), { which: { id: 1_234 }, folder: "~/got it" });
  assert.deepEqual(parseGet("~/got"), { which: undefined, folder: "~/got" });
  assert.throws(() => parseGet("0"), /Say which message/);
});

Deno.test("numberedName() counts before the ending, and fits on every disk", () => {
  assert.deepEqual([1, 2, 10].map((number) => numberedName("a.b.png", number)), [
    "a.b.png",
    "a.b (2).png",
    "a.b (10).png",
  ]);
  assert.equal(numberedName("Makefile", 2), "Makefile (2)");
  const long = numberedName(`${"ü".repeat(200)}.png`, 1_000);
  assert.ok(new TextEncoder().encode(`${long}.part`).length <= 255);
  assert.ok(long.endsWith(" (1000).png"));
});

/** A transfer that is half done. */
const HALF: Transfer = {
  number: 1,
  kind: "upload",
  name: "photo.png",
  state: "moving",
  bytes: 2_048,
  done: 1_024,
  bytesPerSecond: 512,
  reason: undefined,
  path: undefined,
  to: { room: "general" },
  messageId: undefined,
};

Deno.test("transferLine() and transfersText() say how far files are", () => {
  assert.equal(
    transferLine(HALF),
    "1  ↑ photo.png → #general  [####----] 50 % of 2.0 KiB, 512 B/s, 0:02 left",
  );
  assert.equal(
    transferLine({ ...HALF, state: "waiting", reason: "the line is down" }),
    "1  ↑ photo.png → #general  waits for the server: the line is down, 50 % of 2.0 KiB",
  );
  const queued: Transfer = { ...HALF, number: 2, state: "queued" };
  assert.equal(transfersText([HALF, queued]), "↑ photo.png 50 % 512 B/s 0:02 +1");
  assert.equal(transfersText([{ ...HALF, state: "done" }]), "");
  assert.deepEqual([0.2, 61, 3_725].map(durationText), ["0:01", "1:01", "1:02:05"]);
});

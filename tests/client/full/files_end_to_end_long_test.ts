// deno-lint-ignore-file no-control-regex -- sequences are what is tested
/** Files in the full screen, in a real terminal, with a real server. */
import assert from "node:assert/strict";
import { encode } from "fast-png";
import { hashOf } from "../../support/file_server.ts";
import { newcomer } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { type Tmux, tmuxTest } from "../../support/tmux.ts";
import { randomBytes } from "../transfer/stage.ts";

tmuxTest("the full screen sends, lists and fetches files", async () => {
  using folder = await new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server, columns: 170 });
  const bytes = randomBytes(300_000);
  await Deno.mkdir(`${folder.path}/my files`);
  await Deno.writeFile(`${folder.path}/my files/report.bin`, bytes);
  await alice.type(`/send ${folder.path}/my`);
  await alice.press("Tab");
  await alice.until("my\\ files/");
  await alice.press("Tab");
  await alice.until("report.bin");
  await alice.type("as promised");
  await alice.press("Enter");
  await alice.until("report.bin (293.0 KiB)");
  await alice.until("as promised");
  await alice.enter("/files report");
  await alice.until(/id:\d+ .*alice: report\.bin \(293\.0/);
  await alice.enter(`/get 1 '${folder.path}/new'`);
  await alice.until(`report.bin is in ${folder.path}/new/report.bin`);
  assert.equal(hashOf(await Deno.readFile(`${folder.path}/new/report.bin`)), hashOf(bytes));
  await alice.enter("/transfers");
  await alice.until(/2 +↓ report\.bin .*done/);
});

tmuxTest(
  "a pasted block that is too long for a message goes as a file, which is not left behind",
  async () => {
    using folder = await new TemporaryFolder();
    await using server = await startServer(folder);
    const temporary = `${folder.path}/temporary`;
    await Deno.mkdir(temporary);
    await using alice = await newcomer("alice", {
      folder,
      server,
      columns: 170,
      env: { TMPDIR: temporary },
    });
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index} of what was pasted`);
    await alice.paste(lines.join("\n"));
    await alice.until(/These 500 lines have 1\d\.\d KiB, and a message has at most 8\.0 KiB/);
    await alice.press("f");
    await alice.until(/pasted\.txt \(1\d\.\d KiB\)/);
    await alice.enter(`/get 1 '${folder.path}/new'`);
    await alice.until("pasted.txt is in");
    assert.equal(await Deno.readTextFile(`${folder.path}/new/pasted.txt`), lines.join("\n"));
    assert.deepEqual([...Deno.readDirSync(temporary)].map(({ name }) => name), []);
  },
);

tmuxTest("a file that is dragged onto the full screen is sent after a question", async () => {
  using folder = await new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server, columns: 170 });
  await Deno.writeTextFile(`${folder.path}/my notes.txt`, "hello");
  await alice.paste(`'${folder.path}/my notes.txt'`);
  await alice.until("Send my notes.txt (5 B)? y sends");
  await alice.press("Enter");
  await alice.until(`> '${folder.path}/my notes.txt'`);
  await alice.press("C-u");
  await alice.paste(`${folder.path}/my\\ notes.txt`);
  await alice.until("Send my notes.txt (5 B)? y sends");
  await alice.press("y");
  await alice.until("my notes.txt (5 B)");
  await alice.untilGone("y sends");
});

tmuxTest(
  "an image is drawn below its message, with a preview for others, unless that is off",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    const data = new Uint8Array(320 * 160 * 3);
    for (let pixel = 0; pixel < 320 * 160; pixel++) data[pixel * 3] = 255;
    const path = `${folder.path}/red.png`;
    await Deno.writeFile(path, encode({ width: 320, height: 160, data, channels: 3, depth: 8 }));
    const env = { COLORTERM: "truecolor" };
    await using alice = await newcomer("alice", { folder, server, columns: 120, env });
    await alice.enter(`/send ${path}`);
    await alice.until("red.png (");
    const { file } = await bob.event("message", ({ kind }) => kind === "file");
    assert.match((file as { preview: string }).preview, /^[\w-]{4,64}$/);
    await untilRed(alice, true);
    bob.close();
  },
);

/** Waits until the picture is there, in pure red: the preview has another one. */
async function untilRed(terminal: Tmux, wanted: boolean): Promise<void> {
  for (;;) {
    const screen = await terminal.screen("-e");
    if (screen.includes("48;2;255;0;0m") === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (
  const [program, begin] of [["iTerm.app", /\]1337;File=inline=1/], [
    "ghostty",
    /_Ga=T,f=100/,
  ]] as const
) {
  tmuxTest(`/view shows a picture as ${program} draws it, and any key goes back`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const data = new Uint8Array(64 * 64 * 3).fill(99);
    const path = `${folder.path}/grey.png`;
    await Deno.writeFile(path, encode({ width: 64, height: 64, data, channels: 3, depth: 8 }));
    const env = { TERM_PROGRAM: program, TMUX: "", TERM: "xterm-256color" };
    await using alice = await newcomer("alice", { folder, server, columns: 120, env });
    await alice.enter(`/send ${path}`);
    await alice.until("grey.png (");
    const record = `${folder.path}/record`;
    await alice.record(record);
    await alice.enter("/view 1");
    await alice.until("any key goes back");
    // It gets there a moment after it is on the screen.
    await untilRecorded(record, begin);
    await alice.press("x");
    await alice.until(/alice> ?$/m);
    assert.ok(!(await alice.screen()).includes("any key goes back"));
  });
}

/** Answers of a terminal, what it then draws, and what it draws no more when the message is gone. */
const TERMINALS = [
  {
    what: "sixel",
    env: {},
    answers: "\x1b[6;16;8t\x1b[?62;4c",
    drawn: /\x1bP0;1;q"1;1;64;16#0;2;100;0;0/,
  },
  {
    what: "images of iTerm2",
    env: { TERM_PROGRAM: "iTerm.app" },
    answers: "\x1b[6;16;8t",
    drawn: /\x1b\]1337;File=inline=1;width=8;height=1;preserveAspectRatio=0:iVBOR/,
  },
  {
    what: "graphics of kitty",
    env: {},
    answers: "\x1b_Gi=31;OK\x1b\\\x1b[6;16;8t\x1b[?62c",
    drawn: /\x1b_Ga=t,f=100,i=\d+,q=2,m=[01];iVBOR.*\x1b_Ga=p,i=\d+,p=4,/s,
  },
] as const;

for (const { answers, drawn, env, what } of TERMINALS) {
  tmuxTest(
    `an image is drawn below its message with ${what} where the terminal says so`,
    async () => {
      using folder = new TemporaryFolder();
      await using server = await startServer(folder);
      const data = new Uint8Array(64 * 64 * 3);
      for (let pixel = 0; pixel < 64 * 64; pixel++) data[pixel * 3] = 255;
      const path = `${folder.path}/red.png`;
      await Deno.writeFile(path, encode({ width: 64, height: 64, data, channels: 3, depth: 8 }));
      await using alice = await newcomer("alice", {
        folder,
        server,
        columns: 120,
        env: { ...env, TMUX: "", TERM: "xterm-256color", COLORTERM: "truecolor" },
      });
      const record = `${folder.path}/record`;
      await alice.record(record);
      // tmux has none of this: its answers are overruled by those of the terminal outside.
      await alice.type(answers);
      await alice.enter(`/send ${path}`);
      await alice.until("red.png (");
      await untilRecorded(record, drawn);
      // Four rows of cells, and the message below them.
      await alice.enter("and more");
      await alice.until(/red\.png[^\n]*\n(?:[^\n]*\n){4}[^\n]*and more/);
      assert.ok(!(await alice.screen()).includes("_G"));
    },
  );
}

async function untilRecorded(path: string, wanted: RegExp): Promise<void> {
  for (const endMs = Date.now() + 20_000;;) {
    if (wanted.test(await Deno.readTextFile(path))) return;
    if (Date.now() > endMs) throw new Error(`${wanted} was not drawn`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A file stays as long as something refers to it, and its bytes are said to be free after that. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Store } from "../../../../../server/journal/database/store.ts";
import { answerQuery } from "../../../../../server/journal/reader_worker.ts";
import { PICTURE } from "../../../../support/shared_file.ts";
import {
  ALICE,
  BOB,
  by,
  CAROL,
  hash,
  JournalStage,
  sending,
} from "../../../../support/journal_stage.ts";
import { circumstances, makeTemplate, Replica } from "../../../../support/replica.ts";
import { history } from "../../../../support/random_entries.ts";
import { TemporaryFolder } from "../../../../support/test_server.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

Deno.test("say_room keeps a file with all that is said of it, and delete frees its bytes", () => {
  using stage = new JournalStage();
  const { id } = stage.does("say_room", sending(BOB, PICTURE, "look"));
  const { messages } = stage.asks("history", {
    account: ALICE,
    place: { room: "general" },
    start: { before: 1_000 },
    limit: 10,
  });
  const [message] = messages;
  assert.deepEqual([message?.kind, message?.text, message?.file], ["file", "look", PICTURE]);
  stage.does("delete", { actor: BOB, message: id });
  assert.deepEqual(stage.freed, [PICTURE.sha256]);
  assert.equal(stage.row("SELECT * FROM files"), undefined);
  assert.equal(stage.row("SELECT * FROM blobs"), undefined);
});

Deno.test("the same bytes are free when the last message with them is gone", () => {
  using stage = new JournalStage();
  const first = stage.does("say_room", sending(BOB, { sha256: hash("a") })).id;
  const { id } = stage.does("say_direct", {
    ...sending(BOB, { sha256: hash("a"), name: "again.png" }),
    to: "carol",
  });
  stage.does("delete", { actor: BOB, message: first });
  assert.deepEqual(stage.freed, []);
  stage.does("delete", { actor: BOB, message: id });
  assert.deepEqual(stage.freed, [hash("a")]);
});

Deno.test("edit changes the caption of a file alone, which may be empty", () => {
  using stage = new JournalStage();
  const { id: message } = stage.does("say_room", sending(BOB, PICTURE, "look"));
  const { content } = stage.does("edit", { actor: BOB, message, text: "" });
  assert.deepEqual(content, { kind: "file", text: "", file: PICTURE });
  stage.does("edit", { actor: BOB, message, text: "again\nand again" });
  const { texts } = stage.asks("edits", { account: BOB, message });
  assert.deepEqual(texts.map(({ text }) => text), ["look", ""]);
  assert.equal(
    stage.row("SELECT text FROM messages ORDER BY id DESC")?.["text"],
    "photo.png\nagain\nand again",
  );
  const said = stage.says(BOB, "a text");
  assert.equal(stage.refuses("edit", { actor: BOB, message: said, text: " " }), "empty_text");
});

Deno.test("filters look at the name and at the caption of a file", () => {
  using stage = new JournalStage();
  const filter = { ...by(ALICE), match: "word", room: undefined } as const;
  stage.does("filter", { ...filter, pattern: "darn", does: "refuse" });
  stage.does("filter", { ...filter, pattern: "heck", does: "mask" });
  assert.equal(stage.refuses("say_room", sending(BOB, { name: "darn.png" })), "filtered");
  assert.equal(stage.refuses("say_room", sending(BOB, {}, "darn it")), "filtered");
  const { masked } = stage.does("say_room", sending(BOB, { name: "heck.png" }, "what\nthe heck"));
  assert.ok(masked?.kind === "file");
  assert.deepEqual([masked.file.name, masked.text], ["____.png", "what\nthe ****"]);
  assert.equal(stage.row("SELECT name FROM files")?.["name"], "____.png");
});

Deno.test("a report keeps the file of its message, for as long as it is kept itself", () => {
  using stage = new JournalStage();
  const { id: message } = stage.does("say_room", sending(BOB, { sha256: hash("b") }, "rude"));
  const { report } = stage.does("report", { ...by(CAROL), message, reason: "" });
  stage.does("delete", { actor: BOB, message });
  assert.deepEqual(stage.freed, []);
  const file = (account: number) => stage.asks("file_of_message", { account, message })?.sha256;
  assert.equal(file(ALICE), hash("b"), "the staff sees what was reported");
  assert.deepEqual([file(CAROL), file(BOB)], [undefined, undefined]);
  const { reports: [shown] } = stage.asks("reports", {
    account: ALICE,
    resolved: false,
    room: undefined,
    before: undefined,
  });
  assert.deepEqual([shown?.kind, shown?.text, shown?.file?.sha256], ["file", "rude", hash("b")]);
  stage.does("resolve_report", { ...by(ALICE), report, note: "" });
  stage.does("forget", { actor: 0, what: "reports", upToMs: stage.timeMs + DAY_MS, limit: 10 });
  assert.deepEqual(stage.freed, [hash("b")]);
  assert.equal(file(ALICE), undefined);
});

Deno.test("purges, ended accounts and deleted rooms free the bytes of what they take away", () => {
  using stage = new JournalStage();
  stage.does("create_room", {
    actor: BOB,
    accountName: "bob",
    room: "den",
    visibility: "private",
    topic: "",
  });
  const send = (actor: number, digit: string, room: string) =>
    stage.does("say_room", { ...sending(actor, { sha256: hash(digit) }), room });
  send(BOB, "a", "general");
  stage.does("purge", {
    ...by(ALICE),
    username: "bob",
    room: "general",
    sinceMs: 0,
    cursor: undefined,
  });
  assert.deepEqual(stage.freed, [hash("a")]);
  send(CAROL, "b", "general");
  stage.does("erase_own", { actor: CAROL, of: CAROL, keepsMessages: false, cursor: undefined });
  assert.deepEqual(stage.freed, [hash("b")]);
  send(BOB, "d", "den");
  send(BOB, "c", "den");
  stage.does("delete_room", { ...by(BOB), room: "den" });
  assert.deepEqual(stage.freed, []);
  stage.does("clear_deleted_rooms", { actor: 0, limit: 10 });
  assert.deepEqual(stage.freed, [hash("c"), hash("d")], "in a stated order");
  assert.equal(stage.row("SELECT bytes FROM file_usage")?.["bytes"], 0);
});

Deno.test("whatever happens, what is counted of files is what there is of them", () => {
  using folder = new TemporaryFolder();
  const template = makeTemplate(folder);
  fc.assert(
    fc.property(history(300), circumstances, (entries, here) => {
      using replica = new Replica(template);
      const outcomes = replica.apply(entries, here);
      const { database } = replica;
      const rows = (sql: string) => database.prepare(sql).all().map((row) => ({ ...row }));
      const bytes = "SELECT hex(sha256) AS hash, count(*) AS refs FROM ";
      assert.deepEqual(
        rows(`${bytes} (SELECT sha256 FROM files UNION ALL SELECT sha256 FROM report_files)
          GROUP BY hash ORDER BY hash`),
        rows("SELECT hex(sha256) AS hash, refs FROM blobs ORDER BY hash"),
      );
      for (const [scope, column] of [["account", "account"], ["conversation", "conversation"]]) {
        assert.deepEqual(
          rows(`SELECT ${column} AS id, count(*) AS files, sum(size) AS bytes FROM files
            GROUP BY id ORDER BY id`),
          rows(`SELECT id, files, bytes FROM file_usage WHERE scope = '${scope}' ORDER BY id`),
        );
      }
      const [server] = rows("SELECT files, bytes FROM file_usage WHERE scope = 'server'");
      const [all] = rows("SELECT count(*) AS files, ifnull(sum(size), 0) AS bytes FROM blobs");
      assert.deepEqual(server ?? { files: 0, bytes: 0 }, all);
      assert.deepEqual(
        rows(
          "SELECT message FROM files JOIN messages ON id = message WHERE deleted_ms IS NOT NULL",
        ),
        [],
      );
      // What was said to be free is what was kept and is not any more.
      const kept = new Set<string>();
      for (const [index, outcome] of outcomes.entries()) {
        if (!("result" in outcome)) continue;
        const entry = entries[index];
        if (entry?.kind === "say_room" || entry?.kind === "say_direct") {
          const isNew = !(outcome.result as { duplicate: boolean }).duplicate;
          if (isNew && entry.content.kind === "file") kept.add(entry.content.file.sha256);
        }
        if (entry?.kind === "import_messages") {
          const { known, left } = outcome.result as { known: number; left: number };
          const { messages } = entry;
          const files = messages.slice(0, messages.length - left)
            .flatMap(({ content }) => content.kind === "file" ? [content.file.sha256] : []);
          // Which of them were there already is not told.
          fc.pre(known === 0 || files.length === 0);
          for (const sha256 of files) kept.add(sha256);
        }
        for (const freed of outcome.freed ?? []) assert.ok(kept.delete(freed), freed);
      }
      const store = new Store(database);
      const query = { kind: "all_blobs", after: "", limit: 100, nowMs: 1 } as const;
      assert.deepEqual(
        answerQuery<"all_blobs">(store, query).map(({ sha256 }) => sha256),
        [...kept].sort(),
      );
    }),
    { numRuns: 12, seed: 7, endOnFailure: true },
  );
});

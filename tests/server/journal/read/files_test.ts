/** Who may read which file, and how files are found. */
import assert from "node:assert/strict";
import {
  effectiveStanding,
  PLACES,
  refusalOf,
  type Standing,
  STANDINGS,
} from "../../../../server/access/rights.ts";
import { SERVER_ROLES } from "../../../../server/access/server_rights.ts";
import {
  ALICE,
  BOB,
  by,
  CAROL,
  hash,
  JournalStage,
  sending,
} from "../../../support/journal_stage.ts";

const ASKER_NAME = "dave";

/** A room of this visibility, or a conversation of bob and carol, with a file of bob in it. */
function placeWithFile(stage: JournalStage, kind: (typeof PLACES)[number]) {
  if (kind === "direct") {
    return stage.does("say_direct", { ...sending(BOB, { sha256: hash("d") }), to: "carol" }).id;
  }
  const room = kind.replaceAll("_", "-");
  stage.does("create_room", { actor: BOB, accountName: "bob", room, visibility: kind, topic: "" });
  return stage.does("say_room", { ...sending(BOB, { sha256: hash("e") }), room }).id;
}

function place(stage: JournalStage, message: number): number {
  return Number(
    stage.row(`SELECT conversation FROM messages WHERE id = ${message}`)?.["conversation"],
  );
}

function stand(
  stage: JournalStage,
  { account, conversation, standing }: {
    account: number;
    conversation: number;
    standing: Standing;
  },
): void {
  const { database } = stage;
  database.exec(
    `DELETE FROM members WHERE account = ${account} AND conversation = ${conversation}`,
  );
  if (standing === "outsider") return;
  database.exec(`INSERT INTO members (account, conversation, role, joined_ms)
    VALUES (${account}, ${conversation}, '${standing}', 0)`);
}

for (const kind of PLACES) {
  Deno.test(`file_of_message gives files of ${kind} conversations to those who may read them`, () => {
    using stage = new JournalStage();
    const asker = stage.register(ASKER_NAME);
    const message = placeWithFile(stage, kind);
    const conversation = place(stage, message);
    const standings: readonly Standing[] = kind === "direct" ? ["outsider", "member"] : STANDINGS;
    for (const standing of standings) {
      stand(stage, { account: asker, conversation, standing });
      for (const serverRole of SERVER_ROLES) {
        stage.database.exec(
          `UPDATE accounts SET server_role = '${serverRole}' WHERE id = ${asker}`,
        );
        for (const isReadOnly of [false, true]) {
          stage.database.exec(
            `UPDATE conversations SET is_read_only = ${isReadOnly} WHERE id = ${conversation}`,
          );
          const position = { kind, role: standing, serverRole, isReadOnly };
          const mayRead = refusalOf("read", kind, effectiveStanding(position)) === undefined;
          const name = `${standing} (${serverRole}) in ${kind}`;
          const asking = { account: asker, message };
          assert.equal(stage.asks("file_of_message", asking) !== undefined, mayRead, name);
        }
      }
    }
  });
}

Deno.test("file_of_message gives a guessed id to nobody who may not read the message", () => {
  using stage = new JournalStage();
  const stranger = stage.register("stranger");
  const messages = PLACES.map((kind) => placeWithFile(stage, kind));
  stage.does("say_room", sending(BOB, { sha256: hash("f") }));
  for (let message = -1; message < Math.max(...messages) + 50; message++) {
    const file = stage.asks("file_of_message", { account: stranger, message });
    assert.equal(file?.sha256, file === undefined ? undefined : hash("f"));
  }
  for (const account of [0, -1, 99]) {
    for (const message of messages) {
      assert.equal(stage.asks("file_of_message", { account, message }), undefined);
    }
  }
});

Deno.test("file_of_message gives one's own file also to those who have left the room", () => {
  using stage = new JournalStage();
  const room = "den";
  stage.does("create_room", {
    actor: CAROL,
    accountName: "carol",
    room,
    visibility: "private",
    topic: "",
  });
  stage.does("invite", { actor: CAROL, accountName: "carol", room, username: "bob" });
  stage.does("join_room", { actor: BOB, accountName: "bob", room, keyHash: undefined });
  const { id: message } = stage.does("say_room", { ...sending(BOB, {}), room });
  stage.does("part_room", { actor: BOB, accountName: "bob", room });
  assert.ok(stage.asks("file_of_message", { account: BOB, message }) !== undefined);
  assert.equal(stage.asks("file_of_message", { account: ALICE, message }), undefined);
  stage.does("delete", { actor: CAROL, message });
  assert.equal(stage.asks("file_of_message", { account: BOB, message }), undefined);
});

Deno.test("file_of_message shows what is reported from a private room to the staff, and to nobody else", () => {
  using stage = new JournalStage();
  stage.does("create_room", {
    actor: BOB,
    accountName: "bob",
    room: "private",
    visibility: "private",
    topic: "",
  });
  stage.does("invite", { actor: BOB, accountName: "bob", room: "private", username: "carol" });
  stage.does("join_room", {
    actor: CAROL,
    accountName: "carol",
    room: "private",
    keyHash: undefined,
  });
  const { id: message } = stage.does("say_room", { ...sending(BOB, {}), room: "private" });
  const other = stage.does("say_room", { ...sending(BOB, {}), room: "private" }).id;
  const stranger = stage.register("stranger");
  assert.equal(stage.asks("file_of_message", { account: ALICE, message }), undefined);
  stage.does("report", { ...by(CAROL), message, reason: "" });
  assert.ok(stage.asks("file_of_message", { account: ALICE, message }) !== undefined);
  assert.equal(stage.asks("file_of_message", { account: ALICE, message: other }), undefined);
  assert.equal(stage.asks("file_of_message", { account: stranger, message }), undefined);
});

/** The names of the files on a page, and what the page says of others. */
function page(stage: JournalStage, fields: { words?: string[]; before?: number; limit?: number }) {
  const { messages, more, next } = stage.asks("files", {
    account: BOB,
    place: { room: "general" },
    words: [],
    before: 1e9,
    limit: 10,
    ...fields,
  });
  return { names: messages.map(({ file }) => file?.name), more, next };
}

Deno.test("files lists what carries files, the newest page first and each oldest first", () => {
  using stage = new JournalStage();
  const ids: number[] = [];
  for (const name of ["one", "two", "three"]) {
    stage.says(BOB, "between");
    ids.push(stage.does("say_room", sending(BOB, { name })).id);
  }
  assert.deepEqual(page(stage, {}), {
    names: ["one", "two", "three"],
    more: false,
    next: undefined,
  });
  const newest = page(stage, { limit: 2 });
  assert.deepEqual(newest, { names: ["two", "three"], more: true, next: ids[1] });
  assert.deepEqual(page(stage, { limit: 2, before: ids[1] ?? 0 }).names, ["one"]);
});

Deno.test("files finds all words in name and caption, whatever their case and accents", () => {
  using stage = new JournalStage();
  stage.does("say_room", sending(BOB, { name: "Café menu.pdf" }, "for Friday"));
  stage.does("say_room", sending(BOB, { name: "photo.png" }, "menu of the café"));
  assert.deepEqual(page(stage, { words: ["cafe", "menu"] }).names?.length, 2);
  assert.deepEqual(page(stage, { words: ["menu", "friday"] }).names, ["Café menu.pdf"]);
  assert.deepEqual(page(stage, { words: [".png"] }).names, ["photo.png"]);
  assert.deepEqual(page(stage, { words: ["nothing"] }), {
    names: [],
    more: false,
    next: undefined,
  });
});

Deno.test("files looks at so much at once, and says where to go on", () => {
  using stage = new JournalStage();
  const first = stage.does("say_room", sending(BOB, { name: "needle.txt" })).id;
  for (let count = 0; count < 160; count++) {
    stage.does("say_room", sending(BOB, { name: "hay.txt" }, "x".repeat(8_000)));
  }
  const { more, names, next } = page(stage, { words: ["needle"] });
  assert.deepEqual([names, more], [[], true]);
  assert.ok(next !== undefined && next > first);
  assert.deepEqual(page(stage, { words: ["needle"], before: next }).names, ["needle.txt"]);
});

Deno.test("search finds files by their names and captions", () => {
  using stage = new JournalStage();
  const { id } = stage.does("say_room", sending(BOB, { name: "holiday-2026.png" }, "the sea"));
  stage.writer.index(100);
  for (const words of ["holiday", "sea", "2026"]) {
    const { results } = stage.asks("search", {
      account: CAROL,
      terms: {
        phrases: [{ words, prefix: false }],
        from: undefined,
        in: undefined,
        upToMs: undefined,
        afterMs: undefined,
      },
      before: 1e9,
      limit: 10,
    });
    assert.deepEqual(results.map((found) => found.id), [id]);
  }
});

Deno.test("bytes are listed in the order of their hashes, with who refers to them", () => {
  using stage = new JournalStage();
  const ids = ["c", "a", "b", "a"].map((digit) =>
    stage.does("say_room", sending(BOB, { sha256: hash(digit), size: 7 })).id
  );
  const blobs = (after: string, limit: number) =>
    stage.asks("all_blobs", { after, limit }).map(({ sha256 }) => sha256);
  assert.deepEqual(blobs("", 2), [hash("a"), hash("b")]);
  assert.deepEqual(blobs(hash("b"), 2), [hash("c")]);
  assert.deepEqual(stage.asks("messages_with_blob", { sha256: hash("a") }), [ids[1], ids[3]]);
  assert.deepEqual(
    stage.asks("referenced_blobs", { hashes: [hash("f"), hash("c"), hash("a")] }),
    [hash("c"), hash("a")],
  );
  assert.deepEqual(stage.asks("largest_file_usage", { scope: "account", limit: 5 }), [
    { name: "bob", files: 4, bytes: 28 },
  ]);
  assert.deepEqual(stage.asks("largest_file_usage", { scope: "conversation", limit: 5 }), [
    { name: "general", files: 4, bytes: 28 },
  ]);
});

Deno.test("export has one's own files, as messages say what they are", () => {
  using stage = new JournalStage();
  stage.does("say_room", sending(BOB, { sha256: hash("a") }, "mine"));
  stage.does("say_room", sending(CAROL, { sha256: hash("b") }, "hers"));
  const { data } = stage.asks("export", { account: BOB, after: 1 });
  const messages = data["messages"] as { text: string; file?: { sha256: string } }[];
  assert.deepEqual(messages.map(({ file, text }) => [text, file?.sha256]), [["mine", hash("a")]]);
});

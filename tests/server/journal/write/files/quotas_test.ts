/** What an account may store is bounded by what the entry carries. */
import assert from "node:assert/strict";
import {
  BOB,
  CAROL,
  hash,
  JournalStage,
  saying,
  sending,
} from "../../../../support/journal_stage.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

Deno.test("text is bounded by the day, in UTC, and edits count as well", () => {
  using stage = new JournalStage();
  stage.timeMs = 20_000 * DAY_MS + 5_000;
  const limits = { dailyTextBytes: 1_000 };
  const message = stage.does("say_room", { ...saying(BOB, "é".repeat(200)), limits }).id;
  stage.does("edit", { actor: BOB, message, text: "x".repeat(200), limits });
  assert.equal(
    stage.refuses("say_room", { ...saying(BOB, "x".repeat(150)), limits }),
    "quota_exceeded",
  );
  assert.equal(
    stage.refuses("edit", { actor: BOB, message, text: "x".repeat(150), limits }),
    "quota_exceeded",
  );
  // A text and 128 bytes for the rest of it: 528 + 328 + 144.
  stage.does("say_room", { ...saying(BOB, "x".repeat(16)), limits });
  assert.equal(stage.refuses("say_room", { ...saying(BOB, "x"), limits }), "quota_exceeded");
  stage.does("say_room", { ...saying(CAROL, "x".repeat(500)), limits });
  stage.does("say_room", saying(BOB, "without a bound"));
  stage.timeMs = 20_001 * DAY_MS;
  stage.does("say_room", { ...saying(BOB, "x".repeat(500)), limits });
});

Deno.test("what is refused counts nothing, and says for how long", () => {
  using stage = new JournalStage();
  stage.timeMs = 20_000 * DAY_MS + DAY_MS - 90_500;
  const limits = { dailyTextBytes: 300 };
  const entry = {
    ...saying(BOB, "x".repeat(300)),
    limits,
    kind: "say_room",
    timeMs: stage.timeMs,
  } as const;
  const [outcome] = stage.writer.commit([entry]).outcomes;
  assert.ok(outcome !== undefined && "refused" in outcome);
  assert.deepEqual([outcome.refused, outcome.retryAfterSeconds], ["quota_exceeded", 91]);
  assert.equal(stage.row("SELECT * FROM daily_texts"), undefined);
});

Deno.test("files are bounded by account, by room, and altogether", () => {
  using stage = new JournalStage();
  const send = (actor: number, digit: string, size: number, limits: object) => ({
    ...sending(actor, { sha256: hash(digit), size }),
    limits,
  });
  stage.does("say_room", send(BOB, "a", 100, { accountFileBytes: 100 }));
  assert.equal(
    stage.refuses("say_room", send(BOB, "b", 1, { accountFileBytes: 100 })),
    "quota_exceeded",
  );
  stage.does("say_room", send(CAROL, "b", 50, { accountFileBytes: 100 }));
  assert.equal(
    stage.refuses("say_room", send(CAROL, "c", 1, { roomFileBytes: 150 })),
    "quota_exceeded",
  );
  stage.does("say_direct", { ...send(CAROL, "c", 30, { roomFileBytes: 20 }), to: "bob" });
  assert.equal(
    stage.refuses("say_room", send(CAROL, "d", 21, { serverFileBytes: 200 })),
    "quota_exceeded",
  );
  stage.does("say_room", send(CAROL, "d", 20, { serverFileBytes: 200 }));
  // What is there already takes no more room on the server, but of whoever sends it.
  stage.does("say_room", send(CAROL, "a", 100, { serverFileBytes: 200 }));
  assert.deepEqual(stage.asks("file_usage", { account: CAROL }), {
    account: { files: 4, bytes: 200 },
    server: { files: 4, bytes: 200 },
  });
});

Deno.test("what was posted stays posted when there is no more room", () => {
  using stage = new JournalStage();
  const entry = { ...sending(BOB, { size: 10 }), nonce: "n", limits: { accountFileBytes: 10 } };
  const { id } = stage.does("say_room", entry);
  const again = stage.does("say_room", entry);
  assert.deepEqual([again.id, again.duplicate], [id, true]);
  assert.equal(stage.asks("posted", { account: BOB, nonce: "n" })?.id, id);
  assert.equal(stage.asks("posted", { account: CAROL, nonce: "n" }), undefined);
});

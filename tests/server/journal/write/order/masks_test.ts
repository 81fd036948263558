/** Bans, mutes, exemptions and openings of rooms that wait for whoever has a name that fits. */
import assert from "node:assert/strict";
import { admitToRoom } from "../../../../../server/journal/gate.ts";
import { Store } from "../../../../../server/journal/database/store.ts";
import { GUEST, SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, by, CAROL, JournalStage, saying } from "../../../../support/journal_stage.ts";

const FOREVER = { seconds: undefined, reason: "" } as const;
type Visibility = "public" | "invite_only" | "private";

function makeDen(stage: JournalStage, visibility: Visibility = "public"): void {
  const room = { room: "den", topic: "", visibility } as const;
  stage.does("create_room", { ...by(BOB), accountName: "bob", ...room });
}

function mask(
  measure: "ban" | "mute" | "exempt" | "let_in",
  text: string,
  isOfAccounts = false,
) {
  return { ...by(BOB), measure, mask: text, isOfAccounts, room: "den" } as const;
}

function guest(stage: JournalStage, name: string, address = "192.0.2.7"): number {
  const tokenHash = new TextEncoder().encode(`${name}${stage.timeMs}`);
  return stage.does("enter_guest", { actor: GUEST, name, tokenHash, address, device: "" }).id;
}

function joining(actor: number) {
  return { ...by(actor), accountName: "x", room: "den" } as const;
}

Deno.test("restrain_mask keeps out whoever comes to have a name that fits, and lift_mask ends it", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("restrain_mask", { ...mask("ban", "Spam*"), ...FOREVER, reason: "noise" });
  assert.equal(stage.refuses("join_room", joining(stage.register("spammer"))), "banned");
  assert.equal(stage.refuses("join_room", joining(guest(stage, "spam-2"))), "banned");
  stage.does("join_room", joining(CAROL));
  stage.does("lift_mask", mask("ban", "spam*"));
  assert.equal(stage.refuses("lift_mask", mask("ban", "spam*")), "no_such_measure");
  stage.does("join_room", joining(stage.register("spamalot")));
});

Deno.test("restrain_mask about accounts is not about guests of that name", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("restrain_mask", { ...mask("ban", "dave", true), ...FOREVER });
  const dave = guest(stage, "dave");
  stage.does("join_room", joining(dave));
  stage.does("end_guest", { actor: SERVER, account: dave });
  assert.equal(stage.refuses("join_room", joining(stage.register("dave"))), "banned");
});

Deno.test("an invitation and a role are about somebody, and beat a mask; so does an exemption", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("restrain_mask", { ...mask("ban", "*"), ...FOREVER });
  stage.does("restrain_mask", { ...mask("mute", "*"), ...FOREVER });
  assert.equal(stage.refuses("join_room", joining(CAROL)), "banned");
  stage.does("invite", { ...by(BOB), accountName: "bob", room: "den", username: "carol" });
  stage.does("join_room", joining(CAROL));
  assert.equal(stage.refuses("say_room", saying(CAROL, "hello?", "den")), "muted");
  stage.says(BOB, "owners speak", "den");
  stage.does("set_role", { ...by(BOB), room: "den", username: "carol", role: "speaker" });
  stage.says(CAROL, "hello", "den");

  const dora = stage.register("dora");
  assert.equal(stage.refuses("join_room", joining(dora)), "banned");
  stage.does("restrain_mask", { ...mask("exempt", "d?ra"), ...FOREVER });
  stage.does("join_room", joining(dora));
  stage.says(dora, "hello", "den");
  // Whoever keeps order on the server cannot be kept out of a room.
  stage.does("join_room", joining(ALICE));
});

Deno.test("let_in opens a room by invitation, also a private one, to names that fit, until its end", () => {
  for (const visibility of ["invite_only", "private"] as const) {
    using stage = new JournalStage();
    makeDen(stage, visibility);
    const refusal = visibility === "private" ? "no_such_room" : "invite_only";
    assert.equal(stage.refuses("join_room", joining(CAROL)), refusal);
    stage.does("restrain_mask", { ...mask("let_in", "c*"), reason: "", seconds: 60 });
    assert.equal(stage.refuses("join_room", joining(stage.register("dave"))), refusal);
    stage.does("join_room", joining(CAROL));
    stage.does("part_room", {
      ...by(CAROL),
      accountName: "carol",
      room: "den",
      message: undefined,
    });
    stage.timeMs += 60_000;
    assert.equal(stage.refuses("join_room", joining(CAROL)), refusal);
    assert.equal(stage.does("expire", { actor: SERVER, limit: 9 }).ended.length, 1);
    assert.equal(stage.row("SELECT masks FROM conversations WHERE name = 'den'")?.["masks"], 0);
  }
});

Deno.test("restrain_mask is for those who moderate, and there are so many masks in a room", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("join_room", joining(CAROL));
  const byCarol = { ...mask("ban", "x*"), ...FOREVER, ...by(CAROL) };
  assert.equal(stage.refuses("restrain_mask", byCarol), "no_right");
  for (let number = 0; number < 100; number++) {
    stage.does("restrain_mask", { ...mask("ban", `x${number}*`), ...FOREVER });
  }
  assert.equal(stage.refuses("restrain_mask", { ...mask("ban", "y*"), ...FOREVER }), "bad_field");
  stage.does("restrain_mask", { ...mask("ban", "x1*"), ...FOREVER, reason: "again" });
});

Deno.test("a guest who was banned stays out: by its name, and from where it came by any other", () => {
  using stage = new JournalStage();
  makeDen(stage);
  const troll = guest(stage, "troll");
  const friend = guest(stage, "friend", "198.51.100.1");
  stage.does("join_room", joining(troll));
  const banning = {
    ...by(BOB),
    measure: "ban",
    username: "troll",
    room: "den",
    ...FOREVER,
  } as const;
  stage.does("restrain", banning);
  assert.equal(stage.refuses("join_room", joining(guest(stage, "twin"))), "banned");
  stage.does("end_guest", { actor: SERVER, account: troll });
  assert.equal(stage.refuses("join_room", joining(guest(stage, "other"))), "banned");
  assert.equal(stage.refuses("join_room", joining(guest(stage, "troll", "203.0.113.9"))), "banned");
  stage.does("join_room", joining(friend));
  // An account is somebody of its own, wherever it comes from.
  stage.does("join_room", joining(CAROL));
  stage.does("lift_mask", mask("ban", "troll"));
  stage.does("join_room", joining(guest(stage, "third")));
  const kept = stage.row("SELECT count(*) AS count FROM measures WHERE address <> ''");
  assert.equal(kept?.["count"], 0, "where somebody came from is kept no longer than it counts");
});

function banning(username: string) {
  return { ...by(BOB), measure: "ban", username, room: "den", ...FOREVER } as const;
}

/** How many masks and addresses a room says that it has, and how many there are. */
function counted(stage: JournalStage): { said: unknown; are: unknown } {
  const said = stage.row("SELECT masks FROM conversations WHERE name = 'den'")?.["masks"];
  const are = stage.row(`SELECT count(*) AS are FROM measures
    JOIN conversations ON conversations.id = room AND name = 'den'
    WHERE lifted_ms IS NULL AND (mask IS NOT NULL OR address <> '')`)?.["are"];
  return { said, are };
}

Deno.test("masks that guests leave behind take no places from those that are set: the oldest ends", () => {
  using stage = new JournalStage();
  makeDen(stage);
  const leave = (name: string, number: number) => {
    const account = guest(stage, name, `203.0.113.${number}`);
    stage.does("restrain", banning(name));
    stage.does("end_guest", { actor: SERVER, account });
  };
  for (let number = 0; number <= 100; number++) leave(`troll-${number}`, number);
  assert.deepEqual(counted(stage), { said: 100, are: 100 });
  stage.does("join_room", joining(guest(stage, "troll-0", "203.0.113.0")));
  assert.equal(stage.refuses("join_room", joining(guest(stage, "x", "203.0.113.100"))), "banned");
  for (let number = 0; number < 100; number++) {
    stage.does("restrain_mask", { ...mask("ban", `x${number}*`), ...FOREVER });
  }
  assert.equal(
    stage.refuses("restrain_mask", { ...mask("ban", "troll-7"), ...FOREVER }),
    "bad_field",
  );
  leave("last", 200);
  assert.equal(stage.refuses("join_room", joining(guest(stage, "last", "192.0.2.1"))), "banned");
  assert.deepEqual(counted(stage), { said: 200, are: 200 });

  stage.does("delete_room", { ...by(BOB), room: "den" });
  makeDen(stage);
  assert.deepEqual(counted(stage), { said: 200, are: 200 });
  assert.equal(
    stage.refuses("join_room", joining(guest(stage, "late", "203.0.113.200"))),
    "banned",
  );
});

Deno.test("where nodes of an older program are, guests' masks take places as they do there", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.database.exec(
    "INSERT INTO shared_log (id, cluster, position, digest, level) VALUES (1, 'c', 0, '', 5)",
  );
  const troll = guest(stage, "troll");
  stage.does("restrain", banning("troll"));
  for (let number = 0; number < 100; number++) {
    stage.does("restrain_mask", { ...mask("ban", `x${number}*`), ...FOREVER });
  }
  stage.does("end_guest", { actor: SERVER, account: troll });
  assert.deepEqual(counted(stage), { said: 100, are: 100 });
  stage.does("join_room", joining(guest(stage, "troll")));
});

Deno.test("a room counts what is looked at when somebody comes, however it came to be and ended", () => {
  using stage = new JournalStage();
  makeDen(stage);
  const [one, two, three] = ["one", "two", "three"].map((name) => guest(stage, name));
  stage.does("restrain", banning("one"));
  stage.does("restrain", banning("one"));
  stage.does("restrain", { ...banning("two"), seconds: 60 });
  stage.does("restrain", { ...banning("carol") });
  stage.does("restrain", { ...banning("three"), measure: "mute" });
  stage.does("restrain_mask", { ...mask("ban", "x*"), ...FOREVER });
  stage.does("restrain_mask", { ...mask("ban", "x*"), ...FOREVER, reason: "again" });
  assert.deepEqual(counted(stage), { said: 3, are: 3 });
  stage.does("end_guest", { actor: SERVER, account: Number(one) });
  stage.does("end_guest", { actor: SERVER, account: Number(three) });
  assert.deepEqual(counted(stage), { said: 4, are: 4 });
  stage.timeMs += 60_000;
  stage.does("expire", { actor: SERVER, limit: 9 });
  stage.does("lift_mask", mask("ban", "x*"));
  assert.deepEqual(counted(stage), { said: 2, are: 2 });
  stage.does("restrain", banning("two"));
  stage.does("end_guest", { actor: SERVER, account: Number(two) });
  stage.does("lift", {
    ...by(BOB),
    which: { measure: "ban", username: "carol", room: "den" },
  });
  assert.deepEqual(counted(stage), { said: 3, are: 3 });
});

/** Counts what is read. */
class CountingStore extends Store {
  statements = 0;
  rows = 0;

  override get(...args: Parameters<Store["get"]>) {
    const row = super.get(...args);
    this.statements += 1;
    this.rows += row === undefined ? 0 : 1;
    return row;
  }

  override all(...args: Parameters<Store["all"]>) {
    const rows = super.all(...args);
    this.statements += 1;
    this.rows += rows.length;
    return rows;
  }
}

Deno.test("whoever comes costs the same however many guests are banned, and is judged once", () => {
  using stage = new JournalStage();
  makeDen(stage);
  const visitor = guest(stage, "visitor", "198.51.100.1");
  const costs = [1, 200].map((guests) => {
    for (let number = 0; number < guests; number++) {
      const name = `g${guests}-${number}`;
      guest(stage, name, `203.0.113.${number}`);
      stage.does("restrain", banning(name));
    }
    const store = new CountingStore(stage.database);
    store.timeMs = stage.timeMs;
    admitToRoom(store, visitor, "den", "join");
    return { statements: store.statements, rows: store.rows };
  });
  assert.deepEqual(costs[1], costs[0]);
  const [ban, letIn] = [4, 4];
  assert.equal(costs[0]?.statements, 1 + ban + letIn);
  const plan = stage.database.prepare(
    `EXPLAIN QUERY PLAN SELECT * FROM measures WHERE room = 1 AND lifted_ms IS NULL AND kind = 'ban'
       AND address <> '' AND address = ?`,
  ).all("x").map(({ detail }) => String(detail));
  assert.match(plan.join(), /measures_addresses \(room=\? AND kind=\? AND address=\?\)/);
});

Deno.test("masks hold again in a room that those who were there give the same name", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("restrain_mask", { ...mask("ban", "spam*"), ...FOREVER });
  stage.does("delete_room", { ...by(BOB), room: "den" });
  makeDen(stage);
  assert.equal(stage.refuses("join_room", joining(stage.register("spammer"))), "banned");
});

Deno.test("measures() shows members what is about themselves, and those who keep order everything", () => {
  using stage = new JournalStage();
  makeDen(stage);
  stage.does("join_room", joining(CAROL));
  for (const text of ["car*", "x*"]) {
    stage.does("restrain_mask", { ...mask("mute", text), ...FOREVER });
  }
  const asked = { of: undefined, room: "den", before: undefined };
  const masksFor = (account: number) =>
    stage.asks("measures", { account, ...asked }).measures.map((measure) => measure.mask);
  assert.deepEqual(masksFor(BOB), ["x*", "car*"]);
  assert.deepEqual(masksFor(CAROL), ["car*"]);
});

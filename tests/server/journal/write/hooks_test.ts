import assert from "node:assert/strict";
import { CONSOLE, SERVER } from "../../../../server/journal/actors.ts";
import type { NewHook } from "../../../../server/journal/write/hooks/hooks.ts";
import { ALICE, BOB, JournalStage } from "../../../support/journal_stage.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const TOKEN = new Uint8Array([7]);

function adding(more: Partial<NewHook> = {}) {
  return {
    actor: ALICE,
    address: "::1",
    room: "general",
    name: "ci",
    tokenHash: TOKEN,
    url: undefined,
    secret: "",
    perMinute: 60,
    words: [],
    ...more,
  };
}

const OUT = { tokenHash: undefined, url: "https://hooks.example/secret", secret: "s" };

function saying(hook: number, text: string, more = {}) {
  return {
    actor: SERVER,
    hook,
    text,
    group: undefined,
    replyTo: undefined,
    nonce: undefined,
    ...more,
  };
}

Deno.test("add_hook is for those who moderate the room, and is in the audit log without its secrets", () => {
  using stage = new JournalStage();
  assert.equal(stage.refuses("add_hook", { ...adding(), actor: BOB }), "no_right");
  const { hook } = stage.does("add_hook", adding());
  assert.equal(stage.refuses("add_hook", adding({ name: "CI" })), "name_taken");
  stage.does("add_hook", adding({ name: "out", ...OUT }));
  const { hooks } = stage.asks("hooks", { account: ALICE, room: "general" });
  assert.deepEqual(hooks.map(({ name, direction, by }) => `${name} ${direction} ${by}`), [
    "ci in alice",
    "out out alice",
  ]);
  const log = stage.database.prepare("SELECT action, target, detail FROM audit ORDER BY id DESC")
    .all();
  assert.deepEqual({ ...log[0] }, {
    action: "add_hook",
    target: "*out*",
    detail: "hook 2 out to hooks.example",
  });
  assert.equal(stage.asks("hook_in", { tokenHash: TOKEN })?.hook, hook);
});

Deno.test("add_hook refuses more hooks in a room than there may be", () => {
  using stage = new JournalStage();
  for (let number = 0; number < 20; number++) {
    stage.does("add_hook", adding({ name: `h${number}`, tokenHash: new Uint8Array([number]) }));
  }
  const one = adding({ name: "more", tokenHash: new Uint8Array([99]) });
  assert.equal(stage.refuses("add_hook", one), "too_many_hooks");
});

Deno.test("say_hook says something under the name of the hook, mentions people and everybody", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  stage.does("lock", { actor: ALICE, address: "", room: "general", locked: true });
  const said = stage.does("say_hook", saying(hook, "@room @bob the disk is full"));
  assert.ok(said.as === "message");
  assert.equal(said.from, "*ci*");
  assert.equal(said.isHushed, undefined);
  const { from, text } = stage.asks("message", { account: BOB, message: said.id });
  assert.deepEqual([from, text], ["*ci*", "@room @bob the disk is full"]);
  const { conversations } = stage.asks("unread", { account: BOB });
  assert.equal(conversations[0]?.mentions, 1);
});

Deno.test("say_hook is heard by filters, and what it said is deleted by moderators", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  stage.does("filter", {
    actor: ALICE,
    address: "",
    match: "word",
    pattern: "darn",
    does: "refuse",
    room: "general",
  });
  assert.equal(stage.refuses("say_hook", saying(hook, "darn")), "filtered");
  const said = stage.does("say_hook", saying(hook, "fine"));
  assert.ok(said.as === "message");
  assert.equal(stage.refuses("delete", { actor: BOB, message: said.id }), "no_right");
  stage.does("delete", { actor: ALICE, message: said.id });
});

Deno.test("say_hook with the same nonce says it once", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  const [first, second] = [1, 2].map(() =>
    stage.does("say_hook", saying(hook, "built", { nonce: "n" }))
  );
  assert.ok(first?.as === "message" && second?.as === "message");
  assert.deepEqual([second.id, second.duplicate], [first.id, true]);
});

Deno.test("say_hook changes the message of a group until that is over, and then begins another", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  const disk = (text: string, isOver = false) =>
    stage.does("say_hook", saying(hook, text, { group: { name: "disk", isOver } }));
  const first = disk("disk full");
  assert.ok(first.as === "message");
  assert.deepEqual(disk("disk full"), { as: "nothing", message: first.id });
  const over = disk("disk fine", true);
  assert.ok(over.as === "edit");
  assert.equal(over.message, first.id);
  const message = stage.asks("message", { account: BOB, message: first.id });
  assert.equal(message.text, "disk fine");
  assert.ok(message.edited !== undefined);
  const again = disk("disk full");
  assert.ok(again.as === "message" && again.id > first.id);
  // What was deleted is not changed any more.
  stage.does("delete", { actor: ALICE, message: again.id });
  assert.equal(disk("disk full, still").as, "message");
});

Deno.test("revoke_hook ends a hook at once; what it said keeps its name", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  const said = stage.does("say_hook", saying(hook, "hi"));
  assert.ok(said.as === "message");
  assert.equal(stage.refuses("revoke_hook", { actor: BOB, address: "", hook }), "no_such_hook");
  stage.does("revoke_hook", { actor: ALICE, address: "", hook });
  assert.equal(stage.asks("hook_in", { tokenHash: TOKEN }), undefined);
  assert.equal(stage.refuses("say_hook", saying(hook, "hi")), "no_such_hook");
  assert.equal(stage.asks("message", { account: BOB, message: said.id }).from, "*ci*");
  stage.does("add_hook", adding());
});

Deno.test("hooks of a room go with it", () => {
  using stage = new JournalStage();
  stage.does("create_room", {
    actor: ALICE,
    accountName: "alice",
    room: "ops",
    visibility: "public",
    topic: "",
  });
  const { hook } = stage.does("add_hook", adding({ room: "ops" }));
  stage.does("delete_room", { actor: CONSOLE, address: "", room: "ops" });
  assert.equal(stage.asks("hook_in", { tokenHash: TOKEN }), undefined);
  assert.equal(stage.refuses("say_hook", saying(hook, "hi")), "no_such_hook");
});

Deno.test("an encrypted room has no hooks, and what comes to one it had is refused", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding());
  stage.database.exec("UPDATE conversations SET encrypted_from = 1 WHERE name = 'general'");
  assert.equal(stage.refuses("add_hook", adding({ name: "b" })), "encryption_required");
  assert.equal(stage.refuses("say_hook", saying(hook, "hi")), "encryption_required");
  assert.equal(stage.asks("hook_in", { tokenHash: TOKEN })?.isEncrypted, true);
});

Deno.test("hook_due gives what people have said since, and nothing that a hook has", () => {
  using stage = new JournalStage();
  stage.says(BOB, "before");
  const { hook } = stage.does("add_hook", adding({ name: "out", ...OUT }));
  const first = stage.says(BOB, "one");
  stage.does("say_hook", saying(hook, "from the hook"));
  const deleted = stage.says(BOB, "gone");
  stage.does("delete", { actor: BOB, message: deleted });
  const last = stage.says(ALICE, "two");
  const [{ sentId = 0 } = {}] = stage.asks("hooks_out", {});
  const ask = (after: number, behind = 100, limit = 100) => {
    const due = stage.asks("hook_due", { hook, after, behind, limit });
    return [due.messages.map(({ text }) => text), due.upTo, due.more];
  };
  assert.deepEqual(ask(sentId), [["one", "two"], last, false]);
  assert.deepEqual(ask(sentId, 100, 1), [["one"], first, true]);
  assert.deepEqual(ask(sentId, 1), [["two"], last, false]);
  assert.deepEqual(ask(last), [[], last, false]);
});

Deno.test("note_hook switches off what fails for a day, which says so; resume_hook goes on from now", () => {
  using stage = new JournalStage();
  const { hook } = stage.does("add_hook", adding({ name: "out", ...OUT }));
  const note = (isTaken: boolean) =>
    stage.does("note_hook", { actor: SERVER, hook, upTo: stage.says(BOB, "hi"), isTaken });
  note(false);
  stage.timeMs += DAY_MS - 1;
  assert.equal(note(false).farewell, undefined);
  note(true);
  stage.timeMs += DAY_MS;
  assert.equal(note(false).farewell, undefined);
  stage.timeMs += DAY_MS;
  const { farewell } = note(false);
  assert.equal(farewell?.from, "*out*");
  assert.match(farewell?.content.text ?? "", /hooks\.example has taken nothing/);
  assert.deepEqual(stage.asks("hooks_out", {}), []);
  const missed = stage.says(BOB, "missed");
  assert.deepEqual(
    stage.asks("hook_due", { hook, after: 0, behind: 9, limit: 9 }).messages,
    [],
  );
  stage.does("resume_hook", { actor: ALICE, address: "", hook });
  assert.equal(stage.asks("hooks_out", {})[0]?.sentId, missed);
});

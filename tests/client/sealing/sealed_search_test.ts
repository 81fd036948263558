/** Searching in what is encrypted goes back through all of it, in bounds, and can be stopped. */
import assert from "node:assert/strict";
import { HISTORY_COMMANDS } from "../../../client/commands/history.ts";
import { commandCalled } from "../../../client/commands/parts/command.ts";
import { type CommandContext, contextOn } from "../../../client/commands/parts/context.ts";
import type { SearchedPart } from "../../../client/wording/searched.ts";
import { localQuery } from "../../../client/sealing/local_search.ts";
import { OpenedHistory, type OpenedPage } from "../../../client/sealing/opened_history.ts";
import { searchSealed } from "../../../client/sealing/sealed_search.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import type { Found } from "../../../protocol/records.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

/** Conversations with one message a day, ten on a page; every seventh speaks of a ferry. */
class Pages {
  readonly asked: string[] = [];
  readonly history: OpenedHistory;
  readonly #days: Record<string, number>;

  constructor(days: Record<string, number>, history = new OpenedHistory()) {
    this.#days = days;
    this.history = history;
  }

  page(other: string, before: number | undefined): OpenedPage {
    this.asked.push(`${other} ${before ?? ""}`);
    const last = (before ?? (this.#days[other] ?? 0) + 1) - 1;
    const ids = Array.from({ length: Math.min(10, last) }, (_, index) => last - index);
    const messages = ids.map((id): Marked => ({
      id,
      from: other,
      to: "alice",
      text: id % 7 === 0 ? `the ferry of day ${id}` : "nothing",
      time: new Date(Date.UTC(2026, 0, id)).toISOString(),
      encryption: "sealed",
    }));
    const next = ids.at(-1);
    return { messages, next, reached: messages.at(-1)?.time, isWhole: (next ?? 1) <= 1 };
  }

  async search(query: string, stops: (part: SearchedPart) => boolean = () => false) {
    const controller = new AbortController();
    const parts: SearchedPart[] = [];
    const wanted = localQuery(query) ?? assert.fail();
    const options = {
      history: this.history,
      seen: () => [],
      conversations: () => Promise.resolve(Object.keys(this.#days)),
      page: (other: string, before: number | undefined) =>
        Promise.resolve(this.page(other, before)),
      rest: () => Promise.resolve(),
      nowMs: () => 0,
      signal: controller.signal,
    };
    for await (const part of searchSealed(wanted, options)) {
      parts.push(part);
      if (stops(part)) controller.abort();
    }
    return parts;
  }
}

function idsOf(parts: readonly SearchedPart[]): number[] {
  return parts.flatMap(({ found }) => found).map(({ id }) => id);
}

Deno.test("searchSealed() goes back through all conversations together, and says how far it is", async () => {
  const pages = new Pages({ bob: 35, carol: 12 });
  const parts = await pages.search("ferry");
  assert.deepEqual(idsOf(parts).toSorted((one, other) => one - other), [7, 14, 21, 28, 35]);
  // Carol's newest page is asked for before Bob's second one: nobody is searched far back alone.
  assert.deepEqual(pages.asked, ["bob ", "carol ", "bob 26", "bob 16", "bob 6", "carol 3"]);
  assert.deepEqual(parts.map(({ backTo, isDone }) => `${backTo} ${isDone}`), [
    "undefined false",
    "undefined false",
    "2026-01-26 false",
    "2026-01-16 false",
    "2026-01-06 false",
    "2026-01-03 false",
    "2026-01-01 true",
  ]);
});

Deno.test("searchSealed() asks again for nothing that it has opened, and follows what changes there", async () => {
  const pages = new Pages({ bob: 35 });
  await pages.search("ferry");
  const asked = pages.asked.length;
  pages.history.edited(14, "the train of day 14");
  pages.history.forget(7);
  pages.history.saw("bob", {
    id: 36,
    from: "bob",
    to: "alice",
    text: "one more ferry",
    time: "2026-02-05T00:00:00.000Z",
    encryption: "sealed",
  });
  assert.deepEqual(idsOf(await pages.search("ferry")), [36, 35, 28, 21]);
  assert.deepEqual(idsOf(await pages.search("train")), [14]);
  assert.equal(pages.asked.length, asked);
});

Deno.test("searchSealed() keeps so much and no more, and finds what is older all the same", async () => {
  const pages = new Pages({ bob: 35 }, new OpenedHistory(150));
  assert.equal(idsOf(await pages.search("ferry")).length, 5);
  const asked = pages.asked.length;
  assert.equal(idsOf(await pages.search("ferry")).length, 5);
  const anew = pages.asked.slice(asked);
  assert.ok(anew.length > 0 && anew.length < asked, anew.join());
});

Deno.test("searchSealed() looks no further than it has to, and stops when nobody looks any more", async () => {
  const days = new Pages({ bob: 35, carol: 35 });
  assert.deepEqual(idsOf(await days.search("ferry in:@bob after:2026-01-20")), [35, 28, 21]);
  assert.deepEqual(days.asked, ["bob ", "bob 26"]);
  const stopped = new Pages({ bob: 1_000 });
  await stopped.search("ferry", ({ found }) => found.length > 0);
  assert.equal(stopped.asked.length, 1);
  const none = new Pages({ bob: 35 });
  assert.deepEqual(await none.search("ferry in:#general"), []);
});

Deno.test("a client that has just begun finds what was said long ago; so does a script with --json", async () => {
  using folder = new TemporaryFolder();
  using config = new TemporaryFolder();
  await using server = await startServer(folder);
  {
    await using bob = await SealedUser.enters(server, "bob");
    await using alice = await SealedUser.enters(server, "alice", { folder: config.path });
    await alice.link.say({ to: "bob", text: "a canary at the very beginning" });
    for (let count = 0; count < 228; count++) {
      await bob.link.say({ to: "alice", text: `number ${count}` });
    }
    await bob.link.say({ to: "alice", text: "a canary at the end" });
    await alice.reads("a canary at the end");
  }
  const again = { folder: config.path, isKnown: true };
  await using alice = await SealedUser.enters(server, "alice", again);
  const found: Found[] = [];
  let last: SearchedPart | undefined;
  const { signal } = new AbortController();
  for await (const part of alice.link.searchSealed("CANARY", signal)) {
    found.push(...part.found);
    last = part;
  }
  assert.deepEqual(found.map(({ snippet }) => snippet), [
    ["a ", "canary", " at the end"],
    ["a ", "canary", " at the very beginning"],
  ]);
  assert.ok(last?.isDone);
  assert.match(last?.backTo ?? "", /^\d{4}-\d\d-\d\d$/);

  await using script = await SealedUser.enters(server, "alice", { ...again, isPerson: false });
  script.link.sendLine('{"action":"search","query":"canary beginning","ref":7}');
  const line = await script.until(() => script.lines.find((one) => one.includes('"ref":7')));
  const answer = JSON.parse(line);
  assert.deepEqual(answer.results.map(({ text }: Found) => text), [
    "a canary at the very beginning",
  ]);
  assert.equal(answer.searched_back_to, last?.backTo);

  // Nothing of it is on the disk of the client in plain text.
  for await (const { isFile, name } of Deno.readDir(`${config.path}/keys`)) {
    if (!isFile) continue;
    assert.doesNotMatch(await Deno.readTextFile(`${config.path}/keys/${name}`), /canary/);
  }

  // As it is typed: lines as they are found, then how far back it was searched.
  const said: string[] = [];
  const say = (lines: readonly string[]) => void said.push(...lines);
  const context = {
    ...contextOn(alice.link, () => Promise.reject(new Error("no emoji"))),
    conversation: { isIgnored: () => false },
    terminal: undefined,
    view: {
      answer: say,
      local: say,
      found: ({ text }: Found) => say([text]),
    },
  } as unknown as CommandContext;
  const command = commandCalled(HISTORY_COMMANDS, "search");
  assert.ok(command !== undefined && "code" in command);
  await command.code("canary")(context);
  assert.deepEqual(said, [
    "a canary at the end",
    "a canary at the very beginning",
    `encrypted messages searched, all of them, back to ${last?.backTo}`,
  ]);
  said.length = 0;
  await command.code("a word that nobody has said")(context);
  assert.deepEqual(said, [
    "nothing found",
    `encrypted messages searched, all of them, back to ${last?.backTo}`,
  ]);
  assert.throws(() => void command.code("")(context), /Say what to look for/);
});

Deno.test("where nothing was ever encrypted, a search says nothing of it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  await using alice = await SealedUser.enters(server, "alice");
  // His keys are known, and nothing was said with them.
  alice.link.standingOf({ with: "bob" });
  await alice.until(() => alice.standings.get("bob") === "encrypted" || undefined);
  const parts: SearchedPart[] = [];
  const { signal } = new AbortController();
  for await (const part of alice.link.searchSealed("ferry", signal)) parts.push(part);
  assert.deepEqual(parts.at(-1), { found: [], backTo: undefined, isDone: true, isCut: false });
  // The first thing that is said is found at once.
  await bob.link.say({ to: "alice", text: "a ferry" });
  await alice.reads("a ferry");
  parts.length = 0;
  for await (const part of alice.link.searchSealed("ferry", signal)) parts.push(part);
  assert.equal(idsOf(parts).length, 1);
});

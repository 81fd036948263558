import assert from "node:assert/strict";
import type { ListOverlay } from "../../../../../client/full/state/overlay.ts";
import type { Found } from "../../../../../protocol/records.ts";
import { messageOf, messagesFrom, Player } from "../../support/player.ts";

function listOf({ state: { overlay } }: Player): ListOverlay {
  assert.ok(overlay?.kind === "list", "no list is open");
  return overlay;
}

function texts(player: Player): string[] {
  return listOf(player).items.filter(({ isHeading }) => !isHeading).map(({ text }) => text);
}

Deno.test("reduce() goes to a room or person by part of the name", () => {
  const player = new Player().press("alt+k").type("op");
  assert.equal(texts(player)[0], "#ops");
  assert.equal(player.press("enter").active.place?.room, "ops");
  assert.equal(player.state.overlay, undefined);
});

Deno.test("reduce() begins a conversation with somebody of the room who was jumped to", () => {
  const player = new Player();
  player.news({
    kind: "people",
    room: "general",
    isCut: false,
    people: ["alice", "carol"].map((username) => ({
      username,
      isOnline: true,
      away: undefined,
      role: "member" as const,
    })),
  });
  player.press("alt+k").type("caro").press("enter");
  assert.equal(player.active.place?.with, "carol");
});

Deno.test("reduce() shows all keys and commands, and those that are searched for", () => {
  const player = new Player().press("f1");
  const all = texts(player).length;
  assert.ok(all > 70);
  player.type("topic");
  assert.deepEqual(listOf(player).items.map(({ isHeading, left }) => isHeading || left), [
    true,
    "/create #room [public|private|invite-only|encrypted] [topic]",
    "/topic [text]",
  ]);
  player.press("down", "enter");
  assert.equal(player.line, "/topic ");
});

Deno.test("reduce() never selects a heading", () => {
  const player = new Player().press("f1");
  for (let count = 0; count < 100; count++) {
    assert.equal(listOf(player).items[listOf(player).selected]?.isHeading, false);
    player.press("down");
  }
  for (let count = 0; count < 100; count++) player.press("up");
  assert.equal(listOf(player).items[listOf(player).selected]?.isHeading, false);
});

Deno.test("reduce() finds in the room what is here at once, and asks the server for the rest", () => {
  const player = new Player().page(messagesFrom(1, 20), { hasMore: true });
  player.press("ctrl+s").type("message 7");
  assert.equal(texts(player)[0], "bob: message 7");
  const { query, ticket } = player.last("search");
  assert.equal(query, "message 7 in:#general");
  const found: Found = { ...messageOf({ id: 3 }), snippet: ["an old ", "message 7", ""] };
  player.news({ kind: "found", ticket, results: [found], moreBefore: undefined, isBehind: false });
  assert.equal(texts(player)[1], "bob: an old message 7");
  player.press("down", "enter");
  assert.equal(player.active.selectedId, 3);
  assert.ok(player.screen.includes("message 3 "));
});

Deno.test("reduce() stays at the newest hit until another one is chosen, whatever the server finds", () => {
  const found = (id: number): Found => ({ ...messageOf({ id }), snippet: ["", "message", ""] });
  const answer = (player: Player, id: number) => {
    const { ticket } = player.last("search");
    player.news({
      kind: "found",
      ticket,
      results: [found(id)],
      moreBefore: undefined,
      isBehind: false,
    });
  };
  const player = new Player().page(messagesFrom(1, 20), { hasMore: true });
  player.press("ctrl+s").type("message");
  answer(player, 30);
  player.press("enter");
  assert.equal(player.active.goal?.id, 30);
  const moved = new Player().page(messagesFrom(1, 20), { hasMore: true });
  moved.press("ctrl+s").type("message").press("down");
  answer(moved, 30);
  moved.press("enter");
  assert.equal(moved.active.selectedId, 19);
});

Deno.test("reduce() shows the answer to a command to who has scrolled back", () => {
  const player = new Player().page(messagesFrom(1, 60), { hasMore: false }).press("pageup");
  player.news({ kind: "lines", lines: ["bob is muted in #general"], tone: "answer" });
  assert.ok(player.screen.includes("bob is muted in #general"));
  assert.equal(player.state.overlay, undefined);
  player.news({ kind: "lines", lines: ["one line", "another line"], tone: "answer" });
  assert.ok(player.screen.includes("another line"));
  player.press("escape");
  assert.equal(player.active.scroll.kind, "at");
  player.news({ kind: "lines", lines: ["You may not do this"], tone: "warning" });
  assert.ok(player.screen.includes("You may not do this"));
  player.press("alt+end");
  assert.ok(player.screen.includes("another line"), "the answers are there as well");
});

Deno.test("reduce() says above the keys that what was said last cannot be searched", () => {
  const player = new Player({ columns: 110 });
  player.press("ctrl+s").type("release");
  const { ticket } = player.last("search");
  player.news({ kind: "found", ticket, results: [], moreBefore: undefined, isBehind: true });
  assert.ok(player.screen.includes("what was said last is missing (the index is behind)"));
  player.news({ kind: "found", ticket, results: [], moreBefore: undefined, isBehind: false });
  assert.ok(!player.screen.includes("the index is behind"));
});

Deno.test("reduce() searches on when the end of what was found is reached", () => {
  const player = new Player().press("ctrl+s").type("x");
  const { query, ticket } = player.last("search");
  const resultsOf = (...ids: number[]): Found[] =>
    ids.map((id) => ({ ...messageOf({ id, text: "x" }), snippet: ["", "x", ""] }));
  player.news({ kind: "found", ticket, results: resultsOf(9, 8), moreBefore: 8, isBehind: false });
  assert.match(listOf(player).note, /more than these 2/);
  player.press("down", "down", "pagedown");
  const [, again, ...others] = player.wanted("search");
  assert.deepEqual(again, { kind: "search", serverId: "s1", query, ticket, before: 8 });
  assert.deepEqual(others, [], "one page at a time");
  player.news({
    kind: "found",
    ticket,
    results: resultsOf(5),
    moreBefore: undefined,
    isBehind: false,
  });
  assert.deepEqual(listOf(player).items.map(({ key }) => key.split(" ")[0]), ["9", "8", "5"]);
  assert.equal(listOf(player).selected, 1, "what was chosen stays chosen");
  player.press("down", "down");
  assert.equal(player.wanted("search").length, 2);
});

Deno.test("reduce() searches on when all that was found is by people who are ignored", () => {
  const player = new Player().press("ctrl+s").type("x");
  const { ticket } = player.last("search");
  player.news({ kind: "found", ticket, results: [], moreBefore: 8, isBehind: false });
  assert.equal(player.last("search").before, 8);
  player.news({ kind: "found", ticket, results: [], moreBefore: undefined, isBehind: false });
  assert.equal(listOf(player).note, "nothing found");
});

Deno.test("reduce() puts what is found in encrypted messages in its place, and says how far that is", () => {
  const player = new Player({ columns: 110 }).press("ctrl+s").type("x");
  const { ticket } = player.last("search");
  const resultsOf = (...ids: number[]): Found[] =>
    ids.map((id) => ({ ...messageOf({ id, text: "x" }), snippet: ["", "x", ""] }));
  const sealed = { kind: "found-sealed", ticket, isCut: false } as const;
  const on = { ...sealed, isDone: false };
  player.news({ kind: "found", ticket, results: [], moreBefore: undefined, isBehind: false });
  player.news({ ...on, found: [], backTo: undefined });
  assert.equal(listOf(player).note, "searching … · searching encrypted messages …");
  player.news({ ...on, found: resultsOf(9), backTo: "2026-03-02" });
  assert.ok(player.screen.includes("encrypted messages searched back to 2026-03-02; searching on"));
  player.news({ kind: "found", ticket, results: resultsOf(8), moreBefore: 8, isBehind: false });
  player.news({ ...sealed, found: resultsOf(8, 4), backTo: "2025-01-05", isDone: true });
  const keys = () => listOf(player).items.map(({ key }) => key.split(" ")[0]);
  assert.deepEqual(keys(), ["9", "8", "4"]);
  assert.match(listOf(player).note, /more than these 3 .* searched, all of them, back to 2025-01/);
  // What belongs to a search of before is not shown.
  player.type("y");
  player.news({ ...on, found: resultsOf(3), backTo: undefined });
  assert.deepEqual(keys(), []);
  assert.doesNotMatch(listOf(player).note, /encrypted/);
});

Deno.test("reduce() takes what is typed after a jump as text, and the arrows as the message's", () => {
  const player = new Player().page(messagesFrom(1, 20), { hasMore: false });
  const jump = () => player.press("ctrl+s").type("message 7").press("enter");
  jump().type("yes");
  assert.equal(player.line, "yes");
  assert.equal(player.active.selectedId, undefined);
  player.press("ctrl+c");
  jump().press("up").type("r");
  assert.equal(player.active.draft.purpose.kind, "reply");
  player.press("escape");
  jump().press("enter");
  assert.equal(player.active.draft.purpose.kind, "reply");
});

Deno.test("reduce() takes no answer to an older search", () => {
  const player = new Player().press("ctrl+s").type("a");
  const { ticket } = player.last("search");
  player.type("b");
  const results = [{ ...messageOf({ id: 3 }), snippet: ["x"] }];
  player.news({ kind: "found", ticket, results, moreBefore: undefined, isBehind: false });
  assert.deepEqual(texts(player), []);
  player.news({ kind: "search-failed", ticket: player.last("search").ticket, reason: "busy" });
  assert.equal(listOf(player).note, "busy");
});

Deno.test("reduce() opens what /search finds on the whole server, and goes to another room for it", () => {
  const player = new Player();
  player.does({ kind: "open-search", serverId: "s1", query: "deploy" });
  const { query, ticket } = player.last("search");
  assert.equal(query, "deploy");
  const found: Found = { ...messageOf({ id: 3, room: "ops" }), snippet: ["", "deploy", " now"] };
  player.news({ kind: "found", ticket, results: [found], moreBefore: undefined, isBehind: false });
  player.press("enter");
  assert.equal(player.active.place?.room, "ops");
  assert.deepEqual(player.active.goal, { id: 3, isChosen: true });
  assert.equal(player.last("fetch").which.kind, "around");
});

Deno.test("reduce() lets a long answer be read before the command asks on", () => {
  const player = new Player();
  const lines = Array.from({ length: 20 }, (_, index) => `row ${index}`);
  player.news({ kind: "lines", lines, tone: "answer" });
  player.does({ kind: "ask", serverId: "s1", ticket: 3, prompt: "The code: ", isSecret: false });
  assert.match(player.screen, /row 1[^]*Esc goes on: The code:/);
  player.type("row 7");
  assert.deepEqual(texts(player), ["row 7"]);
  player.press("escape").type("123456").press("enter");
  assert.deepEqual(player.last("answered"), { kind: "answered", ticket: 3, text: "123456" });
  player.news({ kind: "lines", lines, tone: "answer" });
  player.does({ kind: "ask", serverId: "s1", ticket: 4, prompt: "?", isSecret: false });
  player.does({ kind: "ask", serverId: "s1", ticket: 5, prompt: "?", isSecret: false });
  assert.deepEqual(player.last("answered"), { kind: "answered", ticket: 4, text: undefined });
});

Deno.test("reduce() shows a long answer as a list of its own and a short one in the buffer", () => {
  const player = new Player();
  player.news({ kind: "lines", lines: ["one"], tone: "answer" });
  assert.equal(player.state.overlay, undefined);
  assert.ok(player.screen.includes("one"));
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  player.news({ kind: "lines", lines, tone: "answer" });
  assert.equal(texts(player).length, 40);
  player.type("39");
  assert.deepEqual(texts(player), ["line 39"]);
  assert.equal(player.press("escape").state.overlay, undefined);
});

Deno.test("reduce() asks for a command, hidden where it must be, and gives the answer back", () => {
  const player = new Player();
  player.does({ kind: "ask", serverId: "s1", ticket: 5, prompt: "Old password: ", isSecret: true });
  player.type("secret");
  assert.ok(!player.screen.includes("secret"));
  player.press("enter");
  assert.deepEqual(player.last("answered"), { kind: "answered", ticket: 5, text: "secret" });
  player.does({ kind: "ask", serverId: "s1", ticket: 6, prompt: "?", isSecret: false });
  player.does({ kind: "ask", serverId: "s1", ticket: 7, prompt: "?", isSecret: false });
  assert.deepEqual(player.last("answered"), { kind: "answered", ticket: 6, text: undefined });
  player.press("escape");
  assert.deepEqual(player.last("answered"), { kind: "answered", ticket: 7, text: undefined });
});

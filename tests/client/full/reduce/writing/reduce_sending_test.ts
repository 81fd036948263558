import assert from "node:assert/strict";
import { messageOf, Player } from "../../support/player.ts";

Deno.test("reduce() sends what is on the line, and shows it until it comes back", () => {
  const player = new Player().type("hi").press("enter");
  const { message, ticket } = player.last("say");
  assert.deepEqual(message, { room: "general", text: "hi" });
  assert.equal(player.line, "");
  assert.deepEqual(player.active.pending.map(({ text }) => text), ["hi"]);
  player.news({ kind: "stored", ticket, id: 7 });
  assert.equal(player.active.pending[0]?.storedId, 7);
  player.message({ id: 7, from: "alice", text: "hi" });
  assert.deepEqual(player.active.pending, []);
});

Deno.test("reduce() shows an own message once when it comes back before its answer", () => {
  const player = new Player().type("hi").press("enter");
  const { ticket } = player.last("say");
  player.message({ id: 7, from: "alice", text: "hi" });
  assert.deepEqual(player.active.pending, []);
  player.news({ kind: "stored", ticket, id: 7 });
  assert.deepEqual(player.active.pending, []);
  assert.deepEqual(player.ids, [7]);
});

Deno.test("reduce() keeps what was refused, and sends it again when asked to", () => {
  const player = new Player().type("hi").press("enter");
  const { ticket } = player.last("say");
  player.news({ kind: "refused", ticket, reason: "You are muted" });
  assert.equal(player.active.pending[0]?.failure, "You are muted");
  player.does({ kind: "retry", serverId: "s1" });
  assert.equal(player.wanted("say").length, 2);
  assert.equal(player.active.pending[0]?.failure, undefined);
});

Deno.test("reduce() keeps what cannot be understood on the line and says why", () => {
  const player = new Player({ columns: 140 }).type("/tpoic x").press("enter");
  assert.equal(player.line, "/tpoic x");
  assert.match(player.state.hint ?? "", /did you mean \/topic/);
  const narrow = new Player().type("/tpoic x").press("enter");
  assert.equal(narrow.state.hint, undefined);
  assert.match(narrow.screen, /did you mean/, "what does not fit stands below the messages");
  assert.equal(player.wanted("command").length, 0);
});

Deno.test("reduce() hands commands and private messages on, for the server of the buffer", () => {
  const player = new Player().type("/who").press("enter").type("@bob hello").press("enter");
  assert.deepEqual(player.wanted("command").map(({ text }) => text), ["/who"]);
  assert.deepEqual(player.last("say").message, { to: "bob", text: "hello" });
});

Deno.test("reduce() sends nothing to a room that the account is not in any more", () => {
  const player = new Player();
  player.news({
    kind: "event",
    event: {
      event: "left",
      room: "general",
      username: "alice",
      reason: "removed",
      by: "bob",
      time: "",
    },
  });
  player.type("hi").press("enter");
  assert.equal(player.wanted("say").length, 0);
  assert.equal(player.line, "hi");
  assert.match(player.screen, /You are not in #general/);
});

Deno.test("reduce() edits the last own message with ↑ on an empty line", () => {
  const player = new Player().message({ id: 1, from: "alice", text: "helo" }).message({ id: 2 });
  player.press("up");
  assert.equal(player.line, "helo");
  player.press("backspace").type("lo").press("enter");
  assert.deepEqual(player.last("edit"), { kind: "edit", serverId: "s1", id: 1, text: "hello" });
  assert.equal(player.line, "");
  assert.equal(player.active.draft.purpose.kind, "say");
});

Deno.test("reduce() leaves the message alone when editing is cancelled or changes nothing", () => {
  const player = new Player().message({ id: 1, from: "alice", text: "hi" });
  player.press("up").type("!").press("escape");
  assert.equal(player.line, "");
  player.press("up", "enter");
  assert.equal(player.wanted("edit").length, 0);
});

Deno.test("reduce() goes on to what was typed before with a second ↑", () => {
  const player = new Player().type("one").press("enter").type("two").press("enter");
  player.message({ id: 1, from: "alice", text: "one" }).message({
    id: 2,
    from: "alice",
    text: "two",
  });
  assert.equal(player.press("up").active.draft.purpose.kind, "edit");
  player.press("up");
  assert.equal(player.active.draft.purpose.kind, "say");
  assert.equal(player.line, "two");
  assert.equal(player.press("up").line, "one");
  assert.equal(player.press("down").line, "two");
  assert.equal(player.press("down").line, "");
});

Deno.test("reduce() keeps what was being typed while one looks through what was sent", () => {
  const player = new Player().type("one").press("enter").type("half");
  assert.equal(player.press("up").line, "one");
  assert.equal(player.press("down").line, "half");
});

Deno.test("reduce() asks before it leaves something unsent behind", () => {
  const player = new Player().type("hi").press("enter", "ctrl+d");
  assert.equal(player.wanted("leave").length, 0);
  assert.equal(player.state.overlay?.kind, "question");
  player.press("n");
  assert.equal(player.wanted("leave").length, 0);
  player.press("ctrl+d", "y");
  assert.equal(player.wanted("leave").length, 1);
});

Deno.test("reduce() shows one's own message at the end, wherever one has scrolled to", () => {
  const player = new Player();
  player.page(Array.from({ length: 100 }, (_, index) => messageOf({ id: index + 1 })), {
    hasMore: false,
  });
  player.press("pageup").type("hi").press("enter");
  assert.equal(player.active.scroll.kind, "end");
});

Deno.test("reduce() keeps on the line what is for a server that is over", () => {
  const player = new Player();
  player.news({ kind: "connection", connection: { kind: "ended", reason: "banned" } });
  player.type("hi").press("enter");
  assert.equal(player.line, "hi");
  assert.deepEqual(player.wanted("say"), []);
  assert.match(player.screen, /no connection any more/);
});

Deno.test("reduce() sends again what failed, or takes it back onto the line", () => {
  const player = new Player().type("hi").press("enter");
  const { ticket } = player.last("say");
  player.news({ kind: "refused", ticket, reason: "Not now" }).press("alt+r");
  assert.equal(player.wanted("say").length, 2);
  player.news({ kind: "refused", ticket, reason: "Not now" }).press("escape");
  assert.equal(player.line, "hi");
  assert.deepEqual(player.active.pending, []);
});

Deno.test("reduce() tells whoever writes to somebody from elsewhere that it is not encrypted", () => {
  const player = new Player();
  player.does({ kind: "say-to", serverId: "s1", place: { with: "Dave" }, text: "hi" });
  player.does({ kind: "standing", serverId: "s1", other: "carol", text: "NOT encrypted: why" });
  assert.equal(player.state.hint, "For @Dave; Alt+K goes there");
  player.does({ kind: "standing", serverId: "s1", other: "dave", text: "NOT encrypted: why" });
  assert.equal(player.state.hint, "For @Dave, NOT encrypted: why");
});

Deno.test("reduce() says before it is sent that a private message from elsewhere is not encrypted", () => {
  const player = new Player({ columns: 100 });
  const asked = () => player.wanted("look-at-standing").map(({ username }) => username);
  player.type("/msg Dave");
  assert.deepEqual(asked(), []);
  player.type(" h");
  assert.deepEqual(asked(), ["Dave"]);
  assert.match(player.screen, /private to Dave> /);
  player.does({ kind: "standing", serverId: "s1", other: "dave", text: "NOT encrypted: why" });
  assert.match(player.screen, /private to Dave, NOT encrypted> /);
  player.type("i");
  assert.deepEqual(asked(), ["Dave"]);
  player.does({ kind: "standing", serverId: "s1", other: "dave", text: "encrypted" });
  assert.match(player.screen, /private to Dave> /);
  const other = "dave has other keys: NOTHING is sent before /trust dave";
  player.does({ kind: "standing", serverId: "s1", other: "dave", text: other });
  assert.match(player.screen, /private to Dave, NOTHING is sent> /);
});

Deno.test("reduce() says where the reader is that a message to somewhere else was refused", () => {
  const player = new Player({ columns: 120 });
  player.does({ kind: "say-to", serverId: "s1", place: { with: "nobody" }, text: "hi" });
  assert.match(player.state.hint ?? "", /@nobody/);
  const { ticket } = player.last("say");
  player.news({ kind: "refused", ticket, reason: "There is no such account" });
  assert.match(player.screen, /not sent to @nobody: There is no such account/);
});

Deno.test("reduce() keeps no conversation with nobody in the list", () => {
  const player = new Player({ columns: 100 }).type("/msg nobody hi").press("enter");
  const { ticket } = player.last("say");
  assert.equal(player.state.buffers.filter(({ place }) => place?.with !== undefined).length, 1);
  player.news({ kind: "refused", ticket, reason: "There is no such user", isToNobody: true });
  assert.equal(player.state.buffers.filter(({ place }) => place?.with !== undefined).length, 0);
  assert.match(player.screen, /not sent to @nobody: There is no such user/);
  player.press("up");
  assert.equal(player.line, "/msg nobody hi");
});

import assert from "node:assert/strict";
import { Player } from "../../support/player.ts";

Deno.test("reduce() writes several lines, moves between them and sends them as one message", () => {
  const player = new Player().type("one").press("alt+enter").type("two");
  assert.equal(player.line, "one\ntwo");
  player.press("up").type("!");
  assert.equal(player.line, "one!\ntwo");
  player.press("down", "ctrl+e").type("?").press("enter");
  assert.equal(player.last("say").message.text, "one!\ntwo?");
});

Deno.test("reduce() takes changes back word by word", () => {
  const player = new Player().type("one two");
  assert.equal(player.press("ctrl+_").line, "one ");
  assert.equal(player.press("ctrl+u", "ctrl+_").line, "one ");
});

Deno.test("reduce() asks what to do with a pasted block, and sends, edits or drops it", () => {
  const player = new Player().type("see: ").paste("a\r\nb\n");
  assert.equal(player.state.overlay?.kind, "question");
  player.press("x");
  assert.equal(player.state.overlay?.kind, "question", "what is no answer changes nothing");
  player.press("n");
  assert.equal(player.line, "see: ");
  player.paste("a\nb").press("e");
  assert.equal(player.line, "see: a\nb");
  player.press("ctrl+c").paste("c\nd").press("y");
  assert.equal(player.last("say").message.text, "c\nd");
});

Deno.test("reduce() sends files whose paths were pasted after y alone", () => {
  const text = "/tmp/a.png ";
  const asked = () => {
    const seen = { kind: "paste-seen", text, question: "Send a.png?", command: "/send a" } as const;
    const player = new Player().paste(text).does(seen);
    assert.equal(player.state.overlay?.kind, "question");
    return player;
  };
  const run = ({ effects }: Player) =>
    effects.some((each) => JSON.stringify(each).includes("/send"));
  for (const no of ["enter", "n", "escape", "ctrl+c"]) {
    const player = asked().press(no);
    assert.deepEqual(
      [player.line, player.state.overlay, run(player)],
      [text, undefined, false],
      no,
    );
  }
  const on = asked().type("the party");
  assert.deepEqual(
    [on.line, run(on)],
    [`${text}the party`, false],
    "whoever writes on says nothing",
  );
  assert.ok(run(asked().press("y")));
});

Deno.test("reduce() puts a pasted line onto the line, harmless", () => {
  assert.equal(new Player().paste("a\x1b[2Jb").line, "a\ufffd[2Jb");
});

Deno.test("reduce() clears the line with Ctrl+C, and leaves with two of them on an empty one", () => {
  const player = new Player().type("hi").press("ctrl+c");
  assert.equal(player.line, "");
  player.press("ctrl+c");
  assert.equal(player.wanted("leave").length, 0);
  player.type("x").press("backspace", "ctrl+c");
  assert.equal(player.wanted("leave").length, 0, "another key in between begins anew");
  player.press("ctrl+c");
  assert.equal(player.wanted("leave").length, 1);
});

Deno.test("reduce() deletes to the right with Ctrl+D on a line with text", () => {
  const player = new Player().type("ab").press("ctrl+a", "ctrl+d");
  assert.equal(player.line, "b");
  assert.equal(player.wanted("leave").length, 0);
});

Deno.test("reduce() tells the others that one writes, but not what one edits", () => {
  const player = new Player().type("h");
  assert.deepEqual(player.last("typed"), {
    kind: "typed",
    serverId: "s1",
    place: { room: "general" },
    text: "h",
  });
  player.press("ctrl+c").message({ id: 1, from: "alice" });
  const count = player.wanted("typed").length;
  player.press("up").type("x");
  assert.equal(player.wanted("typed").length, count);
});

Deno.test("reduce() completes names, commands and their arguments", () => {
  const player = new Player().message({ id: 1, from: "barbara" });
  assert.equal(player.type("ba").press("tab").line, "barbara: ");
  player.press("ctrl+c").type("hi @ba").press("tab");
  assert.equal(player.line, "hi @barbara ");
  player.press("ctrl+c").type("/top").press("tab");
  assert.equal(player.line, "/topic ");
  player.press("ctrl+c").type("/whois b").press("tab");
  assert.equal(player.line, "/whois barbara ");
  player.press("ctrl+c").type("/room #o").press("tab");
  assert.equal(player.line, "/room #ops ");
  player.press("ctrl+c").type("/role barbara mod").press("tab");
  assert.equal(player.line, "/role barbara moderator ");
  player.press("ctrl+c").type("/notify me").press("tab");
  assert.equal(player.line, "/notify mentions ");
});

Deno.test("reduce() goes through the possibilities with Tab and back with Shift+Tab", () => {
  const player = new Player().message({ id: 1, from: "bob" }).message({ id: 2, from: "bonnie" });
  player.type("bo").press("tab");
  const first = player.line;
  player.press("tab");
  assert.notEqual(player.line, first);
  assert.deepEqual([first, player.line].sort(), ["bob: ", "bonnie: "]);
  assert.equal(player.press("shift+tab").line, first);
  assert.match(player.state.hint ?? "", /bob.*bonnie|bonnie.*bob/);
});

Deno.test("reduce() loads the names of emoji when the first one is to be completed", () => {
  const player = new Player().type(":smi").press("tab");
  assert.equal(player.wanted("load-emoji").length, 1);
  player.does({ kind: "emoji-loaded", names: ["smile_cat"] }).press("tab");
  assert.equal(player.line, ":smile_cat: ");
});

Deno.test("reduce() finds what was sent before with Ctrl+R", () => {
  const player = new Player().type("deploy it").press("enter").type("other").press("enter");
  player.press("ctrl+r").type("dep").press("enter");
  assert.equal(player.line, "deploy it");
  assert.equal(player.state.overlay, undefined);
});

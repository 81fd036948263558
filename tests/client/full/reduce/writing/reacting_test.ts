import assert from "node:assert/strict";
import { reactionMeant } from "../../../../../client/full/reaction_meant.ts";
import { namedKey } from "../../../../../client/terminal/input/key.ts";
import { Player } from "../../support/player.ts";

const HEART = "❤️";
const NAMES = ["heart", "hearts", "tada", "thumbsup"];

Deno.test("reduce() takes one digit for a reaction, and the same once more takes it back", () => {
  const player = new Player().message({ id: 1 }).press("alt+m", "+");
  assert.match(player.screen, /1 👍 {2}2 ❤️/);
  player.press("2");
  assert.deepEqual(player.last("react"), {
    kind: "react",
    serverId: "s1",
    id: 1,
    emoji: HEART,
    given: [],
    remove: false,
  });
  const reactions = [{ emoji: HEART, count: 1, users: ["alice"] }];
  player.message({ id: 2, reactions }).press("alt+m", "+", "2");
  assert.equal(player.last("react").remove, true);
  assert.deepEqual(player.last("react").given, [HEART]);
  // A digit behind something else is a part of it.
  player.press("alt+m", "+", "😀", "1", "enter");
  assert.equal(player.last("react").emoji, "😀1");
});

Deno.test("reduce() takes the name of a reaction with its colons or without", () => {
  const player = new Player().message({ id: 1 });
  for (const name of ["rocket", ":rocket:", "+1"]) {
    player.press("alt+m", "+").type(name).press("enter");
    assert.equal(player.last("react").emoji, `:${name.replaceAll(":", "")}:`);
  }
});

Deno.test("reactionMeant() is the emoji of a name, and takes back what was given", async () => {
  const load = () => Promise.resolve({ heart: HEART });
  const effect = { kind: "react", serverId: "s1", id: 1, emoji: ":heart:", remove: false } as const;
  const meant = (given: readonly string[]) => reactionMeant({ ...effect, given }, load);
  assert.deepEqual(await meant(["🎉"]), { ...effect, emoji: HEART });
  assert.deepEqual(await meant([HEART]), { ...effect, emoji: HEART, remove: true });
});

Deno.test("reduce() completes the name of a reaction, and shows which one is chosen", () => {
  const player = new Player().message({ id: 1 }).press("alt+m", "+", ":", "h", "tab");
  assert.equal(player.wanted("load-emoji").length, 1);
  player.does({ kind: "emoji-loaded", names: NAMES });
  assert.match(player.screen, /\[:heart:\] {2}:hearts:/);
  player.press("tab");
  assert.match(player.screen, /:heart: {2}\[:hearts:\]/);
  player.press("shift+tab", "enter");
  assert.equal(player.last("react").emoji, ":heart:");
  assert.equal(player.state.completion, undefined);
  player.press("alt+m", "+", "z", "tab");
  assert.match(player.screen, /No emoji is called so/);
});

Deno.test("reduce() gives or takes back the reaction that is clicked on", () => {
  const reactions = [
    { emoji: "👍", count: 2, users: ["bob", "carol"] },
    { emoji: "🎉", count: 1, users: ["alice"] },
  ];
  const player = new Player({ columns: 60, rows: 16 }).message({ id: 1, text: "x", reactions });
  player.press("f2");
  const rows = player.screen.split("\n");
  const row = rows.findIndex((text) => text.includes("👍"));
  const click = (sign: string) => {
    const column = rows[row]?.indexOf(sign) ?? -1;
    player.does({ kind: "key", key: { ...namedKey("click"), at: { row, column } } });
    const { emoji, id, remove } = player.last("react");
    return { emoji, id, remove };
  };
  assert.deepEqual(click("👍"), { emoji: "👍", id: 1, remove: false });
  assert.deepEqual(click("🎉"), { emoji: "🎉", id: 1, remove: true });
  const before = player.wanted("react").length;
  player.does({ kind: "key", key: { ...namedKey("click"), at: { row: row - 1, column: 20 } } });
  assert.equal(player.wanted("react").length, before);
});

Deno.test("ScreenView.frame() says above the line which message is answered", () => {
  const player = new Player().message({ id: 1, text: "what do you think?" });
  player.press("alt+m", "r").type("well");
  assert.match(player.screen, /↳ bob: what do you think\? · Esc ends replying +\n↳ bob> well/);
  player.press("escape");
  assert.doesNotMatch(player.screen, /ends replying/);
});

Deno.test("reduce() shows which completion is chosen, also where there are many", () => {
  const player = new Player();
  const people = Array.from({ length: 30 }, (_, index) => (
    { username: `person${index + 10}`, isOnline: true, away: undefined, role: undefined }
  ));
  player.news({ kind: "people", room: "general", people, isCut: false });
  player.type("pers").press("tab", "tab");
  assert.match(player.screen, /\[person10:\] {2}person11:/);
  player.press("tab");
  assert.match(player.screen, /person10: {2}\[person11:\]/);
  for (let times = 0; times < 18; times++) player.press("tab");
  assert.match(player.screen, /… .*\[person29:\]/);
});

import assert from "node:assert/strict";
import { misspelt } from "../../../../../client/full/state/spelling.ts";
import { Player } from "../../support/player.ts";

function stage(rooms: Record<string, string> = {}): Player {
  const player = new Player();
  const spelling = { language: "en_US", rooms };
  player.does({ kind: "settings", settings: { ...player.state.settings, spelling } });
  player.effects.length = 0;
  return player;
}

function wrong(player: Player): string[] {
  return misspelt(player.state).map(({ text }) => text);
}

Deno.test("words are looked at once, when they are finished", () => {
  const player = stage();
  player.type("helo");
  assert.deepEqual(player.wanted("check-words"), []);
  player.type(" wrld helo ");
  assert.deepEqual(player.wanted("check-words").map(({ words }) => words), [["helo"], ["wrld"]]);
  assert.deepEqual(wrong(player), []);
  const words = ["helo", "wrld"];
  player.does({ kind: "words-checked", language: "en_US", words, wrong: ["helo"] });
  assert.deepEqual(wrong(player), ["helo", "helo"]);
  player.type("x").press("backspace");
  assert.equal(player.wanted("check-words").length, 2);
});

Deno.test("commands, names and rooms are not looked at, and rooms may have another language", () => {
  const player = stage({ "#ops": "de_DE", "chat.example:5000 #general": "" });
  player.type("helo wrld ");
  assert.deepEqual(player.wanted("check-words"), []);
  player.press("alt+2");
  player.message({ id: 1, from: "bobby", room: "ops" } as never);
  player.type("/topic bobby @carol wrod ");
  const [asked] = player.wanted("check-words");
  assert.deepEqual(asked, { kind: "check-words", language: "de_DE", words: ["wrod"] });
});

Deno.test("nothing is asked where no language was chosen", () => {
  const player = new Player();
  player.type("helo wrld ");
  assert.deepEqual(player.wanted("check-words"), []);
});

Deno.test("Tab behind a wrong word puts what may be meant in its place", () => {
  const player = stage();
  player.type("say helo ");
  player.does({
    kind: "words-checked",
    language: "en_US",
    words: ["say", "helo"],
    wrong: ["helo"],
  });
  player.press("tab");
  const asked = player.last("suggest-words");
  assert.equal(asked.word, "helo");
  const { before, by, end, head } = asked;
  const choices = ["hello", "help"].map((word) => word + end);
  player.does({ kind: "paths-found", before, by, head, choices });
  assert.equal(player.line, "say hello ");
  player.press("tab");
  assert.equal(player.line, "say help ");
});

Deno.test("Tab still completes names, and a word that may be one is no wrong one", () => {
  const player = stage();
  player.message({ id: 1, from: "helobob" });
  player.type("hi helo").press("tab");
  assert.equal(player.line, "hi helobob ");
  assert.deepEqual(player.wanted("suggest-words"), []);
});

Deno.test("a wrong word is underlined", () => {
  const player = stage();
  player.type("helo wrld ");
  player.does({
    kind: "words-checked",
    language: "en_US",
    words: ["helo", "wrld"],
    wrong: ["wrld"],
  });
  assert.match(player.screen, /alice> helo wrld/);
  assert.deepEqual(wrong(player), ["wrld"]);
});

Deno.test("own words are asked for anew when they have changed", () => {
  const player = stage();
  player.type("wrld ");
  player.does({ kind: "words-checked", language: "en_US", words: ["wrld"], wrong: ["wrld"] });
  player.does({ kind: "words-forgotten" });
  assert.deepEqual(wrong(player), []);
  assert.equal(player.wanted("check-words").length, 2);
});

Deno.test("nobody goes through the people of a room because something else has happened", () => {
  const player = stage();
  player.type("helo wrld ");
  const { state } = player;
  const people = [{ username: "bob" }] as never as (typeof state.buffers)[number]["people"];
  let looks = 0;
  const counted = new Proxy(people, {
    get(target, name, receiver) {
      if (name === Symbol.iterator) looks++;
      return Reflect.get(target, name, receiver);
    },
  });
  const buffers = state.buffers.map((each) =>
    each.key === state.activeKey ? { ...each, people: counted } : each
  );
  player.state = { ...state, buffers };
  player.does({ kind: "tick" } as never).does({ kind: "tick" } as never);
  assert.equal(looks, 0);
  player.type("more words ");
  player.does({ kind: "words-checked", language: "en_US", words: ["helo"], wrong: ["helo"] });
  assert.deepEqual(wrong(player), ["helo"]);
  assert.equal(looks, 1);
});

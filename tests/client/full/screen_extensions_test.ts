/** Extensions where two accounts are at one server: each has conversations of its own. */
import assert from "node:assert/strict";
import { systemClock } from "../../../client/base/clock.ts";
import type { ExtensionSettings } from "../../../client/config/config.ts";
import { ScreenExtensions } from "../../../client/full/screen_extensions.ts";
import type { Action } from "../../../client/full/state/action.ts";
import { serverOf } from "../../../client/full/state/buffers.ts";
import type { Link } from "../../../client/link/link.ts";
import { within } from "../../support/deadline.ts";
import { Player } from "./support/player.ts";

const ADDRESS = "chat.example:5000";

/** A program in a shell that says each line which it is told, and asks for these first. */
function asking(...lines: string[]): ExtensionSettings {
  const echo = 'while read -r line; do printf \'{"request":"notify","text":"%s"}\\n\' ' +
    '"$(printf %s "$line" | tr -d \'"\')"; done';
  return {
    command: ["sh", "-c", `cat <<'END'\n${lines.join("\n")}\nEND\n${echo}`],
    events: ["message", "change"],
    requests: ["notify", "say"],
    rooms: [],
    encrypted: [],
  };
}

/** alice and anna at one server; what alice writes to bob is not encrypted, and what anna does is. */
function house() {
  const player = new Player();
  player.does({ kind: "server-added", serverId: "s2", address: ADDRESS });
  player.news({ kind: "welcome", username: "anna", rooms: ["general"], lastId: 0 }, "s2");
  const done: Action[] = [];
  const told: string[] = [];
  let changed = Promise.withResolvers<void>();
  const saw = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const link = (standing: string) => ({ standingOf: () => standing }) as unknown as Link;
  const sessions = [
    { id: "s1", link: link("NOT encrypted") },
    { id: "s2", link: link("encrypted") },
  ];
  const extensions = new ScreenExtensions({
    clock: systemClock,
    state: () => player.state,
    dispatch: (action) => {
      if (action.kind === "say-to") done.push(action);
      saw();
    },
    notify: ({ text }) => {
      told.push(text);
      saw();
    },
    sessions: () => sessions as never,
  });
  const until = async (pattern: RegExp) => {
    while (!told.some((line) => pattern.test(line))) {
      await within(changed.promise, `${pattern}: ${told.join("\n")}`);
    }
  };
  return { done, extensions, player, told, until };
}

Deno.test("what becomes of an encrypted message is kept from extensions, whoever else is at that server", async () => {
  const { extensions, player, told, until } = house();
  await extensions.configure({ echo: asking() });
  await until(/event:start/);
  const reacted = (serverId: string, to: string, emoji: string) =>
    extensions.heard(
      {
        kind: "change",
        serverId,
        event: { event: "reacted", id: 1, from: "bob", to, by: "bob", emoji, removed: false },
      } as unknown as Extract<Action, { kind: "change" }>,
      serverOf(player.state, serverId) ?? assert.fail(),
    );
  reacted("s2", "anna", "🤫");
  reacted("s1", "alice", "👍");
  await until(/what:reacted.*👍/u);
  assert.doesNotMatch(told.join("\n"), /🤫/u);
  await extensions.close();
});

Deno.test("an extension says something as the account that is meant, which decides whether it may", async () => {
  const { done, extensions, player, until } = house();
  const say = (text: string, more: Record<string, string>) =>
    JSON.stringify({ request: "say", ref: text, place: "@bob", text, ...more });
  player.does({ kind: "open-place", serverId: "s2", place: { room: "general" } });
  await extensions.configure({
    echo: asking(
      say("here", {}),
      say("anna", { server: ADDRESS, you: "Anna" }),
      say("alice", { server: ADDRESS, you: "alice" }),
      say("nobody", { you: "nobody" }),
    ),
  });
  await until(/event:answer,ok:false.*encrypted, and not named,ref:here/);
  await until(/event:answer,ok:false.*encrypted, and not named,ref:anna/);
  await until(/event:answer,ref:alice,ok:true/);
  await until(/event:answer,ok:false.*ref:nobody/);
  assert.deepEqual(
    done.map((action) => action.kind === "say-to" ? [action.serverId, action.text] : []),
    [["s1", "alice"]],
  );
  await extensions.close();
});

Deno.test("a place may be named for one account at a server", async () => {
  const { done, extensions, until } = house();
  const say = (you: string) =>
    JSON.stringify({ request: "say", ref: you, place: "@bob", text: you, server: ADDRESS, you });
  await extensions.configure({
    echo: { ...asking(say("anna"), say("alice")), encrypted: [`anna@${ADDRESS} @bob`] },
  });
  await until(/event:answer,ref:anna,ok:true/);
  await until(/event:answer,ref:alice/);
  assert.deepEqual(
    done.map((action) => action.kind === "say-to" ? action.serverId : ""),
    ["s2", "s1"],
  );
  await extensions.close();
});

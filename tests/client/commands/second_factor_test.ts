/** `/2fa`, with a person who types what the test says. */
import assert from "node:assert/strict";
import type { CommandContext } from "../../../client/commands/parts/context.ts";
import { Mistake } from "../../../client/commands/parts/mistake.ts";
import { secondFactor } from "../../../client/commands/second_factor.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { View } from "../../../client/conversation/view.ts";
import { ChatError } from "../../../protocol/errors.ts";

/** Runs the command; returns what was shown and asked of the server. */
async function run(args: string, answers: (string | undefined)[], wrongCodes = 0) {
  const shown: string[] = [];
  const requests: unknown[] = [];
  const view: View = {
    message() {},
    event() {},
    answer: (lines) => void shown.push(...lines),
    local: (lines) => void shown.push(...lines),
    found() {},
    endOfPast() {},
    firstUnread() {},
    moved() {},
  };
  const replies: Record<string, unknown> = {
    second_factor: { secret: "MZXW6YTB", uri: "otpauth://totp/chat:alice?secret=MZXW6YTB" },
    enable_second_factor: { recovery_codes: ["AAAA-1111", "BBBB-2222"] },
    disable_second_factor: {},
  };
  const context: CommandContext = {
    conversation: new Conversation(view, { room: "general" }),
    view,
    memory: { more: undefined, searching: undefined, sessions: [] },
    terminal: {
      ask: () => Promise.resolve(answers.shift()),
      type() {},
      keepUnread() {},
    },
    request(action, fields) {
      requests.push([action, fields]);
      return "code" in fields && wrongCodes-- > 0
        ? Promise.reject(new ChatError("bad_code"))
        : Promise.resolve(replies[action] as never);
    },
    say: () => Promise.resolve(),
    loadEmoji: () => Promise.resolve({}),
    goTo: () => Promise.resolve(),
    past() {},
    help() {},
    leave() {},
    passwordChanged() {},
  };
  const outcome = await Promise.resolve(secondFactor.code(args)(context)).catch((error) => error);
  return { shown, requests, outcome };
}

Deno.test("/2fa on shows a code to scan, the secret, and the recovery codes", async () => {
  const { requests, shown } = await run("on", ["secret 1", "000000", "111111"], 1);
  assert.deepEqual(requests, [
    ["second_factor", { password: "secret 1" }],
    ["enable_second_factor", { code: "000000" }],
    ["enable_second_factor", { code: "111111" }],
  ]);
  assert.ok(shown.some((line) => /^██ ▄▄▄▄▄ /.test(line)), "the code is drawn");
  assert.ok(shown.includes("secret: MZXW6YTB"));
  assert.deepEqual(shown.slice(-2), ["AAAA-1111", "BBBB-2222"]);
});

Deno.test("/2fa on gives up after three wrong codes, or when the person wants to leave", async () => {
  const { outcome, requests } = await run("on", ["secret 1", "1", "2", "3", "4"], 9);
  assert.ok(outcome instanceof ChatError);
  assert.equal(requests.length, 4);
  const left = await run("on", ["secret 1", undefined]);
  assert.equal(left.shown.at(-1), "nothing was changed");
});

Deno.test("/2fa off asks for the password and a code", async () => {
  const { requests } = await run("off", ["secret 1", "111111"]);
  assert.deepEqual(requests, [["disable_second_factor", {
    password: "secret 1",
    code: "111111",
  }]]);
  assert.deepEqual((await run("off", [undefined])).requests, []);
});

Deno.test("/2fa says how it is used", () => {
  assert.throws(() => secondFactor.code(""), Mistake);
});

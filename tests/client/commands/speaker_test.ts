import assert from "node:assert/strict";
import { parseIntent } from "../../../client/commands/intent.ts";
import type { CommandContext } from "../../../client/commands/parts/context.ts";
import { Mistake } from "../../../client/commands/parts/mistake.ts";
import { Speaker, type Told, TooLong } from "../../../client/commands/speaker.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { View } from "../../../client/conversation/view.ts";
import type { Outgoing, Stored } from "../../../client/link/unacknowledged.ts";
import { ChatError } from "../../../protocol/errors.ts";

const VIEW: View = {
  message() {},
  event() {},
  answer() {},
  local() {},
  found() {},
  endOfPast() {},
  firstUnread() {},
  moved() {},
};

/** A speaker whose link answers as the test says, and what became of what was entered. */
function stage(answer: (message: Outgoing) => Promise<Stored>) {
  const happened: string[] = [];
  const echo = Promise.withResolvers<void>();
  const conversation = new Conversation(VIEW, { room: "general" });
  const speaker = new Speaker({
    link: {
      say(message) {
        happened.push(`sent ${JSON.stringify(message)}`);
        return answer(message);
      },
    },
    loadEmoji: () => Promise.resolve({ smile: "😄" }),
    echoed: () => echo.promise,
  });
  const told: Told = {
    stored: ({ id }) => void happened.push(`stored ${id}`),
    failed: (error, message) =>
      void happened.push(`failed ${(error as Error).message} ${message?.text ?? ""}`.trimEnd()),
  };
  const context = {
    conversation,
    view: { ...VIEW, local: (lines: readonly string[]) => happened.push(...lines) },
    help: (lines: readonly string[]) => happened.push(lines[0] ?? ""),
    say: (message: Outgoing) => speaker.sayNow(message, told),
  } as unknown as CommandContext;
  return {
    conversation,
    echo,
    happened,
    speaker,
    enter: (text: string) => speaker.enter(parseIntent(text), { context, told }),
  };
}

function stored(): Promise<Stored> {
  return Promise.resolve({ id: 7, time: "" } as Stored);
}

Deno.test("Speaker.enter() sends where the reader is then, with emoji, and tells that it is stored", async () => {
  const { conversation, enter, happened, speaker } = stage(stored);
  enter("hi :smile:");
  conversation.goTo({ room: "ops" });
  enter("@bob only you");
  await speaker.settled;
  await Promise.resolve();
  assert.deepEqual(happened.toSorted(), [
    'sent {"room":"ops","text":"hi 😄"}',
    'sent {"to":"bob","text":"only you"}',
    "stored 7",
    "stored 7",
  ]);
});

Deno.test("Speaker.enter() runs a command when the messages before it are back, and others after it", async () => {
  const { echo, enter, happened, speaker } = stage(stored);
  const one = enter("one");
  const entered = enter("/help me");
  assert.ok(entered.kind === "taken" && entered.isCommand);
  enter("two");
  if (one.kind === "taken") await one.done;
  await Promise.resolve();
  assert.deepEqual(happened, ['sent {"room":"general","text":"one"}', "stored 7"]);
  echo.resolve();
  await speaker.settled;
  assert.deepEqual(happened.slice(2, 4), [
    "/me text: say what you do: /me waves",
    'sent {"room":"general","text":"two"}',
  ]);
});

Deno.test("Speaker.enter() lets a command send in its own turn", async () => {
  const { echo, enter, happened } = stage(stored);
  echo.resolve();
  const entered = enter("/me waves");
  if (entered.kind === "taken") await entered.done;
  assert.equal(happened[0], 'sent {"room":"general","text":"waves","me":true}');
});

Deno.test("Speaker.enter() tells why something was not sent, and goes on", async () => {
  const refusal = new ChatError("muted", "Not now");
  const { echo, enter, happened, speaker } = stage(() => Promise.reject(refusal));
  speaker.maxTextBytes = 5;
  echo.resolve();
  enter("longer");
  enter("/delete");
  enter("short");
  await speaker.settled;
  await Promise.resolve();
  assert.deepEqual(happened, [
    "failed a message has at most 5 bytes, and this one has 6 longer",
    "failed There is no such message of yours in what was shown of #general; /history shows more",
    'sent {"room":"general","text":"short"}',
    "failed Not now short",
  ]);
  assert.ok(new TooLong() instanceof RangeError);
});

Deno.test("Speaker.enter() refuses at once what cannot be understood, and leaves at once", () => {
  const { enter, happened } = stage(stored);
  assert.throws(() => enter("/hepl"), Mistake);
  assert.throws(() => enter("/react"), Mistake);
  assert.deepEqual(enter("exit"), { kind: "leaves", goodbye: "exit" });
  assert.deepEqual(enter("/exit"), { kind: "leaves", goodbye: "exit" });
  assert.deepEqual(happened, []);
});

import assert from "node:assert/strict";
import type { Committed } from "../../../server/journal/journal.ts";
import type { PushTarget } from "../../../server/journal/read/push.ts";
import type { PushJob } from "../../../server/push/push_sender.ts";
import { PushSink, type PushSinkOptions } from "../../../server/push/push_sink.ts";
import { within } from "../../support/deadline.ts";

const MESSAGE = 7;
const TARGET: PushTarget = {
  message: MESSAGE,
  conversation: 1,
  account: 1,
  session: 1,
  endpoint: "https://push.example/1",
  publicKey: new Uint8Array([4]),
  secret: new Uint8Array([1]),
  hidesText: false,
  isMention: false,
  quiet: undefined,
};

Deno.test("PushSink sends nothing of what waited until the quiet hours began", async () => {
  const night = { from: 1_320, to: 420, zone: "UTC" };
  const targets = [{ ...TARGET, quiet: night }, { ...TARGET, session: 2 }];
  let [nowMs, elapsedMs, asked] = [Date.parse("2026-12-20T21:59:59Z"), 0, 0];
  const waiting = Promise.withResolvers<void>();
  const sent: PushJob[] = [];
  const told = Promise.withResolvers<void>();
  const answers: Record<string, unknown> = {
    push_any: true,
    push_targets: targets,
    push_due: targets,
  };
  const sink = new PushSink({
    journal: {
      query: (kind: string) => Promise.resolve(answers[kind]),
    } as unknown as PushSinkOptions["journal"],
    hub: {
      // Whoever is asked about here is connected: the push waits.
      account(id: number) {
        asked += 1;
        if (asked === targets.length) waiting.resolve();
        return { id, connections: new Set() };
      },
    } as unknown as PushSinkOptions["hub"],
    now: () => nowMs,
    elapsed: () => elapsedMs,
    topicOf: () => Promise.resolve("topic"),
    send(job) {
      sent.push(job);
      told.resolve();
    },
    onFailure: (message) => told.reject(new Error(message)),
  });
  sink.take([{
    kind: "say_room",
    isOwn: true,
    entry: { actor: 2, authorName: "bob", content: { kind: "text", text: "late" } },
    result: { id: MESSAGE, duplicate: false, room: { name: "general" } },
  } as unknown as Committed]);
  await within(waiting.promise, "both to be decided");
  nowMs += 1_000;
  elapsedMs += 60_000;
  await within(told.promise, "a push");
  sink.close();
  assert.deepEqual(sent.map(({ session }) => session), [2]);
});

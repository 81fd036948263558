/** What is shown of something that could not be opened. */
import assert from "node:assert/strict";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import type { LinkObserver } from "../../../client/link/link_observer.ts";
import { OpeningObserver } from "../../../client/sealing/opening_observer.ts";
import type { Message } from "../../../protocol/records.ts";

const MESSAGE: Message = {
  id: 7,
  from: "bob",
  to: "alice",
  time: "2026-01-01T00:00:00.000Z",
  text: "words of the server",
  kind: "sealed",
  sealed: "AAAA",
};

/** Everything that an observer is told, in JSON, where nothing can be opened. */
async function toldOf(tell: (observer: OpeningObserver) => void): Promise<string> {
  const told = Promise.withResolvers<string>();
  const inner = {
    message: (message: Message, line: string) => told.resolve(JSON.stringify({ message, line })),
    amend: (message: Message) => told.resolve(JSON.stringify(message)),
    change: (event: object, line: string) => told.resolve(JSON.stringify({ event, line })),
    line: (line: string) => told.resolve(line),
  } as unknown as LinkObserver;
  const fails = () => Promise.reject(new Error("The disk is full"));
  tell(
    new OpeningObserver(
      inner,
      {
        opener: () => ({
          message: fails,
          change: fails,
          line: fails,
          event() {},
          back() {},
          restored() {},
        }),
        words: TERMINAL_WORDS,
        idle() {},
      },
    ),
  );
  return await told.promise;
}

Deno.test("OpeningObserver shows why something was not opened, and nothing that the server says of it", async () => {
  const { from, id, time, to = "" } = MESSAGE;
  const change = { id: 8, message: id, from, by: from, to, time };
  const edited = {
    event: "edited",
    ...change,
    text: "words of the server",
    sealed: "AAAA",
  } as const;
  const told = [
    await toldOf((observer) => observer.message(MESSAGE, JSON.stringify(MESSAGE))),
    await toldOf((observer) => observer.amend(MESSAGE)),
    await toldOf((observer) => observer.change(edited, JSON.stringify(edited))),
    await toldOf((observer) =>
      observer.line(JSON.stringify({ ref: 3, ok: true, messages: [MESSAGE] }))
    ),
  ];
  for (const text of told) {
    assert.doesNotMatch(text, /words of the server/);
    assert.match(text, /The disk is full/);
  }
  assert.equal(JSON.parse(told[3] ?? "").ref, 3);
});

Deno.test("OpeningObserver shows no emoji that a server puts in the place of one that was not opened", async () => {
  const { from, id, time, to = "" } = MESSAGE;
  const change = { id: 8, message: id, from, by: from, to, time };
  const reacted = {
    event: "reacted",
    ...change,
    emoji: "👍",
    reaction: 1,
    sealed: "AAAA",
  } as const;
  const told = await toldOf((observer) => observer.change(reacted, JSON.stringify(reacted)));
  assert.doesNotMatch(told, /👍/);
});

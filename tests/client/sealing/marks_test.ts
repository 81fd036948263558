/** What a client says of how private messages came, whatever a server says of it. */
import assert from "node:assert/strict";
import { EncryptedRooms } from "../../../client/sealing/encrypted_rooms.ts";
import { TERMINAL_WORDS } from "../../../client/sealing/key_words.ts";
import { OpenedHistory } from "../../../client/sealing/opened_history.ts";
import { OpenedTraffic } from "../../../client/sealing/opened_traffic.ts";
import { OpeningObserver } from "../../../client/sealing/opening_observer.ts";
import type { SealedReading } from "../../../client/sealing/sealed_reading.ts";
import { SeenMessages } from "../../../client/sealing/seen_messages.ts";
import type { LinkObserver } from "../../../client/link/link_observer.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import type { EditedEvent } from "../../../protocol/events.ts";
import type { Message } from "../../../protocol/records.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const TIME = "2026-01-01T00:00:00.000Z";
const PLAIN: Message = { id: 7, from: "bob", to: "alice", time: TIME, text: "words" };
const CHANGE = { id: 8, message: 7, from: "bob", by: "bob", to: "alice", time: TIME } as const;

/** Traffic of somebody with keys, whose conversation with bob is encrypted; all that is sealed opens. */
function traffic(seen = new SeenMessages()): OpenedTraffic {
  const reading = {
    open: (messages: readonly Message[]) =>
      Promise.resolve(
        messages.map((one) =>
          one.sealed === undefined
            ? { ...one, encryption: "plain" }
            : { ...one, text: `opened ${one.sealed}`, encryption: "sealed" }
        ),
      ),
    openEdit: (event: EditedEvent) =>
      Promise.resolve({ ...event, text: `opened ${event.sealed}`, encryption: "sealed" }),
    openReaction: () => Promise.resolve("🎉"),
    isEncrypted: () => Promise.resolve(true),
  } as unknown as SealedReading;
  return new OpenedTraffic({
    history: new OpenedHistory(),
    reading: () => Promise.resolve(reading),
    isBegun: () => true,
    whyNot: () => "",
    words: TERMINAL_WORDS,
    username: () => "alice",
    seen,
    rooms: new EncryptedRooms(),
  });
}

Deno.test("a message from before both had keys is shown as it was, whoever asks", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("carol");
  await using alice = await SealedUser.enters(server, "alice");
  await alice.link.say({ to: "carol", text: "before" });
  const before: Marked = await alice.reads("before");
  assert.equal(before.encryption, undefined);
  await using carol = await SealedUser.enters(server, "carol", { isKnown: true });
  await carol.until(() => carol.codes[0]);
  await alice.link.say({ to: "carol", text: "sealed" });
  await carol.reads("sealed");
  const marks = (messages: readonly Marked[]) =>
    messages.map(({ encryption, text }) => ({ text, encryption }));
  const expected = [
    { text: "before", encryption: undefined },
    { text: "sealed", encryption: "sealed" },
  ];
  const { messages } = await carol.link.request("history", { with: "alice" });
  assert.deepEqual(marks(messages), expected);
  const shared = { folder: carol.folder, isKnown: true, isPerson: false };
  await using script = await SealedUser.enters(server, "carol", shared);
  script.link.sendLine('{"action":"history","with":"alice","ref":"asked"}');
  const line = await script.until(() => script.lines.find((one) => one.includes("asked")));
  assert.deepEqual(marks(JSON.parse(line).messages), expected);
  const { results } = await carol.link.request("search", { query: "before" });
  assert.deepEqual(marks(results), expected.slice(0, 1));
});

Deno.test("OpeningObserver takes away what a server says of how something came", () => {
  const told: string[] = [];
  const inner = {
    message: (message: Message, line: string) => told.push(JSON.stringify(message), line),
    amend: (message: Message) => told.push(JSON.stringify(message)),
    change: (event: object, line: string) => told.push(JSON.stringify(event), line),
  } as unknown as LinkObserver;
  const observer = new OpeningObserver(
    inner,
    {
      opener: () => ({
        message: () => undefined,
        change: () => undefined,
        line: () => undefined,
        event() {},
        back() {},
        restored() {},
      }),
      words: TERMINAL_WORDS,
      idle() {},
    },
  );
  const marked = { ...PLAIN, encryption: "sealed" };
  observer.message(marked, JSON.stringify({ event: "message", ...marked }));
  observer.amend(marked);
  const edited = { event: "edited", ...CHANGE, text: "others", encryption: "sealed" } as const;
  observer.change(edited, JSON.stringify(edited));
  assert.equal(told.length, 5);
  assert.doesNotMatch(told.join(), /encryption/);
});

Deno.test("OpenedTraffic believes no plain edit of an encrypted message, and no plain emoji", async () => {
  const seen = new SeenMessages();
  const shown = { ...PLAIN, sealed: "AAAA", encryption: "sealed" } as const;
  seen.see(shown, shown, "alice");
  const opened = traffic(seen);
  const edited = await opened.change({ event: "edited", ...CHANGE, text: "words of the server" });
  assert.doesNotMatch(JSON.stringify(edited), /words of the server/);
  assert.match(JSON.stringify(edited), /this edit of it is not.*"unverified"/);
  const reacted = await opened.change({ event: "reacted", ...CHANGE, emoji: "👍" });
  assert.doesNotMatch(JSON.stringify(reacted), /👍/);
});

Deno.test("OpenedTraffic marks plain edits, and plain messages in lines", async () => {
  const opened = traffic();
  const edited = await opened.change({ event: "edited", ...CHANGE, text: "others" });
  assert.match(JSON.stringify(edited), /"encryption":"plain"/);
  const marked = { ...PLAIN, encryption: "sealed" };
  const line = await opened.line(JSON.stringify({ ok: true, ref: 1, messages: [marked] }));
  assert.deepEqual(JSON.parse(line ?? ""), {
    ok: true,
    ref: 1,
    messages: [{ ...PLAIN, encryption: "plain" }],
  });
});

Deno.test("OpenedTraffic lets nothing that was private become something of an open room", async () => {
  const seen = new SeenMessages();
  const shown = { ...PLAIN, sealed: "AAAA", encryption: "sealed" } as const;
  seen.see(shown, shown, "alice");
  const { to: _to, ...nowhere } = CHANGE;
  for (const place of [{ room: "general" }, {}]) {
    const opened = traffic(seen);
    const event = { event: "edited", ...nowhere, ...place, text: "forged" } as EditedEvent;
    assert.doesNotMatch(JSON.stringify(await opened.change(event)), /forged/);
  }
  // A sealed edit of somebody else, who may have signed it for a message with this number.
  const ofAnother = {
    event: "edited",
    ...CHANGE,
    from: "mallory",
    text: "",
    sealed: "AA",
  } as const;
  assert.match(JSON.stringify(await traffic(seen).change(ofAnother)), /"unverified"/);
  const { to: _, ...open } = PLAIN;
  const amended = { ...open, room: "general", text: "forged" };
  assert.match(JSON.stringify(await traffic(seen).message(amended, false)), /"plain"/);
});

Deno.test("OpenedTraffic marks what a server shows in a conversation and says is of another place", async () => {
  const { to: _, ...open } = PLAIN;
  const messages = [{ ...open, room: "general" }, open, { ...PLAIN, from: "mallory" }];
  const believing = traffic();
  const answer = await believing.answer({ messages, more: false }, "history", { with: "bob" });
  const marks = (answer.messages as Marked[]).map(({ encryption }) => encryption);
  assert.deepEqual(marks.slice(0, 1), ["plain"]);
  assert.equal(marks.at(-1), "plain");
});

const SEALED: Message = { ...PLAIN, text: "", kind: "sealed", sealed: "AAAA" };
const FOR_CAROL: Message = { ...SEALED, id: 9, from: "alice", to: "carol", sealed: "BBBB" };

Deno.test("OpenedTraffic opens nothing in a conversation that was encrypted for another one", async () => {
  const seen = new SeenMessages();
  for (const fields of [{ with: "Bob" }, { room: "general" }]) {
    const answer = { messages: [SEALED, FOR_CAROL], more: false };
    const { messages } = await traffic(seen).answer(answer, "history", fields);
    const [here, elsewhere] = messages as Marked[];
    assert.equal(here?.encryption, "with" in fields ? "sealed" : "unverified");
    assert.equal(elsewhere?.encryption, "unverified");
    assert.match(elsewhere?.text ?? "", /belongs to another conversation .*message 9/);
    assert.equal(seen.private(9), undefined);
  }
  // Where no conversation is asked for, each says where it is.
  const found = { results: [FOR_CAROL], more: false, total: 1 };
  const { results } = await traffic().answer(found, "search", { with: "bob" });
  assert.equal((results as Marked[])[0]?.text, "opened BBBB");
});

Deno.test("OpenedTraffic opens nothing in a line of history that was encrypted for another conversation", async () => {
  const opened = traffic();
  const marks = async (ref: unknown) => {
    const line = JSON.stringify({ ok: true, ref, messages: [SEALED, FOR_CAROL] });
    const fields = JSON.parse(await opened.line(line) ?? "");
    return fields.messages.map(({ encryption }: Marked) => encryption);
  };
  opened.asks({ action: "history", with: "bob", ref: 5 });
  opened.asks({ action: "poll", ref: "5" });
  assert.deepEqual(await marks("5"), ["sealed", "sealed"]);
  assert.deepEqual(await marks(5), ["sealed", "unverified"]);
  // The ref stands for something else now.
  assert.deepEqual(await marks(5), ["sealed", "sealed"]);
});

Deno.test("OpenedTraffic believes no edit and no reaction of another conversation than the message's", async () => {
  const seen = new SeenMessages();
  const own = { ...SEALED, from: "alice", to: "carol" };
  seen.see(own, { ...own, text: "yes", encryption: "sealed" }, "alice");
  const opened = traffic(seen);
  const change = { ...CHANGE, from: "alice", sealed: "CCCC" };
  const here = { ...change, to: "carol" };
  const reacted = { event: "reacted", reaction: 8, emoji: "" } as const;
  // Alice has written something else to bob, which had the same number there.
  const edit = await opened.change({ event: "edited", ...change, to: "bob", text: "" });
  assert.match(JSON.stringify(edit), /"unverified"/);
  assert.doesNotMatch(JSON.stringify(edit), /opened CCCC/);
  const emoji = await opened.change({ ...reacted, ...change, to: "bob" });
  assert.doesNotMatch(JSON.stringify(emoji), /🎉/);
  assert.match(JSON.stringify(await opened.change({ ...reacted, ...here })), /🎉/);
  const edited = await opened.change({ event: "edited", ...here, text: "" });
  assert.match(JSON.stringify(edited), /opened CCCC/);
});

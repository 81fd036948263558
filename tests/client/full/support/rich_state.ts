/** A state with something of everything, for snapshots and for tests of the view. */
import assert from "node:assert/strict";
import { bufferKey, bufferOf, ensureBuffer } from "../../../../client/full/state/buffers.ts";
import { firstState } from "../../../../client/full/state/first_state.ts";
import type { ListOverlay } from "../../../../client/full/state/overlay.ts";
import type {
  Buffer,
  Entry,
  MessageEntry,
  ServerState,
  State,
} from "../../../../client/full/state/state.ts";
import { lineWith } from "../../../../client/terminal/line_editor.ts";
import type { Message, Place } from "../../../../protocol/records.ts";

/** A time on a day of November 2026 in the time zone of the machine, Unix milliseconds. */
export function at(day: number, hours: number, minutes = 0): number {
  return new Date(2026, 10, day, hours, minutes).getTime();
}

/** What a message may have besides its text. */
export interface MessageParts {
  id: number;
  from: string;
  text: string;
  timeMs: number;
  more?: Partial<Pick<Message, "me" | "reply_to" | "edited" | "deleted" | "reactions">>;
  quoted?: Message;
  isMention?: boolean;
}

/** A message in `#general` as alice sees it. */
export function messageEntry(parts: MessageParts): MessageEntry {
  const { from, id, isMention = false, more = {}, quoted, text, timeMs } = parts;
  const message: Message = {
    id,
    from,
    text,
    room: "general",
    time: new Date(timeMs).toISOString(),
    ...more,
  };
  return {
    kind: "message",
    id,
    sub: 0,
    timeMs,
    message,
    quoted,
    isOwn: from === "alice",
    isMention,
  };
}

/** A buffer with nothing in it but that its account is in the room and it is up to date. */
export function emptyBuffer(serverId: string, place?: Place): Buffer {
  const { key, state } = ensureBuffer(bareState(), serverId, place);
  const buffer = bufferOf(state, key);
  assert.ok(buffer !== undefined);
  return { ...buffer, isIn: true, isLoaded: true, hasOlder: false, hasNewer: false };
}

/** Two servers and no buffer. */
function bareState(): State {
  const state = firstState({
    size: { columns: 120, rows: 40 },
    nowMs: at(20, 17, 30),
    settings: { notify: "mentions", notifyByPlace: {}, timeFormat: "%H:%M", namesColumns: 12 },
  });
  return { ...state, servers: [HOME, WORK] };
}

/** Everything, in `#general` of a server that is well. */
export function richState(): State {
  return {
    ...bareState(),
    buffers: [
      emptyBuffer("home"),
      general(),
      { ...emptyBuffer("home", { room: "ops" }), unread: 12, mentions: 2 },
      { ...emptyBuffer("home", { room: "random" }), unread: 1_000, notify: "none" },
      { ...emptyBuffer("home", { with: "bob" }), unread: 1 },
      emptyBuffer("work"),
      { ...emptyBuffer("work", { room: "general" }), isIn: false },
      emptyBuffer("work", { room: "a-room-with-a-long-name" }),
    ],
    activeKey: bufferKey("home", { room: "general" }),
  };
}

/** `state` with other things in the buffer on the screen. */
export function withActive(state: State, change: Partial<Buffer>): State {
  return {
    ...state,
    buffers: state.buffers.map((buffer) =>
      buffer.key === state.activeKey ? { ...buffer, ...change } : buffer
    ),
  };
}

const HOME: ServerState = {
  id: "home",
  address: "chat.example:5000",
  name: "Example chat",
  username: "alice",
  connection: { kind: "live" },
  lagMs: 12.4,
  registration: "open",
  away: undefined,
  lastId: 15,
  countedId: 0,
  closed: new Set(),
  ignored: new Set(),
  place: undefined,
};

const WORK: ServerState = {
  ...HOME,
  id: "work",
  address: "work.example:5000",
  name: "",
  connection: { kind: "offline", reason: "connection refused", retryAtMs: at(20, 17, 30) + 4_200 },
};

function general(): Buffer {
  return {
    ...emptyBuffer("home", { room: "general" }),
    topic: "Everything that is about everybody · https://wiki.example/general",
    online: 5,
    people: [
      { username: "olivia", isOnline: true, away: undefined, role: "owner" },
      { username: "Moritz", isOnline: true, away: "lunch", role: "moderator" },
      { username: "alice", isOnline: true, away: undefined, role: "member" },
      { username: "bob", isOnline: true, away: undefined, role: "member" },
      { username: "carol", isOnline: false, away: undefined, role: "member" },
      { username: "news_bot", isOnline: true, away: undefined, role: "read_only" },
    ],
    entries: ENTRIES,
    pending: [
      {
        ticket: 1,
        text: "this one is on its way",
        isMe: false,
        replyTo: undefined,
        sinceMs: at(20, 17, 29),
        failure: undefined,
        storedId: undefined,
      },
      {
        ticket: 2,
        text: "and this one was refused",
        isMe: false,
        replyTo: undefined,
        sinceMs: at(20, 17, 30),
        failure: "you are muted in this room",
        storedId: undefined,
      },
    ],
    firstUnreadId: 15,
    typing: [
      { username: "bob", untilMs: at(20, 17, 31) },
      { username: "olivia", untilMs: at(20, 17, 31) },
    ],
    draft: {
      line: { ...lineWith("half a sentence, with 日本語 in it"), after: " and more" },
      undo: [],
      purpose: { kind: "say" },
    },
  };
}

const QUESTION = messageEntry({
  id: 11,
  from: "olivia",
  text: "Does the build work for you?",
  timeMs: at(20, 16, 58),
});

const CODE = `Here is how:
\`\`\`
deno task build
./chat serve --port 5000
\`\`\`
then *connect* with \`./chat connect localhost\`.`;

const ENTRIES: readonly Entry[] = [
  messageEntry({ id: 8, from: "bob", text: "Good night!", timeMs: at(19, 23, 41) }),
  messageEntry({ id: 9, from: "alice", text: "waves", timeMs: at(19, 23, 42), more: { me: true } }),
  {
    kind: "traffic",
    id: 9,
    sub: 1,
    timeMs: at(20, 8),
    joined: ["bob", "carol"],
    left: ["dave"],
  },
  messageEntry({
    id: 10,
    from: "bob",
    text: "Good morning, see https://docs.example/a/rather/long/path/to/a/page?with=a&query=too " +
      "for what has **changed** since _yesterday_: it is more than fits into one line of any pane",
    timeMs: at(20, 8, 2),
    more: {
      reactions: [
        { emoji: "👍", count: 3, users: ["alice", "carol"] },
        { emoji: "❤️", count: 1, users: ["carol"] },
      ],
    },
  }),
  QUESTION,
  messageEntry({
    id: 12,
    from: "Moritz",
    text: "It does, @alice: ask her.",
    timeMs: at(20, 17),
    more: { reply_to: 11, edited: new Date(at(20, 17, 1)).toISOString() },
    quoted: QUESTION.message,
    isMention: true,
  }),
  messageEntry({ id: 13, from: "alice", text: CODE, timeMs: at(20, 17, 4) }),
  messageEntry({
    id: 14,
    from: "carol",
    text: "",
    timeMs: at(20, 17, 5),
    more: { deleted: true },
  }),
  {
    kind: "lines",
    id: 14,
    sub: 1,
    timeMs: at(20, 17, 6),
    lines: ["olivia set the topic: Everything that is about everybody"],
    tone: "event",
  },
  messageEntry({
    id: 15,
    from: "a-name-of-exactly-32-characters-",
    text: "家族 👨‍👩‍👧‍👦, Flaggen 🇩🇪🇯🇵, கோயில், สวัสดี, שלום,한국어",
    timeMs: at(20, 17, 20),
  }),
  {
    kind: "lines",
    id: 15,
    sub: 1,
    timeMs: at(20, 17, 21),
    lines: ["here: alice, bob, Moritz (away: lunch)", "and olivia"],
    tone: "answer",
  },
  {
    kind: "lines",
    id: 15,
    sub: 2,
    timeMs: at(20, 17, 22),
    lines: ["There is no command /foo; did you mean /me? /help lists all."],
    tone: "warning",
  },
];

/** A list that is longer than any screen. */
export const LIST: ListOverlay = {
  kind: "list",
  purpose: { kind: "help" },
  title: "Keys and commands",
  query: lineWith("room"),
  items: [
    { key: "h", left: "", text: "Rooms", found: [], detail: "", isHeading: true },
    { key: "1", left: "Alt+1…9", text: "room N", found: [[0, 4]], detail: "", isHeading: false },
    {
      key: "2",
      left: "Alt+A",
      text: "next room with something new",
      found: [[5, 9]],
      detail: "mentions first",
      isHeading: false,
    },
    ...Array.from({ length: 40 }, (_, index) => ({
      key: `more ${index}`,
      left: `/command${index}`,
      text: `what the command number ${index} does to a room`,
      found: [] as [number, number][],
      detail: "",
      isHeading: false,
    })),
  ],
  all: [],
  selected: 2,
  note: "Enter runs it · Esc goes back",
  next: undefined,
};

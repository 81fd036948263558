/** What is asked and said before something is done, in three sizes, as in its snapshots. */
import { formTold } from "../../../../client/full/form/login_form_told.ts";
import { newForm } from "../../../../client/full/form/login_form.ts";
import { bufferKey } from "../../../../client/full/state/buffers.ts";
import { namedKey } from "../../../../client/terminal/input/key.ts";
import { Player } from "../support/player.ts";
import { assertSnapshot } from "../support/snapshot.ts";

const SIZES = [[120, 40], [60, 20], [20, 5]] as const;

/** A text that alone one person gets, beside a hint and somebody who calls. */
function addressed(player: Player): void {
  player.message({ id: 1, text: "@alice look", room: "ops" });
  player.type("@bob see you").press("alt+9").type(" at noon");
}

/** A question of a command that destroys, with what goes above it. */
function confirming(player: Player): void {
  const lines = ["this deletes #ops for good: every message and file of its 3 members"];
  player.news({ kind: "lines", lines, tone: "answer" });
  const prompt = "Type #ops to go on: ";
  player.does({ kind: "ask", serverId: "s1", ticket: 7, prompt, isSecret: false });
}

/** A pasted block that is too long for one message. */
function pasting(player: Player): void {
  player.news({ kind: "hello", name: "", registration: "open", maxTextBytes: 100 });
  player.paste(Array.from({ length: 12 }, (_, index) => `line ${index} of twelve`).join("\n"));
}

/** Links of a message, of which one is opened. */
function choosingLink(player: Player): void {
  player.message({ id: 1, text: "https://a.example/first and http://b.example/second" });
  player.press("alt+m", "o");
}

/** A server that owes an answer for long. */
function waiting(player: Player): void {
  player.news({ kind: "lag", lagMs: 4 }).news({ kind: "lag-asked" });
  player.state = { ...player.state, nowMs: player.state.nowMs + 12_000 };
  player.does({ kind: "tick" });
}

/** The form at a server that takes new accounts, with what it takes. */
function registering(player: Player): void {
  const form = formTold(
    newForm({ address: { place: "home:5000", username: "" }, register: true }),
    {
      kind: "connected",
      hello: { name: "Home", description: "", motd: "", registration: "open" },
      isNew: true,
    },
  );
  player.does({ kind: "open-form", serverId: "s1", form });
}

/** Lists at the sides that are longer than the screen, gone down in by the wheel. */
function scrolledSides(player: Player): void {
  const rooms = Array.from({ length: 60 }, (_, index) => `room-${10 + index}`);
  player.news({ kind: "own-rooms", rooms: ["general", ...rooms] });
  const people = rooms.map((_, index) => (
    { username: `user_${10 + index}`, isOnline: index % 3 > 0, away: undefined, role: undefined }
  ));
  player.news({ kind: "people", room: "general", people, isCut: false });
  player.press("f2");
  for (const column of [0, 119]) {
    const key = { ...namedKey("wheeldown"), at: { row: 2, column } };
    player.does({ kind: "key", key }).does({ kind: "key", key });
  }
}

/** Rooms with numbers of the reader's own, favourites, drafts, and muted ones. */
function ownOrder(player: Player): void {
  player.news({ kind: "own-rooms", rooms: ["general", "ops", "random", "zoo"] });
  const of = (room: string) => ({ serverId: "s1", bufferKey: bufferKey("s1", { room }) });
  player.does({ kind: "favourite", ...of("zoo") });
  player.does({ kind: "move", ...of("random"), to: { number: 12 } });
  player.does({ kind: "notify-mode", ...of("ops"), mode: "none" });
  player.message({ id: 1, room: "ops" }).message({ id: 2, room: "random" });
  player.type("half a sentence").press("alt+4").press("alt+j", "1");
}

/** Three windows, one of which has something new. */
function splitInThree(player: Player): void {
  player.message({ id: 1, text: "one", room: "general" }).press("alt+w", "v", "alt+2");
  player.page([], { hasMore: false, key: bufferKey("s1", { room: "ops" }) });
  player.message({ id: 2, text: "two", room: "ops" }).press("alt+w", "s");
  player.message({ id: 3, text: "three", room: "general" }).type("to the room below");
}

/** Two rooms in one view, beside one of them. */
function mergedRooms(player: Player): void {
  player.message({ id: 1, text: "of everything" }).press("alt+w", "v");
  player.does({
    kind: "merge",
    serverId: "s1",
    places: [{ room: "general" }, { room: "ops" }],
  });
  player.page([], { hasMore: false, key: bufferKey("s1", { room: "ops" }) });
  player.message({ id: 2, room: "ops", text: "of work" }).press("ctrl+x").type("for ops");
}

/** A question and its answers beside the room in which they were given. */
function thread(player: Player): void {
  player.message({ id: 1, from: "alice", text: "who is there?" });
  player.message({ id: 2, text: "nothing to do with it" });
  player.message({ id: 3, text: "I am", reply_to: 1 });
  player.message({ id: 4, from: "carol", text: "so am I", reply_to: 3 });
  player.press("alt+m", "t").type("good");
}

/** A reply, with what it answers above the line. */
function replying(player: Player): void {
  player.message({ id: 1, text: "what do you all think of the new plan for the house?" });
  player.press("alt+m", "r").type("that it is a good one");
}

/** An emoji is asked for, and its name completed. */
function reacting(player: Player): void {
  player.message({ id: 1, text: "done" }).press("alt+m", "+", "t", "tab");
  player.does({ kind: "emoji-loaded", names: ["heart", "tada", "thumbsup", "tiger"] });
}

const VIEWS = {
  replying,
  reacting,
  mergedRooms,
  thread,
  ownOrder,
  splitInThree,
  scrolledSides,
  addressed,
  confirming,
  pasting,
  choosingLink,
  waiting,
  registering,
};

for (const [name, play] of Object.entries(VIEWS)) {
  for (const [columns, rows] of SIZES) {
    Deno.test(`ScreenView.frame() draws ${name} at ${columns}×${rows} as in its snapshot`, async () => {
      const player = new Player({ columns, rows });
      player.page([], { hasMore: false, key: bufferKey("s1", { room: "general" }) });
      player.state = { ...player.state, nowMs: new Date(2026, 10, 20, 12).getTime() };
      play(player);
      const screen = player.screen.split("\n").map((row) => row.trimEnd()).join("\n");
      await assertSnapshot(`new-views/${name}-${columns}x${rows}`, screen);
    });
  }
}

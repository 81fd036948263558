/** A server that puts what terminals act on into everything it says, one text after the other. */
import { ANSWER_SHAPES } from "../../client/net/shapes/answers.ts";
import { EVENT_SHAPES } from "../../client/net/shapes/events.ts";
import { withText } from "./examples.ts";
import type { FakeServer } from "./fake_server.ts";

type Fields = Record<string, unknown>;

/**
 * Title, clipboard, colours and a move of the cursor; C1 codes, in which a sequence needs no ESC; a
 * link; overrides and isolates of direction; the ends of lines.
 */
export const HOSTILE = "a\u001b]0;OWNED\u0007b\u001b]52;c;T1dORUQ=\u0007\u001b[99;99Hc\u009b31md" +
  "\u0090qOWNED\u009c\u009d0;OWNED\u009c\u001b]8;;http://owned.example\u0007\u202egnp\u2066x\u0085\r\n\t\u001bZ\b";

/** What no output of a client may have, whatever its own sequences are. */
export const OWNED =
  // deno-lint-ignore no-control-regex -- those are what it looks for
  /\x1b\](?:0|52|8;;http:..owned)|\x1b\[99;99H|\x1bZ|\x1b\][^\x07\x1b]*OWNED|[\x80-\x9f\u202a-\u202e\u2066-\u2069]/;

/** What the client needs in order to begin, or what would end it. */
const BELIEVED = new Set([
  "login",
  "register",
  "exit",
  "logout",
  "ping",
  "poll",
  "typing",
  "read",
  "say",
]);

/** Answers every request with its example, with another text replaced each time. */
export function answerHostilely(server: FakeServer): void {
  const counts = new Map<string, number>();
  server.intercept = ({ action, id, last_id: lastId }) => {
    const name = String(action);
    const shape = Object.entries(ANSWER_SHAPES).find(([known]) => known === name)?.[1];
    if (shape === undefined || BELIEVED.has(name) || id === -1 || lastId === -1) return undefined;
    const values = variants(shape);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    if (name === "observe") {
      // Nobody looks at a server on which nothing happens.
      for (const value of values) value["totals"] = { sent_bytes: count * 1_000 };
    }
    // The last one, with all texts at once, comes first, so that one round shows most.
    return { ok: true, ...values.at(values.length - 1 - count % values.length) };
  };
}

/** The greatest number of different answers that there are to one action. */
export const ROUNDS = Math.max(
  ...Object.values(ANSWER_SHAPES).map((shape) => variants(shape).length),
);

/** Every event but those that end a connection, with one of its texts replaced in each. */
export function hostileEvents(): Fields[] {
  return Object.entries(EVENT_SHAPES)
    .filter(([name]) => name !== "closing" && name !== "hello" && name !== "gap")
    .flatMap(([, shape]) => variants(shape));
}

/** Sends an event to everybody, as the newest one where it has an id. */
export function announce(server: FakeServer, event: Fields): void {
  server.announce(typeof event["id"] === "number" ? { ...event, id: server.takeId() } : event);
}

function variants(shape: Parameters<typeof withText>[0]): Fields[] {
  return [0, 1].flatMap((seed) => withText(shape, HOSTILE, seed)) as Fields[];
}

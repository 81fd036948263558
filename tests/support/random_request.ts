/** Draws requests from the shapes of the protocol: of every action, right ones and wrong ones. */
import fc from "fast-check";
import { type Action, REQUEST_SHAPES } from "../../protocol/requests.ts";
import type { Check } from "../../protocol/field_checks.ts";
import { PASSWORD } from "./test_server.ts";

/** Names of accounts, some of which there are. */
export const RANDOM_NAMES = Array.from({ length: 40 }, (_, index) => `f${index}x`);

const PEOPLE = [...RANDOM_NAMES, "keeper", "F1X", "nobody", "*server*", "a b", ""];
const ROOMS = ["general", "#Den", "den", "ops", "moderation", "moderation-2", "#", "no room", ""];
const TIMES = ["2026-11-20", "2020-01-01T00:00:00Z", "9999-12-31", "2026-02-30", "yesterday"];

/** Values that make sense for fields of these names, or nearly so. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  // 16 bytes, and 65 that begin with 4: a key as browsers have them.
  auth: ["AAAAAAAAAAAAAAAAAAAAAA", "AAAA", "="],
  make: [true],
  about: [...PEOPLE, "\u202eabout"],
  bandwidth_bits: [1_000_000_000],
  code: ["123456", "000000", "ABCD-EFGH", ""],
  date: TIMES,
  // What slows connections down for long would slow this test down as well.
  delay_ms: [0, 1],
  drop: [0],
  // Nothing is asked of names, which would be looked up; and of addresses only where nobody is.
  endpoint: ["https://127.0.0.1/push", "http://push.invalid/", "https://push.invalid:25/x", "x"],
  // Nobody has uploaded these.
  file: [
    { upload: "A".repeat(22), name: "a.txt", type: "text/plain" },
    { upload: "A".repeat(22), name: "../\u202eb", width: 5, height: 5, preview: "AAAA" },
  ],
  emoji: ["👍", "🎉", "❤", "x", "👍👍", ""],
  hook: [1, 2, 3, 4, 5, 0],
  jitter_ms: [0, 1],
  // One for a room, and new ones for a conversation, which nobody has signed.
  key: [
    "secret",
    { statement: "AAAA", seals: [] },
    {
      statement: "A".repeat(200),
      seals: [{ root: "A".repeat(43), generation: 1, sealed: "A".repeat(107) }],
    },
  ],
  mask: ["spam*", "b?b", "*", "spam*", "a b"],
  keys: [["pronouns"], ["homepage", "status"], ["nothing"], []],
  name: [...ROOMS, "r1", "r2", "r3"],
  network: ["192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "::ffff:203.0.113.9", "1.2.3.4/40", "x"],
  new_password: [PASSWORD, "short"],
  nonce: ["1", "2", "x".repeat(128), "x".repeat(129)],
  of: ["ban", "grant", "x"],
  old_password: [PASSWORD, "wrong password"],
  p256dh: [`BA${"A".repeat(85)}`, "BAAA", ""],
  places: [[], [{ room: "general", notify: "all" }], [{ with: "f1x", notify: "none" }]],
  password: [PASSWORD, PASSWORD, PASSWORD, "wrong password", "short"],
  pattern: [
    "darn",
    "ｄarn",
    "(a+)+$",
    "x*",
    "(",
    "[a-z]{1,9}x",
    String.raw`\bfoo\b`,
    "(?i)a{1,500}",
  ],
  query: ["text", '"a text"', "te*", "from:f1x", "in:#general", "before:2020-01-01", '"', "*", "-"],
  quiet: [
    { from: 1_320, to: 420, zone: "Europe/Berlin" },
    { from: 0, to: 1_439, zone: "Mars/Phobos" },
    { from: 7, to: 7, zone: "UTC" },
  ],
  // So that what is asked often stays within what is allowed.
  rate: [1, 60, 600, 601],
  room: ROOMS,
  sealed: ["AAAA", "A".repeat(240), ""],
  secret: ["eight or more", "short", ""],
  secrets: [[], [{ device: "A".repeat(22), sealed: "A".repeat(107) }]],
  since: TIMES,
  time_zone: ["Europe/Berlin", "Mars/Phobos", ""],
  to: PEOPLE,
  // Nothing is asked of names, which would be looked up.
  url: [
    null,
    null,
    null,
    "https://127.0.0.1/hook",
    "http://push.invalid/",
    "https://push.invalid:25/x",
    "x",
  ],
  username: PEOPLE,
  with: PEOPLE,
  words: [[], [], [], ["@bot"], ["deploy", ""], [1]],
};

/** Values of every kind, at their edges. */
const EDGES: readonly unknown[] = [
  0,
  1,
  2,
  Number.MAX_SAFE_INTEGER,
  0.5,
  true,
  false,
  "",
  " ",
  "text",
  "a text @room @f1x https://example.org **bold**",
  "darn",
  "e\u0301\u200d\u202e🦄 \u001b[2J\r\n\t",
  "x".repeat(300),
  "ä".repeat(9_000),
];

/** One line as it goes over the wire, and the action that it is a right request of, if it is one. */
export interface RandomLine {
  line: Uint8Array;
  action: Action | undefined;
}

const encoder = new TextEncoder();

/** Requests of every action, half of them with all fields as they must be. */
export function randomLine(): fc.Arbitrary<RandomLine> {
  return fc.oneof(
    { weight: 10, arbitrary: validRequest().map((request) => lineOf(request, request.action)) },
    { weight: 5, arbitrary: brokenRequest().map((request) => lineOf(request, undefined)) },
    { weight: 4, arbitrary: damagedLine() },
    { weight: 1, arbitrary: rubbishLine() },
  );
}

/** Any bytes without a line end. */
export function rubbishLine(): fc.Arbitrary<RandomLine> {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.jsonValue({ maxDepth: 3 }).map((value) => encoder.encode(JSON.stringify(value))),
    fc.string({ unit: "binary", maxLength: 100 }).map((text) => encoder.encode(text)),
    fc.constantFrom(
      encoder.encode("[".repeat(60_000)),
      encoder.encode(`{"action":"say","text":"${"x".repeat(70_000)}"}`),
      encoder.encode('{"__proto__":{"action":"ping"},"action":"constructor"}'),
      encoder.encode('{"action":"ping","ref":1e999}'),
    ),
  );
  return bytes.map((given) => ({ line: given.filter((byte) => byte !== 0x0a), action: undefined }));
}

type RandomRequest = { action: Action } & Record<string, unknown>;

/** A request that `decodeRequest()` takes; what its command says to it is another matter. */
export function validRequest(): fc.Arbitrary<RandomRequest> {
  const actions = Object.keys(REQUEST_SHAPES) as Action[];
  // What the checks take is asked once: most of what is drawn is of an action that was drawn before.
  const requests = new Map<Action, fc.Arbitrary<RandomRequest>>();
  return fc.constantFrom(...actions).chain((action) => {
    const known = requests.get(action) ?? validRequestOf(action);
    requests.set(action, known);
    return known;
  });
}

function validRequestOf(action: Action): fc.Arbitrary<RandomRequest> {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, check] of Object.entries(REQUEST_SHAPES[action])) {
    fields[name] = validValue(check as Check<unknown>, name);
  }
  const request = fc.record(fields).map((drawn) => ({ ...drawn, action }));
  return "mask" in fields && "username" in fields
    ? fc.tuple(request, fc.nat(3)).map(([drawn, which]) => withOneTarget(drawn, which))
    : request;
}

/** Most of what is about somebody is about an account, or all whose names fit, and not about both. */
function withOneTarget(request: RandomRequest, which: number): RandomRequest {
  const { accounts: _accounts, mask: _mask, network: _network, ...ofAccount } = request as
    & RandomRequest
    & Record<string, unknown>;
  const { network: _other, username: _username, ...ofMask } = request as
    & RandomRequest
    & Record<string, unknown>;
  if (which === 0) return request;
  return which === 1 ? ofMask : ofAccount;
}

/** A request of which one field or several are something else. */
function brokenRequest(): fc.Arbitrary<RandomRequest> {
  const breaks = fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(validRequest(), breaks).map(([request, wrong]) => {
    const names = Object.keys(request);
    for (const [index, value] of wrong) {
      const name = names[index % names.length] ?? "action";
      // Fields that have a bound here for a reason are left as they are.
      if (name !== "delay_ms" && name !== "jitter_ms" && name !== "bandwidth_bits") {
        (request as Record<string, unknown>)[name] = value;
      }
    }
    return request;
  });
}

/** A request whose bytes were cut, doubled or changed. */
function damagedLine(): fc.Arbitrary<RandomLine> {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  return fc.tuple(validRequest(), damage, fc.boolean()).map(([request, changes, isCut]) => {
    const bytes = encoder.encode(JSON.stringify(request));
    for (const [place, byte] of changes) {
      if (byte !== 0x0a) bytes[place % bytes.length] = byte;
    }
    const [place] = changes[0] ?? [0];
    return { line: isCut ? bytes.slice(0, 1 + place % bytes.length) : bytes, action: undefined };
  });
}

function lineOf(request: RandomRequest, action: Action | undefined): RandomLine {
  return { line: encoder.encode(JSON.stringify(request)), action };
}

/** Draws what a check takes: it is asked which of the values at hand it does. */
function validValue(check: Check<unknown>, name: string): fc.Arbitrary<unknown> {
  const known = BY_NAME[name] ?? [];
  const takes = (value: unknown) => accepts(check, value);
  const choices: fc.WeightedArbitrary<unknown>[] = [];
  const named = [...known, ...wordsOf(check)].filter(takes);
  if (named.length > 0) choices.push({ weight: 8, arbitrary: fc.constantFrom(...named) });
  const hasBound = named.length > 0 && typeof named[0] === "number";
  const edges = EDGES.filter(takes);
  if (edges.length > 0 && !hasBound) {
    choices.push({ weight: 1, arbitrary: fc.constantFrom(...edges) });
  }
  if (takes("any text at all")) {
    const text = fc.string({ unit: "binary", maxLength: 60 }).filter(takes);
    choices.push({ weight: 2, arbitrary: text });
  }
  if (takes(1_234) && !hasBound) {
    choices.push({ weight: 4, arbitrary: fc.integer({ min: 1, max: 5_000 }) });
    choices.push({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) });
  }
  if (takes(undefined)) choices.push({ weight: 8, arbitrary: fc.constant(undefined) });
  return fc.oneof(...choices);
}

/** The words that a check of words names when it is given something else. */
function wordsOf(check: Check<unknown>): string[] {
  try {
    check("none of them", "field");
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return [...message.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "").slice(1);
  }
}

function accepts(check: Check<unknown>, value: unknown): boolean {
  try {
    check(value, "field");
    return true;
  } catch {
    // A value that is refused is what this asks about.
    return false;
  }
}

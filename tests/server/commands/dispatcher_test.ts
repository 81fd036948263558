/** What is decided about every request before its command runs. */
import assert from "node:assert/strict";
import type { ChatError } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import { TokenBucket } from "../../../server/base/token_bucket.ts";
import { Dispatcher } from "../../../server/commands/dispatcher.ts";
import type { Services } from "../../../server/commands/services.ts";
import { ACCOUNT_RATES, RateBuckets } from "../../../server/limits/rates.ts";
import { actingAccount, callerOf, looseConnection } from "../../support/callers.ts";
import { openHouse } from "../../support/house.ts";
import { quietLog } from "../../support/quiet_log.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const PING: RequestOf<"ping"> = { action: "ping", ref: undefined };
const ROOMS: RequestOf<"rooms"> = {
  action: "rooms",
  ref: undefined,
  after: undefined,
  room: undefined,
  count: undefined,
};

const SMALL = { burst: 1, perSecond: 2 };

function refusal(work: () => unknown): ChatError {
  try {
    work();
  } catch (error) {
    return error as ChatError;
  }
  throw new Error("It was granted");
}

/** Services of which a test uses only what it names. */
function services(given: Partial<Services>): Services {
  return { now: () => 0, elapsed: () => 0, log: quietLog(), ...given } as Services;
}

Deno.test("Dispatcher.run() refuses who is not logged in, and who has no right on the server", () => {
  const dispatcher = new Dispatcher(services({}));
  assert.equal(refusal(() => dispatcher.run(callerOf(undefined), ROOMS)).code, "login_required");
  const alice = callerOf(actingAccount(1, "alice"));
  const observe = { action: "observe", ref: undefined, after: undefined } as const;
  const { code, message } = refusal(() => dispatcher.run(alice, observe));
  assert.equal(code, "no_right");
  assert.match(message, /admin/);
  assert.deepEqual(dispatcher.run(callerOf(undefined), PING), {});
});

Deno.test("Dispatcher.run() gives whoever has no connection a session, and nobody comes online", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const { dispatcher, services: { hub, journal } } = house;
  const registered = await dispatcher.run(callerOf(undefined), {
    action: "register",
    ref: undefined,
    username: "alice",
    password: PASSWORD,
    invite: undefined,
    device: "a page",
  });
  assert.deepEqual({ ...registered, token: "" }, {
    username: "alice",
    token: "",
    rooms: ["general"],
    last_id: 0,
  });
  const login = {
    action: "login",
    ref: undefined,
    username: "alice",
    password: PASSWORD,
    token: undefined,
    code: undefined,
    certificate: undefined,
    new_password: undefined,
    device: undefined,
  } as const;
  const { token } = await dispatcher.run(callerOf(undefined), login);
  assert.equal(hub.accountCount, 0);
  const { connection } = looseConnection();
  const words = { username: undefined, password: undefined, token };
  await dispatcher.run(connection, { ...login, ...words });
  assert.equal(hub.accountCount, 1);
  const account = connection.identity?.account.id ?? 0;
  assert.equal((await journal.query("sessions", { account })).length, 2);
});

Deno.test("Dispatcher.run() logs what goes wrong inside and says no more than internal", async () => {
  const lines: string[] = [];
  const log = quietLog(lines);
  const journal = { query: () => Promise.reject(new TypeError("a table is missing")) };
  const dispatcher = new Dispatcher(services({
    journal: journal as unknown as Services["journal"],
    log,
  }));
  const answer = dispatcher.run(callerOf(actingAccount(1, "alice")), ROOMS);
  await assert.rejects(Promise.resolve(answer), { code: "internal" });
  await log.flushed(1_000);
  assert.match(lines.join(), /^ERROR rooms failed: TypeError: a table is missing/);
});

Deno.test("Dispatcher.run() says busy, and logs nothing, when nobody waits any more", async () => {
  const ending = new AbortController();
  const journal = { query: () => Promise.reject(ending.signal.reason) };
  const dispatcher = new Dispatcher(
    services({ journal: journal as unknown as Services["journal"] }),
  );
  const caller = { ...callerOf(actingAccount(1, "alice")), ended: ending.signal };
  ending.abort();
  await assert.rejects(Promise.resolve(dispatcher.run(caller, ROOMS)), { code: "busy" });
});

Deno.test("Dispatcher.run() answers callers without a connection like others", async () => {
  using folder = new TemporaryFolder();
  await using house = await openHouse(folder);
  const { dispatcher, services: { journal } } = house;
  const { connection } = looseConnection();
  const login = await dispatcher.run(connection, {
    action: "register",
    ref: undefined,
    username: "alice",
    password: PASSWORD,
    invite: undefined,
    device: undefined,
  });
  // The types follow from the action.
  const name: string = login.username;
  const account = house.services.hub.account(connection.identity?.account.id ?? 0);
  assert.equal(account?.name, name);
  const caller = callerOf(actingAccount(account?.id ?? 0, "alice"));
  const common = { ref: undefined, limit: undefined };
  const { id } = await dispatcher.run(caller, {
    action: "say",
    ref: undefined,
    text: "without a connection",
    room: undefined,
    to: undefined,
    nonce: undefined,
    kind: undefined,
    me: undefined,
    reply_to: undefined,
    file: undefined,
    sealed: undefined,
    key: undefined,
  });
  const page = await dispatcher.run(caller, { action: "poll", last_id: 0, ...common });
  assert.ok(page.messages.some((message) => message.id === id));
  assert.equal(page.last_id >= id, true);
  const { connections } = await dispatcher.run(caller, { action: "stats", ref: undefined });
  assert.deepEqual(connections.map(({ own }) => own), [false]);
  connection.end();
  await journal.indexed();
});

Deno.test("Dispatcher.pace() takes from the account's own rate and from that of its address", () => {
  let nowMs = 0;
  const dispatcher = new Dispatcher(services({ elapsed: () => nowMs }));
  const { connection } = looseConnection();
  const account = { ...actingAccount(1, "alice"), rates: new RateBuckets(ACCOUNT_RATES) };
  const paced = {
    identity: { account, session: 1 },
    address: connection.address,
    bucket: undefined,
    loginBucket: () => undefined,
    addressRates: undefined,
    isFlooding: (atMs: number) => connection.isFlooding(atMs),
    close: () => connection.close("flooding"),
  };
  for (let count = 0; count < 200; count++) assert.equal(dispatcher.pace(paced, ROOMS), 0);
  assert.equal(dispatcher.pace(paced, ROOMS), 20);
  nowMs += 20;
  const shared = { ...paced, addressRates: new RateBuckets({ ...ACCOUNT_RATES, query: SMALL }) };
  assert.equal(dispatcher.pace(shared, ROOMS), 20);
  assert.equal(dispatcher.pace(shared, ROOMS), 500, "The address is the slower one");
});

Deno.test("Dispatcher.pace() has logins wait for those of their connection alone", () => {
  const dispatcher = new Dispatcher(services({}));
  const bucket = new TokenBucket(SMALL, 0);
  const [first, second] = [looseConnection({ bucket }), looseConnection({ bucket })];
  const login: RequestOf<"login"> = {
    action: "login",
    ref: undefined,
    username: undefined,
    password: undefined,
    token: "x",
    code: undefined,
    certificate: undefined,
    new_password: undefined,
    device: undefined,
  };
  for (let count = 0; count < 60; count++) dispatcher.pace(first.connection, PING);
  const paces = Array.from({ length: 21 }, () => dispatcher.pace(first.connection, login));
  assert.deepEqual(paces, [...Array<number>(20).fill(0), 1_000]);
  assert.equal(dispatcher.pace(second.connection, login), 0);
});

Deno.test("Dispatcher.pace() refuses what would wait too long, and closes who does not mind", () => {
  const dispatcher = new Dispatcher(services({}));
  const { connection } = looseConnection({ bucket: new TokenBucket(SMALL, 0) });
  const paces = Array.from({ length: 120 }, () => dispatcher.pace(connection, PING));
  const waits = paces.filter((pace) => typeof pace === "number");
  // Before a login it waits for 30 seconds at most: one at once and two a second.
  assert.deepEqual([waits[0], waits[1], waits.at(-1)], [0, 500, 30_000]);
  const refused = paces.find((pace) => typeof pace !== "number");
  assert.ok(typeof refused === "object" && refused.code === "slow_down");
  assert.equal(refused.retryAfterSeconds, 31);
  assert.equal(connection.isClosing, true);
  assert.equal(connection.endReason, "flooding");
});

Deno.test("Dispatcher.pace() lets those who keep order go as fast as they like", () => {
  const dispatcher = new Dispatcher(services({}));
  const { connection } = looseConnection();
  const account = {
    ...actingAccount(1, "mona"),
    role: "moderator" as const,
    rates: new RateBuckets({ ...ACCOUNT_RATES, query: SMALL }),
  };
  connection.identity = { account, session: 1 };
  for (let count = 0; count < 1_000; count++) assert.equal(dispatcher.pace(connection, ROOMS), 0);
});

Deno.test("observers see what is asked, committed and written, and how it went", async () => {
  using folder = new TemporaryFolder();
  const asked: string[] = [];
  const commits: number[] = [];
  let flushed = 0;
  await using house = await openHouse(folder, {
    observers: {
      dispatch: { began: (action) => (error) => void asked.push(`${action} ${error ?? "ok"}`) },
      commit: { began: (entries) => () => void commits.push(entries) },
      flush: { flushed: ({ connections }) => void (flushed += connections) },
    },
  });
  const { port } = await house.open({ usual: house.native });
  const client = await TestClient.connect({ port });
  await client.request("rooms");
  await client.request("register", { username: "alice", password: PASSWORD });
  await client.request("register", { username: "alice", password: PASSWORD });
  await client.request("ping");
  assert.deepEqual(asked, [
    "rooms login_required",
    "register ok",
    "register name_taken",
    "ping ok",
  ]);
  assert.ok(commits.length >= 2 && commits.every((entries) => entries >= 1));
  assert.ok(flushed >= 4);
  client.close();
  await client.ended;
});

/**
 * Random devices do random things to a real server, lose their connections, and come back: what each
 * of them shows in the end is the history that it may read. `CHAT_VIEW_RUNS` sets how many runs there
 * are, `CHAT_VIEW_SEED` repeats the scripts of a failed one.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { DEEDS, RandomDevice, type Step, World } from "../../support/random_device.ts";
import type { Line, TestClient } from "../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";
import { normalized } from "../../support/view.ts";
import { Viewer } from "../../support/viewer.ts";

const RUNS = Number(Deno.env.get("CHAT_VIEW_RUNS") ?? 12);
const SEED = Deno.env.get("CHAT_VIEW_SEED");

/** When this much time has gone by, no further run begins. */
const TIME_LIMIT_MS = RUNS * 1_500;

/** The devices by their accounts. */
const DEVICES = ["alice", "alice", "bobby", "bobby", "carol", "david"];

interface Script {
  steps: Step[];
  pageLimit: number;
}

const STEP: fc.Arbitrary<Step> = fc.record({
  deed: fc.constantFrom(...DEEDS),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
});

const SCRIPT: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(STEP, { minLength: 5, maxLength: 40, size: "max" }),
  pageLimit: fc.integer({ min: 1, max: 60 }),
});

const RUN = fc.record({
  scripts: fc.tuple(SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT),
  outboxMessages: fc.constantFrom(2, 5, 16, 8_192),
});

Deno.test("Viewer shows what its account may read, whatever happens to its connections", async () => {
  let gaps = 0;
  let runs = 0;
  const endMs = performance.now() + TIME_LIMIT_MS;
  const property = fc.asyncProperty(RUN, async ({ scripts, outboxMessages }) => {
    // The first is made in any case: a machine that is too slow for it shows nothing otherwise.
    if (runs > 0 && performance.now() > endMs) return;
    runs += 1;
    using folder = new TemporaryFolder();
    await using server = await startServer(folder, { outboxMessages });
    gaps += await runScripts(server, scripts);
  });
  await fc.assert(property, {
    numRuns: RUNS,
    endOnFailure: true,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  });
  assert.ok(runs > 0, "At least one run was made");
  // With fewer runs it may be that none of them has small outboxes.
  if (runs >= 10) assert.ok(gaps > 0, "Small outboxes leave gaps, or this shows nothing");
});

Deno.test('delete_account() with "remove" reaches every view, live and later', async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bobby = await server.register("bobby");
  const viewerOf = () =>
    new Viewer({
      port: server.port,
      username: "alice",
      token: alice.answer["token"],
      pageLimit: 10,
    });
  const [live, away] = [viewerOf(), viewerOf()];
  await live.connect();
  await away.connect();
  const own = await alice.request("say", { text: "mine" });
  await bobby.request("react", { id: own["id"], emoji: "👍" });
  await bobby.request("say", { text: "theirs", to: "alice" });
  const seen = await bobby.request("say", { text: "theirs" });
  await Promise.all(
    [live, away].map((viewer) => viewer.until((view) => view.lastId === seen["id"])),
  );
  await away.disconnect();

  await bobby.request("delete_account", { password: PASSWORD, messages: "remove" });
  const last = await alice.request("say", { text: "last" });
  await away.connect();

  const { messages } = await alice.request("poll", { last_id: 0 });
  for (const viewer of [live, away]) {
    await viewer.until((view) => view.lastId === last["id"]);
    await viewer.settled();
    const shown = viewer.view.messages.map((
      { id, text, reactions },
    ) => [id, text, reactions ?? []]);
    assert.deepEqual(shown, messages.map(({ id, text }: Line) => [id, text, []]));
    assert.deepEqual(shown.map(([, text]) => text), ["mine", "", "", "last"]);
    await viewer.disconnect();
  }
});

/** Has every device do its script, then compares; returns how many gaps there were. */
async function runScripts(server: TestServer, scripts: readonly Script[]): Promise<number> {
  const usernames = [...new Set(DEVICES)];
  const clients = await Promise.all(usernames.map((name) => server.register(name)));
  const tokens = new Map(usernames.map((name, index) => [name, clients[index]?.answer["token"]]));
  const world = new World(usernames);
  const viewers = DEVICES.map((username, index) =>
    new Viewer({
      port: server.port,
      username,
      token: tokens.get(username),
      pageLimit: scripts[index]?.pageLimit ?? 100,
    })
  );
  await Promise.all(viewers.map((viewer) => viewer.connect()));
  try {
    await Promise.all(
      viewers.map((viewer, index) =>
        new RandomDevice(viewer, { world, name: `d${index}` }).run(scripts[index]?.steps ?? [])
      ),
    );
    const last = await lastWords(clients);
    for (const viewer of viewers) {
      await viewer.until((view) => view.lastId >= (last.get(viewer.username) ?? 0));
      await viewer.settled();
    }
    await compare(viewers, {
      clients: new Map(usernames.map((name, index) => [name, clients[index]])),
      world,
    });
  } finally {
    await Promise.all(viewers.map((viewer) => viewer.disconnect()));
  }
  return viewers.reduce((sum, viewer) => sum + viewer.gaps, 0);
}

/** A last note of each account to itself: whoever has it has everything before. */
async function lastWords(clients: readonly TestClient[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const [index, name] of [...new Set(DEVICES)].entries()) {
    const answer = await clients[index]?.request("say", { to: name, text: `last of ${name}` });
    ids.set(name, answer?.["id"]);
  }
  return ids;
}

interface Truth {
  clients: ReadonlyMap<string, TestClient | undefined>;
  world: World;
}

async function compare(viewers: readonly Viewer[], { clients, world }: Truth): Promise<void> {
  const orders = new Map<string, number[]>();
  const texts = new Map<number, string[]>();
  for (const { username, view } of viewers) {
    const client = clients.get(username);
    if (client === undefined) throw new Error(`${username} is not logged in`);
    const history = await readEverything(client, world.usernames);
    assert.deepEqual(sorted(view.byPlace()), sorted(history), `The view of ${username}`);
    const order = view.messages.map(({ id }) => id);
    assert.deepEqual(order, orders.get(username) ?? order, `Both devices of ${username}`);
    orders.set(username, order);
    for (const { id, text } of view.messages) texts.set(id, [text]);
    const { rooms } = await client.request("rooms");
    const own = rooms.filter((room: Line) => room["role"] !== undefined);
    assert.deepEqual(
      viewers.filter((viewer) => viewer.username === username).map(({ rooms }) => rooms.sort()),
      viewers.filter((viewer) => viewer.username === username).map(() =>
        own.map(({ room }: Line) => room)
      ),
    );
  }
  const said = [...texts.values()].flat().filter((text) => text !== "");
  assert.equal(new Set(said).size, said.length, "Nothing was posted twice");
}

/** The history of every conversation that an account may read, as `history` tells it in pages. */
async function readEverything(
  client: TestClient,
  usernames: readonly string[],
): Promise<Map<string, Line[]>> {
  const { rooms } = await client.request("rooms");
  const places: [string, Line][] = [
    ...rooms.filter((room: Line) => room["role"] !== undefined)
      .map(({ room }: Line): [string, Line] => [`#${room}`, { room }]),
    ...usernames.map((name): [string, Line] => [`@${name}`, { with: name }]),
  ];
  const history = new Map<string, Line[]>();
  for (const [place, fields] of places) {
    const messages: Line[] = [];
    for (let more = true; more;) {
      const page = await client.request("history", {
        ...fields,
        after: messages.at(-1)?.["id"] ?? 0,
        limit: 50,
      });
      assert.equal(page["ok"], true, page["message"]);
      messages.push(...page["messages"].map(normalized));
      more = page["more"];
    }
    if (messages.length > 0) history.set(place, messages);
  }
  return history;
}

function sorted(places: Map<string, Line[]>): [string, Line[]][] {
  return [...places].sort(([first], [second]) => first < second ? -1 : 1);
}

/** The recipe of docs/protocol.md, followed to the letter while others write, edit and react. */
import assert from "node:assert/strict";
import { RecipeClient } from "../../support/recipe_client.ts";
import { ok } from "../../support/requests.ts";
import { registerOwner } from "../../support/staff.ts";
import type { TestClient } from "../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../support/test_server.ts";

const WRITERS = 4;
const MESSAGES = 250;
/** How often each reader does its work while others write, however slow the machine is. */
const ROUNDS = 5;

/** What readers have done, again and again. */
class Rounds {
  readonly #counts: number[];
  #next = Promise.withResolvers<void>();

  constructor(readers: number) {
    this.#counts = Array.from({ length: readers }, () => 0);
  }

  /** The least that one of them did. */
  get least(): number {
    return Math.min(...this.#counts);
  }

  /** Resolves when one of them is through again. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  add(reader: number): void {
    this.#counts[reader] = (this.#counts[reader] ?? 0) + 1;
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }
}

/**
 * Says, edits, deletes and reacts, with several of them under way; resolves when all is answered. Then
 * goes on round by round with the readers, who may have had no time until now, until that is enough.
 */
async function commotion(
  client: TestClient,
  { name, rounds, isEnough }: { name: string; rounds: Rounds; isEnough(): boolean },
): Promise<void> {
  const ids: number[] = [];
  for (let count = 0; count < MESSAGES || !isEnough(); count += 5) {
    if (count >= MESSAGES) await rounds.next;
    const said = await Promise.all(
      Array.from(
        { length: 5 },
        (_, index) => ok(client, "say", { text: `${name} ${count + index}` }),
      ),
    );
    ids.push(...said.map(({ id }) => Number(id)));
    const [first = 0, second = 0, third = 0] = ids.slice(-5);
    await Promise.all([
      ok(client, "edit", { id: first, text: `${name} edited ${count}` }),
      ok(client, "react", { id: second, emoji: "👍" }),
      ok(client, "react", { id: ids[0], emoji: "🎉", remove: count % 2 === 1 }),
      count % 3 === 0 ? ok(client, "delete", { id: third }) : ok(client, "ping"),
    ]);
  }
}

/** Everything in the room, as it stands in the end. */
async function wholeRoom(client: TestClient) {
  const texts = new Map<number, string | undefined>();
  const reactions = new Map<string, number>();
  for (let after = 0, more = true; more;) {
    const page = await ok(client, "history", { after, limit: 200 });
    for (const message of page["messages"]) {
      texts.set(message["id"], message["deleted"] ? undefined : message["text"]);
      for (const { emoji, count } of message["reactions"] ?? []) {
        reactions.set(`${message["id"]} ${emoji}`, count);
      }
      after = message["id"];
    }
    more = page["more"];
  }
  return { texts, reactions };
}

function standing(reactions: ReadonlyMap<string, number>): [string, number][] {
  return [...reactions].filter(([, count]) => count !== 0).toSorted();
}

function sumOf(readers: readonly RecipeClient[], count: "polls" | "leftOut"): number {
  return readers.reduce((sum, reader) => sum + reader[count], 0);
}

/** Has readers do `work` again and again until everything was said, and then looks at what they show. */
async function underLoad(
  server: TestServer,
  { owner, work, isEnough = () => true }: {
    owner: TestClient;
    work(reader: RecipeClient): Promise<void>;
    isEnough?(readers: readonly RecipeClient[]): boolean;
  },
): Promise<RecipeClient[]> {
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, (_, index) => server.register(`writer-${index}`)),
  );
  const readers = await Promise.all(Array.from({ length: 3 }, async (_, index) => {
    const client = await server.register(`reader-${index}`);
    const { token, last_id: cursor } = client.answer;
    client.close();
    return new RecipeClient({ port: server.port, token: String(token), cursor: Number(cursor) });
  }));
  let isOver = false;
  const rounds = new Rounds(readers.length);
  const reading = readers.map(async (reader, index) => {
    await reader.connect();
    while (!isOver) {
      await work(reader);
      rounds.add(index);
    }
    // Once more, when nothing is said any more: what is missing now was missed.
    await reader.live();
    await reader.fetch();
    await reader.live();
  });
  const writing = writers.map((client, index) =>
    commotion(client, {
      name: `writer-${index}`,
      rounds,
      isEnough: () => rounds.least >= ROUNDS && isEnough(readers),
    })
  );
  // A reader that fails ends it, instead of being waited for.
  await Promise.race([Promise.all(writing), Promise.all(reading)]);
  isOver = true;
  await Promise.all(reading);

  const { texts, reactions } = await wholeRoom(owner);
  assert.ok(texts.size >= WRITERS * MESSAGES);
  for (const reader of readers) {
    assert.deepEqual(reader.twice, [], "shown twice");
    assert.deepEqual([...reader.texts].toSorted(([a], [b]) => a - b), [...texts]);
    assert.deepEqual(standing(reader.reactions), standing(reactions));
    await reader.disconnect();
  }
  return readers;
}

Deno.test("the recipe shows everything once while a client polls and goes live", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const readers = await underLoad(server, {
    owner,
    async work(reader) {
      await reader.fetch();
      await reader.live();
    },
    isEnough: (readers) => sumOf(readers, "polls") > 100 && sumOf(readers, "leftOut") > 0,
  });
  // It was worth asking: the pages and the events did meet.
  assert.ok(sumOf(readers, "polls") > 100);
  assert.ok(sumOf(readers, "leftOut") > 0);
});

Deno.test("the recipe shows everything once over connections that break", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await underLoad(server, {
    owner,
    async work(reader) {
      await reader.disconnect();
      await reader.connect();
    },
  });
});

Deno.test("the recipe shows everything once after gaps", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  let isSimulated = false;
  const readers = await underLoad(server, {
    owner,
    async work(reader) {
      if (!isSimulated) {
        isSimulated = true;
        for (let index = 0; index < 3; index++) {
          await ok(owner, "simulate", { username: `reader-${index}`, drop: 0.3 });
        }
      }
      await reader.live();
      await ok(owner, "ping");
    },
    isEnough: (readers) => readers.every(({ gaps }) => gaps > 5),
  });
  assert.ok(readers.every(({ gaps }) => gaps > 5), readers.map(({ gaps }) => gaps).join());
});

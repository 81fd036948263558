/**
 * People who write on and on, whatever happens to the nodes of a cluster: each goes to another one when
 * its own is lost, with its token, and says again what was not answered, with the same nonce.
 */
import assert from "node:assert/strict";
import { within } from "./deadline.ts";
import { ok } from "./requests.ts";
import { TestClient, type TestClientOptions } from "./test_client.ts";
import { PASSWORD } from "./test_server.ts";

/** How long a writer waits for an answer, in milliseconds; a node that is stopped never gives one. */
const ANSWER_WITHIN_MS = 12_000;

/** How long it waits before it tries the next node, in milliseconds. */
const NEXT_AFTER_MS = 50;

/** How long acknowledgements may stay away: servers of NATS need seconds for each new leader. */
const MORE_WITHIN_MS = 120_000;

/** Errors that mean that it may be tried again, here or elsewhere. */
const AGAIN = new Set(["busy", "outcome_unknown", "slow_down", "storage_full"]);

/** Several of them, each with an account of its own. */
export class SteadyWriters implements AsyncDisposable {
  /** Where the nodes are, of which some may be dead. */
  readonly nodes: readonly TestClientOptions[];
  /** What was acknowledged: the text, and the id that was answered. */
  readonly acknowledged = new Map<string, number>();
  /** At which node each of these was acknowledged, by its place. */
  readonly acknowledgedBy = new Map<string, number>();
  /** The longest that somebody had to wait from writing something until it was acknowledged, in milliseconds. */
  longestWaitMs = 0;
  #isStopping = false;
  readonly #writing: Promise<void>[] = [];
  /** Rejects with what a writer must not be told. */
  readonly #failed = Promise.withResolvers<never>();
  readonly #waiting = new Set<() => void>();

  constructor(nodes: readonly TestClientOptions[]) {
    this.nodes = nodes;
    this.#failed.promise.catch(() => {}); // whoever waits is told
  }

  /** Makes accounts and has them begin to write into #general. */
  async begin(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const username = `writer${index}`;
      const client = await TestClient.connect(this.#node(index));
      const { token } = await ok(client, "register", { username, password: PASSWORD });
      const writing = this.#write(username, { client, token, place: index });
      writing.catch(this.#failed.reject);
      this.#writing.push(writing);
    }
  }

  /** Resolves when so many more were acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.size + count;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (this.acknowledged.size >= goal) resolve();
    };
    this.#waiting.add(look);
    look();
    try {
      const either = Promise.race([promise, this.#failed.promise]);
      await within(either, `${count} more messages to be acknowledged`, MORE_WITHIN_MS);
    } finally {
      this.#waiting.delete(look);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end().catch(() => {}); // what went wrong has been said
  }

  /** Has each finish what it is at. */
  async end(): Promise<void> {
    this.#isStopping = true;
    await within(Promise.all(this.#writing), "the writers to finish", 60_000);
  }

  async #write(
    username: string,
    { client: first, token, place }: { client: TestClient; token: string; place: number },
  ): Promise<void> {
    let client: TestClient | undefined = first;
    let at = place;
    for (let number = 0; !this.#isStopping; number++) {
      const text = `${username} ${number}`;
      const beganMs = performance.now();
      for (;;) {
        try {
          client ??= await this.#logIn(at, token);
          const said = client.request("say", { room: "general", text, nonce: text });
          const answer = await within(said, "an answer", ANSWER_WITHIN_MS);
          if (answer["ok"] === true) {
            this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - beganMs);
            this.acknowledgedBy.set(text, at % this.nodes.length);
            this.#acknowledge(text, answer["id"]);
            break;
          }
          assert.ok(AGAIN.has(answer["error"]), JSON.stringify(answer));
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
        }
        client?.close();
        client = undefined;
        at += 1;
        await new Promise((resolve) => setTimeout(resolve, NEXT_AFTER_MS));
      }
    }
    client?.close();
  }

  async #logIn(at: number, token: string): Promise<TestClient> {
    const connecting = TestClient.connect(this.#node(at));
    const client = await within(connecting, "a connection", ANSWER_WITHIN_MS);
    const answer = await within(client.request("login", { token }), "an answer", ANSWER_WITHIN_MS);
    if (answer["ok"] === true) return client;
    client.close();
    throw new Error(answer["message"]);
  }

  #node(at: number): TestClientOptions {
    return this.nodes[at % this.nodes.length] ?? { port: 0 };
  }

  #acknowledge(text: string, id: number): void {
    assert.ok(!this.acknowledged.has(text), `${text} was acknowledged twice`);
    this.acknowledged.set(text, id);
    for (const look of this.#waiting) look();
  }
}

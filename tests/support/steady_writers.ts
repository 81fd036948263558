/**
 * People who write on and on, whatever happens to the nodes of a cluster: each goes to another one when
 * its own is lost, with its token, and says again what was not answered, with the same nonce.
 */
import assert from "node:assert/strict";
import { within } from "./deadline.ts";
import { ok } from "./requests.ts";
import { TestClient } from "./test_client.ts";
import { PASSWORD } from "./test_server.ts";

/** How long a writer waits for an answer, in milliseconds; a node that is stopped never gives one. */
const ANSWER_WITHIN_MS = 12_000;

/** How long it waits before it tries the next node, in milliseconds. */
const NEXT_AFTER_MS = 50;

/** How long acknowledgements may stay away: servers of NATS need seconds for each new leader. */
const MORE_WITHIN_MS = 120_000;

/** Errors that mean that it may be tried again. */
const AGAIN = new Set(["busy", "outcome_unknown", "slow_down"]);

/** Several of them, each with an account of its own. */
export class SteadyWriters implements AsyncDisposable {
  /** The ports of the nodes, of which some may be dead. */
  readonly ports: number[];
  /** What was acknowledged: the text, and the id that was answered. */
  readonly acknowledged = new Map<string, number>();
  #isStopping = false;
  readonly #writing: Promise<void>[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(ports: readonly number[]) {
    this.ports = [...ports];
  }

  /** Makes accounts and has them begin to write into #general. */
  async begin(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const username = `writer${index}`;
      const client = await TestClient.connect({ port: this.ports[index % this.ports.length] ?? 0 });
      const { token } = await ok(client, "register", { username, password: PASSWORD });
      this.#writing.push(this.#write(username, { client, token, place: index }));
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
      await within(promise, `${count} more messages to be acknowledged`, MORE_WITHIN_MS);
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
      for (;;) {
        try {
          client ??= await this.#logIn(at, token);
          const said = client.request("say", { room: "general", text, nonce: text });
          const answer = await within(said, "an answer", ANSWER_WITHIN_MS);
          if (answer["ok"] === true) {
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
    const port = this.ports[at % this.ports.length] ?? 0;
    const client = await within(TestClient.connect({ port }), "a connection", ANSWER_WITHIN_MS);
    const answer = await within(client.request("login", { token }), "an answer", ANSWER_WITHIN_MS);
    if (answer["ok"] === true) return client;
    client.close();
    throw new Error(answer["message"]);
  }

  #acknowledge(text: string, id: number): void {
    assert.ok(!this.acknowledged.has(text), `${text} was acknowledged twice`);
    this.acknowledged.set(text, id);
    for (const look of this.#waiting) look();
  }
}

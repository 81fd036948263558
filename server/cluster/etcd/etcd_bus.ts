/**
 * Nodes talk through keys of etcd, which they watch. Announcements go round in some keys of a node, each
 * put over the one before; requests and answers have a key each, which is removed when it was read. All of
 * them go a minute after their node has.
 */
import type { NodeBus, Topic } from "../node_bus.ts";
import { type EtcdClient, exists, put } from "./etcd_client.ts";
import { Lease } from "./lease.ts";
import { type Keys, lastPart } from "./keys.ts";
import { below, only } from "./wire.ts";

/** Bytes of the longest answer: a request to etcd has 1.5 MiB at most, unless it is told otherwise. */
const MAX_ANSWER_BYTES = 1_024 * 1_024;

/** Keys of a node for announcements about one thing: as many as may be put at once. */
const KEYS = 64;

/** Announcements that wait, at most, and requests that are answered at once. */
const MAX_WAITING = 256;
const MAX_ANSWERING = 64;

/** An announcement that nobody has been told yet. */
interface Waiting {
  topic: Topic;
  bytes: Uint8Array;
}

/** The bus of one node. */
export class EtcdBus implements NodeBus {
  readonly maxBytes = MAX_ANSWER_BYTES;
  readonly #client: EtcdClient;
  readonly #lease: Lease;
  readonly #keys: Keys;
  readonly #node: string;
  readonly #run: string;
  readonly #waiting: Waiting[] = [];
  readonly #asked = new Map<string, (answer: Uint8Array) => void>();
  #telling: Promise<void> | undefined;
  #isClosed = false;
  #round = 0;
  #requests = 0;
  #answering = 0;

  /** `run` is a name by chance: nothing that is answered to this node's last run is for this one. */
  constructor(client: EtcdClient, { keys, node, run }: { keys: Keys; node: string; run: string }) {
    this.#client = client;
    this.#lease = new Lease(client);
    this.#keys = keys;
    this.#node = node;
    this.#run = run;
  }

  /** Listens to answers; resolves when nothing is there any more of what this node has asked before. */
  async open(): Promise<void> {
    const { asked, answered } = this.#keys;
    await this.#client.call("kv/deleterange", below(asked(this.#node)));
    await this.#client.call("kv/deleterange", below(answered(this.#node)));
    await this.#client.watch(below(answered(this.#node)), ({ key, value }) => {
      this.#asked.get(lastPart(key))?.(value);
      this.#forget(key);
    });
  }

  announce(topic: Topic, bytes: Uint8Array): void {
    if (topic === "alive") {
      // How a node is now is told first, and instead of how it was.
      const before = this.#waiting.findIndex((one) => one.topic === topic);
      if (before >= 0) this.#waiting.splice(before, 1);
      this.#waiting.unshift({ topic, bytes });
    } else {
      // Nothing of it is kept, so nobody misses what cannot be told in time.
      if (this.#waiting.length >= MAX_WAITING) return;
      this.#waiting.push({ topic, bytes });
    }
    this.#telling ??= this.#tellAll().finally(() => this.#telling = undefined);
  }

  onAnnounced(topic: Topic, listener: (bytes: Uint8Array) => void): void {
    void this.#client.watch(below(this.#keys.announced(topic)), ({ value }) => listener(value));
  }

  async ask(node: string, request: Uint8Array, withinMs: number): Promise<Uint8Array> {
    this.#requests += 1;
    const id = `${this.#run}.${this.#requests}`;
    const key = `${this.#keys.asked(node)}${this.#node}/${id}`;
    const answer = Promise.withResolvers<Uint8Array>();
    // It may be too late before it is waited for.
    answer.promise.catch(() => {});
    const timer = setTimeout(() => answer.reject(new Error(`${node} does not answer`)), withinMs);
    this.#asked.set(id, answer.resolve);
    try {
      await this.#lease.transact((lease) => ({ success: [put(key, request, lease)] }));
      return await answer.promise;
    } catch (error) {
      this.#forget(key);
      throw error;
    } finally {
      clearTimeout(timer);
      this.#asked.delete(id);
    }
  }

  answer(handler: (request: Uint8Array) => Promise<Uint8Array>): void {
    void this.#client.watch(below(this.#keys.asked(this.#node)), ({ key, value }) => {
      // Whoever is not answered asks somebody else.
      if (this.#answering >= MAX_ANSWERING) return this.#forget(key);
      this.#answering += 1;
      this.#answerTo(key, handler(value)).catch(() => {}).finally(() => this.#answering -= 1);
    });
  }

  /** Resolves when the last announcements were told, or cannot be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#telling;
    await this.#lease.close();
  }

  async #answerTo(key: string, answering: Promise<Uint8Array>): Promise<void> {
    const answer = await answering;
    const [asker = "", id = ""] = key.slice(this.#keys.asked(this.#node).length).split("/");
    await this.#lease.transact((lease) => ({
      // Nobody waits any more where the request is gone.
      compare: [exists(key, true)],
      success: [
        put(`${this.#keys.answered(asker)}${id}`, answer, lease),
        { request_delete_range: only(key) },
      ],
    }));
  }

  async #tellAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const told = this.#waiting.splice(0, this.#fitting()).map(({ topic, bytes }) => {
        this.#round = (this.#round + 1) % KEYS;
        return { key: `${this.#keys.announced(topic)}${this.#node}.${this.#round}`, bytes };
      });
      await this.#lease.transact((lease) => ({
        success: told.map(({ key, bytes }) => put(key, bytes, lease)),
      })).catch(() => {});
    }
  }

  /** How many of those that wait fit into one request. */
  #fitting(): number {
    let bytes = 0;
    const tooMany = this.#waiting.findIndex(({ bytes: { length } }, index) => {
      bytes += length;
      return index > 0 && (index >= KEYS || bytes > MAX_ANSWER_BYTES);
    });
    return tooMany < 0 ? this.#waiting.length : tooMany;
  }

  #forget(key: string): void {
    if (this.#isClosed) return;
    this.#client.call("kv/deleterange", only(key)).catch(() => {});
  }
}

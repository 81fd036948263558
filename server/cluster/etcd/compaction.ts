/** Has etcd forget what has stood under keys before: it keeps all of it until it is told. */
import type { EtcdClient } from "./etcd_client.ts";
import type { Keys } from "./keys.ts";
import { only, revisionIn } from "./wire.ts";

/** How often that is done, in milliseconds; watches that stand still for longer begin anew. */
const COMPACT_EVERY_MS = 5 * 60_000;

/** Compacts now and then; every node does, so that none has to know which others are there. */
export class Compaction {
  readonly #client: EtcdClient;
  readonly #keys: Keys;
  readonly #timer: ReturnType<typeof setInterval>;
  #before = 0;

  constructor(client: EtcdClient, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
    // Who cannot do it now does it next time, and others have done it meanwhile.
    this.#timer = setInterval(() => void this.compact().catch(() => {}), COMPACT_EVERY_MS);
  }

  /** Forgets everything up to where etcd was when this was called before. */
  async compact(): Promise<void> {
    const before = this.#before;
    this.#before = revisionIn(await this.#client.call("kv/range", only(this.#keys.head)));
    if (before > 0) await this.#client.call("kv/compaction", { revision: `${before}` });
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/**
 * What nodes tell each other over etcd goes when they do: its keys hang on a lease, which a node renews as
 * long as it is there.
 */
import type { EtcdClient } from "./etcd_client.ts";
import { EtcdError, type Json, objectIn } from "./wire.ts";

/** For how many seconds the keys of a node stay that says nothing any more. */
const SECONDS = 60;

/** How often the lease is renewed, in milliseconds. */
const RENEW_EVERY_MS = 15_000;

/** The code of gRPC for a lease that etcd does not know any more. */
const NOT_FOUND = 5;

/** The lease of one node, taken when it is needed first. */
export class Lease {
  readonly #client: EtcdClient;
  readonly #timer: ReturnType<typeof setInterval>;
  #taking: Promise<string> | undefined;

  constructor(client: EtcdClient) {
    this.#client = client;
    // Whoever cannot renew it now is out of reach, and takes another one when it is back.
    this.#timer = setInterval(() => void this.#renew().catch(() => {}), RENEW_EVERY_MS);
  }

  /**
   * Makes a transaction whose keys hang on the lease.
   *
   * @throws what the transaction was refused with.
   */
  async transact(of: (lease: string) => object): Promise<Json> {
    const taking = this.#take();
    try {
      return await this.#client.call("kv/txn", of(await taking));
    } catch (error) {
      const isOver = error instanceof EtcdError && error.code === NOT_FOUND;
      if (!isOver) throw error;
      this.#forget(taking);
      return await this.#client.call("kv/txn", of(await this.#take()));
    }
  }

  /** Has everything go that hangs on it; where etcd is out of reach that takes its time. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const lease = await this.#taking?.catch(() => undefined);
    if (lease === undefined || !this.#client.isThere) return;
    await this.#client.call("lease/revoke", { ID: lease }).catch(() => {});
  }

  #take(): Promise<string> {
    if (this.#taking !== undefined) return this.#taking;
    const taking = this.#client.call("lease/grant", { TTL: `${SECONDS}` })
      .then(({ ID }) => String(ID ?? ""));
    this.#taking = taking;
    taking.catch(() => this.#forget(taking));
    return taking;
  }

  async #renew(): Promise<void> {
    const taking = this.#taking;
    if (taking === undefined) return;
    const answer = await this.#client.call("lease/keepalive", { ID: await taking });
    // One that is over has no time left.
    if (objectIn(answer["result"])["TTL"] === undefined) this.#forget(taking);
  }

  #forget(taking: Promise<string>): void {
    if (this.#taking === taking) this.#taking = undefined;
  }
}

/** What is special about etcd: keys that go with their node, and watches whose connection has died. */
import assert from "node:assert/strict";
import { EtcdBus } from "../../../server/cluster/etcd/etcd_bus.ts";
import { EtcdClient, put } from "../../../server/cluster/etcd/etcd_client.ts";
import { EtcdKeeper } from "../../../server/cluster/etcd/etcd_keeper.ts";
import { EtcdStore } from "../../../server/cluster/etcd/etcd_store.ts";
import { keysOf } from "../../../server/cluster/etcd/keys.ts";
import { below, type Json, listIn } from "../../../server/cluster/etcd/wire.ts";
import { within } from "../../support/deadline.ts";
import { EtcdServers, etcdTest } from "../../support/etcd_servers.ts";

const KEYS = keysOf("suite");

function clientOf(server: string, silentMs?: number): EtcdClient {
  const common = { user: undefined, probe: KEYS.head, onFailure: assert.fail };
  return new EtcdClient({ servers: [server], silentMs, ...common });
}

async function keysBelow(client: EtcdClient, prefix: string): Promise<Json[]> {
  return listIn((await client.call("kv/range", below(prefix)))["kvs"]);
}

etcdTest(
  "what a node has told hangs on a lease, goes with it, and is told on when it is over",
  async () => {
    await using servers = await EtcdServers.start(1);
    const client = clientOf(`http://127.0.0.1:${servers.server(0).port}`);
    const bus = new EtcdBus(client, { keys: KEYS, node: "a", run: "1" });
    await bus.open();
    let heard = Promise.withResolvers<void>();
    await client.watch(below(KEYS.announced("relayed")), () => heard.resolve());
    bus.announce("relayed", Uint8Array.of(1));
    await within(heard.promise, "the announcement");
    const told = await keysBelow(client, KEYS.announced("relayed"));
    assert.equal(told.length, 1);
    assert.notEqual(told[0]?.["lease"], undefined);
    // As it is when it could not be renewed.
    await client.call("lease/revoke", { ID: told[0]?.["lease"] });
    assert.deepEqual(await keysBelow(client, KEYS.announced("relayed")), []);
    heard = Promise.withResolvers();
    bus.announce("relayed", Uint8Array.of(2));
    await within(heard.promise, "the next announcement");
    await bus.close();
    assert.deepEqual(await keysBelow(client, "chat/suite/"), []);
    await client.close();
  },
);

etcdTest(
  "a log is made empty where batches lie of one that is not there any more, and goes on",
  async () => {
    await using servers = await EtcdServers.start(1);
    const client = clientOf(`http://127.0.0.1:${servers.server(0).port}`);
    const [keeper, store] = [new EtcdKeeper(client, KEYS), new EtcdStore(client, KEYS)];
    const leftOver = [1, 2, 7, 8, 9].map((position) => put(KEYS.batch(position), "of another"));
    await client.call("kv/txn", { success: leftOver });
    const made = { cluster: "id", founder: "a", first: 7 };
    assert.equal((await keeper.make(made)).last, 6);
    assert.deepEqual(await store.bounds(), { first: 7, last: 6 });
    await store.putBack(7, Uint8Array.of(7));
    assert.equal(await store.append(Uint8Array.of(8)), 8);
    assert.deepEqual(await store.read(7), Uint8Array.of(7));
    assert.deepEqual(await store.bounds(), { first: 7, last: 8 });
    // Whoever never heard that it has made the log tries again, and finds its own.
    assert.equal((await keeper.make(made)).last, 8);
    assert.deepEqual(await store.bounds(), { first: 7, last: 8 });
    await assert.rejects(keeper.make({ ...made, founder: "b" }), /made by another node/);
    await client.close();
  },
);

/** A way to a server on which connections can die without anybody being told. */
class Way implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Set<Deno.Conn>();
  #dead = new Set<Deno.Conn>();

  constructor(port: number) {
    void this.#accept(port);
  }

  get server(): string {
    return `http://127.0.0.1:${(this.#listener.addr as Deno.NetAddr).port}`;
  }

  /** Nothing comes through those that are there any more. */
  dies(): void {
    this.#dead = new Set(this.#connections);
  }

  async #accept(port: number): Promise<void> {
    for await (const near of this.#listener) {
      const far = await Deno.connect({ hostname: "127.0.0.1", port });
      for (const one of [near, far]) this.#connections.add(one);
      void this.#carry(near, far);
      void this.#carry(far, near);
    }
  }

  async #carry(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let count; (count = await from.read(buffer)) !== null;) {
        if (!this.#dead.has(from)) await to.write(buffer.subarray(0, count));
      }
    } catch {
      // It was closed.
    }
    for (const one of [from, to]) {
      if (this.#connections.delete(one)) one.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const one of this.#connections) one.close();
    this.#connections.clear();
    return Promise.resolve();
  }
}

etcdTest(
  "a watch whose connection has died goes on where it was, and the others never notice",
  async () => {
    await using servers = await EtcdServers.start(1);
    const port = servers.server(0).port;
    await using way = new Way(port);
    const [watching, putting] = [clientOf(way.server, 200), clientOf(`http://127.0.0.1:${port}`)];
    const reached: boolean[] = [];
    watching.onReach((isThere) => reached.push(isThere));
    const heard: number[] = [];
    let waiting = Promise.withResolvers<void>();
    await watching.watch(below("chat/"), ({ value }) => {
      heard.push(...value);
      waiting.resolve();
    });
    const say = (number: number) =>
      putting.call("kv/txn", { success: [put("chat/x", Uint8Array.of(number))] });
    await say(1);
    await within(waiting.promise, "what was said first");
    waiting = Promise.withResolvers();
    way.dies();
    await say(2);
    await within(waiting.promise, "what was said on a dead connection");
    assert.deepEqual(heard, [1, 2]);
    assert.deepEqual(reached, []);
    await watching.close();
    await putting.close();
  },
);

/** What every log promises, whatever is behind it: each batch has one place, and all are taken in order. */
import assert from "node:assert/strict";
import { openEtcd } from "../../../server/cluster/etcd/open_etcd.ts";
import { openNats } from "../../../server/cluster/nats/open_nats.ts";
import type { ClusterSettings } from "../../../server/cluster/settings.ts";
import { SharedLog } from "../../../server/cluster/shared_log.ts";
import type { Entry } from "../../../server/journal/entries.ts";
import { EmbeddedLog } from "../../../server/journal/log/embedded_log.ts";
import type { EntryLog, OrderedBatch } from "../../../server/journal/log/entry_log.ts";
import { within } from "../../support/deadline.ts";
import { EtcdServers, whatEtcdLacks } from "../../support/etcd_servers.ts";
import { NatsServers, whatNatsLacks } from "../../support/nats_servers.ts";

/** A log as one node has it, and what it has taken. */
class Member {
  readonly log: EntryLog;
  readonly taken: OrderedBatch[] = [];
  readonly #node: string;
  #wake = Promise.withResolvers<void>();

  constructor(node: string, log: EntryLog, after = 0) {
    this.#node = node;
    this.log = log;
    log.follow(after, (batch) => {
      this.taken.push(batch);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
      return Promise.resolve();
    });
  }

  append(number: number, size = 1): Promise<void> {
    const entry = { kind: "seen", timeMs: number, actor: 0, text: "x".repeat(size) };
    const entries = [entry as unknown as Entry];
    return this.log.append({ node: this.#node, epoch: 1, number, run: this.#node, entries });
  }

  /** The batches that it has taken, once there are so many. */
  async names(count: number): Promise<string[]> {
    await within(this.#reached(count), `${count} batches`);
    return this.taken.map(({ node, number }) => `${node}${number}`);
  }

  async #reached(count: number): Promise<void> {
    while (this.taken.length < count) await this.#wake.promise;
  }
}

/** Makes members of one log. */
interface LogHouse {
  member(node: string, after?: number): Promise<Member>;
}

/** Tests of a log that members may share, or not. */
function suite(
  { name, ignore, isShared }: { name: string; ignore: boolean; isShared: boolean },
  run: (test: (house: LogHouse) => Promise<void>) => Promise<void>,
) {
  Deno.test({
    name: `${name} takes what is appended, in order, with everything that it holds`,
    ignore,
    fn: () =>
      run(async (house) => {
        const a = await house.member("a");
        for (let number = 1; number <= 20; number++) await a.append(number, number * 100);
        assert.deepEqual(await a.names(20), Array.from({ length: 20 }, (_, i) => `a${i + 1}`));
        assert.deepEqual(
          a.taken.map(({ entries }) => (entries[0] as unknown as { text: string }).text.length),
          Array.from({ length: 20 }, (_, index) => (index + 1) * 100),
        );
      }),
  });

  Deno.test({
    name: `${name} says how many entries fit into a batch`,
    ignore,
    fn: () =>
      run(async (house) => {
        const { log } = await house.member("a");
        const entry = { kind: "seen", timeMs: 1, actor: 0 } as unknown as Entry;
        assert.equal(log.fitting([]), 0);
        assert.equal(log.fitting([entry, { ...entry }, { ...entry }]), 3);
        if (!isShared) return;
        const noise = crypto.getRandomValues(new Uint8Array(60_000)).toBase64().repeat(1);
        const parts = Array.from({ length: 40 }, () =>
          crypto.getRandomValues(new Uint8Array(50_000)).toBase64());
        const huge = { ...entry, text: parts.join(noise) } as unknown as Entry;
        assert.equal(log.fitting([huge, entry]), 0);
        assert.equal(log.fitting([entry, huge]), 1);
      }),
  });

  if (!isShared) return;
  Deno.test({
    name: `${name} has one order for all who share it, and gives it to those who come later`,
    ignore,
    fn: () =>
      run(async (house) => {
        const [a, b] = [await house.member("a"), await house.member("b")];
        await Promise.all(
          Array.from({ length: 30 }, (_, i) => Promise.all([a.append(i + 1), b.append(i + 1)])),
        );
        const order = await a.names(60);
        assert.deepEqual(await b.names(60), order);
        assert.equal(new Set(order).size, 60);
        assert.deepEqual(a.taken.map(({ position }) => position), order.map((_, i) => i + 1));
        const late = await house.member("c", 50);
        assert.deepEqual(await late.names(10), order.slice(50));
        assert.equal(await late.log.last(), 60);
      }),
  });
}

suite({ name: "EmbeddedLog", ignore: false, isShared: false }, async (test) => {
  await test({
    member: (node) => Promise.resolve(new Member(node, new EmbeddedLog())),
  });
});

/** The engines that a log may be on, and how one node comes to it. */
const ENGINES = [
  { engine: "nats", lack: whatNatsLacks(), start: () => NatsServers.start(1), open: openNats },
  { engine: "etcd", lack: whatEtcdLacks(), start: () => EtcdServers.start(1), open: etcdOf },
] as const;

for (const { engine, lack, start, open } of ENGINES) {
  const name = `SharedLog on ${engine}${lack === undefined ? "" : ` (skipped: ${lack})`}`;
  suite({ name, ignore: lack !== undefined, isShared: true }, async (test) => {
    await using servers = await start();
    const closing: (() => Promise<void>)[] = [];
    try {
      await test({
        async member(node, after) {
          const opened = await open(settingsOf(engine, servers.addresses), node);
          if (await opened.keeper.find() === undefined) {
            await opened.keeper.make({ cluster: "id", founder: node, first: 1 });
          }
          const fail = (message: string) => assert.fail(message);
          const heal = () => Promise.resolve();
          const log = new SharedLog({ store: opened.store, heal, onFailure: fail, onFatal: fail });
          closing.push(async () => {
            await log.close();
            await opened.close();
          });
          return new Member(node, log, after);
        },
      });
    } finally {
      for (const close of closing) await close();
    }
  });

  Deno.test({
    name: `${name} says so when what comes next has been forgotten, and takes nothing`,
    ignore: lack !== undefined,
    fn: async () => {
      await using servers = await start();
      const opened = await open(settingsOf(engine, servers.addresses), "a");
      await opened.keeper.make({ cluster: "id", founder: "a", first: 1 });
      const options = { store: opened.store, heal: () => Promise.resolve(), onFailure: () => {} };
      const a = new Member("a", new SharedLog({ ...options, onFatal: assert.fail }));
      for (let number = 1; number <= 10; number++) await a.append(number);
      await a.names(10);
      await opened.store.trim(6);
      assert.deepEqual(await opened.store.bounds(), { first: 6, last: 10 });
      const said = Promise.withResolvers<string>();
      const late = new Member("b", new SharedLog({ ...options, onFatal: said.resolve }), 3);
      await late.log.last();
      assert.match(
        await within(said.promise, "the node to stop"),
        /begins with 6, .* away for too long/,
      );
      assert.deepEqual(late.taken, []);
      await a.log.close();
      await late.log.close();
      await opened.close();
    },
  });

  Deno.test({
    name: `${name} is put back where it ends, and made again where it was`,
    ignore: lack !== undefined,
    fn: async () => {
      await using servers = await start();
      const opened = await open(settingsOf(engine, servers.addresses), "a");
      assert.equal(await opened.keeper.find(), undefined);
      await opened.keeper.make({ cluster: "id", founder: "a", first: 1 });
      assert.deepEqual(await opened.keeper.find(), {
        cluster: "id",
        founder: "a",
        last: 0,
        replicas: 1,
      });
      const bytes = new TextEncoder().encode("batch");
      assert.deepEqual(await opened.store.bounds(), { first: 1, last: 0 });
      await opened.store.putBack(1, bytes);
      await assert.rejects(opened.store.putBack(1, bytes));
      await assert.rejects(opened.store.putBack(3, bytes));
      assert.equal(await opened.store.append(bytes), 2);
      await opened.store.putBack(3, bytes);
      assert.equal(new TextDecoder().decode(await opened.store.read(3)), "batch");
      assert.equal(await opened.store.read(4), undefined);
      assert.deepEqual(await opened.store.bounds(), { first: 1, last: 3 });
      await opened.close();
    },
  });

  Deno.test({
    name: `the bus of ${name} carries announcements, requests and answers, also large ones`,
    ignore: lack !== undefined,
    fn: async () => {
      await using servers = await start();
      const settings = settingsOf(engine, servers.addresses);
      const [a, b] = [await open(settings, "a"), await open(settings, "b")];
      const heard = Promise.withResolvers<string>();
      b.bus.onAnnounced("relayed", (bytes) => heard.resolve(new TextDecoder().decode(bytes)));
      b.bus.answer((request) => Promise.resolve(new Uint8Array(300_000).fill(request[0] ?? 0)));
      const again = setInterval(
        () => a.bus.announce("relayed", new TextEncoder().encode("hi")),
        50,
      );
      assert.equal(await within(heard.promise, "an announcement"), "hi");
      clearInterval(again);
      const numbers = [1, 2, 3, 4, 5];
      const answers = await Promise.all(
        numbers.map((number) => a.bus.ask("b", Uint8Array.of(number), 5_000)),
      );
      assert.deepEqual(answers.map(({ length }) => length), numbers.map(() => 300_000));
      assert.deepEqual(answers.map((answer) => answer[299_999]), numbers);
      await assert.rejects(a.bus.ask("nobody", Uint8Array.of(1), 100));
      await a.close();
      await b.close();
    },
  });
}

function etcdOf(settings: ClusterSettings, node: string): ReturnType<typeof openEtcd> {
  return openEtcd(settings, node, (message) => assert.fail(message));
}

function settingsOf(engine: "nats" | "etcd", servers: readonly string[]): ClusterSettings {
  return {
    engine,
    servers,
    name: "suite",
    node: undefined,
    advertise: undefined,
    credentialsFile: undefined,
  };
}

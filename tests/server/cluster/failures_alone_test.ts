/** Nodes and servers of the log die and stop while people write: nothing acknowledged is lost or twice. */
import assert from "node:assert/strict";
import { assertSame } from "../../support/cluster.ts";
import { EtcdServers, etcdTest } from "../../support/etcd_servers.ts";
import type { LogServers } from "../../support/log_servers.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ok } from "../../support/requests.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { SteadyWriters } from "../../support/steady_writers.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const NODES = ["a", "b", "c"] as const;

/** What may keep their log. */
const ENGINES = [
  { on: "NATS", test: natsTest, start: (count: number) => NatsServers.start(count) },
  { on: "etcd", test: etcdTest, start: (count: number) => EtcdServers.start(count) },
];

/** Three nodes, each in a process of its own, and three servers that keep their log. */
class Cluster implements AsyncDisposable {
  readonly servers: LogServers;
  readonly folders = NODES.map(() => new TemporaryFolder());
  readonly #running: (ServerProcess | undefined)[] = [];
  readonly #ports: number[] = [];

  private constructor(servers: LogServers) {
    this.servers = servers;
  }

  static async start(servers: LogServers): Promise<Cluster> {
    const cluster = new Cluster(servers);
    for (const index of NODES.keys()) await cluster.startNode(index);
    return cluster;
  }

  get ports(): readonly number[] {
    return this.#ports;
  }

  node(index: number): ServerProcess {
    const node = this.#running[index];
    if (node === undefined) throw new Error(`The node ${index} does not run`);
    return node;
  }

  /** Starts a node, on the port that it had before. */
  async startNode(index: number): Promise<void> {
    const args = ["--data", this.folders[index]?.path ?? "", "--no-tls", "--host", "127.0.0.1"];
    args.push("--cluster", this.servers.addresses.join(), "--cluster-name", "test");
    args.push("--node", NODES[index] ?? "", "--limits", "off", "--bcrypt-cost", "4");
    args.push("--port", `${this.#ports[index] ?? 0}`);
    const node = await ServerProcess.start({ args });
    this.#running[index] = node;
    this.#ports[index] = node.port;
  }

  async killNode(index: number): Promise<void> {
    this.node(index).kill("SIGKILL");
    await this.node(index).ended();
    this.#running[index] = undefined;
  }

  /** Stops all nodes, each in its own way: with a word. */
  async stop(): Promise<void> {
    for (const node of this.#running) node?.kill("SIGTERM");
    for (const node of this.#running) await node?.ended();
    this.#running.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#running) await node?.[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
    for (const folder of this.folders) folder[Symbol.dispose]();
  }
}

/** All that is in #general at a node, in its order; a node that has just found the log again is tried again. */
async function everything(port: number): Promise<{ id: number; text: string }[]> {
  const client = await TestClient.connect({ port });
  const reader = { username: `reader${port}`, password: PASSWORD };
  let answer: Line = { error: "busy" };
  for (let tries = 0; answer["error"] === "busy" && tries < 100; tries++) {
    if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await client.request("register", reader);
  }
  assert.equal(answer["ok"], true, JSON.stringify(answer));
  const all: { id: number; text: string }[] = [];
  let fields: Line | undefined = {};
  while (fields !== undefined) {
    const { messages, more }: Line = await ok(client, "history", { room: "general", ...fields });
    all.unshift(...messages.map(({ id, text }: Line) => ({ id, text })));
    fields = more ? { before: all[0]?.id } : undefined;
  }
  client.close();
  return all;
}

/** Each acknowledged text is there once, with its id, at every node, in one order. */
async function assertNothingLost(cluster: Cluster, { acknowledged }: SteadyWriters): Promise<void> {
  const [first = [], ...others] = await Promise.all(cluster.ports.map(everything));
  const ids = new Map<string, number>();
  for (const { id, text } of first) {
    assert.ok(!ids.has(text), `"${text}" is there twice`);
    ids.set(text, id);
  }
  for (const [text, id] of acknowledged) assert.equal(ids.get(text), id, text);
  for (const other of others) assert.deepEqual(other, first);
}

for (
  const { name, happens } of [
    {
      name: "a node is killed and comes back",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        await cluster.killNode(1);
        await writers.more(200);
        await cluster.startNode(1);
      },
    },
    {
      name: "the node that does what one has to do for all is stopped for a while",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        cluster.node(0).kill("SIGSTOP");
        await writers.more(200);
        cluster.node(0).kill("SIGCONT");
      },
    },
    {
      name: "each server of the log is killed in turn, its leader among them",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        for (const index of [0, 1, 2]) {
          await cluster.servers.server(index).kill();
          await writers.more(100);
          await cluster.servers.server(index).start();
        }
      },
    },
    {
      name: "two servers of the log are killed, and nothing goes on until one is back",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        await Promise.all([0, 1].map((index) => cluster.servers.server(index).kill()));
        await cluster.servers.server(1).start();
        await writers.more(50);
        await cluster.servers.server(0).start();
      },
    },
    {
      name: "the servers of the log lose its end while the nodes run",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        await cluster.servers.killAndKeep();
        await cluster.servers.startAgain();
        await writers.more(200);
        await cluster.servers.killAndForget();
        await cluster.servers.startAgain();
      },
    },
    {
      name: "the power is cut everywhere, and the log has lost its end",
      async happens(cluster: Cluster, writers: SteadyWriters) {
        await cluster.servers.killAndKeep();
        await cluster.servers.startAgain();
        await writers.more(200);
        await Promise.all(NODES.map((_, index) => cluster.killNode(index)));
        await cluster.servers.killAndForget();
        await cluster.servers.startAgain();
        await Promise.all(NODES.map((_, index) => cluster.startNode(index)));
      },
    },
  ]
) {
  for (const { on, test, start } of ENGINES) {
    test(`nothing is lost and nothing is twice when ${name}, on ${on}`, async () => {
      await using cluster = await Cluster.start(await start(3));
      await using writers = new SteadyWriters(cluster.ports);
      await writers.begin(6);
      await writers.more(200);
      await happens(cluster, writers);
      await writers.more(200);
      await writers.end();
      await assertNothingLost(cluster, writers);
      await cluster.stop();
      assertSame(cluster.folders);
    });
  }
}

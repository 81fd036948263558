/** Nodes of a cluster, each in a process of its own, with the servers that keep their log. */
import assert from "node:assert/strict";
import { freePorts } from "./free_ports.ts";
import { untilWhole } from "./log_leader.ts";
import type { LogServers } from "./log_servers.ts";
import type { Place } from "./machines.ts";
import { ok } from "./requests.ts";
import { ServerProcess } from "./server_process.ts";
import type { SteadyWriters } from "./steady_writers.ts";
import { type Line, TestClient, type TestClientOptions } from "./test_client.ts";
import { PASSWORD, TemporaryFolder } from "./test_server.ts";

/** How often a node that has just found the log again is asked, and how long it is waited between. */
const TRIES = 200;
const AGAIN: ReadonlySet<unknown> = new Set(["busy", "outcome_unknown"]);
const AGAIN_AFTER_MS = 100;

/** How long a node may take until it has caught up with those that go on, in milliseconds. */
const READY_WITHIN_MS = 90_000;

const CLUSTER = "test";

/** What is special about a node. */
export interface NodeOptions {
  /** Where it keeps its data. @default a folder that is removed at the end */
  data?: string;
  /** The machine that it runs on. @default this one */
  machine?: Place;
}

/** Some nodes of one cluster, called `a`, `b` and so on. */
export class NodeProcesses implements AsyncDisposable {
  readonly servers: LogServers;
  /** Where each keeps its data. */
  readonly folders: { readonly path: string }[] = [];
  readonly #options: readonly NodeOptions[];
  readonly #temporary: TemporaryFolder[] = [];
  readonly #running: (ServerProcess | undefined)[] = [];
  readonly #ports: number[] = [];

  private constructor(servers: LogServers, options: readonly NodeOptions[]) {
    this.servers = servers;
    this.#options = options;
    for (const { data } of options) {
      if (data === undefined) this.#temporary.push(new TemporaryFolder());
      this.folders.push({ path: data ?? this.#temporary.at(-1)?.path ?? "" });
    }
  }

  /** Starts them, one after the other; the servers end with them. */
  static async start(
    servers: LogServers,
    options: readonly NodeOptions[] = [{}, {}, {}],
  ): Promise<NodeProcesses> {
    const nodes = new NodeProcesses(servers, options);
    try {
      for (const index of options.keys()) await nodes.startNode(index);
    } catch (error) {
      await nodes[Symbol.asyncDispose]();
      throw error;
    }
    return nodes;
  }

  /** Where clients reach them, whether they run or not. */
  get addresses(): TestClientOptions[] {
    return this.#ports.map((port, index) => ({ hostname: this.#hostname(index), port }));
  }

  /** Where clients reach one of them. */
  address(index: number): TestClientOptions {
    return { hostname: this.#hostname(index), port: this.#ports[index] ?? 0 };
  }

  #hostname(index: number): string {
    return this.#options[index]?.machine?.hostname ?? "127.0.0.1";
  }

  node(index: number): ServerProcess {
    const node = this.#running[index];
    if (node === undefined) throw new Error(`The node ${index} does not run`);
    return node;
  }

  /** Starts a node, on the port that it had before. */
  async startNode(index: number): Promise<void> {
    const { machine } = this.#options[index] ?? {};
    const host = this.#hostname(index);
    const args = ["--data", this.folders[index]?.path ?? "", "--no-tls", "--host", host];
    args.push("--cluster", this.servers.addresses.join(), "--cluster-name", CLUSTER);
    args.push("--node", String.fromCharCode(97 + index), "--limits", "off", "--bcrypt-cost", "4");
    const port = this.#ports[index] ??= freePorts(1)[0] ?? 0;
    args.push("--port", `${port}`);
    const node = await ServerProcess.start({
      args,
      readyWithinMs: READY_WITHIN_MS,
      ...(machine === undefined ? {} : { machine }),
    });
    this.#running[index] = node;
  }

  /** Resolves when each server of the log has what it missed while it was away. */
  untilLogIsWhole(): Promise<void> {
    return untilWhole(this.servers, CLUSTER);
  }

  async killNode(index: number): Promise<void> {
    this.node(index).kill("SIGKILL");
    await this.ended(index);
  }

  /** Waits until a node has ended, and returns its exit code. */
  async ended(index: number): Promise<number> {
    const code = await this.node(index).ended();
    this.#running[index] = undefined;
    return code;
  }

  /** Connects to a node and registers there; a node that has just found the log again is tried again. */
  async enter(index: number, username: string): Promise<TestClient> {
    const client = await TestClient.connect(this.address(index)).catch((cause) => {
      const said = this.#running[index];
      throw new Error(`Nobody answers at node ${index}: ${said?.stdout}${said?.stderr}`, { cause });
    });
    let answer: Line = { error: "busy" };
    for (let tries = 0; AGAIN.has(answer["error"]) && tries < TRIES; tries++) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
      // Where it was not known whether it was done, it was perhaps.
      const name = tries === 0 ? username : `${username}-${tries}`;
      answer = await client.request("register", { username: name, password: PASSWORD });
    }
    assert.equal(answer["ok"], true, JSON.stringify(answer));
    return client;
  }

  /** Each acknowledged text is there once, with its id, at every node, in one order. */
  async assertNothingLost({ acknowledged }: SteadyWriters): Promise<void> {
    const [first = [], ...others] = await Promise.all(
      this.#ports.map((_, index) => this.#everything(index)),
    );
    const ids = new Map<string, number>();
    for (const { id, text } of first) {
      assert.ok(!ids.has(text), `"${text}" is there twice`);
      ids.set(text, id);
    }
    for (const [text, id] of acknowledged) assert.equal(ids.get(text), id, text);
    for (const other of others) assert.deepEqual(other, first);
  }

  /** All that is in #general at a node, in its order. */
  async #everything(index: number): Promise<{ id: number; text: string }[]> {
    const client = await this.enter(index, `everything${index}`);
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

  /** Stops all nodes, each in its own way: with a word. */
  async stop(): Promise<void> {
    for (const node of this.#running) node?.kill("SIGTERM");
    for (const node of this.#running) await node?.ended();
    this.#running.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#running) await node?.[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
    for (const folder of this.#temporary) folder[Symbol.dispose]();
  }
}

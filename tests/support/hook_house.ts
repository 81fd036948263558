/** A server whose room has hooks: what senders send to it is answered as they would see it. */
import { ok } from "./requests.ts";
import { registerOwner } from "./staff.ts";
import type { Line, TestClient } from "./test_client.ts";
import {
  startServer,
  TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "./test_server.ts";

/** What a sender is answered. */
export interface HookAnswer {
  status: number;
  text: string;
  headers: Headers;
}

const WEB = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };

/** A server with the web door open, its owner, and a member who looks on. */
export class HookHouse implements AsyncDisposable {
  readonly #folder: TemporaryFolder | undefined;
  readonly server: TestServer;
  readonly owner: TestClient;
  readonly member: TestClient;

  private constructor(
    parts: Pick<HookHouse, "server" | "owner" | "member"> & { folder: TemporaryFolder | undefined },
  ) {
    this.#folder = parts.folder;
    this.server = parts.server;
    this.owner = parts.owner;
    this.member = parts.member;
  }

  static async open(options: TestServerOptions = {}): Promise<HookHouse> {
    const folder = new TemporaryFolder();
    const server = await startServer(folder, { web: WEB, ...options });
    const owner = await registerOwner(server, "keeper");
    return new HookHouse({ folder, server, owner, member: await server.register("member") });
  }

  /** The same house, once its server was stopped; the folder is removed with the first one. */
  async restart(options: TestServerOptions = {}): Promise<HookHouse> {
    if (this.#folder === undefined) throw new Error("Only the first house has a folder");
    const server = await startServer(this.#folder, { web: WEB, ...options });
    const [owner, member] = [await server.login("keeper"), await server.login("member")];
    return new HookHouse({ folder: undefined, server, owner, member });
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.running.webPort}`;
  }

  /** Makes a hook into #general; its address comes back. */
  async hook(fields: Line = {}): Promise<{ hook: number; url: string }> {
    const { hook, path } = await ok(this.owner, "add_hook", {
      room: "general",
      name: "ci",
      ...fields,
    });
    return { hook, url: `${this.url}${path}` };
  }

  /** The next message that the member is told of. */
  async said(): Promise<Line> {
    return await this.member.event("message");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    this.#folder?.[Symbol.dispose]();
  }
}

/** Sends something to a hook. */
export async function send(
  url: string,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<HookAnswer> {
  const answer = await fetch(url, { method: "POST", body, headers });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

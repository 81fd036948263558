/** A server whose data is copied, goes on, and is then put back, on the same port. */
import { join } from "node:path";
import { databasePath } from "../../server/journal/database/database.ts";
import { ok } from "./requests.ts";
import { startServer, TemporaryFolder, type TestServer } from "./test_server.ts";

/** What of a data folder is put back. */
export type RestoredPart = "chat.db" | "folder";

/** Alice, who is watched by a test, and bob, who talks; it stops with the test. */
export class RestorableServer implements AsyncDisposable {
  readonly #folder = new TemporaryFolder();
  readonly #backup = new TemporaryFolder();
  #server: TestServer | undefined;
  /** The port on which clients find it; it does not change. */
  port = 0;

  /** A server with ten messages, of which there is a backup, and thirty more (`lost 0` …). */
  static async start(): Promise<RestorableServer> {
    const restorable = new RestorableServer();
    const server = await restorable.#start(0);
    await server.register("alice");
    await server.register("bob");
    restorable.port = server.port;
    await restorable.say("old", 10);
    await restorable.stop();
    copyFiles(restorable.#folder.path, restorable.#backup.path);
    await restorable.#start(restorable.port);
    return restorable;
  }

  /** Bob says so many things in the room: `text 0`, `text 1` … */
  async say(text: string, count: number): Promise<void> {
    const bob = await this.#server?.login("bob");
    if (bob === undefined) throw new Error("The server does not run");
    for (let index = 0; index < count; index++) await ok(bob, "say", { text: `${text} ${index}` });
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    this.#server = undefined;
  }

  /**
   * Puts the backup in place of what a server has that was stopped, and has bob say something where
   * nobody else can connect, `new 0` …; then it starts on its port.
   */
  async restore(part: RestoredPart, newMessages: number): Promise<void> {
    if (part === "folder") copyFiles(this.#backup.path, this.#folder.path);
    else Deno.copyFileSync(databasePath(this.#backup.path), databasePath(this.#folder.path));
    await this.#start(0);
    await this.say("new", newMessages);
    await this.stop();
    await this.#start(this.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#folder[Symbol.dispose]();
    this.#backup[Symbol.dispose]();
  }

  async #start(port: number): Promise<TestServer> {
    this.#server = await startServer(this.#folder, { port });
    return this.#server;
  }
}

function copyFiles(from: string, to: string): void {
  for (const { name } of Deno.readDirSync(from)) {
    Deno.copyFileSync(join(from, name), join(to, name));
  }
}

/** Imports the histories below tests/server/admin/import/data, or others. */
import { join } from "node:path";
import { ok } from "./requests.ts";
import { runChat } from "./run_chat.ts";
import type { Line, TestClient } from "./test_client.ts";
import type { TemporaryFolder } from "./test_server.ts";

/** Where a history of this name lies. */
export function historyPath(name: string): string {
  return new URL(`../server/admin/import/data/${name}`, import.meta.url).pathname;
}

/** The data folder within a folder for all that a test needs. */
export function dataOf({ path: folder }: TemporaryFolder): TemporaryFolder {
  const path = join(folder, "data");
  Deno.mkdirSync(path);
  return { path } as TemporaryFolder;
}

/** Runs `chat admin import` of a history on {@linkcode dataOf} the folder. */
export function importFrom(
  folder: TemporaryFolder,
  format: string,
  name: string,
  ...args: string[]
) {
  const path = name.startsWith("/") ? name : historyPath(name);
  return runChat(["admin", "import", format, path, "--data", join(folder.path, "data"), ...args]);
}

/** Everything that was said in a room. */
export async function shownIn(client: TestClient, room: string): Promise<Line[]> {
  return (await ok(client, "history", { room, limit: 1_000, after: 0 })).messages;
}

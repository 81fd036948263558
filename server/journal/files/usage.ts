/** How much room files take, for each account and conversation and altogether. */
import type { Store } from "../database/store.ts";
import type { FileUsage } from "./storage_limits.ts";

/** What usage is kept of. */
export type UsageScope = "account" | "conversation" | "server";

/** The files of an account, of a conversation, or (`server`, 0) all of them, the same ones counted once. */
export function usageOf(store: Store, scope: UsageScope, id: number): FileUsage {
  const row = store.get(
    "SELECT files, bytes FROM file_usage WHERE scope = ? AND id = ?",
    scope,
    id,
  );
  return { files: Number(row?.["files"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
}

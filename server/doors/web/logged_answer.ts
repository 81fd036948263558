/** Requests over HTTP in the log: an id for each, and a line that says how it was answered. */
import type { Services } from "../../commands/services.ts";
import { EVENTS_PATH } from "../api/api_events.ts";
import { OPENAPI_PATH } from "../api/openapi.ts";
import { isHooksPath } from "./hook_routes.ts";
import { API_PATH, type Head, isApiPath, isFilesPath } from "./http_head.ts";

/** Paths that stand in the log as they are; what else is asked for may be anything. */
const SHOWN: ReadonlySet<string> = new Set([
  "/api/login",
  "/api/logout",
  "/api/register",
  EVENTS_PATH,
  OPENAPI_PATH,
  "/health",
  "/health/live",
  "/health/ready",
  "/metrics",
  "/ws",
]);

/** Whoever asks, and what for; the head is missing where it could not be read. */
export interface Asked {
  head: Head | undefined;
  /** Where the request came from, once that is known. */
  origin(): string;
}

/**
 * Answers a request. Whatever the log is told meanwhile has the id of the request, also where a command
 * of the protocol is run for it; where the log has a line for each request, it gets one with the status.
 */
export function answeredInLog<Answer>(
  { elapsed, log }: Pick<Services, "elapsed" | "log">,
  { head, origin }: Asked,
  answer: () => Promise<{
    status: number;
    answer: Answer;
    /** Requests of the protocol say themselves what became of them, by the code of the error. */
    isLogged?: boolean;
  }>,
): Promise<Answer> {
  async function logged(): Promise<Answer> {
    const beganMs = elapsed();
    const answered = await answer();
    if (log.has("debug") && answered.isLogged !== true) {
      log.write({
        event: "request",
        action: head === undefined ? "HTTP" : `${head.method} ${shownPath(head.path)}`,
        outcome: String(answered.status),
        milliseconds: elapsed() - beganMs,
        origin: origin(),
      });
    }
    return answered.answer;
  }
  return log.requests === undefined ? logged() : log.requests.runWhole(logged);
}

/** Names of files, ids of uploads and tokens of hooks are nobody else's business, and pages have many files. */
function shownPath(path: string): string {
  if (isFilesPath(path)) return "/files";
  if (isHooksPath(path)) return "/hooks";
  if (SHOWN.has(path)) return path;
  return isApiPath(path) ? API_PATH : "page";
}

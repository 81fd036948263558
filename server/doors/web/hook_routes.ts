/** `POST /hooks/TOKEN`: what programs say in rooms, answered as Slack would answer it. */
import { HookRefusal } from "../../hooks/in/delivery.ts";
import type { IncomingHooks } from "../../hooks/incoming.ts";
import type { RequestBody } from "./request_body.ts";
import type { Response } from "./response.ts";
import type { Visit } from "./visit.ts";

/** Where hooks are, with a token behind it, and what some senders put behind that. */
const PATH = /^\/hooks\/([A-Za-z0-9_-]{20,100})(?:\/(?:slack|discord|github|gitea|gitlab))?\/?$/;

/** Whether a path has to do with hooks. */
export function isHooksPath(path: string): boolean {
  return path.startsWith("/hooks/");
}

/** A path as a log may have it: without the token. */
export function loggedPath(path: string): string {
  return isHooksPath(path) ? "/hooks/…" : path;
}

/** Takes a request to a hook; refusals are answers. Anything else that is thrown is an `HttpError`. */
export async function answerHook(
  hooks: Pick<IncomingHooks, "take">,
  { head: { path, fields } }: Pick<Visit, "head">,
  body: Pick<RequestBody, "whole">,
): Promise<Response> {
  const token = PATH.exec(path)?.[1];
  try {
    if (token === undefined) throw new HookRefusal("no_service");
    await hooks.take(token, { headers: fields, read: () => body.whole() });
    return answer(200, "ok");
  } catch (error) {
    if (!(error instanceof HookRefusal)) throw error;
    const { retryAfterS, status, word } = error;
    return answer(
      status,
      word,
      retryAfterS === undefined ? {} : {
        "Retry-After": String(retryAfterS),
      },
    );
  }
}

/** Exactly this, without an end of line: Grafana takes any other answer for a failure. */
function answer(status: number, word: string, headers: Response["headers"] = {}): Response {
  return {
    status,
    headers: {
      ...headers,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    },
    body: new TextEncoder().encode(word),
  };
}

/** What the page asks its server beside the socket: whatever has to do with the cookie. */
import { ConnectionLost, reasonOf } from "../../base/failure.ts";
import { parseObject } from "../../net/incoming.ts";
import { refusalOf } from "../../net/refusal.ts";

/** What can be asked. */
export type PageRequest = "login" | "register" | "logout";

/** So long may an answer take; a password is checked slowly, on purpose. */
const ANSWER_LIMIT_MS = 30_000;

/**
 * Makes a request; the browser keeps the cookie that comes with the answer, which no script can see.
 *
 * @throws {ChatError} when the server refuses; {ConnectionLost} when there is no answer.
 */
export async function askServer(request: PageRequest, fields: object): Promise<void> {
  let text: string;
  try {
    const response = await fetch(`/api/${request}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    text = await response.text();
  } catch (cause) {
    throw new ConnectionLost(reasonOf(cause), { cause });
  }
  const answer = parseObject(text);
  if (answer?.["ok"] === true) return;
  throw refusalOf(answer ?? { message: "The server did not understand this page" });
}

/** What goes out through a hook, signed so that whoever takes it knows who it is from, and when. */
import { createHmac } from "node:crypto";
import type { Message } from "../../../protocol/records.ts";

/** A body and the header fields that go with it. */
export interface SignedBody {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** The JSON of a message: the event as clients are told of it, and the hook that it goes through. */
export function payloadOf(message: Message, hook: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ event: "message", hook, ...message }));
}

/**
 * Signs a body with the time at which it is sent: the HMAC-SHA256 of `TIMESTAMP.BODY`, so that an old
 * request cannot be sent again as a new one.
 */
export function signed(
  body: Uint8Array,
  { secret, delivery, nowMs }: { secret: string; delivery: string; nowMs: number },
): SignedBody {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const signature = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
  return {
    body,
    headers: {
      "Content-Type": "application/json",
      "User-Agent": "chat-hook",
      "X-Chat-Event": "message",
      "X-Chat-Delivery": delivery,
      "X-Chat-Timestamp": timestamp,
      "X-Chat-Signature-256": `sha256=${signature}`,
    },
  };
}

/** What is to be said as an answer: `text` of the JSON that came back, if there is any. */
export function answerIn(body: Uint8Array | undefined): string | undefined {
  if (body === undefined || body.length === 0) return undefined;
  try {
    const answer: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const text = typeof answer === "object" && answer !== null && Object.hasOwn(answer, "text")
      ? (answer as { text: unknown }).text
      : undefined;
    return typeof text === "string" && text.trim() !== "" ? text : undefined;
  } catch {
    return undefined; // most answers are no JSON, and mean nothing
  }
}

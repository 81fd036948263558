/** The beginning of a WebSocket connection (RFC 6455, section 4.2). */
import { hash } from "node:crypto";
import { hasToken, type Head } from "./http_head.ts";
import { HttpError } from "./http_error.ts";
import { headText } from "./response.ts";

/** What is put to the key of a client, for its hash to show that it was understood. */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/**
 * The first of the protocols that a client offers to speak in its frames, by its own order, that is
 * among `known`; undefined when there is none.
 */
export function subprotocolOf<Known extends string>(
  { fields }: Head,
  known: readonly Known[],
): Known | undefined {
  const offered = (fields.get("sec-websocket-protocol") ?? "").split(",");
  for (const each of offered) {
    const found = known.find((name) => name === each.trim());
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The head of the answer to a request that wants to go on with frames; it names the `subprotocol` where
 * one was chosen.
 *
 * @throws {HttpError} when it is no such request.
 */
export function switchProtocols({ method, fields }: Head, subprotocol?: string): Uint8Array {
  const upgrades = method === "GET" && hasToken(fields.get("upgrade"), "websocket") &&
    hasToken(fields.get("connection"), "upgrade");
  if (!upgrades) {
    throw new HttpError(426, "A WebSocket is opened here, and nothing else is answered", {
      headers: { Upgrade: "websocket", Connection: "Upgrade" },
    });
  }
  if (fields.get("sec-websocket-version") !== "13") {
    throw new HttpError(426, "Only version 13 of the WebSocket protocol is spoken here", {
      headers: { "Sec-WebSocket-Version": "13" },
    });
  }
  const key = fields.get("sec-websocket-key") ?? "";
  if (!KEY.test(key)) throw new HttpError(400, "The Sec-WebSocket-Key is none");
  const accept = hash("sha1", `${key}${KEY_SUFFIX}`, "base64");
  return new TextEncoder().encode(headText(101, {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Accept": accept,
    ...(subprotocol === undefined ? {} : { "Sec-WebSocket-Protocol": subprotocol }),
  }));
}

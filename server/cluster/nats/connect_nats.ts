/** Connects to the servers of NATS. */
import type { NatsConnection } from "@nats-io/transport-node";
import { type Authenticator, connect, credsAuthenticator } from "@nats-io/transport-node";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import type { ClusterSettings } from "../settings.ts";

/** How long a server may take to answer, in milliseconds. */
const CONNECT_WITHIN_MS = 5_000;

/** How long it is waited between two attempts, in milliseconds, and how much longer or shorter by chance. */
const AGAIN_AFTER_MS = 250;
const JITTER_MS = 100;

/** How often the server is asked whether it is there, in milliseconds, and how often it may fail to answer. */
const PING_EVERY_MS = 2_000;
const MAX_UNANSWERED_PINGS = 2;

/**
 * Connects to one of the servers, and to another one whenever that is lost, for as long as it takes.
 *
 * @throws {StartError} when none can be reached now, or the file has no credentials.
 */
export async function connectToNats(
  { servers, credentialsFile }: ClusterSettings,
  node: string,
): Promise<NatsConnection> {
  const authenticator = credentialsFile === undefined ? undefined : credentialsIn(credentialsFile);
  try {
    const [user] = servers.map(userOf).filter((one) => one !== undefined);
    return await connect({
      servers: servers.map(withoutUser),
      name: `chat ${node}`,
      ...(authenticator === undefined ? user : { authenticator }),
      ...(servers.some((server) => server.startsWith("tls:")) ? { tls: {} } : {}),
      timeout: CONNECT_WITHIN_MS,
      reconnectTimeWait: AGAIN_AFTER_MS,
      reconnectJitter: JITTER_MS,
      reconnectJitterTLS: JITTER_MS,
      maxReconnectAttempts: -1,
      pingInterval: PING_EVERY_MS,
      maxPingOut: MAX_UNANSWERED_PINGS,
      noEcho: true,
    });
  } catch (cause) {
    const where = servers.map(withoutUser).join(", ");
    throw new StartError(`Cannot reach the log at ${where}: ${plainReason(cause)}.`, { cause });
  }
}

/** What a file with credentials has to show to servers. */
function credentialsIn(file: string): Authenticator {
  try {
    const authenticator = credsAuthenticator(Deno.readFileSync(file));
    authenticator(""); // reads it as each connection does
    return authenticator;
  } catch (cause) {
    throw new StartError(`There are no credentials of NATS in ${file}: ${plainReason(cause)}.`, {
      cause,
    });
  }
}

/** Name and password of an address like `nats://name:password@host`. */
function userOf(server: string): { user: string; pass: string } | undefined {
  const url = URL.parse(server);
  if (url === null || url.username === "") return undefined;
  return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
}

/** The host of an address, as it stands in other URLs. */
export function hostOf(server: string): string {
  return URL.parse(server)?.hostname ?? "";
}

function withoutUser(server: string): string {
  return server.replace(/^(?:nats|tls):\/\//, "").replace(/^[^@/]*@/, "");
}

/** What happens to a connection at every door: it is let in, served, and seen off. */
import { addressKey } from "../limits/address_key.ts";
import type { AddressLimit } from "../limits/address_limit.ts";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { leave } from "../commands/account/enter.ts";
import type { Door } from "./door.ts";
import type { Connections } from "../live/connections.ts";
import { Outbox } from "../live/out/outbox.ts";
import type { OutboxSpace } from "../live/out/outbox_space.ts";
import { addressBannedText } from "../publish/measures.ts";
import { RateBuckets, type Rates } from "../limits/rates.ts";
import type { Services } from "../commands/services.ts";
import { Connection } from "../live/connection.ts";
import { Carrier } from "../live/out/carrier.ts";
import type { Circumstances } from "../net/simulation.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import { describe } from "../base/worker_client.ts";
import type { Transport } from "../net/transport.ts";
import type { Turn } from "../live/out/turn.ts";

const CUT_OFF = "This server has lost the others of its cluster, use another one of them";

/** Addresses whose rates are remembered at once. */
const MAX_REMEMBERED = 20_000;

/** Options of a {@linkcode Reception}. */
export interface ReceptionOptions {
  services: Services;
  connections: Connections;
  addressLimit: AddressLimit;
  turn: Turn;
  /** Most bytes and most events that may wait for one connection. */
  outboxBytes: number;
  outboxMessages: number;
  /** What all of them share. */
  outboxSpace: OutboxSpace;
  /** 0 to 1, by chance. */
  random(): number;
  /** Limits requests before a login, for each address; undefined means no limit. */
  anonymousRate: BucketSize | undefined;
  /** Limits logins on one connection. @default that of {@linkcode Connection} */
  loginRate?: BucketSize | undefined;
  /** Limits requests after it, for all accounts of an address; undefined means no limit. */
  addressRates: Rates | undefined;
}

/** Serves connections from beginning to end. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #buckets = new BoundedMap<string, TokenBucket>(MAX_REMEMBERED);
  readonly #rates = new BoundedMap<string, RateBuckets>(MAX_REMEMBERED);

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  /** Serves a connection at `door` until it ends. Never rejects. */
  async receive(transport: Transport, door: Door): Promise<void> {
    const { addressLimit, connections, services } = this.#options;
    const { carrier, connection } = this.#open(transport, door);
    const ban = services.networkBans.find(transport.address, services.journal.timeMs);
    if (ban !== undefined) {
      services.log.write({ event: "refused", origin: connection.origin, reason: "banned address" });
      await connection.close("address_banned", addressBannedText(ban));
      return;
    }
    if (services.cluster?.isCutOff) {
      services.log.write({ event: "refused", origin: connection.origin, reason: "cut off" });
      await connection.close("shutdown", services.cluster.farewell(CUT_OFF));
      return;
    }
    if (connections.isFull) {
      services.log.write({
        event: "refused",
        origin: connection.origin,
        reason: "too many connections",
      });
      await connection.close("too_many_connections");
      return;
    }
    if (!addressLimit.enter(connection.address)) {
      const reason = "too many connections from its address";
      services.log.write({ event: "refused", origin: connection.origin, reason });
      await connection.close("too_many_from_address");
      return;
    }
    connections.add(connection);
    let successor: ReturnType<Connection["succeed"]>;
    try {
      await door.converse(connection, transport);
      if (!connection.isClosing) connection.endReason = "closed by the client";
      // Whoever has closed its side only may still read what it has caused.
      services.hub.deliver();
      await connection.outbox.written();
      successor = connection.succeed();
    } catch (error) {
      // Else the connection broke, or the server ended it: `endReason` says which.
      if (isFault(error)) {
        services.log.write({
          event: "error",
          message: `A connection ended by a fault of the program: ${describe(error)}`,
        });
      }
    } finally {
      connections.delete(connection);
      addressLimit.leave(connection.address);
      leave(connection, services, connection.endReason);
      connection.end();
    }
    // What carries it is not one of the chat's connections any more, and counts elsewhere.
    await successor?.(carrier.over());
    await carrier.closed();
  }

  /** What one address may ask before a login, over all its connections; undefined means no limit. */
  bucketOf(address: string): TokenBucket | undefined {
    const { anonymousRate: rate } = this.#options;
    if (rate === undefined) return undefined;
    const key = addressKey(address);
    const bucket = this.#buckets.get(key) ??
      new TokenBucket(rate, this.#options.services.elapsed());
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Accounts that are logged in from one address share what they may do, too; undefined means no limit. */
  ratesOf(address: string): RateBuckets | undefined {
    const { addressLimit, addressRates } = this.#options;
    if (addressRates === undefined || !addressLimit.counts(address)) return undefined;
    const key = addressKey(address);
    const rates = this.#rates.get(key) ?? new RateBuckets(addressRates);
    this.#rates.set(key, rates);
    return rates;
  }

  get #circumstances(): Circumstances {
    const { random, services: { delay, elapsed } } = this.#options;
    return { random, delay, now: elapsed };
  }

  #open(transport: Transport, door: Door): { connection: Connection; carrier: Carrier } {
    const { services, turn, outboxBytes, outboxMessages, outboxSpace } = this.#options;
    const carrier = new Carrier(transport, this.#circumstances);
    const connection: Connection = new Connection({
      address: transport.address,
      port: transport.port,
      certificateSha256: transport.certificateSha256,
      format: door.format,
      outbox: new Outbox({
        maxBytes: outboxBytes,
        maxMessages: outboxMessages,
        space: outboxSpace,
        turn,
        write: (bytes) => carrier.write(bytes),
        onGap: (after) => door.gap(after, connection),
        onFailure: () => connection.end(),
        now: services.elapsed,
      }),
      bucket: this.bucketOf(transport.address),
      loginRate: this.#options.loginRate,
      addressRates: this.ratesOf(transport.address),
      nowMs: services.now(),
      elapsedMs: services.elapsed(),
      disconnect: () => carrier.close(),
      pretend: (simulation) => carrier.pretend(simulation, connection.outbox),
    });
    connection.pretend(services.simulations.of());
    return { connection, carrier };
  }
}

/** Whether something is wrong with the program, and not with a connection. */
function isFault(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

/** A connection as the hub knows it, which keeps what it is given; and a hub to put it into. */
import type { ClosingReason, ServerEvent } from "../../protocol/events.ts";
import { Hub } from "../../server/live/hub.ts";
import type { Listener } from "../../server/live/listener.ts";
import { Outbox } from "../../server/live/out/outbox.ts";
import { Turn } from "../../server/live/out/turn.ts";
import type { Perspective, WireFormat } from "../../server/live/wire_format.ts";
import type { Rates } from "../../server/limits/rates.ts";
import type { AccountRecord, RoomRecord } from "../../server/journal/records.ts";

/** Events as JSON lines; it counts how often something was encoded. */
export class CountingFormat implements WireFormat {
  encoded = 0;

  encodeEvents(events: readonly ServerEvent[]): Uint8Array {
    this.encoded += 1;
    return new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }
}

/** Keeps the bytes that were written to it. */
export class FakeListener implements Listener {
  readonly format: WireFormat;
  perspective: Perspective | undefined;
  readonly outbox: Outbox;
  identity: { session: number } | undefined;
  readonly origin = "192.0.2.1:1";
  readonly connectedMs = 0;
  isClosing = false;
  closedWith: ClosingReason | undefined;
  readonly #written: string[] = [];

  constructor(turn: Turn, format: WireFormat) {
    this.format = format;
    this.outbox = new Outbox({
      maxBytes: 1_000_000,
      maxMessages: 10_000,
      turn,
      write: (bytes) => {
        this.#written.push(new TextDecoder().decode(bytes));
        return Promise.resolve(bytes.length);
      },
      onGap: (after) => format.encodeEvents([{ event: "gap", after }]),
      onFailure() {},
      now: () => 0,
    });
  }

  get flow() {
    return {
      queued_messages: 0,
      queued_bytes: 0,
      sent_messages: 0,
      sent_bytes: 0,
      received_bytes: 0,
      dropped_messages: 0,
      gaps: 0,
    };
  }

  /** The lines that have come since it was asked last. */
  lines(): string[] {
    return this.#written.splice(0).join("").split("\n").slice(0, -1);
  }

  /** The events among them. */
  events(): ServerEvent[] {
    return this.lines().map((line) => JSON.parse(line) as ServerEvent);
  }

  close(reason: ClosingReason): Promise<void> {
    this.isClosing = true;
    this.closedWith = reason;
    return Promise.resolve();
  }

  pretend(): void {}
}

/** A hub whose turns end when the test says so, and whose time stands still until then. */
export class HubBench {
  nowMs = 1_000_000;
  readonly format = new CountingFormat();
  readonly turn: Turn;
  readonly hub: Hub;
  #task: (() => void) | undefined;
  #sessions = 0;

  constructor({ rates, lastId = 0 }: { rates?: Rates; lastId?: number } = {}) {
    this.turn = new Turn({
      schedule: (task) => void (this.#task = task),
      scheduleSoon: (task) => task(),
      now: () => 0,
      beforeFlush: () => this.hub.deliver(),
    });
    this.hub = new Hub({
      turn: this.turn,
      lastId,
      rates,
      now: () => this.nowMs,
      elapsed: () => this.nowMs,
    });
  }

  /** Writes everything that was published; resolves when writes are through. */
  async endTurn(): Promise<void> {
    for (let task = this.#task; task !== undefined; task = this.#task) {
      this.#task = undefined;
      task();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A login as the journal has committed it. */
  record(id: number, name: string, rooms: readonly RoomRecord[] = []): AccountRecord {
    this.#sessions += 1;
    return {
      id,
      name,
      role: "user",
      session: this.#sessions,
      rooms: [...rooms],
      displaced: [],
      keys: undefined,
      isBot: false,
    };
  }

  /** Lets somebody in, with its answer written. */
  enter(
    id: number,
    name: string,
    rooms: readonly RoomRecord[] = [],
    format: WireFormat = this.format,
  ): FakeListener {
    const record = this.record(id, name, rooms);
    this.hub.expect(record);
    const listener = new FakeListener(this.turn, format);
    this.hub.enter(listener, record);
    listener.identity = { session: record.session };
    listener.outbox.release();
    return listener;
  }
}

/** A door before a server that knows what goes through, and calls when a chosen request does. */

/** At which request; before it has reached the server, after, or when the answer comes back. */
export interface DoorPoint {
  action: string;
  at: "request" | "delivered" | "answer";
}

/** Carries bytes both ways. */
export class ActionDoor implements Disposable {
  readonly #door = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #port: () => Promise<number>;
  #point: (DoorPoint & { call: () => void }) | undefined;

  /** `port` is where the server listens, asked for each connection. */
  constructor(port: () => Promise<number>) {
    this.#port = port;
    void this.#accept();
  }

  get port(): number {
    return this.#door.addr.port;
  }

  /** Calls once, at the next request of this kind; what comes there goes no further. */
  callAt(point: DoorPoint, call: () => void): void {
    this.#point = { ...point, call };
  }

  /** Forgets what was to be called. Returns whether it was called. */
  disarm(): boolean {
    const wasCalled = this.#point === undefined;
    this.#point = undefined;
    return wasCalled;
  }

  [Symbol.dispose](): void {
    this.#door.close();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#door) void this.#carry(client).catch(() => {});
  }

  async #carry(client: Deno.Conn): Promise<void> {
    const port = await this.#port();
    const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    if (server === undefined) return client.close();
    let answered: (() => void) | undefined;
    const back = (async () => {
      const writer = client.writable.getWriter();
      try {
        for await (const chunk of server.readable) {
          if (answered !== undefined) return answered();
          await writer.write(chunk);
        }
      } finally {
        await writer.close();
      }
    })().catch(() => {});
    const writer = server.writable.getWriter();
    const lines = new TextDecoder();
    try {
      for await (const chunk of client.readable) {
        const point = this.#point;
        const isHere = point !== undefined &&
          lines.decode(chunk).includes(`"action":"${point.action}"`);
        if (isHere) this.#point = undefined;
        if (isHere && point.at === "answer") answered = point.call;
        if (!isHere || point.at !== "request") await writer.write(chunk);
        if (isHere && point.at !== "answer") point.call();
      }
      await writer.close();
    } catch {
      // One of both is gone, and so is the other then.
    }
    await back;
  }
}

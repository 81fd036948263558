/** Connections that log in before anything is measured. */
import { type Address, openWire, type Wire, type WireOptions } from "./wire.ts";

/** What logs in, and when it is done. */
export interface Entering extends WireOptions {
  /** What is sent. */
  said: string;
  /** Whether all that has come until now says that it is in. @throws {Error} when it is refused. */
  isIn(received: string): boolean;
}

const encoder = new TextEncoder();

/** Connects and logs in; what comes after that goes to `onData`. */
export async function enterWire(
  address: Address,
  { isIn, onData, said, ...options }: Entering,
): Promise<Wire> {
  const entered = Promise.withResolvers<void>();
  const decoder = new TextDecoder();
  let received: string | undefined = "";
  const wire = await openWire(address, {
    ...options,
    onData(bytes) {
      if (received === undefined) return onData(bytes);
      received += decoder.decode(bytes, { stream: true });
      try {
        if (!isIn(received)) return;
        entered.resolve();
      } catch (error) {
        entered.reject(error);
      }
      received = undefined;
    },
  });
  wire.write(encoder.encode(said));
  await entered.promise;
  return wire;
}

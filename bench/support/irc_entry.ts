/** Connections of the load that speak IRC. */
import { type Address, openWire, type Wire } from "./wire.ts";

/** As whom receivers come over IRC. */
export interface IrcEntry {
  /** The account. */
  name: string;
  /** What they agree on with the server, in turn. */
  sets: readonly (readonly string[])[];
}

const encoder = new TextEncoder();

/** Connects and logs in with a token; what comes after that goes to `onData`. */
export async function enterIrc(
  address: Address,
  { name, token, capabilities, onData, onCount }: {
    name: string;
    token: string;
    capabilities: readonly string[];
    onData: (bytes: Uint8Array) => void;
    onCount?: (bytes: number) => void;
  },
): Promise<Wire> {
  const entered = Promise.withResolvers<void>();
  const decoder = new TextDecoder();
  let received: string | undefined = "";
  const wire = await openWire(address, {
    onData(bytes) {
      if (received === undefined) return onData(bytes);
      received += decoder.decode(bytes, { stream: true });
      if (/^ERROR /m.test(received)) entered.reject(new Error(`Not logged in: ${received}`));
      if (!received.includes("PONG ") || !received.endsWith("\n")) return;
      received = undefined;
      entered.resolve();
    },
    ...(onCount === undefined ? {} : { onCount }),
  });
  const asked = capabilities.length === 0 ? [] : [`CAP REQ :${capabilities.join(" ")}`];
  const lines = [...asked, `PASS :${name}:${token}`, `NICK ${name}`, `USER ${name} 0 * :${name}`];
  const end = capabilities.length === 0 ? [] : ["CAP END"];
  wire.write(encoder.encode([...lines, ...end, "PING entered", ""].join("\r\n")));
  await entered.promise;
  return wire;
}

/** Connections of the load that speak IRC. */
import { enterWire } from "./entered_wire.ts";
import type { Address, Wire } from "./wire.ts";

/** As whom receivers come over IRC. */
export interface IrcEntry {
  /** The account. */
  name: string;
  /** What they agree on with the server, in turn. */
  sets: readonly (readonly string[])[];
}

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
  const asked = capabilities.length === 0 ? [] : [`CAP REQ :${capabilities.join(" ")}`];
  const lines = [...asked, `PASS :${name}:${token}`, `NICK ${name}`, `USER ${name} 0 * :${name}`];
  const end = capabilities.length === 0 ? [] : ["CAP END"];
  return await enterWire(address, {
    said: [...lines, ...end, "PING entered", ""].join("\r\n"),
    isIn(received) {
      if (/^ERROR /m.test(received)) throw new Error(`Not logged in: ${received}`);
      return received.includes("PONG ") && received.endsWith("\n");
    },
    onData,
    ...(onCount === undefined ? {} : { onCount }),
  });
}

/** What proxies say about who is behind them: `X-Forwarded-For`, `X-Forwarded-Proto`, `Forwarded` (RFC 7239). */
import { containAddress, type Network, networkText, parseNetwork } from "../../access/network.ts";
import { HttpError } from "./http_error.ts";

/** Where a request really comes from. */
export interface Origination {
  /** The last address that is not one of a trusted proxy. */
  address: string;
  /** Whether the way from there to the first proxy is encrypted; undefined where nobody says so. */
  isSecure: boolean | undefined;
  /** Whether a proxy brought it. */
  isForwarded: boolean;
}

/** One step of the way, as a proxy tells it. */
interface Step {
  from: string | undefined;
  proto: string | undefined;
}

/**
 * Where a request comes from that came over a connection from `peer`. Header fields of those who are
 * no trusted proxies say nothing, and of several steps only those that trusted proxies have written.
 *
 * @throws {HttpError} when two fields say different things: a client has written one of them.
 */
export function originationOf(
  fields: ReadonlyMap<string, string>,
  { peer, trusted }: { peer: string; trusted: readonly Network[] },
): Origination {
  const direct: Origination = { address: peer, isSecure: undefined, isForwarded: false };
  if (!containAddress(trusted, peer)) return direct;
  const old = fields.get("x-forwarded-for");
  const standard = fields.get("forwarded");
  const steps = standard === undefined ? undefined : stepsOf(standard);
  const ways = [
    old?.split(",").map((from) => from.trim()),
    steps?.map(({ from }) => from),
  ].filter((way) => way !== undefined);
  const [address = peer, ...others] = ways.map((way) => lastUntrusted(way, { peer, trusted }));
  if (others.some((other) => other !== address)) {
    throw new HttpError(400, "Forwarded and X-Forwarded-For say different things");
  }
  const proto = fields.get("x-forwarded-proto")?.split(",").at(-1) ?? steps?.at(-1)?.proto;
  return {
    address,
    isSecure: proto === undefined ? undefined : proto.trim().toLowerCase() === "https",
    isForwarded: ways.length > 0,
  };
}

function lastUntrusted(
  way: readonly (string | undefined)[],
  { peer, trusted }: { peer: string; trusted: readonly Network[] },
): string {
  let last = peer;
  for (const step of [...way].reverse()) {
    const address = step === undefined ? undefined : addressOf(step);
    // What comes before something that says nothing could have been written by anybody.
    if (address === undefined) return last;
    last = address;
    if (!containAddress(trusted, address)) return last;
  }
  return last;
}

/** The address of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`. */
function addressOf(text: string): string | undefined {
  const [, bracketed, dotted] = /^(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? dotted ?? text;
  if (address.includes("/")) return undefined;
  const network = parseNetwork(address);
  return network && networkText(network);
}

function stepsOf(forwarded: string): Step[] {
  return forwarded.split(",").map((element) => {
    const step: Step = { from: undefined, proto: undefined };
    for (const pair of element.split(";")) {
      const [, name = "", quoted, plain] = /^\s*(\w+)=(?:"([^"\\]*)"|([^\s"]+))\s*$/.exec(pair) ??
        [];
      const value = quoted ?? plain;
      if (name.toLowerCase() === "for") step.from = value;
      if (name.toLowerCase() === "proto") step.proto = value;
    }
    return step;
  });
}

/** Which addresses are on the internet, for everybody (IANA's registries of special-purpose addresses). */
import { contains, type Network, parseNetwork } from "./network.ts";

/** Where nobody is, or only somebody nearby: private, shared, link-local, for examples, for later. */
const SPECIAL = networks(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Those that carry IPv4 addresses within them lead to any of the above.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
);

/** All of IPv6 that has been given to anybody. */
const GLOBAL_IPV6 = networks("2000::/3");

/** Whether an address is one that can be reached from everywhere, and means the same there. */
export function isPublicAddress(address: string): boolean {
  const network = address.includes("/") || address.includes("%")
    ? undefined
    : parseNetwork(address);
  if (network === undefined) return false;
  if (network.family === 6 && !GLOBAL_IPV6.some((all) => contains(all, network))) return false;
  return !SPECIAL.some((special) => contains(special, network));
}

function networks(...texts: readonly string[]): readonly Network[] {
  return texts.map((text) => {
    const network = parseNetwork(text);
    if (network === undefined) throw new RangeError(`${text} is no network`);
    return network;
  });
}

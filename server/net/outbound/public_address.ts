/** Which addresses are out in the internet, and which are of this machine, its network, or of nobody. */
import { contains, type Network, parseNetwork } from "../../access/network.ts";

/** IPv4 that is not for everybody (IANA's registry of special-purpose addresses, RFC 6890). */
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
);

/** All of IPv6 that is given out (RFC 4291), and what of it is not for everybody or hides IPv4. */
const GIVEN_OUT = networks("2000::/3");
const SPECIAL_OF_IT = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

/** Whether a connection to this address goes out into the internet. */
export function isPublicAddress(address: Network): boolean {
  const isIn = (network: Network) => contains(network, address);
  if (address.family === 4) return !SPECIAL.some(isIn);
  return GIVEN_OUT.some(isIn) && !SPECIAL_OF_IT.some(isIn);
}

function networks(...texts: readonly string[]): readonly Network[] {
  return texts.map((text) => {
    const network = parseNetwork(text);
    if (network === undefined) throw new TypeError(`${text} is no network`);
    return network;
  });
}

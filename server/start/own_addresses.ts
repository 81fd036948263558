/** How the server is reached, as far as it can know that itself. */
import { isLoopbackHost } from "../../protocol/loopback.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Addresses that mean every address of this machine. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::", ""]);

/** What to open in a browser, on another machine if that can be; undefined where none is answered. */
export function webAddress(
  { host, tls, web }: Pick<ServeOptions, "host" | "tls" | "web">,
  { webPort }: { webPort: number | undefined },
  interfaces: readonly Deno.NetworkInterfaceInfo[],
): string | undefined {
  if (webPort === undefined) return undefined;
  const [known] = web.origins;
  if (known !== undefined) return `${known}/`;
  const { here, outside } = addressesOf(web.at?.host ?? host, interfaces);
  const address = certifiedName(tls) ?? outside ?? here;
  return new URL(`${tls.kind === "off" ? "http" : "https"}://${bracketed(address)}:${webPort}/`)
    .href;
}

/** The name that an authority vouches for; nobody vouches for an address. */
export function certifiedName(tls: ServeOptions["tls"]): string | undefined {
  return tls.kind === "acme" ? tls.settings.names[0] : undefined;
}

/** An address as it stands before a port. */
export function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** By which address a server is found on its machine, and on another one where it can be. */
export function addressesOf(
  host: string,
  interfaces: readonly Deno.NetworkInterfaceInfo[],
): { here: string; outside: string | undefined } {
  if (ANY_ADDRESS.has(host)) return { here: "localhost", outside: reachableAddress(interfaces) };
  return { here: host, outside: isLoopbackHost(host) ? undefined : host };
}

function reachableAddress(interfaces: readonly Deno.NetworkInterfaceInfo[]): string | undefined {
  const outside = interfaces.filter(({ address }) =>
    !isLoopbackHost(address) && !address.startsWith("fe80:")
  );
  return (outside.find(({ family }) => family === "IPv4") ?? outside[0])?.address;
}

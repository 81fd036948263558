/** What a server prints when it is ready: where it listens and how to connect to it. */
import { loopbackAddresses } from "../../protocol/loopback.ts";
import { printable } from "../../protocol/text/printable.ts";
import { DEFAULT_PORT } from "../../protocol/limits.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import type { RunningServer } from "./serve.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Addresses that mean every address of this machine. */
const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::", ""]);

/** The banner, with the line to type on another machine when others can reach this one. */
export function banner(
  options: Pick<ServeOptions, "host" | "tls">,
  server: Pick<RunningServer, "port" | "dataFolder" | "fingerprint" | "claimCode">,
  interfaces: readonly Deno.NetworkInterfaceInfo[],
): string {
  const { host, tls } = options;
  const everywhere = ANY_ADDRESS.has(host);
  const outside = everywhere ? reachableAddress(interfaces) : isLoopback(host) ? undefined : host;
  const here = everywhere ? "localhost" : host;
  function connectLine(address: string): string {
    const port = server.port === DEFAULT_PORT ? "" : `:${server.port}`;
    const bracketed = address.includes(":") ? `[${address}]` : address;
    return `./chat connect ${bracketed}${port}${tls.kind === "off" ? " --no-tls" : ""}`;
  }
  const rows = [
    ["Listening on", `${host}:${server.port} ${tls.kind === "off" ? "without TLS" : "with TLS"}`],
    ...(server.fingerprint === undefined ? [] : [["Fingerprint", server.fingerprint]]),
    ["Data folder", server.dataFolder],
    ...(server.claimCode === undefined
      ? []
      : [["Nobody owns it", `/claim ${server.claimCode} makes an account its owner`]]),
    ["", ""],
    ["On this machine", connectLine(here)],
    ...(outside === undefined ? [] : [["On another one", connectLine(outside)]]),
  ];
  const lines = rows.map(([label = "", value = ""]) =>
    `  ${label.padEnd(17)}${printable(value)}`.trimEnd()
  );
  const warning = tls.kind === "off" && outside !== undefined
    ? "\n  Without TLS everybody on the way can read passwords and messages.\n"
    : "";
  return `chat ${PROGRAM_VERSION}\n\n${
    lines.join("\n")
  }\n${warning}\n  Ctrl+C stops the server.\n\n`;
}

function isLoopback(address: string): boolean {
  return loopbackAddresses(address) !== undefined || address === "::1" ||
    address.startsWith("127.");
}

function reachableAddress(interfaces: readonly Deno.NetworkInterfaceInfo[]): string | undefined {
  const outside = interfaces.filter(({ address }) =>
    !isLoopback(address) && !address.startsWith("fe80:")
  );
  return (outside.find(({ family }) => family === "IPv4") ?? outside[0])?.address;
}

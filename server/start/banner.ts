/** What a server prints when it is ready: where it listens and how to connect to it. */
import { printable } from "../../protocol/text/printable.ts";
import { DEFAULT_PORT } from "../../protocol/limits.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { addressesOf, bracketed, certifiedName, webAddress } from "./own_addresses.ts";
import type { RunningServer } from "./serve.ts";
import type { ServeOptions } from "./serve_options.ts";

/** The banner, with the line to type on another machine when others can reach this one. */
export function banner(
  options: Pick<ServeOptions, "host" | "irc" | "metrics" | "tls" | "web">,
  server:
    & Pick<
      RunningServer,
      "port" | "metricsPort" | "webPort" | "dataFolder" | "fingerprint" | "claimCode"
    >
    & { ircPort?: number | undefined },
  interfaces: readonly Deno.NetworkInterfaceInfo[],
): string {
  const { host, tls } = options;
  const { here, outside: address } = addressesOf(host, interfaces);
  const outside = certifiedName(tls) ?? address;
  const web = webAddress(options, server, interfaces);
  function connectLine(address: string): string {
    const port = server.port === DEFAULT_PORT ? "" : `:${server.port}`;
    return `./chat connect ${bracketed(address)}${port}${tls.kind === "off" ? " --no-tls" : ""}`;
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
    ...(web === undefined ? [] : [["In a browser", web]]),
  ];
  if (options.irc !== undefined) {
    const { at, isPlain } = options.irc;
    const how = isPlain || tls.kind === "off" ? "without TLS" : "with TLS";
    rows.push(["With IRC clients", `${bracketed(at.host)}:${server.ircPort} ${how}`]);
  }
  if (options.metrics !== undefined) {
    rows.push([
      "Metrics",
      `http://${bracketed(options.metrics.host)}:${server.metricsPort}/metrics`,
    ]);
  }
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

/** The options of `chat serve` on its command line, and what a server is told by them. */
import { addClusterOptions, clusterSettingsOf, type GivenCluster } from "./cluster_options.ts";
import { addAcmeOptions, type GivenAcme, tlsModeOf } from "./acme_options.ts";
import { addIrcOptions, type GivenIrc, ircSettingsOf } from "./irc_options.ts";
import { type ListenAddress, parseListenAddress } from "./listen_address.ts";
import { addLimitOptions } from "./limit_options.ts";
import { time, whole, withUnit } from "./option_values.ts";
import { addRateOptions, ratesOf } from "./rate_options.ts";
import { LOG_LEVELS } from "../base/log.ts";
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import type { Command as AnyCommand } from "commander";
import { MAX_BCRYPT_COST, MIN_BCRYPT_COST } from "../accounts/password_hash.ts";
import { parseRoomName } from "../../protocol/names.ts";
import { type Network, parseNetwork } from "../access/network.ts";
import { parseBandwidth, parseShare } from "../../protocol/quantity.ts";
import { isOrigin } from "../doors/web/origins.ts";
import { DEFAULT_SERVE_OPTIONS, type ServeOptions, type WebOptions } from "./serve_options.ts";
import { MAX_DELAY_MS } from "../net/simulation.ts";

/** Adds what can be set of a server. */
export function addServeOptions(command: Command) {
  const defaults = DEFAULT_SERVE_OPTIONS;
  const first = addLimitOptions(
    command
      .option("--host <address>", "address to listen on", defaults.host)
      .option(
        "--port <port>",
        "port to listen on, 0 for a free one",
        whole("port", 0, 65_535),
        defaults.port,
      )
      .option("--data <folder>", "folder for everything the server keeps", defaults.data)
      .option("--cert <file>", "certificate chain in PEM (with --key)")
      .option("--key <file>", "private key of --cert in PEM")
      .option("--no-tls", "serve without TLS; passwords can then be read on the way")
      .addOption(
        new Option(
          "--web <address>",
          "answer browsers on a port of their own, too, HOST:PORT or :PORT",
        ).argParser(parseListenAddress),
      )
      .option("--no-web", "answer no browsers; with TLS the port of the server does otherwise")
      .addOption(
        new Option(
          "--web-origin <origin>",
          "take browsers for this address only, https://chat.example (more than once: for all)",
        ).argParser(webOrigin).default([] as readonly string[], "whatever host they ask for"),
      )
      .addOption(
        new Option(
          "--metrics <address>",
          "tell metrics at http://HOST:PORT/metrics, to whoever can reach that",
        ).argParser(parseListenAddress),
      )
      .option(
        "--bcrypt-cost <cost>",
        "work for one password, each step doubles it",
        whole("bcrypt cost", MIN_BCRYPT_COST, MAX_BCRYPT_COST),
        defaults.bcryptCost,
      )
      .addOption(
        new Option("--limits <on|off>", "limits on attempts and requests").choices(
          ["on", "off"] as const,
        )
          .default("on" as const),
      )
      .addOption(
        new Option(
          "--durability <level>",
          "what a commit survives: full a power cut, normal a crash",
        )
          .choices(["full", "normal"] as const).default(defaults.durability),
      )
      .addOption(
        new Option("--log-format <format>", "log lines for people or for programs")
          .choices(["text", "json"] as const).default(defaults.logFormat),
      )
      .addOption(
        new Option("--log-level <level>", "how much is logged; debug has a line for each request")
          .choices(LOG_LEVELS).default(defaults.logLevel),
      )
      .option("--log-messages", "log the texts of room messages, never of private ones", false)
      .addOption(
        new Option("--registration <mode>", "who may register; without it, as it was decided last")
          .choices(["open", "invite", "closed", "allow-list"] as const),
      )
      .option(
        "--default-rooms <rooms>",
        "rooms that new accounts come into, for example general,help; may be empty",
        withUnit(parseRooms),
      )
      .addOption(
        new Option(
          "--trusted-proxy <network>",
          "believe what proxies there say of where clients are (more than once: of all)",
        ).argParser(networkOf).default([] as readonly Network[], "nobody"),
      )
      .addOption(
        new Option(
          "--push-networks <network>",
          "notify browsers through push services in these networks, too (more than once: all)",
        ).argParser(networkOf).default([] as readonly Network[], "none but the internet"),
      )
      .addOption(
        new Option(
          "--hook-networks <network>",
          "let outgoing hooks of rooms into these networks, too (more than once: all)",
        ).argParser(networkOf).default([] as readonly Network[], "none but the internet"),
      ),
  );
  const most = addRateOptions(
    first
      .option(
        "--simulate-delay <duration>",
        "to watch flow control: send everything so much later",
        time(0, MAX_DELAY_MS),
      )
      .option(
        "--simulate-jitter <duration>",
        "up to so much later still, by chance",
        time(0, MAX_DELAY_MS),
      )
      .option(
        "--simulate-bandwidth <rate>",
        "send no faster to each client, for example 64kbit",
        withUnit(parseBandwidth),
      )
      .option(
        "--simulate-drop <share>",
        "leave so many deliveries out, for example 5%; clients fetch them",
        withUnit(parseShare),
      )
      .option("--name <name>", "what the server calls itself", defaults.name)
      .option("--description <text>", "what the server is for", defaults.description)
      .option(
        "--motd <text>",
        "message of the day, shown to everybody who connects",
        defaults.motd,
      ),
  );
  addAcmeOptions(most as unknown as AnyCommand);
  addIrcOptions(most as unknown as AnyCommand);
  addClusterOptions(most as unknown as AnyCommand);
  return most;
}

/** The values of these options. */
export type GivenServeOptions = ReturnType<ReturnType<typeof addServeOptions>["opts"]>;

/**
 * What a server is told.
 *
 * @throws {SettingError} for what does not go together.
 */
export function serveOptionsOf(given: GivenServeOptions): ServeOptions {
  const whole = given as GivenServeOptions & GivenAcme & GivenIrc & GivenCluster;
  const tls = tlsModeOf(whole);
  const {
    cert: _cert,
    key: _key,
    acme: _acme,
    acmeDirectory: _directory,
    acmeContact: _contact,
    acmeHttp: _http,
    acmeCa: _ca,
    irc: _irc,
    ircTls: _ircTls,
    ircName: _ircName,
    ircNicks: _ircNicks,
    ircRegisterEarly: _ircRegisterEarly,
    ircPasswordFile: _ircPasswordFile,
    ircSts: _ircSts,
    cluster: _cluster,
    clusterName: _clusterName,
    clusterCreds: _clusterCreds,
    node: _node,
    advertise: _advertise,
    limits,
    registration,
    loginTimeout: loginMs,
    pingInterval: pingMs,
    stallTimeout: stallMs,
    maxMessageSize: maxMessageBytes,
    outboxesBytes,
    maxFileSize: maxFileBytes,
    maxStorage: maxStorageBytes,
    maxAccountStorage: maxAccountBytes,
    maxRoomStorage: maxRoomBytes,
    maxDailyText: maxDailyTextBytes,
    retention: retentionSeconds,
    metrics,
    web,
    webOrigin: origins,
    ...others
  } = whole;
  const { trustedProxy: trustedProxies, ...rest } = others;
  const { simulateDelay, simulateJitter, simulateBandwidth, simulateDrop, ...plain } = rest;
  return {
    ...DEFAULT_SERVE_OPTIONS,
    ...plain,
    tls,
    metrics: metrics && { host: metrics.host ?? "127.0.0.1", port: metrics.port },
    guests: whole.guests === "on",
    passwordRules: whole.passwordRules === "on",
    irc: ircSettingsOf(whole, given.host),
    cluster: clusterSettingsOf(whole, { durability: whole.durability }),
    web: webOptions(web, { host: given.host, origins }),
    files: { maxFileBytes, maxAccountBytes, maxRoomBytes, maxStorageBytes },
    maxMessageBytes,
    maxDailyTextBytes,
    retentionSeconds: retentionSeconds ?? DEFAULT_SERVE_OPTIONS.retentionSeconds,
    limits: limits === "on",
    rates: ratesOf(given),
    outboxesBytes,
    trustedProxies,
    registration: registration === "allow-list" ? "allow_list" : registration,
    timeouts: { loginMs, pingMs, stallMs },
    simulation: {
      delayMs: simulateDelay ?? 0,
      jitterMs: simulateJitter ?? 0,
      bandwidth: simulateBandwidth,
      dropShare: simulateDrop ?? 0,
    },
  };
}

/** Where browsers are answered, out of what `--web` and `--no-web` have left. */
function webOptions(
  web: boolean | ListenAddress | undefined,
  { host, origins }: { host: string; origins: readonly string[] },
): WebOptions {
  if (typeof web !== "object") return { isOpen: web !== false, at: undefined, origins };
  return { isOpen: true, at: { host: web.host ?? host, port: web.port }, origins };
}

/** Parses an origin and puts it to those that were given before. */
function webOrigin(text: string, before: readonly string[]): readonly string[] {
  if (!isOrigin(text)) {
    throw new InvalidArgumentError("It is a scheme and a host, like https://chat.example.");
  }
  return [...before, text.toLowerCase()];
}

/** Parses names of rooms with commas between them; none when there is nothing. */
function parseRooms(text: string): string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "")
    .map(parseRoomName);
}

/** Parses an address or network and puts it to those that were given before. */
function networkOf(text: string, before: readonly Network[]): readonly Network[] {
  const network = parseNetwork(text);
  if (network === undefined) {
    throw new InvalidArgumentError("It is an address or network, like 127.0.0.1 or 10.0.0.0/8.");
  }
  return [...before, network];
}

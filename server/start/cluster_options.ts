/** The options of `chat serve` that make a server a node of a cluster. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { CLUSTER_NAME, type ClusterSettings } from "../cluster/settings.ts";
import { SettingError } from "../configuration/given.ts";

/** What is said about it, on the command line or elsewhere. */
export interface GivenCluster {
  cluster?: readonly string[] | undefined;
  clusterName: string;
  clusterCreds?: string | undefined;
  node?: string | undefined;
  advertise?: string | undefined;
}

/** Adds them; {@linkcode GivenCluster} says what becomes of them. */
export function addClusterOptions(command: Command): void {
  command
    .addOption(
      new Option(
        "--cluster <servers>",
        "be a node of a cluster, whose log these servers keep: nats://a,b,c or etcd://a,b,c",
      ).argParser(parseServers),
    )
    .addOption(
      new Option("--cluster-name <name>", "what the cluster is called").argParser(parseName)
        .default("chat"),
    )
    .option("--cluster-creds <file>", "file with the credentials of this cluster for NATS")
    .addOption(
      new Option(
        "--node <name>",
        "what this node of a cluster is called; without it, like the machine",
      ).argParser(parseName),
    )
    .addOption(
      new Option("--advertise <address>", "where clients of other nodes reach this one, HOST:PORT")
        .argParser(parseAddress),
    );
}

/**
 * What a node is told; undefined for a server by itself.
 *
 * @throws {SettingError} for what does not go together.
 */
export function clusterSettingsOf(
  { cluster, clusterName: name, clusterCreds, node, advertise }: GivenCluster,
  { durability }: { durability: "full" | "normal" },
): ClusterSettings | undefined {
  if (cluster === undefined) {
    if ((node ?? advertise ?? clusterCreds) === undefined) return undefined;
    throw new SettingError("--node, --advertise and --cluster-creds go with --cluster");
  }
  if (durability !== "full") {
    throw new SettingError(
      "--cluster needs --durability full: what a node has told must be on its disk",
    );
  }
  const engine = /^etcds?:/.test(cluster[0] ?? "") ? "etcd" : "nats";
  if (engine === "etcd" && clusterCreds !== undefined) {
    throw new SettingError("--cluster-creds goes with servers of NATS; etcd://NAME:PASSWORD@…");
  }
  return { engine, servers: cluster, name, node, advertise, credentialsFile: clusterCreds };
}

function parseName(text: string): string {
  if (CLUSTER_NAME.test(text)) return text;
  throw new InvalidArgumentError("It has letters, digits, - and _, 32 at most.");
}

/** `nats://a,b:4333` and `nats://a:4222,nats://b:4222`; the scheme of the first one counts for all. */
function parseServers(text: string): string[] {
  const scheme = SCHEME.exec(text)?.[0] ?? "nats://";
  const servers = text.split(",").map((server) =>
    SCHEME.test(server) ? server : `${scheme}${server}`
  );
  const isWrong = servers.some((server) => {
    const url = URL.parse(server.replace(SCHEME, "http://"));
    return !server.startsWith(scheme) || url === null || url.hostname === "" ||
      url.pathname !== "/" || url.search !== "";
  });
  if (!isWrong) return servers;
  throw new InvalidArgumentError("It is a list like nats://a.example:4222,b.example,c.example.");
}

/** What the addresses of servers begin with. */
const SCHEME = /^(?:nats|tls|etcds?):\/\//;

function parseAddress(text: string): string {
  const url = URL.parse(`http://${text}`);
  const isAddress = url !== null && /:\d+$/.test(text) && url.pathname === "/" &&
    url.username === "" && url.search === "" && text.length <= 255;
  if (isAddress) return text;
  throw new InvalidArgumentError("It is HOST:PORT, as clients would connect to it.");
}

/** Real servers of etcd for tests, which keep the log of a cluster: one, or several as a cluster. */
import { join } from "node:path";
import { freePorts } from "./free_ports.ts";
import { LogServerProcess, LogServers, type LogServersOptions } from "./log_servers.ts";

const isThere = (() => {
  try {
    return new Deno.Command("etcd", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
})();

/** Why there can be none here; undefined when there can. */
export function whatEtcdLacks(): string | undefined {
  return isThere ? undefined : "etcd is not installed";
}

/** A test that needs them; without them it says that it is skipped. */
export function etcdTest(name: string, fn: () => Promise<void>): void {
  const lack = whatEtcdLacks();
  const ignore = lack !== undefined;
  Deno.test({ name: ignore ? `${name} (skipped: ${lack})` : name, ignore, fn });
}

/** Servers that know each other. */
export class EtcdServers extends LogServers {
  /** Starts so many of them; resolves when they take connections. */
  static async start(
    count: number,
    { machines = [], stores = [] }: LogServersOptions = {},
  ): Promise<EtcdServers> {
    const all = new EtcdServers("etcd");
    const ports = freePorts(2 * count);
    const url = (index: number, port: number | undefined) =>
      `http://${machines[index]?.backAddress ?? "127.0.0.1"}:${port}`;
    const members = ports.slice(count).map((port, index) => `e${index}=${url(index, port)}`).join();
    for (let index = 0; index < count; index++) {
      const name = `e${index}`;
      const [port = 0, peerPort] = [ports[index], ports[count + index]];
      const args = ["--name", name, "--data-dir", stores[index] ?? join(all.folder, name)];
      const [clients, peers] = [url(index, port), url(index, peerPort)];
      args.push("--listen-client-urls", clients, "--advertise-client-urls", clients);
      args.push("--listen-peer-urls", peers, "--initial-cluster", members);
      args.push("--initial-advertise-peer-urls", peers, "--logger", "zap");
      const options = { program: "etcd", args, ready: "serving client traffic" };
      all.add(new LogServerProcess({ port, machine: machines[index], ...options }));
    }
    await all.startAgain();
    return all;
  }
}

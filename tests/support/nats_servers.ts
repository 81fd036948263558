/** Real servers of NATS for tests. */
import { join } from "node:path";
import { freePorts } from "./free_ports.ts";
import { LogServerProcess, LogServers, type LogServersOptions } from "./log_servers.ts";

/** What a server that is told to go (SIGUSR2) does: the shortest that it takes. */
const CONFIGURATION = "lame_duck_duration: 30s\nlame_duck_grace_period: 1s\n";

/** Where it may be: Debian puts it where an ordinary user does not look. */
const PROGRAMS = ["nats-server", "/usr/sbin/nats-server"] as const;

const program = PROGRAMS.find((name) => {
  try {
    return new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
});

/** The program of a server. */
export const NATS_PROGRAM: string = program ?? "nats-server";

/** Why there can be none here; undefined when there can. */
export function whatNatsLacks(): string | undefined {
  return program === undefined ? "nats-server is not installed" : undefined;
}

/** A test that needs them; without them it says that it is skipped. */
export function natsTest(name: string, fn: () => Promise<void>): void {
  const lack = whatNatsLacks();
  const ignore = lack !== undefined;
  Deno.test({ name: ignore ? `${name} (skipped: ${lack})` : name, ignore, fn });
}

/** Servers that know each other. */
export class NatsServers extends LogServers {
  /** Starts so many of them; resolves when they take connections. `configuration` is added to theirs. */
  static async start(
    count: number,
    { configuration = "", machines = [], stores = [] }:
      & LogServersOptions
      & { configuration?: string } = {},
  ): Promise<NatsServers> {
    const all = new NatsServers("nats");
    const ports = freePorts(2 * count);
    const host = (index: number) => machines[index]?.backAddress ?? "127.0.0.1";
    const route = (index: number) => `nats://${host(index)}:${ports[count + index]}`;
    Deno.writeTextFileSync(join(all.folder, "nats.conf"), CONFIGURATION + configuration);
    const routes = Array.from({ length: count }, (_, index) => route(index)).join(",");
    for (let index = 0; index < count; index++) {
      const name = `n${index}`;
      const args = ["-a", host(index), "-p", `${ports[index]}`, "-js", "-n", name];
      args.push(
        "-sd",
        stores[index] ?? join(all.folder, name),
        "-c",
        join(all.folder, "nats.conf"),
      );
      if (count > 1) {
        args.push("--cluster_name", "test", "--cluster", route(index), "--routes", routes);
      }
      const port = ports[index] ?? 0;
      const machine = machines[index];
      const options = { program: NATS_PROGRAM, args, ready: "Server is ready" };
      all.add(new LogServerProcess({ port, machine, ...options }));
    }
    await all.startAgain();
    return all;
  }
}

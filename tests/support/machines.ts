/**
 * Machines of their own for tests, each a network namespace of Linux with two cards: by the front one it
 * is reached from here, by the back one it reaches the other machines, until that is cut. Root alone can
 * have them.
 */

/** What runs a program on a machine: the words before its own. */
export interface Place {
  /** Where it is reached from here. */
  readonly hostname: string;
  /** Where other machines reach it. */
  readonly backAddress: string;
  /** The command line that runs a program there. */
  command(program: string, args: readonly string[]): [string, string[]];
}

/** One machine. */
export class Machine implements Place {
  readonly hostname: string;
  readonly backAddress: string;
  readonly #name: string;
  readonly #switch: string;
  readonly #port: string;

  constructor(
    { name, hub, port, hostname, backAddress }: {
      name: string;
      hub: string;
      port: string;
      hostname: string;
      backAddress: string;
    },
  ) {
    this.#name = name;
    this.#switch = hub;
    this.#port = port;
    this.hostname = hostname;
    this.backAddress = backAddress;
  }

  command(program: string, args: readonly string[]): [string, string[]] {
    return ["nsenter", [`--net=/run/netns/${this.#name}`, program, ...args]];
  }

  /** What goes to other machines, and what comes from them, vanishes from now on. */
  async cut(): Promise<void> {
    await ip("-n", this.#switch, "link", "set", this.#port, "nomaster");
  }

  /** The other machines are reached again. */
  async mend(): Promise<void> {
    await ip("-n", this.#switch, "link", "set", this.#port, "master", "back");
  }
}

/** Several machines that reach each other. */
export class Machines implements AsyncDisposable {
  readonly all: Machine[] = [];
  /** The namespaces that are there, and the ends of links that are here. */
  readonly #namespaces: string[] = [];
  readonly #links: string[] = [];

  private constructor() {}

  /** Makes so many. */
  static async make(count: number): Promise<Machines> {
    const machines = new Machines();
    try {
      await machines.#make(count);
    } catch (error) {
      await machines[Symbol.asyncDispose]();
      throw error;
    }
    return machines;
  }

  async #make(count: number): Promise<void> {
    // Names and addresses by chance: others may run the same test. 198.18.0.0/15 is for such things (RFC 2544).
    const [third = 0, fourth = 0] = crypto.getRandomValues(new Uint8Array(2));
    const prefix = `chat-${third.toString(16)}-${fourth.toString(16)}`;
    const hub = await this.#namespace(`${prefix}-s`);
    await ip("-n", hub, "link", "add", "back", "type", "bridge");
    await ip("-n", hub, "link", "set", "back", "up");
    for (let index = 0; index < count; index++) {
      const name = await this.#namespace(`${prefix}-${index}`);
      const link = name;
      const port = `port${index}`;
      const subnet = 64 * (fourth % 4) + 4 * index;
      const hostname = `198.18.${third}.${subnet + 2}`;
      const backAddress = `198.19.0.${index + 1}`;
      const there = ["netns", name];
      await ip("link", "add", link, "type", "veth", "peer", "name", "front", ...there);
      this.#links.push(link);
      await ip("addr", "add", `198.18.${third}.${subnet + 1}/30`, "dev", link);
      await ip("link", "set", link, "up");
      await ip("-n", hub, "link", "add", port, "type", "veth", "peer", "name", "back", ...there);
      await ip("-n", hub, "link", "set", port, "master", "back", "up");
      await ip("-n", name, "addr", "add", `${hostname}/30`, "dev", "front");
      await ip("-n", name, "addr", "add", `${backAddress}/24`, "dev", "back");
      for (const device of ["lo", "front", "back"]) {
        await ip("-n", name, "link", "set", device, "up");
      }
      this.all.push(new Machine({ name, hub, port, hostname, backAddress }));
    }
  }

  async #namespace(name: string): Promise<string> {
    await ip("netns", "add", name);
    this.#namespaces.push(name);
    return name;
  }

  /** Ends what still runs on them, and removes them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        failures.push(error);
      }
    };
    for (const name of this.#namespaces) {
      await attempt(async () => {
        for (const pid of (await ip("netns", "pids", name)).split("\n").filter(Boolean)) {
          Deno.kill(Number(pid), "SIGKILL");
        }
      });
    }
    for (const link of this.#links) await attempt(() => ip("link", "del", link));
    for (const name of this.#namespaces) await attempt(() => ip("netns", "del", name));
    if (failures.length > 0) throw new AggregateError(failures, "Not all machines were removed");
  }
}

async function ip(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("ip", { args }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`ip ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Why there can be none here; undefined when there can. */
export async function whatMachinesLack(): Promise<string | undefined> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return "needs Linux and root";
  try {
    await using machines = await Machines.make(1);
    const [command, args] = machines.all[0]?.command("true", []) ?? ["false", []];
    const { success } = await new Deno.Command(command, { args }).output();
    return success ? undefined : "nsenter cannot enter a network namespace";
  } catch (error) {
    return `cannot make network namespaces (${String(error).trim()})`;
  }
}

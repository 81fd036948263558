/** A control group of Linux with little memory, for processes that are to live in it. */

/** Where control groups of version 2 and of version 1 have the memory. */
const PLACES = [
  { parent: "/sys/fs/cgroup", limit: "memory.max", events: "memory.events" },
  { parent: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes", events: "memory.oom_control" },
] as const;

/** One control group. */
export class MemoryGroup implements Disposable {
  readonly #folder: string;
  readonly #events: string;

  private constructor(folder: string, events: string) {
    this.#folder = folder;
    this.#events = events;
  }

  /** Makes one with so many bytes; undefined where that is not allowed or not possible. */
  static make(bytes: number): MemoryGroup | undefined {
    for (const { parent, limit, events } of PLACES) {
      const folder = `${parent}/chat-test-${crypto.randomUUID()}`;
      try {
        Deno.statSync(`${parent}/cgroup.procs`);
        Deno.mkdirSync(folder);
      } catch {
        continue;
      }
      try {
        Deno.writeTextFileSync(`${folder}/${limit}`, `${bytes}`, { create: false });
        return new MemoryGroup(folder, `${folder}/${events}`);
      } catch {
        Deno.removeSync(folder);
      }
    }
    return undefined;
  }

  /** The arguments of `sh` that run a program within the group. */
  command(program: string, args: readonly string[]): string[] {
    return ["-c", `echo $$ >'${this.#folder}/cgroup.procs' && exec "$0" "$@"`, program, ...args];
  }

  /** How many processes the system has ended because there was no memory left. */
  get killed(): number {
    return Number(/^oom_kill (\d+)$/m.exec(Deno.readTextFileSync(this.#events))?.[1]);
  }

  /** Removes it; its processes must have ended. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder);
  }
}

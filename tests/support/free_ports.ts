/**
 * Ports for servers that are ended and started again on the same one. A port that the system chooses is of
 * the range from which it gives others theirs: it may be somebody else's by the time that the server
 * comes back. These are from below that range.
 */

/** Where they begin; below are those that services are known by. */
const FIRST = 10_000;

/** Below which the system gives none away by itself, unless it is told otherwise. */
const SYSTEM_FIRST = 32_768;

/** How many are tried. */
const ATTEMPTS = 1_000;

/** So many ports that nobody listens on. */
export function freePorts(count: number): number[] {
  const end = systemFirst();
  const listeners: Deno.Listener[] = [];
  try {
    for (let attempt = 0; listeners.length < count && attempt < ATTEMPTS; attempt++) {
      const port = FIRST + Math.floor(Math.random() * (end - FIRST));
      try {
        listeners.push(Deno.listen({ hostname: "127.0.0.1", port }));
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      }
    }
    if (listeners.length < count) throw new Error("There are no free ports");
    return listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  } finally {
    for (const listener of listeners) listener.close();
  }
}

function systemFirst(): number {
  try {
    const [first] = Deno.readTextFileSync("/proc/sys/net/ipv4/ip_local_port_range").split(/\s+/);
    return Math.max(FIRST + 1_000, Number(first) || SYSTEM_FIRST);
  } catch {
    return SYSTEM_FIRST;
  }
}

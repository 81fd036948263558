/** Registers the service worker, where the browser takes one, and hears what it says. */

/** What stands for a service worker here. */
export type WorkerStanding =
  | "starting"
  | "ready"
  /** The page came without encryption that the browser trusts, or the browser has none. */
  | "impossible";

const SCRIPT = "/sw.js";

/** A policy for the one script whose address this page ever sets (Trusted Types). */
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

/** What the worker tells. */
export interface WorkerNews {
  /** The files of another version are there. */
  version: (version: string) => void;
  /** Somebody has chosen a notification of this place: `#general`. */
  open: (address: string) => void;
}

/** Resolves with the registration, or undefined where there can be none. Never rejects. */
export async function registerWorker(
  news: WorkerNews,
): Promise<ServiceWorkerRegistration | undefined> {
  const container = "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
  if (container === undefined || !isSecureContext) return undefined;
  container.addEventListener("message", ({ data }) => {
    const { address, kind, version } = Object(data) as Record<string, unknown>;
    if (kind === "version" && typeof version === "string") news.version(version);
    if (kind === "open" && typeof address === "string") news.open(address);
  });
  try {
    return await container.register(scriptAddress(), { updateViaCache: "none" });
  } catch {
    return undefined; // a certificate that nobody vouches for, or a browser that forbids it
  }
}

function scriptAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy("chat-worker", {
    createScriptURL(url) {
      if (url !== SCRIPT) throw new TypeError("This is no script of the page");
      return url;
    },
  });
  return (policy?.createScriptURL(SCRIPT) ?? SCRIPT) as string;
}

/** A real authority for tests: Debian's pebble, with names that all lead to this machine. */
import { join } from "node:path";
import {
  type CertificatePair,
  makeCertificate,
} from "../../server/net/certificate/make_certificate.ts";
import { within } from "./deadline.ts";
import { TemporaryFolder } from "./test_server.ts";

/** Whether the program is here; tests that need it say so and are skipped without it. */
export const HAS_PEBBLE = ["pebble", "pebble-challtestsrv"].every(isInstalled);

/** How an authority is. */
export interface PebbleOptions {
  /** Where it looks whether names lead here. @default nowhere */
  httpPort?: number;
  /** For how long its certificates are good. @default five years */
  validitySeconds?: number;
  /** How many of a hundred nonces it does not take. @default 30 */
  rejectedNonces?: number;
  /** The port that it listens on. @default a free one */
  port?: number;
  /** The certificate and the key of its own TLS. @default new ones */
  identity?: CertificatePair;
}

/** A port that nobody listens on now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** The authority, as a process. */
export class Pebble implements AsyncDisposable {
  readonly port: number;
  readonly rootsFile: string;
  readonly #folder: TemporaryFolder;
  readonly #children: Deno.ChildProcess[] = [];
  readonly #reading: Promise<unknown>[] = [];
  readonly #managementPort: number;
  readonly #rootsPem: string;
  /** What it has printed. */
  printed = "";

  private constructor(
    { folder, managementPort, port, rootsFile, rootsPem }: {
      folder: TemporaryFolder;
      port: number;
      managementPort: number;
      rootsFile: string;
      rootsPem: string;
    },
  ) {
    this.#folder = folder;
    this.#managementPort = managementPort;
    this.#rootsPem = rootsPem;
    this.port = port;
    this.rootsFile = rootsFile;
  }

  /** A certificate and a key for its own TLS. */
  static identity(): Promise<CertificatePair> {
    return makeCertificate({ names: ["localhost", "127.0.0.1"], now: new Date() });
  }

  /** Starts it and waits until it answers. */
  static async start(options: PebbleOptions = {}): Promise<Pebble> {
    const folder = new TemporaryFolder();
    const { certificatePem, privateKeyPem } = options.identity ?? await Pebble.identity();
    const rootsFile = join(folder.path, "authority.pem");
    Deno.writeTextFileSync(rootsFile, certificatePem);
    Deno.writeTextFileSync(join(folder.path, "authority-key.pem"), privateKeyPem);
    const { port = freePort(), httpPort = 1, validitySeconds } = options;
    const managementPort = freePort();
    const config = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      certificate: rootsFile,
      privateKey: join(folder.path, "authority-key.pem"),
      httpPort,
      tlsPort: 1,
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
      ...(validitySeconds === undefined ? {} : { certificateValidityPeriod: validitySeconds }),
    };
    const configFile = join(folder.path, "pebble.json");
    Deno.writeTextFileSync(configFile, JSON.stringify({ pebble: config }));
    const pebble = new Pebble({
      folder,
      port,
      managementPort,
      rootsFile,
      rootsPem: certificatePem,
    });
    const dns = `127.0.0.1:${freePort()}`;
    pebble.#run("pebble-challtestsrv", [
      ...["-dns01", dns, "-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""],
      ...["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", ""],
    ]);
    const ready = pebble.#run("pebble", ["-config", configFile, "-dnsserver", dns, "-strict"], {
      PEBBLE_VA_NOSLEEP: "1",
      PEBBLE_WFE_NONCEREJECT: String(options.rejectedNonces ?? 30),
      PEBBLE_AUTHZREUSE: "0",
    });
    await within(ready, "pebble to start");
    return pebble;
  }

  /** Where its directory is. */
  get directory(): string {
    return `https://localhost:${this.port}/dir`;
  }

  /** The certificate in PEM of those who vouch for what it gives out. */
  async root(): Promise<string> {
    using client = Deno.createHttpClient({ caCerts: [this.#rootsPem] });
    const answer = await fetch(`https://localhost:${this.#managementPort}/roots/0`, { client });
    return await answer.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await Promise.all(this.#children.map(({ status }) => status));
    await Promise.all(this.#reading);
    this.#folder[Symbol.dispose]();
  }

  /** Resolves when it says that it listens. */
  #run(program: string, args: string[], env: Record<string, string> = {}): Promise<void> {
    const child = new Deno.Command(program, {
      args,
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#children.push(child);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reading.push((async () => {
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        this.printed = (this.printed + text).slice(-100_000);
        if (this.printed.includes("ACME directory available at")) resolve();
      }
    })());
    return promise;
  }
}

function isInstalled(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(join(folder, program)).isFile;
    } catch {
      return false;
    }
  });
}

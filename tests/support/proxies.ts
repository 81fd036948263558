/** Proxies for tests: SOCKS5 and HTTP CONNECT, on a free port, that write down what is asked of them. */
import { Relay } from "./relay.ts";

/** How a proxy behaves. */
export interface ProxyOptions {
  kind: "socks5" | "http";
  /** `name:password` that it wants. @default nothing */
  login?: string;
  /** The name that it looks up as this machine, as only it can. @default none */
  knows?: string;
  /** Answers with these bytes instead, and closes. */
  answers?: Uint8Array;
}

/** A proxy that runs. */
export class TestProxy extends Relay {
  /** `host:port` of everything that was asked for. */
  readonly asked: string[] = [];
  readonly #options: ProxyOptions;

  constructor(options: ProxyOptions) {
    super();
    this.#options = options;
  }

  protected override async carry(client: Deno.TcpConn): Promise<void> {
    const { answers, kind, knows } = this.#options;
    if (answers !== undefined) {
      await read(client, 1);
      await client.write(answers);
      await client.closeWrite();
      for await (const _chunk of client.readable); // until the client has gone
      return;
    }
    const target = kind === "socks5" ? await this.#socks(client) : await this.#http(client);
    if (target === undefined) return;
    this.asked.push(`${target.host}:${target.port}`);
    const hostname = target.host === knows ? "127.0.0.1" : target.host;
    const server = await this.reach(hostname, target.port);
    await client.write(
      kind === "socks5"
        ? new Uint8Array([5, 0, 0, 1, 127, 0, 0, 1, 0, 80])
        : new TextEncoder().encode("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n"),
    );
    await this.join(client, server);
  }

  async #socks(client: Deno.Conn) {
    const [, count = 0] = await read(client, 2);
    const methods = await read(client, count);
    const { login } = this.#options;
    const method = login === undefined ? 0 : 2;
    if (!methods.includes(method)) {
      await client.write(new Uint8Array([5, 0xff]));
      return undefined;
    }
    await client.write(new Uint8Array([5, method]));
    if (method === 2) {
      const [, length = 0] = await read(client, 2);
      const name = text(await read(client, length));
      const [secretLength = 0] = await read(client, 1);
      const isRight = `${name}:${text(await read(client, secretLength))}` === login;
      await client.write(new Uint8Array([1, isRight ? 0 : 1]));
      if (!isRight) return undefined;
    }
    const [, , , kind] = await read(client, 4);
    const [length = 0] = kind === 3 ? await read(client, 1) : [kind === 4 ? 16 : 4];
    const address = await read(client, length);
    const [high = 0, low = 0] = await read(client, 2);
    const host = kind === 3
      ? text(address)
      : kind === 1
      ? address.join(".")
      : [...address].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { host, port: high * 256 + low };
  }

  async #http(client: Deno.Conn) {
    let head = "";
    while (!head.endsWith("\r\n\r\n")) head += text(await read(client, 1));
    const [, host = "", port = ""] = /^CONNECT (\S+):(\d+) HTTP/.exec(head) ?? [];
    const { login } = this.#options;
    const given = /^Proxy-Authorization: Basic (\S+)\r$/m.exec(head)?.[1];
    if (login !== undefined && (given === undefined || atob(given) !== login)) {
      await client.write(new TextEncoder().encode("HTTP/1.1 407 Who are you\r\n\r\n"));
      return undefined;
    }
    return { host, port: Number(port) };
  }
}

async function read(from: Deno.Conn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let have = 0; have < length;) {
    const count = await from.read(bytes.subarray(have));
    if (count === null) throw new Error("closed");
    have += count;
  }
  return bytes;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

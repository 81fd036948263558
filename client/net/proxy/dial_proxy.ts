/** Opens a connection through a proxy: SOCKS5 (RFC 1928, RFC 1929) or HTTP CONNECT (RFC 9110, 9.3.6). */
import { isIP } from "node:net";
import { printable } from "../../../protocol/text/printable.ts";
import { ClientFailure, EXIT } from "../../base/failure.ts";
import { type Address, formatPlace } from "../address.ts";
import { type Proxy, proxyText } from "./proxy.ts";

/** Longest head of an answer to CONNECT, in bytes. */
const MAX_HEAD_BYTES = 16 * 1024;

/** What a SOCKS5 proxy answers (RFC 1928, section 6). */
const SOCKS_REPLIES: readonly string[] = [
  "",
  "it has failed",
  "its rules do not allow it",
  "there is no way to the network",
  "there is no way to the host",
  "nobody answers there",
  "it took too long",
  "it cannot make connections",
  "it does not know such addresses",
];

/** What a connection goes through, and where to. */
export interface ProxyTarget {
  proxy: Proxy;
  /** One of the proxy's IP addresses. */
  ip: string;
  /** The server; its name is looked up by the proxy. */
  place: Pick<Address, "host" | "port">;
  signal: AbortSignal;
  /** @default sockets of this machine */
  connect?: (to: { hostname: string; port: number }) => Promise<Deno.TcpConn>;
}

/**
 * Connects to the server behind the proxy; not a byte of what it says is read.
 *
 * @throws {ClientFailure} with the exit code for "cannot connect" when the proxy refuses.
 */
export async function dialProxy(target: ProxyTarget): Promise<Deno.TcpConn> {
  const { ip, proxy, signal } = target;
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const connecting = (target.connect ?? Deno.connect)({ hostname: ip, port: proxy.port });
  try {
    return await Promise.race([
      aborted.promise,
      talk(await Promise.race([connecting, aborted.promise])),
    ]);
  } catch (error) {
    // What was given up may still connect later: nobody wants that socket any more, either.
    connecting.then((socket) => socket.close()).catch(() => {});
    if (signal.aborted) throw signal.reason;
    const isGone = error instanceof Deno.errors.BrokenPipe ||
      error instanceof Deno.errors.ConnectionReset;
    throw isGone ? refused(target, "it has closed the connection") : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }

  async function talk(socket: Deno.TcpConn): Promise<Deno.TcpConn> {
    socket.setNoDelay(true);
    if (proxy.kind === "socks5") await throughSocks(socket, target);
    else await throughHttp(socket, target);
    return socket;
  }
}

async function throughSocks(socket: Deno.Conn, target: ProxyTarget): Promise<void> {
  const { place, proxy: { password = "", username } } = target;
  const methods = username === undefined ? [0] : [0, 2];
  await write(socket, [5, methods.length, ...methods]);
  const [version, method] = await read(socket, 2, target);
  if (version !== 5) throw refused(target, "it is no SOCKS5 proxy");
  if (method === 2 && username !== undefined) {
    const [name, secret] = [username, password].map((text) => new TextEncoder().encode(text));
    if (name === undefined || secret === undefined) throw new TypeError("two texts are two");
    await write(socket, [1, name.length, ...name, secret.length, ...secret]);
    const [, status] = await read(socket, 2, target);
    if (status !== 0) throw refused(target, "it does not take this name and password");
  } else if (method !== 0) {
    throw refused(
      target,
      username === undefined ? "it wants a name and a password" : "it wants another kind of login",
    );
  }
  await write(socket, [5, 1, 0, ...socksAddress(place.host), place.port >> 8, place.port & 255]);
  const [, reply = 1, , kind] = await read(socket, 4, target);
  if (reply !== 0) throw refused(target, SOCKS_REPLIES[reply] ?? `it says ${reply}`);
  const length = kind === 1 ? 4 : kind === 4 ? 16 : (await read(socket, 1, target))[0] ?? 0;
  await read(socket, length + 2, target);
}

/** The kind of the address and the address; a name as it is. */
function socksAddress(host: string): number[] {
  switch (isIP(host)) {
    case 4:
      return [1, ...host.split(".").map(Number)];
    case 6:
      return [4, ...ipv6Bytes(host.replace(/%.*$/, ""))];
    default: {
      const name = new TextEncoder().encode(host).slice(0, 255);
      return [3, name.length, ...name];
    }
  }
}

/** The sixteen bytes of an address that is known to be one. */
function ipv6Bytes(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const groups = dotted === null ? address : dotted[1] +
    [[dotted[2], dotted[3]], [dotted[4], dotted[5]]]
      .map(([high, low]) => (Number(high) * 256 + Number(low)).toString(16)).join(":");
  const [before = "", after] = groups.split("::");
  const partsOf = (text: string) =>
    text === "" ? [] : text.split(":").map((hex) => parseInt(hex, 16));
  const first = partsOf(before);
  const last = partsOf(after ?? "");
  const zeros = after === undefined
    ? []
    : Array.from({ length: 8 - first.length - last.length }, () => 0);
  return [...first, ...zeros, ...last].flatMap((part) => [part >> 8, part & 255]);
}

async function throughHttp(socket: Deno.Conn, target: ProxyTarget): Promise<void> {
  const { place, proxy: { password = "", username } } = target;
  const name = formatPlace(place);
  const login = username === undefined
    ? ""
    : `Proxy-Authorization: Basic ${
      new TextEncoder().encode(`${username}:${password}`).toBase64()
    }\r\n`;
  const head = `CONNECT ${name} HTTP/1.1\r\nHost: ${name}\r\n${login}\r\n`;
  await write(socket, new TextEncoder().encode(head));
  const answer = await readHead(socket, target);
  const [, status = "", reason = ""] = /^HTTP\/1\.[01] (\d{3}) ?([^\r\n]*)/.exec(answer) ?? [];
  if (/^2/.test(status)) return;
  if (status === "407") {
    throw refused(
      target,
      username === undefined
        ? "it wants a name and a password"
        : "it does not take this name and password",
    );
  }
  throw refused(
    target,
    status === "" ? "it is no HTTP proxy" : `${status} ${printable(reason).slice(0, 100)}`,
  );
}

/** Byte for byte: what comes behind the head is the server's. */
async function readHead(socket: Deno.Conn, target: ProxyTarget): Promise<string> {
  const head: number[] = [];
  while (head.length < MAX_HEAD_BYTES) {
    const [byte = 0] = await read(socket, 1, target);
    head.push(byte);
    const isWhole = head.slice(-4).join() === "13,10,13,10" || head.slice(-2).join() === "10,10";
    if (isWhole) return new TextDecoder("latin1").decode(new Uint8Array(head));
  }
  throw refused(target, "its answer has no end");
}

async function read(socket: Deno.Conn, length: number, target: ProxyTarget): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let have = 0; have < length;) {
    const count = await socket.read(bytes.subarray(have));
    if (count === null) throw refused(target, "it has closed the connection");
    have += count;
  }
  return bytes;
}

async function write(socket: Deno.Conn, bytes: Uint8Array | readonly number[]): Promise<void> {
  for (let rest = Uint8Array.from(bytes); rest.length > 0;) {
    rest = rest.subarray(await socket.write(rest));
  }
}

function refused({ place, proxy }: ProxyTarget, why: string): ClientFailure {
  return new ClientFailure(
    EXIT.cannotConnect,
    `The proxy ${proxyText(proxy)} does not lead to ${formatPlace(place)}: ${why}`,
  );
}

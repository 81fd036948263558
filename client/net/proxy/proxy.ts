/** Understands which proxy is to be used, and for which servers. */
import { isLoopbackHost } from "../../../protocol/loopback.ts";
import { type Address, formatPlace } from "../address.ts";
import { normalHost } from "../host.ts";

/** A proxy through which connections are made. */
export interface Proxy {
  readonly kind: "socks5" | "http";
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** In the place of a setting: a proxy is wanted, and which one cannot be known. */
export const UNREAD_PROXY = "not understood";

/** How proxies are written, for sentences. */
export const PROXY_FORMS = '"socks5://host:1080", "http://user:password@host:8080" or "none"';

const PORTS = { socks5: 1080, http: 8080 } as const;

const SCHEMES: Readonly<Record<string, Proxy["kind"]>> = {
  socks5: "socks5",
  // Names are looked up by the proxy in any case.
  socks5h: "socks5",
  socks: "socks5",
  http: "http",
};

/**
 * The proxy that somebody has written; `undefined` for `none`. Without a scheme it is an HTTP proxy,
 * as other programs have it.
 *
 * @throws {SyntaxError} for what is none, with a sentence for people.
 */
export function parseProxy(written: string): Proxy | undefined {
  const text = written.trim();
  if (text.toLowerCase() === "none") return undefined;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const scheme = (/^([^:]+):/.exec(whole)?.[1] ?? "").toLowerCase();
  const kind = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  // A URL of another scheme than http is not taken apart in the same way everywhere.
  const address = whole.replace(/^[^:]+:/, "http:");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const host = url === undefined ? undefined : normalHost(url.hostname.replace(/^\[(.*)\]$/, "$1"));
  const hasMore = url !== undefined &&
    (url.pathname !== "/" || url.search !== "" || url.hash !== "");
  if (kind === undefined || url === undefined || host === undefined || hasMore) {
    throw new SyntaxError(`write ${PROXY_FORMS}`);
  }
  // The default port of http is left out by what takes addresses apart.
  const port = url.port !== "" ? Number(url.port) : /:80\/?$/.test(address) ? 80 : PORTS[kind];
  const username = decoded(url.username);
  const password = decoded(url.password);
  const isTooLong = [username, password].some((part) =>
    new TextEncoder().encode(part ?? "").length > 255
  );
  if (isTooLong) throw new SyntaxError("the name and the password of a proxy have 255 bytes each");
  if (username === undefined && password !== undefined) {
    throw new SyntaxError("the password of a proxy stands behind a name: name:password@host");
  }
  return { kind, host, port, username, password };
}

/**
 * The proxy of the command line.
 *
 * @throws {SyntaxError} also for one with a password, which everybody on this machine could read.
 */
export function checkedProxy(option: string): Proxy | undefined {
  const proxy = parseProxyOption(option);
  if (proxy?.password === undefined) return proxy;
  throw new SyntaxError(
    "The password of a proxy does not belong on the command line, where everybody on this machine " +
      'can read it; put the proxy into ALL_PROXY, or into the config file as "proxy"',
  );
}

function parseProxyOption(option: string): Proxy | undefined {
  try {
    return parseProxy(option);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`"--proxy" is not understood: ${text}`, { cause });
  }
}

/** Where the wish for a proxy stands. */
export interface ProxyWishes {
  /** Of the command line. */
  option: string | undefined;
  /** Of the config file; empty: none. {@linkcode UNREAD_PROXY} where that cannot be known. */
  setting: string;
  environment: (name: string) => string | undefined;
}

/**
 * The proxy for a server: what the command line says, else the config file, else `ALL_PROXY`. The
 * latter two leave out this machine itself and what `NO_PROXY` names.
 *
 * @throws {SyntaxError} when what counts is no proxy.
 */
export function proxyFor(
  place: Pick<Address, "host" | "port">,
  { environment, option, setting }: ProxyWishes,
): Proxy | undefined {
  if (option !== undefined) return parseProxy(option);
  const written = setting !== ""
    ? setting
    : environment("ALL_PROXY") || environment("all_proxy") || "";
  if (written === "" || isLoopbackHost(place.host)) return undefined;
  const list = environment("NO_PROXY") || environment("no_proxy") || "";
  if (isLeftOut(place, list)) return undefined;
  // Who wants a proxy does not want to be seen without it.
  if (written === UNREAD_PROXY) {
    throw new SyntaxError(
      'The "proxy" of the config file is not understood, so nothing is connected to; ' +
        "chat config --check says why, and --proxy counts more than the file",
    );
  }
  try {
    return parseProxy(written);
  } catch (cause) {
    const where = setting !== "" ? 'The "proxy" of the config file' : "The variable ALL_PROXY";
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new SyntaxError(`${where} names no proxy: ${text}`, { cause });
  }
}

/** The proxy as people read it, without its password. */
export function proxyText({ host, kind, port }: Proxy): string {
  return `${kind}://${formatPlace({ host, port })}`;
}

/** A wish for a proxy as it may be shown: nobody is to read its password. */
export function withoutPassword(written: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(written) ?? [];
  const [colon, at] = [rest.indexOf(":"), rest.lastIndexOf("@")];
  return colon < 0 || at < colon ? written : `${scheme}${rest.slice(0, colon)}:…${rest.slice(at)}`;
}

/** Whether a wish for a proxy holds a password. */
export function hasPassword(written: string): boolean {
  return withoutPassword(written) !== written;
}

/** `example.org` stands for itself and all below it, `*` for everything; a port may stand behind. */
function isLeftOut({ host, port }: Pick<Address, "host" | "port">, list: string): boolean {
  const folded = host.toLowerCase();
  return list.split(/[\s,]+/).filter((entry) => entry !== "").some((entry) => {
    if (entry === "*") return true;
    const [, name = "", only] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    // Of an IPv6 address without brackets the end is no port.
    const isAddress = (entry.match(/:/g)?.length ?? 0) > 1 && !entry.startsWith("[");
    const wanted = (isAddress ? entry.toLowerCase() : name).replace(/^\*?\./, "");
    if (!isAddress && only !== undefined && Number(only) !== port) return false;
    return wanted !== "" && (folded === wanted || folded.endsWith(`.${wanted}`));
  });
}

function decoded(part: string): string | undefined {
  if (part === "") return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new SyntaxError("a % in the name or password of a proxy is written as %25");
  }
}

/** Puts the web door together, where there is one. */
import type { HelloEvent } from "../../protocol/events.ts";
import type { LoadPageAssets } from "../base/page_asset.ts";
import type { Dispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../commands/services.ts";
import type { Door } from "../doors/door.ts";
import type { Reception } from "../doors/reception.ts";
import { WebSite } from "../doors/web/web_site.ts";
import { AddressLimit } from "../limits/address_limit.ts";
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import type { ServeOptions } from "./serve_options.ts";
import type { StorageKeeper } from "./storage_keeper.ts";

/** Connections of browsers, of all and of one address, beyond those that may be. */
const MORE_SOCKETS = 100;

/** What the site is given besides the options. */
export interface OpenWebContext {
  services: Services;
  dispatcher: Dispatcher;
  reception: Reception;
  storage: Pick<StorageKeeper, "failure">;
  pageAssets: LoadPageAssets | undefined;
  /** Who answers lines of IRC that come in frames; undefined where nobody does. */
  lineDoor(): Door | undefined;
  hello(): HelloEvent;
  /** The certificate that new connections get; undefined without TLS. */
  certificate(): LoadedCertificate | undefined;
}

/** Connections of one address that have to do with files, at once. */
const FILE_SOCKETS_PER_ADDRESS = 200;

/** The same of all addresses. */
const MAX_FILE_SOCKETS = 1_000;

/** What goes on with native connections that ask for HTTP: files and nothing else. */
export function openFilesSite(options: ServeOptions, context: OpenWebContext): WebSite {
  const { limits, limitLoopback } = options;
  const { services, dispatcher, reception, storage, hello } = context;
  return new WebSite({
    services,
    dispatcher,
    reception,
    hello,
    isForFilesAlone: true,
    origins: [],
    trustedProxies: [],
    isSecure: options.tls.kind !== "off",
    isVouchedFor: () => false,
    sockets: new AddressLimit({
      connectionsPerAddress: limits ? FILE_SOCKETS_PER_ADDRESS : Infinity,
      limitLoopback,
    }),
    maxSockets: MAX_FILE_SOCKETS,
    notReady: () => storage.failure ?? (services.cluster?.isOff ? "busy" : undefined),
  });
}

/** The site for browsers; undefined when the web door is shut, or nowhere to be found. */
export function openWeb(options: ServeOptions, context: OpenWebContext): WebSite | undefined {
  const { web, tls, limits, limitLoopback, connectionsPerAddress, maxConnections } = options;
  if (!web.isOpen || tls.kind === "off" && web.at === undefined) return undefined;
  const { services, dispatcher, reception, storage, certificate } = context;
  const { pageAssets, lineDoor, hello } = context;
  return new WebSite({
    services,
    dispatcher,
    reception,
    pageAssets,
    lineDoor,
    hello,
    origins: web.origins,
    trustedProxies: options.trustedProxies,
    isSecure: tls.kind !== "off",
    isVouchedFor: () => certificate()?.isSelfSigned === false,
    loginRate: options.rates.logins.attempts,
    sockets: new AddressLimit({
      connectionsPerAddress: limits ? connectionsPerAddress + MORE_SOCKETS : Infinity,
      limitLoopback,
    }),
    maxSockets: maxConnections + MORE_SOCKETS,
    notReady: () => storage.failure ?? (services.cluster?.isOff ? "busy" : undefined),
  });
}

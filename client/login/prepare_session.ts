/** What the command line says about a server and who one is there, read before a connection is made. */
import { normalizeFingerprint } from "../../protocol/fingerprint.ts";
import { GENERAL_ROOM } from "../../protocol/limits.ts";
import { parseRoomName } from "../../protocol/names.ts";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { systemClock } from "../base/clock.ts";
import { clientFolder } from "../base/client_folder.ts";
import { environmentOf } from "../base/environment.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { complain } from "../base/say.ts";
import type { Link } from "../link/link.ts";
import { keysInFolder } from "../sealing/keys_folder.ts";
import { SealedLink } from "../sealing/sealed_link.ts";
import { normalPlace } from "../net/host.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import { Nodes } from "../link/nodes.ts";
import { newRefPrefix } from "../link/own_ref.ts";
import { openServer } from "../link/open.ts";
import { type Address, formatPlace, parseAddress, type SecuredAddress } from "../net/address.ts";
import { KnownServers } from "../net/known_servers.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import type { ServerProof } from "../net/tls_transport.ts";
import { checkedProxy, proxyFor } from "../net/proxy/proxy.ts";
import { judgeServer } from "../net/trust.ts";
import { fingerprintsOf, judgeNode } from "../net/trust_node.ts";
import { givenCode, givenPassword, givenToken } from "./password_source.ts";
import type { Session } from "./session.ts";

/** What the command line says. */
export interface SessionChoice {
  room?: string | undefined;
  register?: true | undefined;
  /** The code of an invitation; whoever has one makes an account. */
  invite?: string | undefined;
  passwordFile?: string | undefined;
  /** The file with a token for a script. */
  tokenFile?: string | undefined;
  /** The program that shows a code of the second factor, with its arguments. */
  codeCommand?: string | undefined;
  /** What the server lists this device as. @default the program and the system */
  device?: string | undefined;
  fingerprint?: string | undefined;
  tls: boolean;
  /** The proxy that the command line names, and that of the config file at the moment. */
  proxy?: string | undefined;
  proxySetting?: (() => string) | undefined;
  history?: number | undefined;
  configDir?: string | undefined;
  /** Whether unfinished transfers are kept for the next time. @default true */
  remember?: boolean | undefined;
}

/** What was understood, without the server. */
export interface Prepared
  extends Pick<Session, "code" | "codeCommand" | "password" | "token" | "register" | "invite"> {
  /** The room that was asked for; `undefined` when none was. */
  room: string | undefined;
  /** The config folder; `undefined` when there is none. */
  folder: string | undefined;
  /** Makes links to a server as the options want them; `notify` is told of its key. */
  linkTo: (
    address: SecuredAddress,
    notify: (line: string) => void,
  ) => (observer: LinkObserver) => Link;
  /** How further connections are made to a server that a link was made to. */
  streamTo: (address: SecuredAddress) => StreamTarget;
}

/**
 * Everything that is known before a connection is made to a server.
 *
 * @throws {ClientFailure} when it cannot be understood.
 */
export async function prepareSession(
  { address, ...choice }: SessionChoice & { address: string },
): Promise<Session> {
  return sessionAt(parseAddress(address), { ...choice, ...await prepare(choice) });
}

/** The session at an address, of what was prepared. */
export function sessionAt(
  address: Address,
  prepared: Prepared & Pick<SessionChoice, "history" | "remember">,
): Session {
  const { code, codeCommand, history, invite, linkTo, password } = prepared;
  const { register, room, streamTo, token } = prepared;
  return {
    place: formatPlace(address),
    username: address.username,
    password,
    token,
    code,
    codeCommand,
    register,
    invite,
    room: room ?? GENERAL_ROOM,
    history,
    newLink: linkTo(address, notify),
    stream: streamTo(address),
    folder: prepared.folder,
    transfersFolder: prepared.remember === false ? undefined : prepared.folder,
  };
}

/**
 * Understands everything but the address.
 *
 * @throws {ClientFailure} when it cannot be understood.
 */
export async function prepare(choice: SessionChoice): Promise<Prepared> {
  const { room } = choice;
  const folder = clientFolder(choice.configDir);
  return {
    folder,
    ...connectionMakers(choice, folder),
    password: await givenPassword({
      file: choice.passwordFile,
      environment: environmentOf,
      notify,
    }),
    token: await givenToken({ file: choice.tokenFile, environment: environmentOf, notify }),
    code: givenCode(environmentOf),
    codeCommand: choice.codeCommand,
    // Nobody has an invitation for an account that is there already.
    register: choice.register ?? choice.invite !== undefined,
    invite: choice.invite,
    room: room === undefined ? undefined : usage(() => parseRoomName(room)),
  };
}

function connectionMakers(
  { device, fingerprint, proxy, proxySetting, remember = true, tls }: SessionChoice,
  folder: string | undefined,
): Pick<Prepared, "linkTo" | "streamTo"> {
  const known = new KnownServers(folder);
  const pinned = fingerprint === undefined
    ? undefined
    : usage(() => normalizeFingerprint(fingerprint));
  if (pinned !== undefined && !tls) {
    throw new ClientFailure(
      EXIT.usage,
      "Without encryption there is no key to compare; leave out --fingerprint or --no-tls",
    );
  }
  if (proxy !== undefined) usage(() => checkedProxy(proxy));
  const wishes = { option: proxy, environment: environmentOf };
  const proxyTo = (place: Address) => () =>
    usage(() => proxyFor(place, { ...wishes, setting: proxySetting?.() ?? "" }));
  const chats = new Map<string, ServedChat>();
  const chatAt = (asked: SecuredAddress): ServedChat => {
    const { fingerprint: only, tls: own = tls } = asked;
    const text = [formatPlace(asked), only ?? pinned, own].join(" ");
    const chat = chats.get(text) ??
      { asked, nodes: new Nodes(asked, Math.random), fingerprints: new Set<string>() };
    chats.set(text, chat);
    return chat;
  };
  const targetOf = (
    place: Address,
    { asked, nodes, fingerprints }: ServedChat,
    notifyOfKey: (line: string) => void,
  ): StreamTarget => {
    const { fingerprint: only, tls: own = tls } = asked;
    const trust = { place: formatPlace(place), pinned: only ?? pinned, known, notify: notifyOfKey };
    const judge = async (proof: ServerProof) => {
      if (nodes.isNamed(place)) return judgeNode(proof, { ...trust, known: fingerprints });
      await judgeServer(proof, trust);
      for (const fingerprint of fingerprintsOf(proof)) fingerprints.add(fingerprint);
    };
    return { place, judge: own ? judge : undefined, proxy: proxyTo(place) };
  };
  return {
    streamTo(address) {
      const chat = chatAt(address);
      // Who the server is was said when the link was made; files go to the node that the link is at.
      const target = () => targetOf(chat.nodes.current, chat, () => {});
      return {
        get place() {
          return target().place;
        },
        get judge() {
          return target().judge;
        },
        get proxy() {
          return target().proxy;
        },
      };
    },
    linkTo: (place, notifyOfKey) => (observer) => {
      const chat = chatAt(place);
      return new SealedLink({
        keys: folder === undefined
          ? undefined
          : keysInFolder({ folder, place: normalPlace(formatPlace(place)) }),
        async open(connectionObserver) {
          const connection = await openServer({
            ...targetOf(chat.nodes.next(), chat, notifyOfKey),
            clock: systemClock,
            refPrefix: newRefPrefix(),
            observer: connectionObserver,
          });
          chat.nodes.named((await connection.hello).nodes ?? []);
          return connection;
        },
        pauseMs: (attempt, random) => chat.nodes.pauseMs(attempt, random),
        observer,
        clock: systemClock,
        random: Math.random,
        newNonce: () => crypto.randomUUID(),
        device: device ?? `chat/${PROGRAM_VERSION} on ${Deno.build.os}`,
        beginsUnasked: remember,
      });
    },
  };
}

/** Where one chat is served, and what the server that was asked for is known by. */
interface ServedChat {
  asked: SecuredAddress;
  nodes: Nodes;
  fingerprints: Set<string>;
}

/** Tells whoever started the client something that belongs to no conversation. */
export function notify(line: string): void {
  complain(line);
}

function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new ClientFailure(EXIT.usage, reasonOf(cause), { cause });
  }
}

/** What all connections of the IRC door have in common. */
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { Listener } from "../../live/listener.ts";
import type { OnlineAccount } from "../../live/online_account.ts";
import { WireFormats } from "../../live/wire_format.ts";
import type { FormingCapability } from "./capabilities.ts";
import { AuthorsCuts } from "./wire/authors_cuts.ts";
import { IrcFormat } from "./irc_format.ts";
import { type Particulars, People } from "./people.ts";

/** How the door was opened. */
export interface IrcOptions {
  /** What the server is called in the messages that come from it. */
  serverName: string;
  /** What the network is called. */
  networkName: string;
  /** What the server is for, as it says at that moment; empty where nobody said that. */
  description(): string;
  /** What is to be read by those who connect, as it is at that moment. */
  motd(): string;
  /** Whether those who bring no account get one for as long as they are there. */
  guests: boolean;
  /** Whether somebody may register an account before the connection is complete. */
  registerEarly: boolean;
  /**
   * For how many seconds clients are to take no connection without TLS, as it is at that moment;
   * undefined says nothing about it.
   */
  stsSeconds(): number | undefined;
  /** What everybody has to know who connects; undefined when nothing. */
  password: string | undefined;
  /** Where the file of a message is to be had with a browser; undefined where none is answered. */
  fileAddress(message: number, name: string): string | undefined;
}

/** The house that the door leads into. */
export class IrcHouse {
  readonly options: IrcOptions;
  readonly services: Services;
  readonly dispatcher: Dispatcher;
  readonly people: People;
  readonly cuts = new AuthorsCuts();
  readonly formats: WireFormats<FormingCapability>;
  /** When the door was opened, in milliseconds. */
  readonly openedMs: number;
  /** Connections that have said who they are, and the most of them there were at once. */
  registered = 0;
  mostRegistered = 0;
  /** Connections that have not yet. */
  unknown = 0;

  constructor(options: IrcOptions, services: Services, dispatcher: Dispatcher) {
    this.options = options;
    this.services = services;
    this.dispatcher = dispatcher;
    this.openedMs = services.now();
    const { hub } = services;
    this.people = new People((name) => hub.accountCalled(name), hub.nicks);
    const { serverName, fileAddress } = options;
    const common = { cuts: this.cuts, people: this.people, serverName, fileAddress };
    this.formats = new WireFormats((capabilities) => new IrcFormat({ capabilities, ...common }));
  }

  /** Who is online and called so. */
  onlineCalled(nick: string): OnlineAccount | undefined {
    return this.services.hub.accountCalled(this.people.accountCalled(nick));
  }

  /** The connections of an account that have come by this door. */
  connectionsOf(account: string): Listener[] {
    const { connections = [] } = this.services.hub.accountCalled(account) ?? {};
    return [...connections].filter(({ format }) => format instanceof IrcFormat);
  }

  /** Somebody says this of themselves from now on; those who see them are told of another user. */
  knowAs(account: string, particulars: Particulars): void {
    const { user } = this.people.of(account);
    this.people.cameAs(account, particulars);
    this.#tellUser(account, user);
  }

  /**
   * Whoever stays by another door, or at another node, is known by nothing but the name again. At another
   * node it may be on IRC still, and keeps its nick.
   */
  knowByName({ elsewhere, id, name }: OnlineAccount): void {
    const { hub, journal, nodes } = this.services;
    if (nodes === undefined) hub.appearance.callAccount(id, name);
    else if (elsewhere.size === 0 && hub.nicks.of(name) !== undefined) {
      journal.append("call_account", { actor: id, name }).catch(() => {});
    }
    const { user } = this.people.of(name);
    this.people.forget(name);
    this.#tellUser(name, user);
  }

  #tellUser(name: string, before: string): void {
    const { hub } = this.services;
    const account = hub.accountCalled(name);
    const { user } = this.people.of(name);
    if (account !== undefined && user !== before) {
      hub.appearance.tellUser(account.id, { before, user });
    }
  }

  /** Notes that somebody has said who they are. */
  cameIn(): void {
    this.unknown -= 1;
    this.registered += 1;
    this.mostRegistered = Math.max(this.mostRegistered, this.registered);
  }

  /** The format of those who have agreed on these. */
  formatOf(capabilities: Iterable<FormingCapability>): IrcFormat {
    return this.formats.of(capabilities) as IrcFormat;
  }
}

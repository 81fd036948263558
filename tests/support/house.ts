/** What stands behind every door, on a data folder of its own and without any door. */
import { OutboxSpace } from "../../server/live/out/outbox_space.ts";
import { AddressLimit } from "../../server/limits/address_limit.ts";
import { Dispatcher } from "../../server/commands/dispatcher.ts";
import type { Services } from "../../server/commands/services.ts";
import type { Door } from "../../server/doors/door.ts";
import { type Doors, Entrance } from "../../server/doors/entrance.ts";
import { NativeDoor } from "../../server/doors/native/native_door.ts";
import { Reception } from "../../server/doors/reception.ts";
import type { LoadedCertificate } from "../../server/net/certificate/certificate_store.ts";
import type { Observers } from "../../server/base/observers.ts";
import { Log } from "../../server/base/log.ts";
import { openServices } from "../../server/start/open_services.ts";
import { DEFAULT_SERVE_OPTIONS, type ServeOptions } from "../../server/start/serve_options.ts";
import { LogLines, type TemporaryFolder } from "./test_server.ts";
import { warmWorkers } from "./warm_workers.ts";

/** A house that doors can be put into. */
export interface House extends AsyncDisposable {
  services: Services;
  reception: Reception;
  dispatcher: Dispatcher;
  native: NativeDoor;
  log: LogLines;
  /** Opens a port on loopback, which closes with the house. */
  open(doors: Doors, certificate?: CertificateSource): Promise<Entrance>;
}

/** A certificate, and what is read when it is read again. */
export interface CertificateSource {
  certificate: LoadedCertificate;
  load(): Promise<LoadedCertificate>;
}

/** Opens the services of a folder, without limits unless the test says otherwise. */
export async function openHouse(
  folder: TemporaryFolder,
  given: Partial<ServeOptions> & { now?: () => number; observers?: Observers } = {},
): Promise<House> {
  const { now = Date.now, observers = {}, ...chosen } = given;
  const options: ServeOptions = {
    ...DEFAULT_SERVE_OPTIONS,
    host: "127.0.0.1",
    port: 0,
    bcryptCost: 4,
    limits: false,
    durability: "normal",
    maxConnections: 500,
    ...chosen,
    data: folder.path,
  };
  const lines = new LogLines();
  const log = new Log({
    format: "text",
    messageTexts: false,
    now,
    elapsed: now === Date.now ? undefined : now,
    write: (text) => lines.write(text),
  });
  const { services, turn, close } = await openServices(options, {
    dataFolder: folder.path,
    workerEntry: warmWorkers,
    log,
    now,
    elapsed: now === Date.now ? undefined : now,
    observers,
    onFatal: (message) => lines.write(`FATAL ${message}\n`),
  });
  const { connections } = services;
  const reception = new Reception({
    services,
    connections,
    addressLimit: new AddressLimit({ ...options, connectionsPerAddress: Infinity }),
    turn,
    outboxBytes: options.outboxBytes,
    outboxMessages: options.outboxMessages,
    outboxSpace: new OutboxSpace(Infinity),
    random: Math.random,
    anonymousRate: undefined,
    addressRates: undefined,
  });
  const dispatcher = new Dispatcher(services, observers.dispatch);
  const native = new NativeDoor({
    dispatcher,
    hello: () => ({
      event: "hello",
      protocol: 1,
      server: "chat/test",
      name: "test",
      description: "",
      motd: "",
      registration: "open",
      limits: { line_bytes: 1, text_bytes: 1, page_messages: 1 },
    }),
    now,
    delay: services.delay,
  });
  const entrances: Entrance[] = [];
  return {
    services,
    reception,
    dispatcher,
    native,
    log: lines,
    async open(doors, source) {
      const entrance = await Entrance.open({
        ...options,
        doors,
        reception,
        certificate: source?.certificate,
        loadCertificate: () => source === undefined ? Promise.resolve(undefined) : source.load(),
        onError: (message) => log.write({ event: "error", message }),
        onHandshakeFailed: (address, reason) =>
          log.write({ event: "handshake_failed", address, reason }),
      });
      entrances.push(entrance);
      return entrance;
    },
    async [Symbol.asyncDispose]() {
      for (const entrance of entrances) entrance.stop();
      await connections.closeAll();
      await Promise.all(entrances.map((entrance) => entrance.emptied()));
      await close();
    },
  };
}

/** A door that answers every connection with one line of its own and closes it. */
export class SignDoor implements Door {
  readonly format = { encodeEvents: () => new Uint8Array() };
  readonly #sign: Uint8Array;

  constructor(sign: string) {
    this.#sign = new TextEncoder().encode(`${sign}\n`);
  }

  gap(): Uint8Array {
    return new Uint8Array();
  }

  async converse(...[connection, transport]: Parameters<Door["converse"]>): Promise<void> {
    await transport.read();
    connection.outbox.pushAnswer(this.#sign);
    await connection.close("exit");
  }
}

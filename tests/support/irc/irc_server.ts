/** Servers with a door for IRC clients. */
import { startServer, type TemporaryFolder, type TestServer } from "../test_server.ts";
import type { TestServerOptions } from "../test_server.ts";
import type { IrcSettings } from "../../../server/start/irc_options.ts";

/** The door of a test: without TLS, on a free port. */
export const IRC: IrcSettings = {
  at: { host: "127.0.0.1", port: 0 },
  isPlain: true,
  name: "irc.test",
  nicks: "account",
  registerEarly: false,
  passwordFile: undefined,
};

/** A server with that door, and its port. */
export async function startIrcServer(
  folder: TemporaryFolder,
  { irc = {}, ...options }: Omit<TestServerOptions, "irc"> & { irc?: Partial<IrcSettings> } = {},
): Promise<TestServer & { ircPort: number }> {
  const server = await startServer(folder, { ...options, irc: { ...IRC, ...irc } });
  return Object.assign(server, { ircPort: server.running.ircPort ?? 0 });
}

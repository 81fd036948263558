/** A real server that answers browsers, with the page that the sources make. */
import { unpackPage } from "../../page_assets.ts";
import { upToDatePage } from "../../tools/build/web_assets.ts";
import {
  startServer,
  type TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "./test_server.ts";

/** Starts one on a port of its own, without TLS: this machine is a secure context for browsers. */
export async function startWebServer(
  folder: TemporaryFolder,
  options: TestServerOptions = {},
): Promise<TestServer & { url: string }> {
  // Before anybody waits for an answer: it takes as long as the machine is busy.
  const page = unpackPage(await upToDatePage());
  const server = await startServer(folder, {
    web: { ...DOOR, at: { host: "127.0.0.1", port: 0 } },
    pageAssets: () => Promise.resolve(page),
    ...options,
  });
  return Object.assign(server, { url: `http://127.0.0.1:${server.running.webPort}/` });
}

const DOOR = { isOpen: true, origins: [] } as const;

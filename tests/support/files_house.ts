/** A house with a native port and one for browsers, for tests that look at what lies behind both. */
import type { WebSiteOptions } from "../../server/doors/web/web_site.ts";
import { type Line, TestClient } from "./test_client.ts";
import { PASSWORD, type TemporaryFolder } from "./test_server.ts";
import { openWebHouse, type WebHouse } from "./web_house.ts";

/** Somebody who is logged in natively. */
export interface Member {
  client: TestClient;
  token: string;
}

/** A house whose people have tokens. */
export interface FilesHouse extends WebHouse {
  register(username: string): Promise<Member>;
}

/** Opens it. */
export async function openFilesHouse(
  folder: TemporaryFolder,
  options: Partial<WebSiteOptions> = {},
): Promise<FilesHouse> {
  const web = await openWebHouse(folder, options);
  const native = await web.house.open({ usual: web.house.native });
  const clients: TestClient[] = [];
  return {
    ...web,
    async register(username) {
      const client = await TestClient.connect({ port: native.port });
      clients.push(client);
      const answer: Line = await client.request("register", { username, password: PASSWORD });
      if (answer["ok"] !== true) throw new Error(`Cannot register ${username}`);
      return { client, token: String(answer["token"]) };
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await web[Symbol.asyncDispose]();
    },
  };
}

/** A site for browsers in a house, with whatever a test says about it. */
import { WebSite, type WebSiteOptions } from "../../server/doors/web/web_site.ts";
import { AddressLimit } from "../../server/limits/address_limit.ts";
import { type House, openHouse } from "./house.ts";
import type { TemporaryFolder } from "./test_server.ts";

/** A house with a port for browsers. */
export interface WebHouse extends AsyncDisposable {
  house: House;
  site: WebSite;
  port: number;
}

/** Opens both; without limits, without a page, and without TLS unless the test says otherwise. */
export async function openWebHouse(
  folder: TemporaryFolder,
  options: Partial<WebSiteOptions> = {},
): Promise<WebHouse> {
  const house = await openHouse(folder);
  const { services, reception, dispatcher } = house;
  const site = new WebSite({
    services,
    reception,
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
    origins: [],
    trustedProxies: [],
    isSecure: false,
    isVouchedFor: () => false,
    sockets: new AddressLimit({ connectionsPerAddress: Infinity, limitLoopback: false }),
    maxSockets: 1_000,
    notReady: () => undefined,
    ...options,
  });
  const { port } = await house.open({ usual: site });
  return {
    house,
    site,
    port,
    async [Symbol.asyncDispose]() {
      site.close();
      await house[Symbol.asyncDispose]();
    },
  };
}

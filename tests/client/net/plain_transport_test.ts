import { createServer } from "node:net";
import { dialPlain } from "../../../client/net/plain_transport.ts";
import { testTransport } from "./transport_suite.ts";

testTransport({
  name: "PlainTransport",
  serve: (accept) => Promise.resolve(createServer(accept)),
  dial: (port, signal) => dialPlain("127.0.0.1", port, signal),
});

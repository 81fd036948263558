/** The document of the API: it is one, says what the server does, and clients can be made of it. */
import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import axios from "axios";
import { OpenAPIClientAxios } from "openapi-client-axios";
import { REQUEST_SHAPES } from "../../../../protocol/requests.ts";
import { openApi } from "../../../../server/doors/api/openapi.ts";
import { startApiServer } from "../../../support/api_client.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

type Document = Record<string, Record<string, unknown>>;

Deno.test("openApi() is a valid document of OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(openApi()) as Document);
  assert.equal(valid, true, JSON.stringify(errors)?.slice(0, 2_000));
  assert.equal(validator.version, "3.1");
});

Deno.test("openApi() has every request that needs no connection, with each of its fields", () => {
  const { paths } = openApi() as { paths: Document };
  const missing = Object.keys(REQUEST_SHAPES).filter((action) => !(`/${action}` in paths));
  assert.deepEqual(missing.sort(), ["exit", "http", "unwatch", "watch"]);
  for (const [action, shape] of Object.entries(REQUEST_SHAPES)) {
    if (missing.includes(action) || Object.keys(shape).length === 0) continue;
    // deno-lint-ignore no-explicit-any
    const { requestBody } = paths[`/${action}`]?.["post"] as any;
    const { properties } = requestBody.content["application/json"].schema;
    assert.deepEqual(Object.keys(properties), Object.keys(shape));
    for (const [name, schema] of Object.entries(properties)) {
      assert.notDeepEqual(schema, {}, `nothing is said of ${action}.${name}`);
    }
  }
});

Deno.test("GET /api/v1/openapi.json is enough for a client that logs in and says something", async () => {
  using folder = new TemporaryFolder();
  await using server = await startApiServer(folder);
  const bob = await server.register("bob");
  await server.register("alice");
  const response = await fetch(`${server.api.url}openapi.json`);
  assert.equal(response.headers.get("content-type"), "application/json");
  const definition = await response.json();
  assert.deepEqual(definition, JSON.parse(JSON.stringify(openApi())));
  const factory = new OpenAPIClientAxios({
    definition,
    withServer: { url: new URL(definition.servers[0].url, server.api.url).href },
    axiosConfigDefaults: { adapter: "fetch" },
  });
  // deno-lint-ignore no-explicit-any
  const client: any = await factory.init();
  const { data: login } = await client.login(null, { username: "alice", password: PASSWORD });
  client.defaults.headers.common["Authorization"] = `Bearer ${login.token}`;
  const { data: said } = await client.say(null, { room: "general", text: "made of a document" });
  assert.equal(said.ok, true);
  const heard = await bob.event("message");
  assert.deepEqual([heard["id"], heard["text"]], [said.id, "made of a document"]);
  const refusal = await client.say(null, { room: "nowhere", text: "x" })
    .catch((error: unknown) => axios.isAxiosError(error) ? error.response : error);
  assert.deepEqual([refusal.status, refusal.data.error], [404, "no_such_room"]);
});

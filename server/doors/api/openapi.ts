/** The API as an OpenAPI document (3.1), made of the table of requests that everything is checked by. */
import { ERROR_SENTENCES, type ErrorCode } from "../../../protocol/errors.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { schemaOf } from "../../../protocol/field_checks.ts";
import { type Action, REQUEST_SHAPES } from "../../../protocol/requests.ts";
import { PROGRAM_VERSION } from "../../../protocol/version.ts";
import { rateOf } from "../../commands/command.ts";
import { COMMANDS } from "../../commands/registry.ts";
import { API_PATH } from "../web/http_head.ts";
import { statusOf } from "../web/statuses.ts";

/** Where the document is. */
export const OPENAPI_PATH = `${API_PATH}openapi.json`;

/** Actions that belong to a connection and mean nothing without one. */
const FOR_CONNECTIONS: ReadonlySet<Action> = new Set(["exit", "http", "unwatch", "watch"]);

/** What answers say of the statuses that refusals have. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: "A field is wrong, or the body is no JSON object",
  401: "There is no token, or not a right one; or the name, the password or the code is wrong",
  403: "This may not be done",
  404: "There is no such thing",
  405: "Requests are POST; what is read with GET says so",
  409: "It is so already, or has changed meanwhile",
  413: "Too long",
  415: "The body is no application/json",
  429: "Too fast; Retry-After says for how many seconds to wait",
  500: "Something went wrong inside the server",
  503: "The server cannot do it now; Retry-After says for how many seconds to wait",
  507: "There is no room for it",
};

/** The document; the same each time. */
export function openApi(): object {
  const actions = (Object.keys(REQUEST_SHAPES) as Action[])
    .filter((action) => !FOR_CONNECTIONS.has(action)).sort();
  return {
    openapi: "3.1.1",
    info: {
      title: "chat",
      version: PROGRAM_VERSION,
      description: "Every request of the protocol over HTTP. docs/api.md says how to begin, " +
        "docs/protocol.md what each request means.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: API_PATH.slice(0, -1) }],
    security: [{ token: [] }],
    paths: {
      ...Object.fromEntries(actions.map((action) => [`/${action}`, { post: operationOf(action) }])),
      "/events": { get: EVENTS },
    },
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "The token that login and register answer",
        },
      },
      schemas: {
        Granted: {
          type: "object",
          properties: { ok: { const: true } },
          required: ["ok"],
          description: "With the fields that the answer to the action has",
        },
        Refusal: {
          type: "object",
          properties: {
            ok: { const: false },
            error: { type: "string", enum: Object.keys(ERROR_SENTENCES).sort() },
            message: { type: "string", description: "A sentence for people" },
            retry_after: { type: "integer", minimum: 1, description: "Seconds" },
            detail: { type: "string" },
          },
          required: ["ok", "error", "message"],
        },
      },
      responses: refusals(),
    },
  };
}

function operationOf(action: Action): object {
  const command = COMMANDS[action];
  const { access } = command;
  const schema = schemaOf(REQUEST_SHAPES[action]);
  const isNeeded = "required" in schema;
  const isForm = Object.keys(REQUEST_SHAPES[action]).length > 0;
  return {
    operationId: action,
    summary: `The request \`${action}\` of the protocol`,
    "x-rate": rateOf(command, {}),
    ...(access === "anyone" ? { security: [] } : {}),
    ...(isForm
      ? {
        requestBody: {
          required: isNeeded,
          description: `At most ${MAX_LINE_BYTES} bytes; fields that are not listed are ignored`,
          content: { "application/json": { schema } },
        },
      }
      : {}),
    responses: {
      "200": {
        description: "Done",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Granted" } } },
      },
      ...refusalRefs(Object.keys(STATUS_WORDS)),
    },
  };
}

const EVENTS = {
  operationId: "events",
  summary: "What happens, as server-sent events",
  parameters: [
    {
      name: "room",
      in: "query",
      description: "Rooms to hear of; everything without it",
      schema: { type: "array", items: { type: "string" } },
      style: "form",
      explode: true,
    },
    {
      name: "Last-Event-ID",
      in: "header",
      description: "The id after which to go on",
      schema: { type: "string", pattern: "^\\d{1,16}$" },
    },
  ],
  responses: {
    "200": {
      description: "Blocks of `id`, `event` and `data`, for as long as both sides stay",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    ...refusalRefs(["400", "401", "403", "404", "429", "503"]),
  },
} as const;

function refusalRefs(statuses: readonly string[]): Record<string, object> {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
  );
}

function refusals(): Record<string, object> {
  const codes = Object.keys(ERROR_SENTENCES) as ErrorCode[];
  return Object.fromEntries(
    Object.entries(STATUS_WORDS).map(([status, description]) => {
      const own = codes.filter((code) => statusOf(code) === Number(status)).sort();
      const response = {
        description: `${description}. Codes: ${own.join(", ")}`,
        ...(status === "429" || status === "503"
          ? { headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds" } } }
          : {}),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
      };
      return [`Refused${status}`, response];
    }),
  );
}

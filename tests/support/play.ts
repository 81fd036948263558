/** Scripts of the line client against a server that answers as it is told. */
import { runClient } from "./client_process.ts";
import type { FakeServer } from "./fake_server.ts";

/** The fields of a request or an answer. */
export type Fields = Record<string, unknown>;

/** What starts the line client as somebody who is registered. */
export function as(name: string, server: FakeServer, ...more: string[]) {
  return {
    args: [`${name}@127.0.0.1:${server.port}`, "--no-tls", ...more],
    env: { CHAT_PASSWORD: "correct horse", TZ: "UTC" },
  };
}

/** Runs a script as alice to its end; returns what it printed and what it asked for. */
export async function play(server: FakeServer, lines: readonly string[], ...more: string[]) {
  const input = lines.map((line) => `${line}\n`).join("");
  return await runClient({ ...as("alice", server, ...more), input });
}

/** Answers each action with the fields given for it. */
export function answering(server: FakeServer, answers: Record<string, Fields>): void {
  server.intercept = ({ action }) => {
    const fields = answers[String(action)];
    return fields === undefined ? undefined : { ok: true, ...fields };
  };
}

/** The fields of the requests for `action`, without action and ref. */
export function asked(server: FakeServer, action: string): Fields[] {
  return server.requestsFor(action).map(({ action: _action, ref: _ref, ...fields }) => fields);
}

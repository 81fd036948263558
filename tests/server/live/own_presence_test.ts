/** Other nodes are told who is here, and again when they could not be told, or took this one for gone. */
import assert from "node:assert/strict";
import { ChatError } from "../../../protocol/errors.ts";
import { OwnPresence } from "../../../server/live/own_presence.ts";

class Stage {
  readonly told: string[] = [];
  isCutOff = false;
  readonly own: OwnPresence;

  constructor() {
    const append = (kind: string, { connection = 0 }: { connection?: number }): Promise<never> => {
      if (this.isCutOff) return Promise.reject(new ChatError("busy"));
      this.told.push(`${kind} ${connection}`);
      return Promise.resolve() as never;
    };
    const journal = { append, epoch: 3, isCutOff: false };
    Object.defineProperty(journal, "isCutOff", { get: () => this.isCutOff });
    const limit = { sessionsPerUser: 0, sessionConflict: "refuse" } as const;
    this.own = new OwnPresence({ node: "a", journal: journal as never, limit });
  }
}

Deno.test("who comes and goes is told, and nothing twice", async () => {
  const { own, told } = new Stage();
  own.entered({ account: 1, session: 1 }, 1);
  own.entered({ account: 2, session: 2 }, 2);
  own.left({ account: 1, session: 1 }, 1);
  await own.repair();
  assert.deepEqual(told, ["came 1", "came 2", "left 1"]);
  own.again();
  assert.deepEqual(told.slice(3), ["came 2"]);
});

Deno.test("what could not be told makes everything be told anew, once the log is back", async () => {
  const stage = new Stage();
  const { own, told } = stage;
  own.entered({ account: 1, session: 1 }, 1);
  stage.isCutOff = true;
  own.left({ account: 1, session: 1 }, 1);
  own.entered({ account: 2, session: 2 }, 2);
  await Promise.resolve();
  await own.repair();
  assert.deepEqual(told, ["came 1"]);
  stage.isCutOff = false;
  await own.repair();
  await own.repair();
  assert.deepEqual(told, ["came 1", "node_gone 0"]);
});

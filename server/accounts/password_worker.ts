/** A worker that does the slow part of registering and logging in. */
import { answerCalls } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { stepBack } from "./low_priority.ts";
import { hashPassword, verifyPassword } from "./password_hash.ts";
import type { PasswordJudge } from "./password_strength.ts";

/** What a password worker takes. */
export type PasswordCall =
  | { call: "hash"; password: string; cost: number }
  | { call: "verify"; password: string; stored: string }
  | { call: "weakness"; password: string; username: string };

/** Answers {@linkcode PasswordCall}s; the lists of words are loaded when the first one is judged. */
export function run(scope: WorkerScope): void {
  let judge: PasswordJudge | undefined;
  stepBack();

  async function weakness(password: string, username: string): Promise<string | undefined> {
    const { PasswordJudge } = await import("./password_strength.ts");
    judge ??= new PasswordJudge(new Date().getFullYear());
    return judge.weakness(password, username);
  }

  answerCalls<PasswordCall>(scope, (message) => {
    switch (message.call) {
      case "hash":
        return hashPassword(message.password, message.cost);
      case "verify":
        return verifyPassword(message.password, message.stored);
      case "weakness":
        return weakness(message.password, message.username);
    }
  });
}

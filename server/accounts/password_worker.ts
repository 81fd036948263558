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
  | { call: "choose"; password: string; username: string; cost: number };

/** A new password as it is to be stored, or why it is too easy to guess. */
export type ChosenPassword = { stored: string } | { weakness: string };

/** Answers {@linkcode PasswordCall}s; the lists of words are loaded when the first one is judged. */
export function run(scope: WorkerScope): void {
  let judge: PasswordJudge | undefined;
  stepBack();

  async function choose(
    { password, username, cost }: { password: string; username: string; cost: number },
  ): Promise<ChosenPassword> {
    const { PasswordJudge } = await import("./password_strength.ts");
    judge ??= new PasswordJudge(new Date().getFullYear());
    const weakness = judge.weakness(password, username);
    return weakness === undefined ? { stored: hashPassword(password, cost) } : { weakness };
  }

  answerCalls<PasswordCall>(scope, (message) => {
    switch (message.call) {
      case "hash":
        return hashPassword(message.password, message.cost);
      case "verify":
        return verifyPassword(message.password, message.stored);
      case "choose":
        return choose(message);
    }
  });
}

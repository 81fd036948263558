/** `poll`: everything the account may read that is new or has changed after an id. */
import { ChatError } from "../../../protocol/errors.ts";
import { SERVER } from "../../journal/actors.ts";
import { pageLimit } from "../checks.ts";
import type { MemberCommand } from "../command.ts";
import type { Services } from "../services.ts";

/**
 * Never refuses; `more` says that the answer is not all, because of `limit` or of its size. On a
 * connection, what the answer covers does not come after it, and what it does not cover does.
 */
export const poll: MemberCommand<"poll"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  async handle({ caller: { connection }, request, identity, services }) {
    const { hub, journal } = services;
    const given = request.last_id;
    const after = given > hub.lastId ? await knownAfter(given, services) : given;
    async function ask() {
      const page = await journal.query("poll", {
        account: identity.account.id,
        lastId: after,
        limit: pageLimit(request.limit, services),
      });
      // The database may have a commit a moment before it is told.
      await journal.told();
      return page;
    }
    return connection === undefined
      ? await ask()
      : await hub.alignment.answer(connection, { after, ask });
  },
};

/**
 * Nobody has seen an id yet that was never given out here: the database was restored, and whoever asks
 * has not noticed. It gets everything since the server was started, and ids go on above the one that
 * it knows, so that it does not take what is new for old.
 */
async function knownAfter(given: number, { hub, journal }: Services): Promise<number> {
  try {
    const skipping = { actor: SERVER, upTo: given };
    return (await journal.append("skip_ids", skipping)).startedAfter;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    // What cannot be stored must not keep anybody from reading.
    return hub.lastId;
  }
}

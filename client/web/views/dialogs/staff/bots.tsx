/** The bots of the server with their tokens. */
import { useState } from "preact/hooks";
import type { BotInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";
import { type Once, ShownOnce } from "../kit/shown_once.tsx";

/** The list, and forms for more bots and more tokens, for admins. */
export function Bots() {
  const words = useMore().programs;
  const server = useServer();
  const [once, setOnce] = useState<Once | undefined>(undefined);
  const pages = usePages<BotInfo>(async (last) => {
    const after = last === undefined ? {} : { after: last.username };
    const { bots, more } = await server.request("bots", after);
    return { entries: recordsIn<BotInfo>(bots, ["username", "created"]), hasMore: more === true };
  }, []);
  return (
    <>
      <p>{words.intro}</p>
      <PageList
        label={words.list}
        empty={words.none}
        pages={pages}
        keyOf={({ username }) => username}
      >
        {(bot) => <BotRow bot={bot} onChange={pages.reload} />}
      </PageList>
      <h3 class="part-title">{words.newBot}</h3>
      <Form
        isRow
        isCleared
        submit={words.makeBot}
        onSubmit={async (filled) => {
          await server.request("create_bot", { username: filled.text("bot").trim() });
          pages.reload();
        }}
      >
        <TextField name="bot" label={words.botName} isRequired />
      </Form>
      <h3 class="part-title">{words.newToken}</h3>
      <ShownOnce once={once} />
      <Form
        isCleared
        submit={words.makeToken}
        onSubmit={async (filled) => {
          const username = filled.text("bot-of-token").trim();
          const { token } = await server.request("token", {
            username,
            name: filled.text("bot-token").trim(),
          });
          setOnce({ says: words.made(printable(username)), text: printable(String(token)) });
          pages.reload();
        }}
      >
        <TextField name="bot-of-token" label={words.whichBot} isRequired />
        <TextField name="bot-token" label={words.tokenName} isRequired />
      </Form>
    </>
  );
}

function BotRow({ bot, onChange }: { bot: BotInfo; onChange: () => void }) {
  const words = useMore().programs;
  const { times } = usePage();
  const server = useServer();
  const username = printable(bot.username);
  const tokens = Array.isArray(bot.tokens) ? bot.tokens : [];
  return (
    <div>
      <div class="row-text">
        <strong dir="auto">{username}</strong>
        <span class="row-facts">
          {[
            words.since(times.stamp(bot.created)),
            ...(tokens.length === 0 ? [words.noTokens] : []),
          ].join(" · ")}
        </span>
      </div>
      {tokens.map(({ address, name, session, used }) => {
        const shown = printable(String(name));
        return (
          <div key={session} class="row">
            <div class="row-text">
              <span dir="auto">{shown}</span>
              <span class="row-facts">
                {words.used(times.stamp(String(used)), printable(String(address)))}
              </span>
            </div>
            <ActionButton
              label={words.revoke}
              name={words.revokeToken(shown, username)}
              question={words.revokeQuestion(shown)}
              isDanger
              onAction={async () => {
                await server.request("revoke", {
                  username: bot.username,
                  session: Number(session),
                });
                onChange();
              }}
            />
          </div>
        );
      })}
    </div>
  );
}

/** Who is connected and from where, and how the server does. */
import type { ConnectionInfo, ServerStatistics } from "../../../../../protocol/records.ts";
import { formatDuration } from "../../../../../protocol/duration.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer, usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";
import { Facts } from "../kit/facts.tsx";
import { useFlowFacts } from "../kit/flow_facts.ts";
import { Loaded, PageList } from "../kit/page_list.tsx";

/** For admins the figures of the whole server, too. */
export function Connections({ isAdmin }: { isAdmin: boolean }) {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const pages = usePages<ConnectionInfo>(async (last) => {
    const after = last === undefined ? {} : { after: last.connection };
    const { connections, more } = await server.request("connections", after);
    return {
      entries: recordsIn<ConnectionInfo>(connections, ["address", "since"]),
      hasMore: more === true,
    };
  }, []);
  return (
    <>
      {isAdmin && <Totals />}
      <PageList
        label={words.tabs.connections}
        empty={words.noConnections}
        pages={pages}
        keyOf={({ connection }) => connection}
      >
        {({ address, device, queued_messages: queued, since, username }) => {
          const name = username === undefined ? words.nobodyYet : printable(String(username));
          return (
            <div class="row">
              <div class="row-text">
                <strong dir="auto">{name}</strong>
                <span class="row-facts">
                  {[
                    printable(address),
                    ...(device === undefined ? [] : [printable(String(device))]),
                    words.connectedSince(times.stamp(since)),
                    ...(Number(queued) > 0 ? [words.waiting(Number(queued))] : []),
                  ].join(" · ")}
                </span>
              </div>
              {username !== undefined && (
                <ActionButton
                  label={words.kick}
                  name={words.kickWhom(name)}
                  isDanger
                  question={words.kickQuestion(name)}
                  onAction={async () => {
                    await server.request("kick", { username });
                    pages.reload();
                  }}
                />
              )}
            </div>
          );
        }}
      </PageList>
      <button type="button" class="button" onClick={pages.reload}>{words.lookAgain}</button>
    </>
  );
}

function Totals() {
  const words = useMore().staff;
  const server = useServer();
  const flow = useFlowFacts();
  const answer = useAnswer(async () => {
    const { totals } = await server.request("observe", {});
    return Object(totals) as Partial<ServerStatistics>;
  }, []);
  return (
    <Loaded answer={answer}>
      {(totals) => (
        <Facts
          facts={[
            [
              words.uptime,
              typeof totals.uptime_ms === "number" ? formatDuration(totals.uptime_ms / 1_000) : "",
            ],
            ...flow(totals),
          ]}
        />
      )}
    </Loaded>
  );
}

/** How the connection does: what waits, what was left out, how long an answer takes. */
import type { ConnectionStatistics, ServerStatistics } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { Facts } from "../kit/facts.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { useFlowFacts } from "../kit/flow_facts.ts";

/** The connections of the account, this one first, and all of the server. */
export function ConnectionSettings() {
  const words = useMore().settings;
  const server = useServer();
  const flow = useFlowFacts();
  const answer = useAnswer(async () => {
    const askedMs = performance.now();
    const { connections, totals } = await server.request("stats", {});
    return {
      roundTripMs: Math.round(performance.now() - askedMs),
      connections: recordsIn<ConnectionStatistics>(connections, []),
      totals: Object(totals) as Partial<ServerStatistics>,
    };
  }, []);
  return (
    <Loaded answer={answer}>
      {({ connections, roundTripMs, totals }) => (
        <>
          {connections.map((connection, index) => (
            <section key={index}>
              <h3 class="part-title">
                {connection.own === true
                  ? words.thisConnection
                  : words.otherConnection(printable(String(connection.origin ?? "")))}
              </h3>
              <Facts
                facts={[
                  ...(connection.own === true
                    ? [[words.roundTrip, words.ms(roundTripMs)] as const]
                    : []),
                  ...flow(connection),
                ]}
              />
            </section>
          ))}
          <h3 class="part-title">{words.wholeServer}</h3>
          <Facts facts={flow(totals)} />
          <button type="button" class="button" onClick={answer.reload}>{words.again1}</button>
        </>
      )}
    </Loaded>
  );
}

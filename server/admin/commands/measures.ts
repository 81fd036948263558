/** `chat admin ban …`, `chat admin mute …`, and what is done about one account. */
import type { Command } from "@commander-js/extra-typings";
import type { MeasureInfo } from "../../../protocol/records.ts";
import { duration, given, since, whole } from "../arguments.ts";
import { done, list, minuteOf, type Report } from "../report.ts";
import { type AdminContext, allPages, type CommonOptions, leaf, run } from "../run.ts";

/** Adds the commands about networks that are banned, and the lists of what is in force. */
export function addMeasureCommands(admin: Command, context: AdminContext): void {
  const ban = admin.command("ban").description("banned networks and accounts");

  leaf(ban.command("list"), "list the bans of the server, or of a room, the newest first", [
    "ban list",
    "ban list --room general",
  ])
    .option("--room <room>", "those from this room")
    .action((options) => listMeasures("ban", options, context));

  leaf(ban.command("add"), "ban an address or a network (accounts: chat admin user ban)", [
    "ban add 192.0.2.7",
    'ban add 2001:db8::/48 --for 3d --reason "floods"',
  ])
    .argument("<network>", "an IPv4 or IPv6 address, or a network in CIDR notation")
    .option("--for <duration>", "until then: 10m, 2h, 3d, 1w", duration)
    .option("--reason <text>", "what those who are refused are told")
    .option("--force", "even if it is this machine")
    .action((network, options) =>
      run(options, context, async (console) => {
        const { for: seconds, force, reason } = options;
        const set = await console.request("ban", given({ network, seconds, force, reason }));
        return done(`${network} is banned${untilText(set)}.`, { network, ...set });
      })
    );

  leaf(ban.command("remove"), "let a network in again", ["ban remove 192.0.2.7"])
    .argument("<network>")
    .action((network, options) =>
      run(options, context, async (console) => {
        await console.request("unban", { network });
        return done(`${network} is not banned any more.`, { network });
      })
    );

  const mute = admin.command("mute").description("muted accounts");
  leaf(mute.command("list"), "list the mutes on the server, or in a room, the newest first", [
    "mute list",
    "mute list --room general",
  ])
    .option("--room <room>", "those in this room")
    .action((options) => listMeasures("mute", options, context));

  for (const [command, kind] of [[ban, "ban"], [mute, "mute"]] as const) {
    leaf(command.command("lift"), `end a ${kind} by its number in the list, also one of a room`, [
      `${kind} lift 12`,
    ])
      .argument("<number>", "as the list shows it", whole)
      .action((measure, options) =>
        run(options, context, async (console) => {
          await console.request("lift", { measure });
          return done(`Number ${measure} is lifted.`, { measure });
        })
      );
  }
}

/** Adds what is done about one account. */
export function addRestraintCommands(user: Command, context: AdminContext): void {
  for (const kind of ["ban", "mute"] as const) {
    leaf(user.command(kind), `${kind} an account, on the server or in a room`, [
      `user ${kind} bob --for 2d --reason "spam"`,
      `user ${kind} bob --room general`,
    ])
      .argument("<name>")
      .option("--room <room>", "only there")
      .option("--for <duration>", "until then: 10m, 2h, 3d, 1w", duration)
      .option("--reason <text>", "what the person is told")
      .action((username, options) =>
        run(options, context, async (console) => {
          const { for: seconds, reason, room } = options;
          const set = await console.request(kind, {
            username,
            ...given({ seconds, reason, room }),
          });
          return done(`${username} is ${PAST[kind]}${untilText(set)}.`, { username, ...set });
        })
      );

    leaf(user.command(`un${kind}`), AGAIN[kind], [
      `user un${kind} bob`,
      `user un${kind} bob --room general`,
    ])
      .argument("<name>")
      .option("--room <room>", "only there")
      .action((username, options) =>
        run(options, context, async (console) => {
          const { room } = options;
          await console.request(`un${kind}`, { username, ...given({ room }) });
          return done(`${username} is not ${PAST[kind]} any more.`, { username });
        })
      );
  }

  leaf(user.command("kick"), "end the connections of an account, or put it out of a room", [
    "user kick bob",
    "user kick bob --room general",
  ])
    .argument("<name>")
    .option("--room <room>", "only out of this room")
    .option("--reason <text>", "what the person is told")
    .action((username, options) =>
      run(options, context, async (console) => {
        const { reason, room } = options;
        const { connections } = await console.request("kick", {
          username,
          ...given({ reason, room }),
        });
        const sentence = connections === 0 ? "is not connected" : "is out";
        return done(`${username} ${sentence}.`, { username, ...given({ connections }) });
      })
    );

  leaf(user.command("purge"), "delete what an account wrote", [
    "user purge bob --yes",
    "user purge bob --room general --since 1h --yes",
  ])
    .argument("<name>")
    .option("--room <room>", "only there")
    .option("--since <time>", "only from then on: 1h (ago), 2026-11-20, 2026-11-20T17:00Z", since)
    .requiredOption("--yes", "because it cannot be undone")
    .action((username, options) =>
      run(options, context, async (console) => {
        const { room, since } = options;
        const { removed } = await console.request("purge", { username, ...given({ room, since }) });
        const messages = removed === 1 ? "message is" : "messages are";
        return done(`${removed} ${messages} gone.`, { username, removed });
      })
    );
}

const PAST = { ban: "banned", mute: "muted" } as const;

const AGAIN = {
  ban: "let a banned account come back, to the server or into a room",
  mute: "let a muted account write again, on the server or in a room",
} as const;

function listMeasures(
  kind: "ban" | "mute",
  options: CommonOptions & { room?: string },
  context: AdminContext,
): Promise<void> {
  return run(options, context, async (console): Promise<Report> => {
    const all = await allPages<MeasureInfo>(async (last) => {
      const fields = { kind, ...given({ room: options.room, before: last?.measure }) };
      const { measures, more } = await console.request("measures", fields);
      return { page: measures, more };
    }, Infinity);
    const columns = ["NUMBER", "WHOM", "WHERE", "BY", "SINCE", "UNTIL", "REASON"];
    return list(all, columns, (measure) => [
      String(measure.measure),
      measure.username ?? measure.network ?? measure.mask ?? "",
      measure.room === undefined ? "server" : `#${measure.room}`,
      measure.by,
      minuteOf(measure.time),
      measure.until === undefined ? "-" : minuteOf(measure.until),
      measure.reason ?? "",
    ]);
  });
}

function untilText({ until }: { until?: string }): string {
  return until === undefined ? "" : ` until ${minuteOf(until)} UTC`;
}

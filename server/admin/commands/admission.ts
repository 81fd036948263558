/** `chat admin registration`, `chat admin invite …` and `chat admin allow …`: who may make an account. */
import { Argument, type Command } from "@commander-js/extra-typings";
import type { AllowedName, InviteCode } from "../../../protocol/records.ts";
import { modeText, REGISTRATION_MODES } from "../../access/registration.ts";
import { duration, given, whole } from "../arguments.ts";
import { done, list, minuteOf } from "../report.ts";
import { type AdminContext, allPages, leaf, run } from "../run.ts";

/** Adds the commands about who may make an account. */
export function addAdmissionCommands(admin: Command, context: AdminContext): void {
  leaf(admin.command("registration"), "tell or decide who may register", [
    "registration",
    "registration invite",
    "registration closed --for 2h",
  ])
    .addArgument(new Argument("[mode]").choices(REGISTRATION_MODES.map(modeText)))
    .option("--for <duration>", "until then, and then again as before", duration)
    .action((word, options) => {
      const mode = REGISTRATION_MODES.find((known) => modeText(known) === word);
      if (mode === undefined && options.for !== undefined) {
        return admin.error("error: say which mode --for is about", { exitCode: 2 });
      }
      return run(options, context, async (console) => {
        const fields = given({ mode, seconds: options.for });
        const { mode: current, next, until } = await console.request("registration", fields);
        const then = next === undefined ? "" : `, then ${modeText(next)}`;
        const end = until === undefined ? "" : ` until ${minuteOf(until)} UTC${then}`;
        return done(
          `Registration is ${modeText(current)}${end}.`,
          given({ mode: current, until, next }),
        );
      });
    });

  const invite = admin.command("invite").description("codes with which people may register");
  leaf(invite.command("add"), "make a code", ["invite add", "invite add --uses 30 --for 1w"])
    .option("--uses <count>", "how often it may be used", whole, 1)
    .option("--for <duration>", "until then: 10m, 2h, 3d, 1w", duration)
    .action((options) =>
      run(options, context, async (console) => {
        const { for: seconds, uses } = options;
        const made = await console.request("invite_code", { uses, ...given({ seconds }) });
        return done(made.code, made);
      })
    );

  leaf(invite.command("list"), "list the codes, the newest first", ["invite list"])
    .action((options) =>
      run(options, context, async (console) => {
        const all = await allPages<InviteCode>(async (last) => {
          const { codes, more } = await console.request(
            "invite_codes",
            last === undefined ? {} : { before: last.id },
          );
          return { page: codes, more };
        }, Infinity);
        const columns = ["CODE", "BY", "MADE", "USES LEFT", "UNTIL", "WHO CAME"];
        return list(all, columns, (code) => [
          code.code,
          code.by,
          minuteOf(code.time),
          code.revoked ? "revoked" : String(code.uses_left),
          code.until === undefined ? "-" : minuteOf(code.until),
          code.users.join(", "),
        ]);
      })
    );

  leaf(invite.command("revoke"), "make a code worth nothing", ["invite revoke ABCD-EFGH-JKMN-PQRS"])
    .argument("<code>")
    .action((code, options) =>
      run(options, context, async (console) => {
        await console.request("revoke_code", { code });
        return done(`${code} is worth nothing any more.`, { code });
      })
    );

  const allow = admin.command("allow").description("names that may be registered");
  leaf(allow.command("add"), "put a name onto the list", ["allow add alice"])
    .argument("<name>")
    .action((username, options) =>
      run(options, context, async (console) => {
        await console.request("allow", { username });
        return done(`${username} may be registered.`, { username });
      })
    );

  leaf(allow.command("list"), "list the names", ["allow list"])
    .action((options) =>
      run(options, context, async (console) => {
        const all = await allPages<AllowedName>(async (last) => {
          const fields = last === undefined ? {} : { after: last.username };
          const { more, users } = await console.request("allowed", fields);
          return { page: users, more };
        }, Infinity);
        return list(all, ["NAME", "BY", "SINCE", "STATE"], (name) => [
          name.username,
          name.by,
          minuteOf(name.time),
          name.registered ? "registered" : "",
        ]);
      })
    );

  leaf(allow.command("remove"), "take a name off the list", ["allow remove alice"])
    .argument("<name>")
    .action((username, options) =>
      run(options, context, async (console) => {
        await console.request("disallow", { username });
        return done(`${username} is not on the list any more.`, { username });
      })
    );
}

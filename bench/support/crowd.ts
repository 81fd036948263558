/** A server with one account that many receivers share, and accounts that send. */
import { Load } from "./load.ts";
import { Target, type TargetOptions } from "./target.ts";

/** Everything that is running. */
export interface Crowd extends AsyncDisposable {
  target: Target;
  load: Load;
  senders: readonly string[];
  /** Token of the account that all receivers are logged in as. */
  crowd: string;
}

/** How many take part. */
export interface CrowdOptions extends TargetOptions {
  receivers: number;
  /** @default 10 */
  senders?: number;
  /** Whether the receivers look at the times of sending. @default false */
  timed?: boolean;
  /** Has the receivers come over IRC, with these sets of capabilities in turn. */
  ircSets?: readonly (readonly string[])[];
}

/** Starts a server and logs the receivers in; nobody sends yet. */
export async function gather(options: CrowdOptions): Promise<Crowd> {
  const target = await Target.start(options);
  const load = new Load(target, { isWeb: options.web ?? false });
  const names = Array.from({ length: options.senders ?? 10 }, (_, index) => `sender${index}`);
  const senders = await Promise.all(names.map((name) => target.register(name)));
  const crowd = await target.register("crowd");
  const { receivers: count, timed = false, ircSets: sets } = options;
  const irc = sets === undefined ? {} : { irc: { name: "crowd", sets } };
  await load.receive([crowd], { count, timed, ...irc });
  return {
    target,
    load,
    senders,
    crowd,
    async [Symbol.asyncDispose]() {
      load[Symbol.dispose]();
      await target[Symbol.asyncDispose]();
    },
  };
}

/** Puts together what gets the certificate from an authority, where that is wanted. */
import { AcmeError } from "../acme/acme_error.ts";
import { HttpChallengeDesk } from "../acme/http_challenges.ts";
import { AcmeKeeper } from "../acme/keeper.ts";
import type { AcmeSettings } from "../acme/settings.ts";
import type { AcmeStatus } from "../acme/status.ts";
import { plainReason } from "../base/plain_reason.ts";
import type { Log } from "../base/log.ts";
import { StartError } from "../base/start_error.ts";
import type { Services } from "../commands/services.ts";

/** No list of authorities is longer. */
const MAX_ROOTS_BYTES = 1_024 * 1_024;

/** What it is given. */
export interface OpenAcmeContext {
  dataFolder: string;
  log: Log;
  now(): number;
  delay: Services["delay"];
  /** Has the server use what is in the data folder. */
  reload(): Promise<void>;
}

/** A certificate that is being looked after. */
export interface OpenAcme {
  status(): AcmeStatus;
  /** Does what is due; call it again and again. Never rejects. */
  look(): Promise<void>;
  /** Tries again what has failed. Never rejects. */
  retry(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Looks at what there is; nothing is asked yet.
 *
 * @throws {StartError} when the authority's own certificates cannot be read.
 */
export async function openAcme(
  settings: AcmeSettings,
  { dataFolder, delay, log, now, reload }: OpenAcmeContext,
): Promise<OpenAcme> {
  const onError = (message: string) => log.write({ event: "error", message });
  const keeper = await AcmeKeeper.open({
    dataFolder,
    settings,
    roots: settings.rootsFile === undefined ? undefined : await readRoots(settings.rootsFile),
    desk: new HttpChallengeDesk({ ...settings.http, onError }),
    now,
    random: Math.random,
    delay,
    tell: (message) => log.write({ event: "acme", message }),
    complain: onError,
    onCertificate: reload,
  });
  const guard = (work: Promise<void>) =>
    work.catch((error: unknown) => onError(`Looking after the certificate: ${plainReason(error)}`));
  return {
    status: () => keeper.status,
    look: () => guard(keeper.look()),
    retry: () => guard(keeper.retry()),
    close: () => guard(keeper.close()),
  };
}

async function readRoots(path: string): Promise<string[]> {
  try {
    if ((await Deno.stat(path)).size > MAX_ROOTS_BYTES) throw new AcmeError("it is too long");
    const text = await Deno.readTextFile(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return [text];
    throw new AcmeError("it holds no certificate in PEM");
  } catch (cause) {
    const reason = cause instanceof AcmeError ? cause.message : plainReason(cause);
    throw new StartError(`Cannot use the certificates of --acme-ca ${path}: ${reason}.`, { cause });
  }
}

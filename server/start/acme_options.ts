/** The options about a certificate from an authority (ACME), and what all of them about TLS say together. */
import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { withAcmeName } from "../acme/names.ts";
import { isAuthorityUrl } from "../acme/protocol/authority_url.ts";
import { DEFAULT_DIRECTORY, HTTP_CHALLENGE_PORT } from "../acme/settings.ts";
import { SettingError } from "../configuration/given.ts";
import { type ListenAddress, parseListenAddress } from "./listen_address.ts";
import type { TlsMode } from "./serve_options.ts";

/** Adds them. */
export function addAcmeOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
) {
  return command
    .addOption(
      new Option(
        "--acme <name...>",
        "get a certificate for these names from an authority (ACME), and renew it; whoever asks for " +
          "that accepts the authority's terms of service",
      ).argParser(acmeName).default([] as readonly string[], "none"),
    )
    .addOption(
      new Option("--acme-directory <url>", "which authority that is; without it Let's Encrypt")
        .argParser(directoryOf),
    )
    .addOption(
      new Option("--acme-contact <address>", "e-mail address at which the authority can warn you")
        .argParser(contactOf),
    )
    .addOption(
      new Option(
        "--acme-http <address>",
        "where the authority is answered when it looks (HTTP-01), HOST:PORT or :PORT, for when port " +
          `80 leads there; without it :${HTTP_CHALLENGE_PORT}`,
      ).argParser(parseListenAddress),
    )
    .option("--acme-ca <file>", "believe an authority of your own by these certificates in PEM");
}

/** What is said about TLS, on the command line or elsewhere. */
export interface GivenTls {
  host: string;
  tls: boolean;
  cert?: string | undefined;
  key?: string | undefined;
  acme: readonly string[];
  acmeDirectory?: string | undefined;
  acmeContact?: string | undefined;
  acmeHttp?: ListenAddress | undefined;
  acmeCa?: string | undefined;
}

/**
 * Where the certificate comes from.
 *
 * @throws {SettingError} for what does not go together.
 */
export function tlsModeOf(given: GivenTls): TlsMode {
  const { acme: names, cert, key, tls } = given;
  const isOfFiles = cert !== undefined || key !== undefined;
  if (names.length === 0) {
    const lonely = ([
      ["acme-directory", given.acmeDirectory],
      ["acme-contact", given.acmeContact],
      ["acme-http", given.acmeHttp],
      ["acme-ca", given.acmeCa],
    ] as const).find(([, value]) => value !== undefined);
    if (lonely !== undefined) {
      throw new SettingError(`--${lonely[0]} says nothing without the names of --acme`);
    }
    if (!isOfFiles) return { kind: tls ? "own" : "off" };
    if (tls && cert !== undefined && key !== undefined) {
      return { kind: "files", certificateFile: cert, keyFile: key };
    }
    throw new SettingError("--cert and --key go together, and not with --no-tls");
  }
  if (isOfFiles || !tls) {
    throw new SettingError(
      `--acme gets the certificate itself, so it does not go with ${
        isOfFiles ? "--cert and --key" : "--no-tls"
      }`,
    );
  }
  const { acmeHttp: http, host } = given;
  return {
    kind: "acme",
    settings: {
      names,
      directory: given.acmeDirectory ?? DEFAULT_DIRECTORY,
      contact: given.acmeContact,
      rootsFile: given.acmeCa,
      http: { host: http?.host ?? host, port: http?.port ?? HTTP_CHALLENGE_PORT },
    },
  };
}

/** Parses a name and puts it to those that were given before. */
function acmeName(text: string, before: readonly string[]): readonly string[] {
  try {
    return withAcmeName(text, before);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

function directoryOf(text: string): string {
  if (isAuthorityUrl(text)) return text;
  throw new InvalidArgumentError(
    "It is the address of the authority's directory and begins with https://.",
  );
}

function contactOf(text: string): string {
  const address = text.replace(/^mailto:/i, "");
  if (address.length <= 254 && /^[^\s@,?<>"]+@[^\s@,?<>"]+$/.test(address)) return address;
  throw new InvalidArgumentError("It is an e-mail address, like admin@chat.example.org.");
}

/** The account with an authority: made once, kept in the data folder (RFC 8555, section 7.3). */
import { join } from "node:path";
import { writePrivately } from "../net/certificate/certificate_store.ts";
import { AcmeError } from "./acme_error.ts";
import { AccountKey } from "./protocol/account_key.ts";
import type { Authority, Signer } from "./protocol/authority.ts";
import { isRecord, parseJson, textOf } from "./protocol/fields.ts";

/** Name of the file in the data folder. */
export const ACCOUNT_FILE = "acme-account.json";

/** Who has an account where. */
export interface AccountOptions {
  dataFolder: string;
  directory: string;
  contact: string | undefined;
  authority: Authority;
  /** Called when an account was made, with where its terms of service are. */
  onMade(terms: string | undefined): void;
}

interface KeptAccount {
  directory: string;
  contact: string | undefined;
  account: string;
  key: JsonWebKey;
}

/** The account that is there, or a new one; the same key asks for the same account. */
export async function openAccount(options: AccountOptions): Promise<Required<Signer>> {
  const { authority, contact, dataFolder, directory } = options;
  const kept = await readAccount(dataFolder);
  if (kept?.directory !== directory) return await makeAccount(options, await AccountKey.make());
  const key = await AccountKey.read(kept.key);
  const account = authority.checkedUrl(kept.account, "the account");
  if (kept.contact === contact) return { key, account };
  try {
    await authority.post(account, { key, account }, { contact: contactOf(contact) });
  } catch (error) {
    if (error instanceof AcmeError && isUnknownAccount(error)) {
      return await makeAccount(options, key);
    }
    throw error;
  }
  await keep(dataFolder, { directory, contact, account, key: kept.key });
  return { key, account };
}

/** Asks for an account with a key: for a new one, or where the authority has forgotten it. */
export async function makeAccount(
  { authority, contact, dataFolder, directory, onMade }: AccountOptions,
  key: AccountKey,
): Promise<Required<Signer>> {
  const { newAccount, termsOfService } = await authority.directory();
  const { answer } = await authority.post(newAccount, { key }, {
    termsOfServiceAgreed: true,
    contact: contactOf(contact),
  });
  const account = authority.checkedUrl(answer.headers.get("location"), "the account");
  await keep(dataFolder, { directory, contact, account, key: await key.exported() });
  onMade(termsOfService);
  return { key, account };
}

/** Whether the authority does not know an account that it has given once. */
export function isUnknownAccount({ type }: AcmeError): boolean {
  return type === "accountDoesNotExist";
}

function contactOf(contact: string | undefined): string[] {
  return contact === undefined ? [] : [`mailto:${contact}`];
}

async function keep(dataFolder: string, kept: KeptAccount): Promise<void> {
  await writePrivately(join(dataFolder, ACCOUNT_FILE), `${JSON.stringify(kept)}\n`);
}

/** What is kept; undefined when there is nothing that can be used. */
async function readAccount(dataFolder: string): Promise<KeptAccount | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(dataFolder, ACCOUNT_FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new AcmeError(`Cannot read ${join(dataFolder, ACCOUNT_FILE)}`, { cause: error });
  }
  const value = parseJson(text);
  if (!isRecord(value) || !isRecord(value["key"])) return undefined;
  const { account, contact, directory, key } = value;
  if (textOf(account) === undefined || textOf(directory) === undefined) return undefined;
  return {
    directory: String(directory),
    contact: textOf(contact),
    account: String(account),
    key: key as JsonWebKey,
  };
}

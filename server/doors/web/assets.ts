/** The files of the page: which one is asked for, in which coding, and whether the browser has it already. */
import type { PageAsset } from "../../base/page_asset.ts";
import type { Response } from "./response.ts";

/** Codings, the shortest first, with what marks them in an ETag (RFC 9110, section 8.8.3.3). */
const CODINGS = [{ name: "br", key: "brotli" }, { name: "gzip", key: "gzip" }] as const;

const NOTHING = new Uint8Array(0);

/** Answers for the files of a page, by their paths. */
export class Assets {
  readonly #assets: ReadonlyMap<string, PageAsset>;

  constructor(assets: readonly PageAsset[]) {
    this.#assets = new Map(assets.map((asset) => [asset.path, asset]));
  }

  /** The answer to a GET of `path`; undefined where nothing stands. */
  answer(path: string, fields: ReadonlyMap<string, string>): Response | undefined {
    const asset = this.#assets.get(path);
    if (asset === undefined) return undefined;
    const { coding, body, etag } = chosenOf(asset, fields.get("accept-encoding"));
    const headers = {
      ETag: etag,
      Vary: "Accept-Encoding",
      "Cache-Control": asset.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    };
    if (matches(fields.get("if-none-match"), etag)) return { status: 304, headers, body: NOTHING };
    return {
      status: 200,
      headers: {
        ...headers,
        "Content-Type": asset.contentType,
        ...(coding === undefined ? {} : { "Content-Encoding": coding }),
      },
      body,
    };
  }
}

interface Chosen {
  coding: string | undefined;
  body: Uint8Array;
  etag: string;
}

function chosenOf(asset: PageAsset, accepted: string | undefined): Chosen {
  const weights = weightsOf(accepted ?? "");
  for (const { name, key } of CODINGS) {
    const body = asset[key];
    if (body === undefined || (weights.get(name) ?? weights.get("*") ?? 0) === 0) continue;
    return { coding: name, body, etag: asset.etag.replace(/"$/, `-${name}"`) };
  }
  return { coding: undefined, body: asset.identity, etag: asset.etag };
}

/** What a browser says it takes, and how much it likes it (RFC 9110, section 12.5.3). */
function weightsOf(accepted: string): ReadonlyMap<string, number> {
  return new Map(
    accepted.split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((word) => word.trim().toLowerCase());
      const weight = parameters.find((word) => word.startsWith("q="))?.slice(2);
      return [name, weight === undefined ? 1 : Number(weight) || 0];
    }),
  );
}

/** Whether the browser has what would be sent (RFC 9110, section 13.1.2). */
function matches(given: string | undefined, etag: string): boolean {
  if (given === undefined) return false;
  return given.split(",").some((one) => [etag, "*"].includes(one.trim().replace(/^W\//, "")));
}

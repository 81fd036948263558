/** What a browser is given to open a page of encrypted messages; everything comes to it as one script. */
import { openPages } from "./encrypted_pages.ts";

Object.assign(globalThis, { openPages });

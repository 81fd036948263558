/** Makes keys of the bytes that a terminal sends, and lets through nothing that is no key. */
import {
  backgroundKey,
  characterKey,
  controlKey,
  type Key,
  namedKey,
  pasteKey,
  reportKey,
} from "./key.ts";
import { PASTE_END, PasteReader } from "./paste_reader.ts";
import { keyOfConsole, keyOfSequence, keyOfSingleShift } from "./sequence_keys.ts";

/** An ESC, or what begins a sequence, with nothing behind it for this long is a key of its own. */
export const ESCAPE_PAUSE_MS = 50;
/** A sequence, or a paste, of which nothing comes for this long has no end. */
export const BROKEN_OFF_PAUSE_MS = 1_000;

/** More of a sequence, or of a report that is understood, is not kept. */
const MAX_SEQUENCE_LENGTH = 64;
/** So many bytes at once, after a paste without an end, are more of it: nobody types like that. */
const MAX_TYPED_AT_ONCE = 32;

const ESCAPE = 0x1b;
const CTRL_C = 0x03;
const BELL = 0x07;
const DELETE = 0x7f;

/** The bytes after ESC that begin a text which only its end mark ends: DCS, OSC, APC. */
const TEXT_STARTS = "P]_";
/** The answer to the question for the background colour (xterm, OSC 11). */
const BACKGROUND_START = "]11;";
/** The answers to the questions what the terminal is called, and for the graphics of kitty. */
const VERSION_START = "P>|";
const GRAPHICS_START = "_G";

/** A sequence that came whole, but for the ESC before it which was taken for the key. */
const LATE_SEQUENCE =
  // deno-lint-ignore no-control-regex -- that is what ends a text
  /^\x1b(?:\[[<?]?\d[\d;:]*[A-Za-z~]|\[[A-DFHIOZ]$|[\]P_][^\x07\x1b]*(?:\x07|\x1b\\))/;

/** How far the input has come. */
type Stage =
  /** Between keys. */
  | { kind: "ground" }
  /** After so many ESC. */
  | { kind: "escape"; escapes: number }
  /** In a control sequence: what came after `ESC [`. */
  | { kind: "sequence"; escapes: number; text: string }
  /** After `ESC O`. */
  | { kind: "single-shift"; escapes: number; text: string }
  /** After `ESC [ [`. */
  | { kind: "console" }
  /** In the report of a mouse (X10): so many bytes are to come. */
  | { kind: "mouse"; left: number }
  /** In a text that its end mark ends: its first characters, from the one after ESC. */
  | { kind: "text"; text: string; isEnding: boolean }
  | { kind: "paste"; paste: PasteReader };

const GROUND: Stage = { kind: "ground" };

/**
 * Takes the input in any pieces: however it is cut, the keys are the same. Only time tells the
 * Escape key from the beginning of a sequence: when nothing has come for `pauseMs`, whoever reads
 * calls `timeOut()`.
 */
export class InputParser {
  #stage: Stage = GROUND;
  #keys: Key[] = [];
  #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Whether the next character comes with Alt. */
  #isAlt = false;
  /** What was taken for keys because nothing more came in time. */
  #late = "";
  /** Whether a paste was given up for want of an end. */
  #hasGivenUpPaste = false;

  /** After how long without input to call `timeOut()`; `undefined` when there is no need to. */
  get pauseMs(): number | undefined {
    return pauseAfter(this.#stage);
  }

  /** Takes what has come; returns the keys that are complete. */
  push(bytes: Uint8Array): Key[] {
    const late = this.#late;
    this.#late = "";
    if (this.#stage.kind === "ground") {
      const text = String.fromCharCode(...bytes.subarray(0, 4_096));
      if (this.#hasGivenUpPaste) {
        this.#hasGivenUpPaste = false;
        if (bytes.length > MAX_TYPED_AT_ONCE || text.includes(PASTE_END)) {
          this.#stage = { kind: "paste", paste: new PasteReader() };
        }
      } else if (late !== "" && LATE_SEQUENCE.test(late + text)) {
        for (const character of late) this.#take(character.charCodeAt(0));
      }
    }
    for (const byte of bytes) this.#take(byte);
    return this.#taken();
  }

  /** Nothing more has come: what was begun is a key, or broken off. */
  timeOut(): Key[] {
    const stage = this.#stage;
    this.#stage = GROUND;
    switch (stage.kind) {
      case "escape":
        for (let count = 0; count < stage.escapes; count++) this.#press(namedKey("escape"));
        this.#late = "\x1b";
        break;
      case "sequence":
        if (stage.text === "") this.#altAfterAll("[", stage.escapes);
        break;
      case "single-shift":
        if (stage.text === "") this.#altAfterAll("O", stage.escapes);
        break;
      case "text":
        if (stage.text.length === 1) this.#altAfterAll(stage.text, 1);
        break;
      case "paste":
        this.#press(pasteKey(stage.paste.text()));
        this.#hasGivenUpPaste = true;
        break;
    }
    return this.#taken();
  }

  #taken(): Key[] {
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }

  #press(key: Key | undefined): void {
    if (key !== undefined) this.#keys.push(key);
  }

  #altAfterAll(character: string, escapes: number): void {
    if (escapes > 1) this.#press(namedKey("escape"));
    this.#press(characterKey(character, { alt: true }));
    this.#late = `\x1b${character}`;
  }

  #take(byte: number): void {
    const stage = this.#stage;
    switch (stage.kind) {
      case "ground":
        return this.#takeOnGround(byte);
      case "escape":
        return this.#takeAfterEscape(byte, stage.escapes);
      case "paste":
        return this.#takeOfPaste(byte, stage.paste);
      case "text":
        return this.#takeOfText(byte, stage);
    }
    // In a sequence: whatever cannot belong to it ends it, and counts for itself.
    if (byte < 0x20 || (byte >= DELETE && stage.kind !== "mouse")) {
      this.#stage = GROUND;
      return this.#takeOnGround(byte);
    }
    const character = String.fromCharCode(byte);
    switch (stage.kind) {
      case "sequence":
        return this.#takeOfSequence(character, stage);
      case "single-shift":
        return this.#takeOfSingleShift(character, stage);
      case "console":
        this.#stage = GROUND;
        return this.#press(keyOfConsole(character));
      case "mouse":
        this.#stage = stage.left === 1 ? GROUND : { kind: "mouse", left: stage.left - 1 };
        return;
      default:
        stage satisfies never;
    }
  }

  #takeOnGround(byte: number): void {
    if (byte >= 0x20 && byte !== DELETE) {
      return this.#write(this.#decoder.decode(Uint8Array.of(byte), { stream: true }));
    }
    this.#write(this.#decoder.decode()); // a character that has broken off
    const alt = this.#isAlt;
    this.#isAlt = false;
    if (byte === ESCAPE) this.#stage = { kind: "escape", escapes: alt ? 2 : 1 };
    else this.#press(controlKey(byte, { alt }));
  }

  #write(text: string): void {
    for (const character of text) {
      this.#press(characterKey(character, { alt: this.#isAlt }));
      this.#isAlt = false;
    }
  }

  #takeAfterEscape(byte: number, escapes: number): void {
    const character = String.fromCharCode(byte);
    if (byte === ESCAPE) {
      // Some terminals send a second ESC for Alt; a third one is a key that is held down.
      if (escapes > 1) this.#press(namedKey("escape"));
      this.#stage = { kind: "escape", escapes: 2 };
    } else if (character === "[") {
      this.#stage = { kind: "sequence", escapes, text: "" };
    } else if (character === "O") {
      this.#stage = { kind: "single-shift", escapes, text: "" };
    } else {
      if (escapes > 1) this.#press(namedKey("escape"));
      if (TEXT_STARTS.includes(character)) {
        this.#stage = { kind: "text", text: character, isEnding: false };
      } else {
        this.#stage = GROUND;
        this.#isAlt = true;
        this.#takeOnGround(byte);
      }
    }
  }

  #takeOfSequence(
    character: string,
    stage: Extract<Stage, { kind: "sequence" }>,
  ): void {
    const { escapes, text } = stage;
    if (text === "" && character === "[") {
      this.#stage = { kind: "console" };
      return;
    }
    const isShiftOfRxvt = character === "$" && /^\d+$/.test(text);
    const isEnd = character >= "@";
    if (!isEnd && !isShiftOfRxvt) {
      const kept = text.length < MAX_SEQUENCE_LENGTH ? text + character : text;
      this.#stage = { ...stage, text: kept };
      return;
    }
    this.#stage = GROUND;
    if (text === "200" && character === "~") {
      this.#stage = { kind: "paste", paste: new PasteReader() };
    } else if (text === "" && character === "M") {
      this.#stage = { kind: "mouse", left: 3 };
    } else {
      const [, parameters = "", intermediates = ""] = /^([0-?]*)([ -/]*)/.exec(text) ?? [];
      const key = isShiftOfRxvt
        ? keyOfSequence({ parameters, intermediates: "$", final: "" })
        : keyOfSequence({ parameters, intermediates, final: character });
      this.#press(key && escapes > 1 ? { ...key, alt: true } : key);
    }
  }

  #takeOfSingleShift(
    character: string,
    stage: Extract<Stage, { kind: "single-shift" }>,
  ): void {
    const { escapes, text } = stage;
    if (/\d/.test(character) && text.length < 2) {
      this.#stage = { ...stage, text: text + character };
      return;
    }
    this.#stage = GROUND;
    const key = keyOfSingleShift(text, character);
    this.#press(key && escapes > 1 ? { ...key, alt: true } : key);
  }

  #takeOfText(byte: number, stage: Extract<Stage, { kind: "text" }>): void {
    if (stage.isEnding) {
      this.#stage = GROUND;
      if (byte === "\\".charCodeAt(0)) this.#report(stage.text);
      else this.#takeAfterEscape(byte, 1); // that ESC was not for the end of the text
    } else if (byte === ESCAPE) {
      this.#stage = { ...stage, isEnding: true };
    } else if (byte === BELL) {
      this.#stage = GROUND;
      this.#report(stage.text);
    } else if (byte < 0x20 || byte === DELETE) {
      // No report has these in it: somebody is typing.
      this.#stage = GROUND;
      this.#takeOnGround(byte);
    } else if (stage.text.length < MAX_SEQUENCE_LENGTH) {
      this.#stage = { ...stage, text: stage.text + String.fromCharCode(byte) };
    }
  }

  #report(text: string): void {
    if (text.length >= MAX_SEQUENCE_LENGTH) return;
    if (text.startsWith(BACKGROUND_START)) {
      this.#press(backgroundKey(text.slice(BACKGROUND_START.length)));
    } else if (text.startsWith(VERSION_START)) {
      this.#press(reportKey("version", text.slice(VERSION_START.length)));
    } else if (text.startsWith(GRAPHICS_START)) {
      this.#press(reportKey("graphics", text.slice(GRAPHICS_START.length)));
    }
  }

  #takeOfPaste(byte: number, paste: PasteReader): void {
    if (byte === CTRL_C) {
      // Whoever wants to get away from here gets away, and what was begun goes nowhere. What comes
      // next may belong to the paste all the same, so that it does not end yet.
      paste.clear();
      this.#press(controlKey(byte));
    } else if (paste.push(byte)) {
      this.#stage = GROUND;
      this.#press(pasteKey(paste.text()));
    }
  }
}

/** How long to wait for more at this stage; `undefined` between keys. */
function pauseAfter(stage: Stage): number | undefined {
  switch (stage.kind) {
    case "ground":
      return undefined;
    case "escape":
      return ESCAPE_PAUSE_MS;
    case "sequence":
    case "single-shift":
      return stage.text === "" ? ESCAPE_PAUSE_MS : BROKEN_OFF_PAUSE_MS;
    case "text":
      return stage.text.length === 1 ? ESCAPE_PAUSE_MS : BROKEN_OFF_PAUSE_MS;
    default:
      return BROKEN_OFF_PAUSE_MS;
  }
}

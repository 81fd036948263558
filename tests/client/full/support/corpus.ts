/** Texts that terminals and programs get wrong, by what is hard about them. */

/** Printable texts; none is longer than 40 columns. */
export const HARD_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "plain text": ["hello", "naïve café", "Ωμέγα", "Привет", "ſtraße"],
  "emoji": ["👍", "😀😃😄", "a👍b", "🫠 melts", "🙂🙃"],
  "families joined by ZWJ": ["👨‍👩‍👧‍👦", "👩‍💻 codes", "🏳️‍🌈", "👩‍❤️‍💋‍👨", "🧑🏽‍🚀"],
  "flags": ["🇩🇪", "🇩🇪🇯🇵🇺🇸", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇩", "🇩🇪🇯"],
  "emoji by VS16": ["❤️", "☎️ rings", "⚠️⚠️", "©️", "✂️"],
  "text by VS15": ["❤︎", "☎︎", "⌚︎"],
  "keycaps": ["1️⃣2️⃣3️⃣", "#️⃣", "*️⃣ star"],
  "skin tones": ["👍🏽", "🤝🏿", "👩🏻‍🦰", "🏽"],
  "Chinese and Japanese": ["日本語", "漢字かなカナ", "ｆｕｌｌ", "ﾊﾝｶｸ", "ｶﾞｷﾞ", "𠮷野家"],
  "Korean": ["한국어", "각", "ᄒᆞᆫ글", "ㄱㄴㄷ"],
  "combining marks": [
    "e\u0301",
    "a\u0308o\u0308u\u0308",
    "Z\u0351\u0343\u0357a\u034f\u0321lgo",
    "\u0301x",
  ],
  "Thai": ["สวัสดี", "น้ำ", "กำลัง"],
  "Devanagari and Tamil": ["नमस्ते", "क्षत्रिय", "கோயில்", "ஸ்ரீ"],
  "Arabic and Hebrew": ["שלום", "שָׁלוֹם", "مرحبا", "مُحَمَّد", "abc שלום def", "\u06001"],
  "without width": ["a\u200bb", "a\u200db", "a\u2060b", "soft\u00adhyphen", "\u200b"],
  "controls": ["a\x1b[31mb", "a\x07b\x00c", "tab\tbed", "\u202eevil\u202c", "\u009b31m"],
  "ambiguous width": ["§ ± × ÷ “quotes” … —", "①②③", "→ ⇒ ∀ ∑", "★☆"],
  "piles": ["a" + "\u0300".repeat(30), "👍" + "\u200d👍".repeat(20)],
};

/** All of them. */
export const ALL_HARD_TEXTS: readonly string[] = Object.values(HARD_TEXTS).flat();

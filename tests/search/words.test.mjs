// The engine of the search splits and folds texts as the program does. `cargo test --test search_words` writes what
// the program makes of every character of Unicode.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { words } from "./engine.mjs";

const made = (name) => readFileSync(new URL(`../../target/tmp/search/${name}`, import.meta.url), "utf8");

test("every character is folded as the program folds it", () => {
  const { fold, isSingle } = words();
  const program = new Map(made("folding.tsv").split("\n").slice(0, -1).map((line) => {
    const [code, single, folded] = line.split("\t");
    return [parseInt(code, 16), [folded, single === "1"]];
  }));
  let compared = 0;
  for (let code = 0; code <= 0x10ffff; code++) {
    // Surrogates are no characters, and the two may know different versions of Unicode.
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const c = String.fromCodePoint(code);
    if (/\p{Cn}/u.test(c)) continue;
    const folded = fold(c);
    const [other, single] = program.get(code) ?? [null, undefined];
    if (folded !== other || (folded !== null && isSingle(folded) !== single)) assert.fail(`U+${code.toString(16)} ${c}: ${folded}, not ${other}`);
    compared++;
  }
  assert.ok(compared > 250000, `only ${compared}`);
});

test("texts come apart as the program takes them apart", () => {
  const { tokens, keyOf } = words();
  for (const [text, expected] of JSON.parse(made("tokens.json"))) {
    const here = tokens(text.normalize("NFC")).map((token) => [token.word, Boolean(token.extra), keyOf(token.word)]);
    assert.deepEqual(here, expected, text);
  }
});

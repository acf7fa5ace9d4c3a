// Opens the index of a built site in node: the engine as a browser runs it, with scripts read from the disk.
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";

const ENGINE = new URL("../../themes/default/static/search-engine.js", import.meta.url);

/**
 * The engine on the files below `folder`, an output folder, and what it has loaded: name, bytes, and in which round
 * trip. Each takes `delay` milliseconds.
 */
export function engine(folder, delay = 0) {
  const loads = [];
  let arrived = 0;
  const append = (element) => {
    const round = arrived + 1;
    const after = delay > 0 ? (then) => setTimeout(then, delay) : queueMicrotask;
    after(() => {
      arrived = Math.max(arrived, round);
      const file = path.join(folder, element.src);
      let text;
      try {
        text = readFileSync(file, "utf8");
      } catch {
        return element.onerror();
      }
      loads.push({ file: element.src, bytes: Buffer.from(text), round });
      vm.runInContext(text, context, { filename: file });
      element.onload();
    });
  };
  const document = { createElement: () => ({ remove() {} }), head: { append } };
  const context = vm.createContext({ document });
  vm.runInContext(`${readFileSync(ENGINE, "utf8")};globalThis.plenarySearch = plenarySearch;`, context);
  const open = (language, bits) => context.plenarySearch.open({ base: `search/${language}/`, bits });
  return { open, loads, words: context.plenarySearch };
}

/** How the engine reads words; results are arrays and objects of this realm. */
export function words() {
  const { fold, tokens, keyOf, SINGLE } = engine(".").words;
  return { fold, keyOf, isSingle: (c) => SINGLE.test(c), tokens: (text) => JSON.parse(JSON.stringify(tokens(text))) };
}

/** The number of bits of the shards of a language. */
export function bits(files) {
  return Math.log2(files.filter((name) => /^t-\d+\.js$/.test(name)).length);
}

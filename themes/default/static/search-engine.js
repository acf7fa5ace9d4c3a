// The index of a site, and what answers questions from it. docs/search.md describes the files and the formula.
// Nothing is loaded before it is needed, and everything by classic scripts, so that it works from a disk.
var plenarySearch = (() => {
  "use strict";

  // Words, as src/words/ has them: tests/search/ compares both over all of Unicode.

  const SPECIAL = new Map(
    ("æ=ae ð=d ø=o þ=th đ=d ħ=h ı=i ł=l ŋ=n œ=oe ة=ه ى=ي ٱ=ا ک=ك ی=ي" +
      Array.from("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", (c, at) => ` ${c}=${at % 10}`).join(""))
      .split(" ").map((pair) => pair.split("=")));
  const WORD = /[\p{Alphabetic}\p{N}\p{M}\xad\u200c\u200d\u2060\ufeff]/u;
  const DROPPED =
    /[\xad\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u2060\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/;
  const SINGLE =
    /^[\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\u{1b000}-\u{1b16f}\u{20000}-\u{323af}]/u;
  const folds = new Map();

  // A character as it is compared; null where it ends a word.
  const fold = (c) => {
    let folded = folds.get(c);
    if (folded === undefined) {
      folded = null;
      if (c === "й" || c === "Й") folded = "й";
      else if (WORD.test(c))
        folded = Array.from(
          Array.from(c.normalize("NFKD"), (x) => x.toUpperCase().toLowerCase()).join("").normalize("NFKD"),
          (x) => (WORD.test(x) && !DROPPED.test(x) ? SPECIAL.get(x) ?? x : "")).join("").normalize("NFC");
      folds.set(c, folded);
    }
    return folded;
  };

  // The tokens of a text (in composed form): { word, from, to }. What is there beside others has `extra`, and
  // the place of the first of them in `parts`.
  const tokens = (text) => {
    const out = [];
    let run = [], word = "", single = false, from = 0, at = 0, before = null, hyphen = false;
    const end = () => {
      if (!run.length) hyphen = false;
      else if (single) {
        before = null;
        run.forEach(([c, start, stop], i) => {
          const next = run[i + 1];
          if (next) out.push({ word: c + next[0], from: start, to: next[2] });
          else out.push({ word: c, from: start, to: stop, extra: i > 0 });
        });
      } else {
        word = word.replace(/^0+(?=\d+$)/, "");
        const token = { word, from, to: run.at(-1)[2] };
        out.push(token);
        if (hyphen && before && !/\p{N}/u.test(before.word + word))
          out.push({ word: before.word + word, from: before.from, to: token.to, extra: true, joins: true });
        before = token;
      }
      run = [], word = "", hyphen = false;
    };
    for (const c of text) {
      const folded = fold(c), start = at;
      at += c.length;
      if (folded === null) {
        const was = run.length > 0;
        end();
        hyphen = was && /[-\u2010\u2011]/.test(c);
      } else if (folded) {
        const alone = SINGLE.test(folded);
        if (run.length > 0 && single !== alone) end(), hyphen = false;
        if (!run.length) from = start;
        single = alone;
        if (alone || run.length < 40) word += folded;
        run.push([folded, start, at]);
      } else if (run.length) run.at(-1)[2] = at;
    }
    end();
    return out;
  };
  const folded = (text) => tokens(text.normalize("NFC")).filter((token) => !token.extra).map((token) => token.word);
  const keyOf = (word) => Array.from(word).slice(0, SINGLE.test(word) ? 1 : 4).join("");

  const shardOf = (key, bits) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
    return ((hash ^ (hash >>> 15)) & ((1 << bits) - 1)) >>> 0;
  };

  // Numbers, as src/search/digits.rs writes them.

  const digitAt = (text, at) => {
    const code = text.charCodeAt(at);
    return code - 32 - (code > 34) - (code > 92);
  };
  const reader = (text) => ({
    at: 0,
    digit() { return digitAt(text, this.at++); },
    number() {
      let sum = 0;
      for (let times = 1; ; times *= 46) {
        const digit = digitAt(text, this.at++);
        if (digit < 46) return sum + digit * times;
        sum += (digit - 46) * times;
      }
    },
  });
  const rising = (source, count) => {
    let last = 0;
    return Array.from({ length: count }, () => (last += source.number()));
  };
  const places = (source) => {
    const first = source.digit();
    if (first < 64) return first ? [[0, first]] : [];
    let group = 0;
    return Array.from({ length: first - 64 }, () => [(group += source.number()), source.digit()]);
  };
  const words = (coded) => {
    let last = [];
    return coded === "" ? [] : coded.split(" ").map((piece) => {
      const same = /^[A-Z]/.test(piece) ? piece.charCodeAt(0) - 64 : 0;
      last = last.slice(0, same).concat(Array.from(piece.slice(same > 0)));
      return last.join("");
    });
  };
  // Names, each with a list of numbers.
  const lists = ([names, counts, numbers]) => {
    const count = reader(counts), number = reader(numbers);
    return new Map((names === "" ? [] : names.split("\n")).map((name) => [name, rising(number, count.number())]));
  };

  // Loading.

  const waiting = new Map(), loaded = new Map();
  const add = (name, data) => waiting.get(name)?.(data);
  const script = (url, name) => {
    if (!loaded.has(name))
      loaded.set(name, new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        const element = document.createElement("script");
        element.src = url;
        element.onerror = () => { loaded.delete(name); reject(new Error(url)); };
        element.onload = () => element.remove();
        document.head.append(element);
      }));
    return loaded.get(name);
  };

  const FREQUENT = 2048;
  // How much it counts that a word stands above the text: in names, the title, the summary, fields.
  const HEAD = 1.5;
  // What another form of the word counts.
  const FORM = 0.85;
  // What a record counts whose place another has taken; its standing is below this.
  const EARLIER = 0.6;
  const SUPERSEDED = 9;
  // Fewer records than this are few.
  const FEW = 5;

  const terms = ([[forms, groups, counts, records, impacts, sets, lengths, rest], elsewhere, values, names]) => {
    const group = reader(groups), count = reader(counts), record = reader(records), set = reader(sets);
    let from = 0;
    const entries = words(forms).map((form) => {
      const many = count.number();
      const entry = { form, group: group.number(), records: rising(record, many), impacts, from, sets: null };
      if (many <= FREQUENT) entry.sets = Array.from({ length: many }, () => places(set));
      from += many;
      return entry;
    });
    const byForm = new Map(), byGroup = new Map(), byStem = new Map(), other = new Map();
    const file = (map, key, entry) => map.has(key) ? map.get(key).push(entry) : map.set(key, [entry]);
    const length = reader(lengths), others = rest.split(" ");
    for (const entry of entries) {
      if (!byGroup.has(entry.group)) {
        const stem = length.number();
        byStem.set(stem ? Array.from(entry.form).slice(0, stem).join("") : others.shift(), entry.group);
      }
      file(byForm, entry.form, entry), file(byGroup, entry.group, entry);
    }
    const pairs = elsewhere === "" ? [] : elsewhere.split(" ");
    for (let i = 0; i < pairs.length; i += 2) file(other, pairs[i], pairs[i + 1]);
    const number = reader(names[1]), chips = new Map();
    for (let i = 0; i < names[3].length; i += 3) chips.set(names[3][i], names[3].slice(i + 1, i + 3));
    const named = (names[0] === "" ? [] : names[0].split("\n")).map((name, at) => ({
      name, record: number.number(), sort: digitAt(names[2], at), chip: chips.get(at),
    }));
    return { entries, byForm, byGroup, byStem, other, values: lists(values), named };
  };

  const parsed = new WeakMap();
  const parse = (data, how) => {
    if (!parsed.has(data)) parsed.set(data, how(data));
    return parsed.get(data);
  };

  // Damerau's distance (optimal string alignment).
  const distance = (a, b) => {
    let two = [], one = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        const same = a[i - 1] === b[j - 1];
        row[j] = Math.min(one[j] + 1, row[j - 1] + 1, one[j - 1] + !same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], two[j - 2] + 1);
      }
      two = one, one = row;
    }
    return one[b.length];
  };
  const isPlain = (word) => !/\p{N}/u.test(word) && !SINGLE.test(word);

  const open = ({ base, bits }) => {
    const language = base.replace(/\/$/, "").split("/").pop();
    const load = (name) => script(`${base}${name}.js`, `${language}/${name}`);
    const shard = async (key) => parse(await load(`t-${shardOf(key, bits)}`), terms);
    const up = base + "../../";
    const root = async () => parse(await load("root"), (data) => {
      const kinds = data[1].map(([name, label, plural, icon, words, count, weight, end]) =>
        ({ name, label, plural, icon, words, count, weight, end }));
      const facets = data[2].map(([name, label, file, values, size]) => ({ name, label, file, values, size }));
      return { standing: data[0], total: data[0].replaceAll(" ", "").length, kinds, facets, stop: new Set(data[3]), pages: data[4], endings: data[5] ? data[5].split(" ") : [] };
    });

    // Loads at once what these words and filters need: two round trips at most.
    const prepare = async (words, filters) => {
      const values = Object.entries(filters).flatMap(([facet, values]) => values.map((value) => `${facet}=${value}`));
      const [, homes] = await Promise.all([root(), Promise.all(words.map((word) => shard(keyOf(word)))), ...values.map(shard)]);
      await Promise.all(homes.flatMap((home, at) => home.other.get(words[at]) ?? []).map(shard));
    };

    // What a word finds: by record its impact above the text, its impact in the text, and where.
    const entriesOf = async (word) => {
      const home = await shard(keyOf(word));
      const found = [];
      const from = (there) => {
        for (const entry of there.byForm.get(word) ?? [])
          for (const each of there.byGroup.get(entry.group)) found.push(each);
      };
      from(home);
      for (const key of home.other.get(word) ?? []) from(await shard(key));
      return [...new Set(found)];
    };
    // A form that no text has: without an ending it may be the stem of others.
    const unseen = async (word) => {
      const { endings } = await root();
      const stems = [word];
      for (const start of word.startsWith("ال") ? ["ال", ""] : [""])
        for (const ending of endings)
          if (word.endsWith(ending) && word.length - start.length - ending.length > 2) {
            const stem = word.slice(start.length, word.length - ending.length);
            stems.push(stem, stem + "i", stem.at(-1) === stem.at(-2) ? stem.slice(0, -1) : stem);
          }
      if (word.startsWith("ال")) stems.push(word.slice(2));
      for (const stem of stems) {
        const there = await shard(keyOf(stem)), group = there.byStem.get(stem);
        if (group !== undefined) return there.byGroup.get(group);
      }
      return [];
    };
    const prefixed = async (prefix) => {
      const home = await shard(keyOf(prefix));
      const found = home.entries.filter((entry) => entry.form.startsWith(prefix));
      // Forty forms are enough.
      for (const [form, keys] of home.other)
        if (form.startsWith(prefix) && found.length < 40)
          for (const key of keys) found.push(...((await shard(key)).byForm.get(form) ?? []));
      return found;
    };
    const postings = (entries, isExact, exactOnly) => {
      const out = new Map();
      for (const entry of entries) {
        const factor = isExact(entry.form) ? 1 : FORM;
        if (factor < 1 && exactOnly) continue;
        entry.records.forEach((record, i) => {
          const impact = digitAt(entry.impacts, entry.from + i);
          const head = (impact >> 3) * factor, body = (impact & 7) * factor;
          const sets = entry.sets && entry.sets[i];
          const known = out.get(record);
          if (!known) out.set(record, { head, body, sets: body > 0 ? sets : [] });
          else {
            known.head = Math.max(known.head, head), known.body = Math.max(known.body, body);
            known.sets = known.sets && sets && known.sets.concat(sets);
          }
        });
      }
      return out;
    };
    const both = (one, two) => {
      const out = new Map();
      for (const [record, a] of one) {
        const b = two.get(record);
        if (b) out.set(record, { head: Math.min(a.head, b.head), body: Math.min(a.body, b.body), sets: a.sets ?? b.sets });
      }
      return out;
    };

    // The words of a question, each with what it finds. `e-waste` is one word.
    const slots = async (text, options) => {
      const all = tokens(text);
      const out = [];
      for (const token of all) {
        if (token.joins) {
          const [one, two] = out.splice(-2);
          const joined = await wordSlot({ word: token.word, from: token.from, to: token.to }, options);
          if (joined.found.size === 0) out.push(one, two);
          else {
            for (const [record, posting] of both(one.found, two.found)) if (!joined.found.has(record)) joined.found.set(record, posting);
            joined.forms = new Set([...joined.forms, ...one.forms, ...two.forms]);
            out.push(joined);
          }
        } else if (!token.extra) out.push(await wordSlot(token, options));
      }
      for (const slot of out) slot.typed = text.slice(slot.from, slot.to);
      return out.filter((slot, at) => out.findIndex(({ word }) => word === slot.word) === at);
    };
    const wordSlot = async ({ word, from, to }, { exact, last }) => {
      let entries = await entriesOf(word), prefix = false;
      if (!entries.length && !exact && isPlain(word)) entries = await unseen(word);
      const isOneOfPair = SINGLE.test(word) && Array.from(word).length === 1;
      if (isOneOfPair || (!entries.length && !exact && to >= last && Array.from(word).length > 3 && isPlain(word))) {
        entries = await prefixed(word);
        prefix = true;
      }
      const forms = new Set(entries.map((entry) => entry.form));
      const found = postings(entries, (form) => prefix || form === word, exact);
      return { word, from, to, forms, found };
    };

    // The records whose names a question is, or begins: how exactly, and the names of values of facets.
    const namesOf = async (sequence) => {
      if (!sequence.length) return [];
      const there = await shard(keyOf(sequence[0]));
      const wanted = sequence.join(" ");
      return there.named.filter(({ name }) => name === wanted || name.startsWith(wanted + " "))
        .map((found) => ({ ...found, whole: found.name === wanted }));
    };

    const correct = async (word) => {
      if (!isPlain(word)) return null;
      const length = Array.from(word).length, most = length < 8 ? 1 : 2;
      if (length < 3) return null;
      let best, least = most * 1000 + 1;
      // The nearest; among those the one that begins alike, then the more frequent one, whose weight is a digit.
      const near = (form, weight) => {
        const far = distance(word, form) * 1000 - (form[0] === word[0]) * 100 - weight;
        if (far < least) least = far, best = form;
      };
      const lengths = Array.from({ length: 2 * most + 1 }, (_, i) => length - most + i).filter((n) => n >= 3 && n <= 20);
      for (const data of await Promise.all(lengths.map((n) => load(`v-${n}`))))
        words(data[0]).forEach((form, i) => near(form, digitAt(data[1], i)));
      return best;
    };

    // The parts of a question that name a kind, a year or a value of a facet; the longest first. Those are left
    // out with which nothing would be found that has the other words.
    const understand = async (text) => {
      text = plain(text);
      const list = tokens(text).filter((token) => !token.extra);
      await prepare(list.map((token) => token.word), {});
      const { stop } = await root();
      // What is a name, or begins one, is no filter.
      for (const words of [list, list.filter(({ word }) => !stop.has(word))])
        if ((await namesOf(words.map(({ word }) => word))).some(({ whole }) => whole || words.length > 1)) return { filters: [], text };
      const found = await named(text, list);
      for (const filters of [found, found.filter((filter) => filter.facet !== "kind")]) {
        const rest = without(text, filters);
        if (filters.length > 0 && (await fits(rest, filters))) return { filters, text: rest };
      }
      return { filters: [], text };
    };
    // What these words name, from left to right. Parts of a symbol name nothing.
    const named = async (text, list) => {
      const { kinds, facets } = await root();
      const filters = [];
      const isFree = (at) => at < 0 || /^([\s,;()"“”«»?!，。]|[.:]?(\s|$))/.test(text.slice(at, at + 2));
      for (let at = 0; at < list.length; ) {
        let found = null, length = Math.min(list.length - at, 12);
        for (; length > 0 && !found; length--) {
          const part = list.slice(at, at + length), [from, to] = [part[0].from, part.at(-1).to];
          if (!isFree(from - 1) || !isFree(to)) continue;
          found = await valueOf(part.map((token) => token.word), kinds, facets);
          if (found) filters.push({ ...found, from, to }), at += length;
        }
        if (!found) at++;
      }
      return filters;
    };
    const valueOf = async (sequence, kinds, facets) => {
      const wanted = sequence.join(" "), has = (name) => facets.some((facet) => facet.name === name);
      const kind = has("kind") && kinds.find((kind) => kind.count > 0 && kind.words.includes(wanted));
      if (kind) return { facet: "kind", value: kind.name, label: kind.plural };
      if (has("year") && /^(19|20)\d\d$/.test(wanted)) return { facet: "year", value: wanted, label: wanted };
      const chips = (await namesOf(sequence)).filter((name) => name.whole && name.sort < 2 && name.chip && has(kindOf(kinds, name.record).name));
      if (new Set(chips.map((name) => name.record)).size === 1) {
        const [value, label] = chips[0].chip;
        return { facet: kindOf(kinds, chips[0].record).name, value, label };
      }
      for (const { name, values } of facets)
        for (const [words, value, label] of values) if (words === wanted) return { facet: name, value, label };
    };
    const without = (text, filters) => {
      let rest = "", from = 0;
      for (const filter of filters) rest += text.slice(from, filter.from), from = filter.to;
      rest = (rest + text.slice(from)).replace(/\s+/g, " ").trim();
      return tokens(rest).length > 0 ? rest : "";
    };
    const byFacet = (filters) => {
      const out = Object.create(null);
      for (const { facet, value } of filters) (out[facet] ??= []).push(value);
      return out;
    };
    // Whether some record has all words that are anywhere, and all values.
    const fits = async (text, filters) => {
      const { list, kept, most } = await rank(text, byFacet(filters), false);
      return kept.length > 0 && most === list.filter((slot) => slot.found.size > 0).length;
    };
    const kindOf = (kinds, record) => kinds.find((kind) => record < kind.end);

    // The records that every filter lets through; null where there is none.
    const allowed = async (filters) => {
      let out = null;
      const { facets } = await root();
      for (const [facet, values] of Object.entries(filters)) {
        // What else stands in an address is no filter.
        if (!values.length || !facets.some(({ name }) => name === facet)) continue;
        const found = new Set();
        for (const value of values) {
          const name = `${facet}=${value}`;
          for (const record of (await shard(name)).values.get(name) ?? []) found.add(record);
        }
        out = out ? new Set([...out].filter((record) => found.has(record))) : found;
      }
      return out;
    };

    // Without words and filters nothing is found, unless `all` is set.
    const rank = async (text, filters, exact, all) => {
      await prepare(tokens(text).map((token) => token.word), filters);
      const { standing, total, kinds, stop } = await root();
      const last = text.trimEnd().length - /[^\p{L}\p{M}\p{N}]?\s*$/u.exec(text)[0].trimEnd().length;
      let list = await slots(text, { exact, last });
      const without = list.filter((slot) => !stop.has(slot.word));
      const inside = await allowed(filters);
      if (without.length || inside) list = without;
      for (const slot of list) slot.idf = Math.log(1 + (total - slot.found.size + 0.5) / (slot.found.size + 0.5));
      const scores = new Map();
      const scored = (record) => {
        if (!scores.has(record)) scores.set(record, { record, words: 0, slots: [], tier: 0 });
        return scores.get(record);
      };
      for (const [number, slot] of list.entries())
        for (const record of slot.found.keys()) scored(record).words = scored(record).slots.push(number);
      if (!list.length) for (const record of inside ?? (all ? [...standing].keys() : [])) if (standing[record] !== " ") scored(record);
      const named = await namesOf(folded(text));
      for (const { record, name, sort, whole } of named.length ? named : await namesOf(list.map(({ word }) => word))) {
        const known = scored(record);
        const tier = whole ? (sort < 2 ? 4 : 3) : sort !== 1 && /\d/.test(name) ? 2 : sort === 0 || list.length > 1 ? 1 : 0;
        known.tier = Math.max(known.tier, tier), known.words = list.length;
      }
      const every = [...scores.values()];
      const left = inside ? every.filter(({ record }) => inside.has(record)) : every;
      let most = 0;
      for (const { words } of left) most = Math.max(most, words);
      // Where few have all words of a long question, those follow that lack one; filters change nothing about that.
      const whole = every.filter(({ words }) => words === list.length).length;
      const least = list.length > 3 && whole > 0 && whole < FEW ? Math.min(most, list.length - 1) : most;
      const kept = left.filter(({ words }) => words >= least);
      for (const score of kept) {
        let head = 0, anywhere = 0;
        const passages = new Map();
        for (const number of score.slots) {
          const slot = list[number], posting = slot.found.get(score.record);
          head += slot.idf * posting.head;
          const worth = slot.idf * posting.body;
          if (!posting.sets) anywhere += worth;
          else {
            const places = new Set();
            for (const [group, bits] of posting.sets) for (let bit = 0; bit < 6; bit++) if ((bits >> bit) & 1) places.add(group * 6 + bit);
            for (const place of places) passages.set(place, (passages.get(place) ?? 0) + worth);
          }
        }
        let best = 0;
        for (const [passage, worth] of passages) if (worth > best) best = worth, score.passage = passage;
        score.standing = digitAt(standing, score.record);
        score.score = (HEAD * head + best + anywhere) * kindOf(kinds, score.record).weight * (score.standing < SUPERSEDED ? EARLIER : 1);
      }
      kept.sort((a, b) => b.tier - a.tier || b.words - a.words || b.score - a.score || b.standing - a.standing || a.record - b.record);
      return { list, kept, most };
    };

    const hitOf = async ({ record, passage, words, slots }, list) => {
      const { kinds } = await root();
      const data = await load(`r/${record}`);
      const [title, url, kind, date, language, , summary, fields, first, starts, later] = data;
      let passages = first;
      const part = passage === undefined ? 0 : starts.findLastIndex((start) => start <= passage);
      if (part > 0) passages = await load(`r/${record}-${part}`);
      const forms = new Map();
      for (const slot of list) for (const form of slot.forms) forms.set(form, slot);
      const marked = (text) => {
        const marks = [];
        let worth = 0;
        const seen = new Set();
        for (const token of tokens(text)) {
          const slot = forms.get(token.word);
          if (!slot) continue;
          if (!seen.has(slot)) seen.add(slot), worth += slot.idf;
          const last = marks.at(-1);
          if (last && token.from <= last[1]) last[1] = Math.max(last[1], token.to);
          else marks.push([token.from, token.to]);
        }
        return { text, marks, worth };
      };
      let best = { worth: 0, bonus: 1 };
      const consider = (text, place, anchor, bonus) => {
        const found = marked(text.normalize("NFC"));
        if (found.worth * bonus > best.worth * best.bonus) best = { ...found, place, anchor, bonus };
      };
      let above = "";
      for (const [anchor, heading, text] of passages) {
        consider(text, (above = heading || above), anchor, 1);
        consider(heading, heading, anchor, 0.9);
      }
      consider(summary, "", "", 1.05);
      for (const [label, text] of fields) consider(text, label, "", 0.8);
      if (best.worth === 0) best = { text: summary || (passages[0]?.[2] ?? ""), marks: [], place: "", anchor: "" };
      const { name, label, icon } = kinds[kind];
      return {
        title, titleMarks: marked(title.normalize("NFC")).marks,
        url: up + url + (best.anchor ? "#" + encodeURIComponent(best.anchor) : ""),
        kind: name, kindLabel: label, icon, date,
        lang: language ? language[0] : "", langLabel: language ? language[1] : "",
        place: /^para_/.test(best.anchor) ? `§ ${best.anchor.slice(5).replace(/__point_(.+)/, " ($1)")}` : best.place,
        later: later.map(([label, title, url]) => ({ label, title, url: up + url })),
        lacks: list.filter((_, at) => words < list.length && !slots.includes(at)).map((slot) => slot.typed),
        quote: cut(best.text, best.marks),
      };
    };

    // The values of a facet that some of these records have, how many do, and which are chosen.
    const facetOf = async ({ name, file }, kept, chosen, ranked) => {
      const data = await load(`f-${file}`);
      const there = new Set((chosen.length ? await ranked(name) : kept).map((score) => score.record));
      const values = [];
      let at = 0;
      for (const [value, records] of parse(data, ([values]) => lists(values))) {
        const own = { value, label: data[1][at++], count: records.filter((record) => there.has(record)).length, chosen: chosen.includes(value) };
        if (own.count > 0 || own.chosen) values.push(own);
      }
      return values.sort((a, b) => name === "year" ? b.value - a.value : b.count - a.count || (a.label < b.label ? -1 : 1));
    };
    // Those that are too large to be loaded with the others have `load` in the place of values, unless one is chosen.
    const facetsOf = async (kept, filters, ranked) => {
      const { facets } = await root();
      let left = 65536;
      const all = await Promise.all(facets.map(async (facet) => {
        const { name, label, size } = facet, chosen = filters[name] ?? [];
        const values = () => facetOf(facet, kept, chosen, ranked);
        if (size > left && !chosen.length) return { name, label, values: [], load: values };
        left -= size;
        return { name, label, values: await values().catch(() => []) };
      }));
      return all.filter(({ values, load }) => load || values.length > 0);
    };

    // `EIP155` is `EIP 155` if no text has it as one word.
    // `UNEP's` is `UNEP`, with the same length.
    const plain = (text) => text.normalize("NFC").replace(/(?<=\p{L})['’]s(?!\p{L})/gu, "  ");
    const parted = (text) => text.replace(/(\p{L})(?=\p{N})/gu, "$1 ");
    const search = async ({ text = "", filters = {}, exact = false, newest = false }) => {
      text = plain(text);
      let result = await rank(text, filters, exact), corrected = null;
      if (result.list.some(({ word, found }) => found.size === 0 && parted(word) !== word)) result = await rank((text = parted(text)), filters, exact);
      if (!exact && result.most < result.list.length) {
        const pieces = await Promise.all(result.list.map(async (slot) =>
          slot.found.size > 0 ? null : { from: slot.from, to: slot.to, word: slot.word, other: await correct(slot.word) }));
        const changes = pieces.filter((piece) => piece && piece.other);
        if (changes.length) {
          let other = "", from = 0;
          for (const change of changes) other += text.slice(from, change.from) + change.other, from = change.to;
          other += text.slice(from);
          const again = await rank(other, filters, exact);
          if (again.kept.length) {
            result = again;
            corrected = changes.map((change) => ({ from: text.slice(change.from, change.to), to: change.other }));
            text = other;
          }
        }
      }
      const { list, kept, most } = result;
      if (newest) {
        // Those without a date stand last.
        const [counts, numbers] = await load("d"), number = reader(numbers), count = reader(counts), places = new Map();
        for (let day = 0; count.at < counts.length; day++) for (const record of rising(number, count.number())) places.set(record, day);
        const place = ({ record }) => places.get(record) ?? Infinity;
        kept.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b)));
      }
      let facets;
      const ranked = async (except) => (await rank(text, Object.fromEntries(Object.entries(filters).filter(([name]) => name !== except)), exact, true)).kept;
      return {
        total: kept.length,
        words: list.map((slot, at) => ({ word: slot.typed, found: slot.found.size, missing: kept.length > 0 && most < list.length && !kept[0].slots.includes(at) })),
        corrected,
        // Loaded when somebody looks: hits come first.
        get facets() { return (facets ??= facetsOf(kept, filters, ranked)); },
        hits: (from, count) => Promise.all(kept.slice(from, from + count).map((score) => hitOf(score, list))),
      };
    };

    const suggest = async (text, limit) => {
      text = text.normalize("NFC");
      const typed = folded(text);
      if (!typed.length) return [];
      const longest = keyOf(typed.reduce((a, b) => (keyOf(b).length > keyOf(a).length ? b : a)));
      // Many names may begin alike and differ in a number.
      const wanted = new Set([longest.length < 4 ? keyOf(typed.join("")) : longest, ...typed.filter((word) => /\d/.test(word)).map(keyOf)]);
      const found = [];
      const [{ kinds, pages }] = await Promise.all([root(), ...[...wanted].map(async (key) => {
        const [keys, counts, numbers, shown] = await load(`s-${shardOf(key, bits)}`);
        const at = keys.split(" ").indexOf(key), count = reader(counts), number = reader(numbers);
        for (let i = 0; i <= at; i++)
          for (let n = count.number(); n > 0; n--) {
            const from = number.number() * 4;
            if (i === at) found.push(shown.slice(from, from + 4));
          }
      })]);
      const marksIn = (name) => {
        const marks = [], list = tokens(name.normalize("NFC"));
        for (const word of typed) {
          const token = list.find((token) => token.word.startsWith(word));
          if (!token) return null;
          marks.push([token.from, token.to]);
        }
        return marks.sort((a, b) => a[0] - b[0]);
      };
      const out = [], seen = new Set();
      const offer = (title, other, kind, url, type) => {
        const marks = marksIn(other || title);
        if (!marks || seen.has(url)) return;
        seen.add(url);
        const exact = folded(other || title).join(" ") === typed.join(" ");
        out.push({ title, detail: other, kindLabel: kind?.label, icon: kind?.icon, url: up + url, type, marks: other ? [] : marks, exact });
      };
      for (const [title, other, kind, url] of found) offer(title, other, kinds[kind < 0 ? -1 - kind : kind], url, kind < 0 ? "row" : "record");
      for (const [title, url] of pages) offer(title, "", null, url, "view");
      const apart = parted(text);
      return out.length || apart === text ? out.sort((a, b) => b.exact - a.exact).slice(0, limit) : suggest(apart, limit);
    };

    const views = async (text) => {
      const typed = folded(text);
      return !typed.length ? [] : (await root()).pages
        .filter(([title]) => { const list = folded(title); return typed.every((word) => list.some((token) => token.startsWith(word))); })
        .map(([title, url]) => ({ title, url: up + url }));
    };

    return { suggest, understand, search, views, byFacet };
  };

  // The part of a text around its marks, as pieces.
  const cut = (text, marks) => {
    const most = 240;
    let from = 0, to = text.length;
    if (to > most) {
      // The window that has most marks.
      let best = -1;
      for (const [start] of marks.length ? marks : [[0]]) {
        const count = marks.filter(([a, b]) => a >= start && b <= start + most - 40).length;
        if (count > best) best = count, from = Math.max(0, start - 40);
      }
      to = Math.min(text.length, from + most);
      // Between words where there are spaces, and never within a character.
      const space = text.indexOf(" ", from) + 1, whole = (at) => at - /[\udc00-\udfff]/.test(text[at]);
      from = from > 0 && space && space <= from + 40 ? space : whole(from);
      if (to < text.length) to = whole(Math.max(text.lastIndexOf(" ", to), from + most / 2));
    }
    const out = [];
    let at = from;
    const push = (text, mark) => { if (text) out.push({ text, mark }); };
    if (from > 0) push("… ", false);
    for (const [start, end] of marks) {
      if (start < at || end > to) continue;
      push(text.slice(at, start), false);
      push(text.slice(start, end), true);
      at = end;
    }
    push(text.slice(at, to), false);
    if (to < text.length) push(" …", false);
    return out;
  };

  return { open, add, fold, tokens, folded, keyOf, SINGLE };
})();

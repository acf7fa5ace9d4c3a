// Small texts in six languages, and what readers of each may ask: other forms of words, other letters, a beginning, a mistake.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { program, scratch } from "../browser/portal.mjs";
import { bits, engine } from "./engine.mjs";

const LANGUAGES = ["en", "fr", "ar", "ru", "es", "zh"];
// By record and language: title and text.
const TEXTS = {
  water: {
    en: ["Rural water supply", "Village pumps deliver drinking water to schools; women fetch less from distant wells."],
    fr: ["Approvisionnement en eau rurale", "Les pompes des villages fournissent de l'eau potable aux écoles ; les puits lointains servent moins."],
    ar: ["إمدادات المياه الريفية", "توفر مضخات القرى مياه الشرب للمدارس، ويقل جلب الماء من الآبار البعيدة."],
    ru: ["Сельское водоснабжение", "Деревенские насосы подают питьевую воду в школы; женщины реже ходят к далёким колодцам."],
    es: ["Abastecimiento de agua rural", "Las bombas de las aldeas llevan agua potable a las escuelas; se usan menos los pozos lejanos."],
    zh: ["农村供水", "村庄水泵为学校提供饮用水，妇女不必再去远处的水井取水。"],
  },
  forest: {
    en: ["Forest restoration", "Seedlings of native trees are planted on burnt hillsides. Fires of 2019 destroyed 4,000 hectares."],
    fr: ["Restauration des forêts", "Des plants d'arbres indigènes sont plantés sur les collines brûlées. Les incendies de 2019 ont détruit 4 000 hectares."],
    ar: ["استعادة الغابات", "تُزرع شتلات الأشجار المحلية على التلال المحترقة. ودمرت حرائق عام 2019 أربعة آلاف هكتار."],
    ru: ["Восстановление лесов", "Саженцы местных деревьев высаживают на выгоревших склонах. Пожары 2019 года уничтожили 4000 гектаров."],
    es: ["Restauración de bosques", "Se plantan árboles nativos en las laderas quemadas. Los incendios de 2019 destruyeron 4000 hectáreas."],
    zh: ["森林恢复", "在被烧毁的山坡上种植本地树苗。2019年的火灾毁坏了四千公顷。"],
  },
  plastic: {
    en: ["Plastic in the ocean", "Fishers collect nets and bottles that drift ashore; ports charge no fee for ship-generated waste."],
    fr: ["Plastique dans l'océan", "Les pêcheurs ramassent filets et bouteilles échoués ; les ports ne facturent pas les déchets des navires."],
    ar: ["البلاستيك في المحيط", "يجمع الصيادون الشباك والقوارير التي تنجرف إلى الشاطئ، ولا تفرض الموانئ رسوماً على نفايات السفن."],
    ru: ["Пластик в океане", "Рыбаки собирают сети и бутылки, выброшенные на берег; порты не берут плату за отходы судов."],
    es: ["Plástico en el océano", "Los pescadores recogen redes y botellas varadas; los puertos no cobran por los desechos de los buques."],
    zh: ["海洋塑料", "渔民收集漂到岸边的渔网和瓶子；港口对船舶废物不收费。"],
  },
  finance: {
    en: ["Climate finance", "Banks lend for solar roofs; the guarantee covers half of each loan. Small enterprises borrow first."],
    fr: ["Financement climatique", "Les banques prêtent pour des toits solaires ; la garantie couvre la moitié de chaque prêt. Les petites entreprises empruntent d'abord."],
    ar: ["تمويل المناخ", "تقرض المصارف لأسطح الطاقة الشمسية، ويغطي الضمان نصف كل قرض. وتقترض المنشآت الصغيرة أولاً."],
    ru: ["Климатическое финансирование", "Банки кредитуют солнечные крыши; гарантия покрывает половину займа. Первыми берут займы малые предприятия."],
    es: ["Financiación climática", "Los bancos prestan para techos solares; la garantía cubre la mitad de cada préstamo. Las pequeñas empresas van primero."],
    zh: ["气候融资", "银行为太阳能屋顶提供贷款；担保覆盖每笔贷款的一半。小企业优先借款。"],
  },
};
// Language, question, the record that is wanted first.
const QUESTIONS = [
  ["en", "wells for villages", "water"], ["en", "planting tree seedlings", "forest"], ["en", "fire 2019", "forest"],
  ["en", "fishermen nets", "plastic"], ["en", "shipgenerated", "plastic"], ["en", "loan guarantees", "finance"], ["en", "rooftop solar", "finance"],
  ["fr", "ecole eau", "water"], ["fr", "puits", "water"], ["fr", "foret", "forest"], ["fr", "incendie", "forest"],
  ["fr", "pêcheur", "plastic"], ["fr", "banque", "finance"], ["fr", "océan plastiques", "plastic"], ["fr", "garanties de prêts", "finance"],
  ["ar", "مدارس", "water"], ["ar", "الابار", "water"], ["ar", "غابة", "forest"], ["ar", "حريق", "forest"],
  ["ar", "صيادين", "plastic"], ["ar", "نفايات السفينة", "plastic"], ["ar", "القرض", "finance"], ["ar", "طاقة شمسية", "finance"],
  ["ru", "школа", "water"], ["ru", "далекие колодцы", "water"], ["ru", "лес", "forest"], ["ru", "пожар", "forest"],
  ["ru", "рыбак", "plastic"], ["ru", "океан", "plastic"], ["ru", "банк", "finance"], ["ru", "малое предприятие", "finance"], ["ru", "климатичесское", "finance"],
  ["es", "escuela", "water"], ["es", "pozo", "water"], ["es", "arbol", "forest"], ["es", "incendio", "forest"],
  ["es", "pescador", "plastic"], ["es", "puerto", "plastic"], ["es", "prestamos", "finance"], ["es", "techo solar", "finance"],
  ["zh", "水井", "water"], ["zh", "饮用水", "water"], ["zh", "树苗", "forest"], ["zh", "火灾", "forest"],
  ["zh", "渔网", "plastic"], ["zh", "废物", "plastic"], ["zh", "贷款担保", "finance"], ["zh", "太阳能", "finance"], ["zh", "林", "forest"],
];

let folder;
before(() => {
  const site = path.join(scratch(), "site");
  mkdirSync(path.join(site, "content"), { recursive: true });
  writeFileSync(path.join(site, "site.toml"), `title = "Six"\nlanguages = ${JSON.stringify(LANGUAGES)}\n`);
  for (const [name, texts] of Object.entries(TEXTS))
    for (const [language, [title, text]] of Object.entries(texts)) {
      const file = language === "en" ? `${name}.md` : `${name}.${language}.md`;
      writeFileSync(path.join(site, "content", file), `+++\ntitle = ${JSON.stringify(title)}\n+++\n\n${text}\n`);
    }
  folder = path.join(site, "public");
  const done = spawnSync(program, ["build", "--site", site, "--out", folder], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});

for (const language of LANGUAGES)
  test(`${language}: the record that is meant stands first`, async () => {
    const index = engine(folder).open(language, bits(readdirSync(`${folder}/search/${language}`)));
    const missed = [];
    for (const [, question, wanted] of QUESTIONS.filter(([own]) => own === language)) {
      const { text } = await index.understand(question);
      const [hit] = await (await index.search({ text })).hits(0, 1);
      const name = hit?.url.replace(/#.*/, "").split("/").at(-2);
      if (name !== wanted) missed.push(`${question}: ${name}`);
    }
    assert.deepEqual(missed, []);
  });

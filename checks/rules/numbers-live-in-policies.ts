import { posix } from 'node:path';
import { passagesOf } from '../house/passages.ts';
import { type PolicyNumber, policyNumbersIn } from '../house/policy-numbers.ts';
import { quantitiesInCode } from '../house/quantities-in-code.ts';
import { quantitiesIn } from '../house/quantities-in-text.ts';
import { hasAmountOf, hasUnitOf, isAbout, isNamedAs, type Quantity } from '../house/quantity.ts';
import { type Quote, quotesOf } from '../house/quotes.ts';
import { isScript, type Source } from '../repository/source.ts';
import type { Breach, Rule } from '../rule.ts';

interface NumberFacts {
  policies?: PolicyNumber[];
  quantities?: Quantity[];
  quotes?: Quote[];
}

/** Every number that policies/ owns is written there alone; a page that quotes one says so, and says it right. */
export const numbersLiveInPolicies: Rule<NumberFacts> = {
  id: 'numbers-live-in-policies',
  house: true,
  why: 'A number that is written twice is one day two numbers: the infrastructure keeps ninety days, the service deletes after sixty, and the runbook promises something else.',
  reads: (path) => isPolicy(path) || isDocument(path) || (isScript(path) && !inPolicies(path)),
  mentions: (text) => /\d|\bnumbers:/.test(text),
  extract(source) {
    if (isPolicy(source.path)) return { policies: policyNumbersIn(source.syntax) };
    if (!isScript(source.path)) return documentFacts(source);
    return { quantities: quantitiesInCode(source.syntax, { strings: !isTrial(source.path) }) };
  },
  *judge(facts) {
    const policies = [...facts.values()].flatMap((one) => one.policies ?? []);
    for (const [file, { quantities = [], quotes = [] }] of facts) {
      const breaches = [
        ...quotes.flatMap((quote) => judgeQuote(file, quote, quantities, policies)),
        ...quantities.flatMap((quantity) => judgeQuantity(file, quantity, quotes, policies)),
      ];
      yield* new Map(breaches.map((breach) => [breach.start, breach])).values();
    }
  },
};

function inPolicies(path: string): boolean {
  return path.startsWith('policies/') && !path.startsWith('policies/pack/');
}

function isPolicy(path: string): boolean {
  return inPolicies(path) && path.endsWith('.ts') && !path.endsWith('.test.ts');
}

/** Records keep the numbers of their day, and the pages of rules hold examples: neither is read. */
function isDocument(path: string): boolean {
  if (path.endsWith('.md')) return /^(runbooks\/(?!decisions\/)|infra\/|prisma\/|service\/)/.test(path);
  return /\.(sql|ya?ml|toml|sh)$|(^|\/)Dockerfile$/.test(path);
}

/** Tests and benches try values of their own: there only the policy's whole name makes a number its copy. */
function isTrial(path: string): boolean {
  return /\.test\.[cm]?[jt]sx?$|(^|\/)(bench|testing)\//.test(path);
}

function documentFacts({ path, text }: Source): NumberFacts {
  const { quotes, bodyStart } = path.endsWith('.md') ? quotesOf(text) : { quotes: [], bodyStart: 0 };
  const passages = passagesOf(path, text, bodyStart);
  return {
    quotes,
    quantities: passages.flatMap((passage) => quantitiesIn(passage.text, passage.start, passage.around)),
  };
}

/** What a page says that it quotes exists, and stands in it. */
function judgeQuote(
  file: string,
  quote: Quote,
  quantities: readonly Quantity[],
  policies: readonly PolicyNumber[],
): Breach[] {
  const policy = policies.find(({ id }) => id === quote.id);
  const place = { file, start: quote.start, end: quote.end };
  if (policy === undefined) {
    return [
      { ...place, problem: `${quote.id} is no number of policies/`, fix: 'name one as policies/<file>.ts#<name>' },
    ];
  }
  if (quantities.some((quantity) => hasAmountOf(quantity, policy))) return [];
  return [{ ...place, problem: `the page does not say ${spoken(policy)}`, fix: `quote it, or take ${quote.id} out` }];
}

/** A number repeats a policy, or it says of a policy that the page quotes something else. */
function judgeQuantity(
  file: string,
  quantity: Quantity,
  quotes: readonly Quote[],
  policies: readonly PolicyNumber[],
): Breach[] {
  const place = { file, start: quantity.start, end: quantity.end };
  const quoted = policies.filter(({ id }) => quotes.some((quote) => quote.id === id));
  if (quoted.some((policy) => hasAmountOf(quantity, policy))) return [];
  const repeated = policies.find((policy) => isCopy(file, quantity, policy));
  if (repeated !== undefined) {
    return [{ ...place, problem: `${quantity.value} repeats ${repeated.id}`, fix: mendOf(file, repeated) }];
  }
  const belied = quoted.find((policy) => hasUnitOf(quantity, policy) && isAbout(quantity, policy));
  if (belied === undefined) return [];
  return [
    { ...place, problem: `${belied.id} is ${spoken(belied)}, not ${quantity.value}`, fix: `write ${belied.value}` },
  ];
}

function isCopy(file: string, quantity: Quantity, policy: PolicyNumber): boolean {
  if (!hasAmountOf(quantity, policy)) return false;
  return isTrial(file) ? isNamedAs(quantity, policy) : isAbout(quantity, policy);
}

function mendOf(file: string, { id, constant, file: home }: PolicyNumber): string {
  if (file.endsWith('.md')) return `add ${id} to \`numbers\` in the page’s front matter, so that the quote is checked`;
  if (!isScript(file)) return `take the number out, and name ${id} instead`;
  const path = posix.relative(posix.dirname(file), home);
  return `import { ${constant} } from '${path.startsWith('.') ? path : `./${path}`}'`;
}

function spoken({ value, unit }: PolicyNumber): string {
  return `${value} ${unit}s`;
}

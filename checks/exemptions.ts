import type { Waiver } from './configuration/configuration.ts';
import type { LoadedConfiguration } from './configuration/load.ts';
import { pathMatcher } from './repository/path-pattern.ts';
import type { Repository } from './repository/repository.ts';
import type { Breach, Rule } from './rule.ts';
import { clientsStayApart } from './rules/clients-stay-apart.ts';
import { exemptionsCurrent } from './rules/exemptions-current.ts';

export type RuledBreach = Breach & { rule: string };

/** What is left to report, and what a waiver tolerates. */
export interface Exempted {
  reported: readonly RuledBreach[];
  waived: readonly { breach: RuledBreach; waiver: Waiver }[];
}

interface ExemptionOptions {
  /** The rules that ran: exemptions of others are left alone. */
  rules: readonly Rule[];
  /** The day that end dates are compared with, as YYYY-MM-DD. */
  today: string;
}

type WaiverMatcher = (breach: RuledBreach) => boolean;

/**
 * Takes out what the configuration allows until today, and reports each waiver or bridge that is past its day or that
 * allowed nothing. No waiver tolerates that: it would outlive the reason of the other.
 */
export function applyExemptions(
  breaches: readonly RuledBreach[],
  configuration: LoadedConfiguration,
  repository: Repository,
  options: ExemptionOptions,
): Exempted {
  const { waivers, bridges } = configuration.value;
  const inForce = ({ expires }: { expires: string }) => expires >= options.today;
  const matchers = new Map(waivers.map((waiver) => [waiver, waiverMatcher(waiver, repository)]));

  const crossed = new Set(breaches.flatMap(({ bridge }) => bridge ?? []));
  const open = new Set(bridges.filter(inForce).map(({ path }) => path));
  const unbridged = breaches.filter(({ bridge }) => bridge === undefined || !open.has(bridge));

  const judged = unbridged.map((breach) => ({
    breach,
    waiver: waivers.find((waiver) => inForce(waiver) && matchers.get(waiver)!(breach)),
  }));
  const isIdle = (waiver: Waiver) => !unbridged.some(matchers.get(waiver)!);
  return {
    reported: [
      ...judged.flatMap(({ breach, waiver }) => (waiver === undefined ? breach : [])),
      ...staleExemptions(configuration, options, isIdle, crossed),
    ],
    waived: judged.flatMap(({ breach, waiver }) => (waiver === undefined ? [] : { breach, waiver })),
  };
}

function waiverMatcher(waiver: Waiver, repository: Repository): WaiverMatcher {
  const matchesPath = pathMatcher(waiver.path);
  return (breach) => {
    if (breach.rule !== waiver.rule || !matchesPath(breach.file)) return false;
    if (waiver.match === undefined || breach.problem.includes(waiver.match)) return true;
    return repository.text(breach.file)?.slice(breach.start, breach.end).includes(waiver.match) === true;
  };
}

function staleExemptions(
  configuration: LoadedConfiguration,
  { rules, today }: ExemptionOptions,
  isIdle: (waiver: Waiver) => boolean,
  crossed: ReadonlySet<string>,
): RuledBreach[] {
  const ran = new Set(rules.map(({ id }) => id));
  if (!ran.has(exemptionsCurrent.id)) return [];
  const { waivers, bridges } = configuration.value;
  const exemptions = [
    ...waivers.map((waiver, index) => ({
      keys: ['waivers', index],
      name: `the waiver of ${waiver.rule} for ${waiver.path}`,
      expires: waiver.expires,
      idle: ran.has(waiver.rule) && isIdle(waiver) ? 'matches no finding' : undefined,
    })),
    ...bridges.map(({ path, expires }, index) => ({
      keys: ['bridges', index],
      name: `the bridge ${path}`,
      expires,
      idle: ran.has(clientsStayApart.id) && !crossed.has(path) ? 'bridges nothing' : undefined,
    })),
  ];
  return exemptions.flatMap(({ keys, name, expires, idle }) => {
    const fault = expires < today ? `ended on ${expires}` : idle;
    if (fault === undefined) return [];
    return {
      rule: exemptionsCurrent.id,
      file: configuration.path,
      ...configuration.spanOf(keys),
      problem: `${name} ${fault}`,
      fix: 'mend what it allowed and take it out of bulkhead.config.json, or give it a new reason and day',
    };
  });
}

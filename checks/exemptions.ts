import picomatch from 'picomatch';
import type { LoadedConfiguration } from './configuration/load.ts';
import type { Waiver } from './configuration/configuration.ts';
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

/**
 * Takes out what the configuration allows until today, and reports each waiver or bridge that is past its day or that
 * allowed nothing. Exemptions of rules that did not run are left alone.
 */
export function applyExemptions(
  breaches: readonly RuledBreach[],
  configuration: LoadedConfiguration,
  repository: Repository,
  options: { rules: readonly Rule[]; today: string },
): Exempted {
  const { waivers, bridges } = configuration.value;
  const ran = new Set(options.rules.map(({ id }) => id));
  const usedBridges = new Set<string>();
  const usedWaivers = new Set<Waiver>();
  const reported: RuledBreach[] = [];
  const waived: { breach: RuledBreach; waiver: Waiver }[] = [];
  const matchers = waivers.map((waiver) => ({ waiver, matches: matcherOf(waiver, repository) }));
  for (const breach of breaches) {
    const bridge = bridges.find(({ path }) => path === breach.bridge);
    if (bridge !== undefined) usedBridges.add(bridge.path);
    const waiver = matchers.find(({ matches }) => matches(breach))?.waiver;
    if (waiver !== undefined) usedWaivers.add(waiver);
    if (bridge !== undefined && bridge.expires >= options.today) continue;
    if (waiver !== undefined && waiver.expires >= options.today) waived.push({ breach, waiver });
    else reported.push(breach);
  }
  if (ran.has(exemptionsCurrent.id)) {
    const stale = (kind: 'waivers' | 'bridges', index: number, problem: string): RuledBreach => ({
      rule: exemptionsCurrent.id,
      file: configuration.path,
      ...configuration.spanOf([kind, index]),
      problem,
      fix: 'mend what it allowed and take it out of bulkhead.config.json, or give it a new reason and day',
    });
    for (const [index, waiver] of waivers.entries()) {
      const name = `the waiver of ${waiver.rule} for ${waiver.path}`;
      if (waiver.expires < options.today) reported.push(stale('waivers', index, `${name} ended on ${waiver.expires}`));
      else if (ran.has(waiver.rule) && !usedWaivers.has(waiver))
        reported.push(stale('waivers', index, `${name} matches no finding`));
    }
    for (const [index, bridge] of bridges.entries()) {
      const name = `the bridge ${bridge.path}`;
      if (bridge.expires < options.today) reported.push(stale('bridges', index, `${name} ended on ${bridge.expires}`));
      else if (ran.has(clientsStayApart.id) && !usedBridges.has(bridge.path))
        reported.push(stale('bridges', index, `${name} bridges nothing`));
    }
  }
  return { reported, waived };
}

function matcherOf(waiver: Waiver, repository: Repository): (breach: RuledBreach) => boolean {
  const matchesPath = picomatch(waiver.path, { dot: true });
  return (breach) => {
    if (breach.rule !== waiver.rule || !matchesPath(breach.file)) return false;
    if (waiver.match === undefined || breach.problem.includes(waiver.match)) return true;
    return repository.text(breach.file)?.slice(breach.start, breach.end).includes(waiver.match) === true;
  };
}

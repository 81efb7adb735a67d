import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { recoveryPlanMeetsTheObjective } from './recovery-plan-meets-the-objective.ts';

const sixHourly = 'cron(0 0/6 * * ? *)';
const daily = 'cron(0 0 * * ? *)';
const rule = (more: Record<string, unknown> = {}) => ({ schedule: sixHourly, lifecycle: { deleteAfter: 90 }, ...more });
const plan = (rules: unknown, more = {}) => resource('aws:backup/plan:Plan', { rules }, { name: 'plan', ...more });
const copyTo = (destinationVaultArn: unknown) => ({ copyActions: [{ destinationVaultArn }] });
const vaultIn = (region: string) => `arn:aws:backup:${region}:111122223333:backup-vault:copies`;
const vault = (region: string) => resource('aws:backup/vault:Vault', { region }, { name: 'copies', id: unknown });
const toVault = { propertyDependencies: { rules: [vault('').urn] } };

testPolicy(recoveryPlanMeetsTheObjective, {
  passes: {
    'billing’s hours and days': [plan([rule()])],
    'main’s hours and days': [plan([rule({ schedule: daily, lifecycle: { deleteAfter: 30 } })], { project: 'main' })],
    'oftener, and longer': [plan([rule({ schedule: 'rate(1 hour)', lifecycle: { deleteAfter: 400 } })])],
    'a slower rule beside the one that is fast enough': [plan([rule({ schedule: daily }), rule()])],
    'no schedule, which is daily, and enough for main': [plan([rule({ schedule: undefined })], { project: 'main' })],
    'copies inside the zone': [plan([rule(copyTo(vaultIn('eu-west-1')))])],
    'copies into a vault that is not there yet': [vault('eu-west-1'), plan([rule(copyTo(unknown))], toVault)],
    'a continuous backup of something else, for as long as AWS keeps one': [
      plan([rule(), rule({ enableContinuousBackup: true, lifecycle: { deleteAfter: 35 } })]),
    ],
  },
  fails: {
    'too seldom': {
      resources: [plan([rule({ schedule: daily })]), plan([rule({ schedule: undefined })])],
      problems: [
        'schedule is "cron(0 0 * * ? *)", and the policy asks for a run each 6 hours',
        'schedule is "cron(0 5 ? * * *)", and the policy asks for a run each 6 hours',
      ],
    },
    'at uneven hours, and in a language that nobody reads': {
      resources: [plan([rule({ schedule: 'cron(0 0,6,12 * * ? *)' }), rule({ schedule: 'often' })])],
      problems: ['schedule is "cron(0 0,6,12 * * ? *)", "often", and the policy asks for a run each 6 hours'],
    },
    'no rules': {
      resources: [plan([])],
      problems: ['schedule is not set, and the policy asks for a run each 6 hours'],
    },
    'a day less, and for ever': {
      resources: [plan([rule({ lifecycle: { deleteAfter: 89 } }), rule({ lifecycle: undefined })])],
      problems: [
        'rules.0.lifecycle.deleteAfter is 89, and the policy asks for 90 days or more, and for an end',
        'rules.1.lifecycle.deleteAfter is not set, and the policy asks for 90 days or more, and for an end',
      ],
    },
    'a continuous backup for longer than there is one': {
      resources: [plan([rule({ enableContinuousBackup: true })])],
      problems: ['rules.0.lifecycle.deleteAfter is 90, and a continuous backup is kept for 35 days at most'],
    },
    'copies outside the zone': {
      resources: [plan([rule(copyTo(vaultIn('us-west-2')))])],
      problems: [
        'rules.0.copyActions.0.destinationVaultArn is "arn:aws:backup:us-west-2:111122223333:backup-vault:copies", which is not in the European Union',
      ],
    },
    'copies into a vault that is not there yet, outside the zone': {
      resources: [vault('us-west-2'), plan([rule(copyTo(unknown))], toVault)],
      problems: ['rules.0.copyActions.0.destinationVaultArn is in "us-west-2", which is not in the European Union'],
    },
  },
  unverifiable: {
    'the rules': { resources: [plan(unknown)], problems: ['rules is not known: unverifiable until up'] },
    'how often, how long, and where to': {
      resources: [plan([rule({ schedule: unknown, lifecycle: { deleteAfter: unknown }, ...copyTo(unknown) })])],
      problems: [
        'rules.0.schedule is not known: unverifiable until up',
        'rules.0.lifecycle.deleteAfter is not known: unverifiable until up',
        'rules.0.copyActions.0.destinationVaultArn is not known: unverifiable until up',
      ],
    },
    'whether there are copies': {
      resources: [plan([rule({ copyActions: unknown })])],
      problems: ['rules.0.copyActions is not known: unverifiable until up'],
    },
  },
});

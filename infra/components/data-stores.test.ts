import { beforeAll, describe, expect, test } from 'vitest';
import { recoveryStartMinutesMax } from '../../policies/database-server.ts';
import { type EngineName, engine, engines } from '../../policies/databases.ts';
import { ClassStack } from '../testing/class-stack.ts';

type Resources = ClassStack['resources'];

async function recorded(settings: Record<string, string> = {}): Promise<Resources> {
  return (await ClassStack.record('main', { moment: 'preview', settings })).resources;
}

const ofType = (resources: Resources, type: string) => resources.filter((resource) => resource.type === type);

describe.each(Object.keys(engines) as EngineName[])('on %s', (name) => {
  let resources: Resources;
  beforeAll(async () => {
    // Memory-optimised: Aurora has no general-purpose ones.
    resources = await recorded({ 'bulkhead:engine': name, 'bulkhead:instanceClass': 'db.r7g.large' });
  });

  test('the server is of the series of the policy, and of two zones', () => {
    const [server] = [
      ...ofType(resources, 'aws:rds/instance:Instance'),
      ...ofType(resources, 'aws:rds/cluster:Cluster'),
    ];
    expect(server?.properties).toMatchObject({ engine: name, engineVersion: engines[name].series });
    const members = ofType(resources, 'aws:rds/clusterInstance:ClusterInstance');
    expect(name === 'aurora-mysql' ? members.length : server?.properties['multiAz']).toBe(
      name === 'aurora-mysql' ? 2 : true,
    );
  });

  test('each server is watched from within, and no cluster beside it', () => {
    const watched = resources.filter(({ properties }) => properties['monitoringInterval'] !== undefined);
    const members = ofType(resources, 'aws:rds/clusterInstance:ClusterInstance');
    expect(watched).toEqual(members.length > 0 ? members : ofType(resources, 'aws:rds/instance:Instance'));
  });

  test('it takes TLS only, strictly, and writes an audit log', () => {
    const [group] = [
      ...ofType(resources, 'aws:rds/parameterGroup:ParameterGroup'),
      ...ofType(resources, 'aws:rds/clusterParameterGroup:ClusterParameterGroup'),
    ];
    const parameters = group?.properties['parameters'] as { name: string; value: string }[];
    const valueOf = (wanted: string) => parameters.find((parameter) => parameter.name === wanted)?.value;
    expect(group?.properties['family']).toBe(engines[name].parameterGroupFamily);
    expect(valueOf('require_secure_transport')).toBe(name === 'aurora-mysql' ? 'ON' : '1');
    expect(valueOf('sql_mode')).toContain('STRICT_TRANS_TABLES');
    const audited =
      valueOf('server_audit_logging') === '1' ||
      JSON.stringify(ofType(resources, 'aws:rds/optionGroup:OptionGroup')).includes('MARIADB_AUDIT_PLUGIN');
    expect(audited).toBe(true);
  });
});

test('no recovery point is to begin in a window of RDS, or in the hour before it', async () => {
  const resources = await recorded();
  const [server] = ofType(resources, 'aws:rds/instance:Instance');
  const { backupWindow, maintenanceWindow } = server?.properties as Record<string, string>;
  const windows = [backupWindow, maintenanceWindow].map((window) =>
    window!.split('-').map((time) => {
      const [hours, minutes] = time.split(':').slice(-2).map(Number);
      return hours! * 60 + minutes!;
    }),
  );
  const starts = [0, 6, 12, 18, 24].map((hour) => hour * 60);
  for (const [from, to] of windows) {
    for (const start of starts) expect(start + recoveryStartMinutesMax <= from! - 60 || start > to!).toBe(true);
  }
});

test.each(['dumps', 'evidence'])(
  'the bucket of %s is locked before its policy denies that to everybody',
  async (held) => {
    const parts = (await recorded()).filter(({ name, type }) => name === held && type.startsWith('aws:s3/'));
    const urnOf = (type: string) => parts.find((part) => part.type.endsWith(`:${type}`))?.urn;
    const policy = parts.find(({ type }) => type.endsWith(':BucketPolicy'));
    expect(policy?.dependencies).toContain(urnOf('BucketVersioning'));
    expect(policy?.dependencies).toContain(urnOf('BucketObjectLockConfiguration'));
  },
);

test('the engine of the tests is the default one of production', () => {
  expect(engine).toBe(engines.mariadb);
});

test('every policy document is known before anything that it speaks of exists', async () => {
  const documents = (await recorded()).flatMap(({ urn, properties }) =>
    ['policy', 'assumeRolePolicy'].filter((key) => key in properties).map((key) => [urn, properties[key]] as const),
  );
  expect(documents.length).toBeGreaterThan(5);
  expect(documents.filter(([, document]) => typeof document !== 'string').map(([urn]) => urn)).toEqual([]);
});

test('no password, and nothing that opens a database, is among what Pulumi keeps', async () => {
  const told = JSON.stringify((await recorded()).map(({ properties }) => properties));
  expect(told).not.toMatch(/"(password|passwordWo|masterPassword|secretString)":/);
});
